// Which claims are remembered, and for how long.
import { expect, test } from 'vitest'
import { Catalogue } from '../domain/catalogue.ts'
import { limits } from '../limits.ts'
import { ClaimsMemory } from './claims-memory.ts'

const aCatalogue = (version: number) =>
  new Catalogue({ version, attributes: [], groups: [], groupValues: [], roles: [] })
const catalogue = aCatalogue(1)
const claims = { text: '{"a":"1"}', etag: '"e"' }

test('claims are remembered for the same rows and definitions only', () => {
  const memory = new ClaimsMemory(1000)
  const source = { catalogue, rows: 'one' }
  memory.keep('7', source, claims)
  expect(memory.at('7', source)).toMatchObject(claims)
  expect(memory.at('7', { catalogue, rows: 'other' })).toBeUndefined()
  expect(memory.at('7', { catalogue: aCatalogue(1), rows: 'one' })).toBeUndefined()
  expect(memory.at('8', source)).toBeUndefined()
})

test('those that were asked for least lately are forgotten, and none is too large for ever', () => {
  const memory = new ClaimsMemory(25)
  const source = { catalogue, rows: 'one' }
  for (const key of ['1', '2']) memory.keep(key, source, claims)
  memory.keep('2', source, claims)
  memory.at('1', source)
  memory.keep('3', source, claims)
  expect(['1', '2', '3'].map((key) => memory.at(key, source) !== undefined)).toEqual([
    true,
    false,
    true,
  ])
  memory.keep('4', { catalogue, rows: 'x'.repeat(100) }, claims)
  expect(memory.at('4', { catalogue, rows: 'x'.repeat(100) })).toBeUndefined()
  memory.keep('5', source, claims)
  expect(memory.at('5', source)).toMatchObject(claims)
})

test('all of them have room for so many characters, and no more', () => {
  const most = limits.remembered_claims_characters
  const memory = new ClaimsMemory(most)
  const half = { catalogue, rows: 'x'.repeat(most / 2 - claims.text.length) }
  memory.keep('1', half, claims)
  memory.keep('2', half, claims)
  expect(memory.at('1', half)).toMatchObject(claims)
  memory.keep('3', { catalogue, rows: '' }, claims)
  expect(memory.at('2', half)).toBeUndefined()
})
