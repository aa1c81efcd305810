// A block of a result opens in its own place, with the key that sealed it, and nowhere else (T-13).
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { DataKey } from './data-keys.ts'
import { resultSeal } from './result-seal.ts'

const aKey = (id: string, purpose = 'value'): DataKey => ({ id, purpose, key: randomBytes(32) })
const older = aKey('1')
const newer = aKey('3')

it('opens in its own place and in no other', () => {
  const { seal, open, key_id } = resultSeal([older])
  const place = { mark: 'a', block: 0 }
  const sealed = seal(Buffer.from('a line'), place)
  expect(sealed).not.toContain(Buffer.from('a line').toString('base64url'))
  expect(open(sealed, key_id, place).toString()).toBe('a line')
  for (const other of [
    { mark: 'b', block: 0 },
    { mark: 'a', block: 1 },
  ]) {
    expect(() => open(sealed, key_id, other)).toThrow()
  }
})

it('is sealed with the newest key for values, and opens with the one that it names', () => {
  const [before, after] = [resultSeal([older, aKey('2', 'audit')]), resultSeal([older, newer])]
  expect([before.key_id, after.key_id]).toEqual(['1', '3'])
  const place = { mark: 'a', block: 0 }
  const sealed = before.seal(Buffer.from('a line'), place)
  expect(after.open(sealed, '1', place).toString()).toBe('a line')
  for (const key_id of ['2', '3', '4']) expect(() => after.open(sealed, key_id, place)).toThrow()
  expect(() => resultSeal([aKey('1', 'audit')])).toThrow('no key')
})
