// What rows tell, and who is shown them.
import { expect, it } from 'vitest'
import { channelOf, toldBy } from './operation.ts'
import { sentenceOf } from './sentence.ts'

const row = { operation: 'x', user_id: null, group_id: null, user_attribute_id: null, details: {} }

it('what no version of ours does is for administrators', () => {
  for (const operation of ['', 'test', 'constructor', '__proto__', 'toString']) {
    expect(toldBy({ ...row, operation, user_attribute_id: '14' }).area).toBe('server')
  }
})

it('a seed is told by what it makes', () => {
  const seed = { ...row, operation: 'seed' }
  expect(toldBy(seed).area).toBe('server')
  expect(toldBy({ ...seed, user_id: '2' }).area).toBe('people')
  expect(toldBy({ ...seed, user_id: '2', user_attribute_id: '14' }).area).toBe('values')
  expect(toldBy({ ...seed, group_id: '2' }).area).toBe('groups')
  expect(toldBy({ ...seed, group_id: '2', details: { added_group_id: '3' } }).fields).toContain(
    'added_group_id',
  )
  expect(toldBy({ ...seed, user_attribute_id: '14', details: { groups: [] } }).fields).toEqual([])
})

it('a value of a seed is told as any other', () => {
  const row14 = { ...row, operation: 'seed', user_id: '2', user_attribute_id: '14' }
  const names = { user: 'Maya', attribute: 'region' } as never
  const value = { hidden: false, from: null, to: 'EMEA' } as never
  expect(sentenceOf(toldBy(row14), 'seed', names, value)).toBe(
    'The server set region of Maya to "EMEA" from the seed.',
  )
})

it('the channel is told by the operation and the request', () => {
  expect(channelOf({ operation: 'update_user', request_id: 'abc' })).toBe('api')
  expect(channelOf({ operation: 'seed', request_id: 'server' })).toBe('seed')
  expect(channelOf({ operation: 'admin_new_key', request_id: 'local' })).toBe('command')
  expect(channelOf({ operation: 'restored', request_id: 'server' })).toBe('command')
  expect(channelOf({ operation: 'end_expired_tokens', request_id: 'server' })).toBe('server')
})
