// A set of users has those that were added.
import { expect, it } from 'vitest'
import type { UserId } from '../ids.ts'
import { UserSet } from './value-set.ts'

it('has the users that were added and no others, also those with ids beyond exact numbers', () => {
  const ids = ['1', '7', '8', '1023', '1024', '1000001', '9007199254740993', '9007199254740992']
  const set = new UserSet()
  const others = ['2', '9', '1025', '9007199254740994']
  for (const id of [...ids, ...ids]) set.add(id as UserId)
  expect(ids.filter((id) => !set.has(id as UserId))).toEqual([])
  expect(others.filter((id) => set.has(id as UserId))).toEqual([])
  expect(set.size).toBe(ids.length)
})
