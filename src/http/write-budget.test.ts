// A caller may store a number of bytes an hour. A caller who has used them up waits; others do not.
import { expect, it } from 'vitest'
import { Refusal } from '../errors.ts'
import { WriteBudget } from './write-budget.ts'

const megabyte = 1024 * 1024
const refusal = (action: () => void) => {
  try {
    action()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  return undefined
}

it('lets through what fits into the hour, tells who has more when to come again, and counts each alone', () => {
  const budget = new WriteBudget(10)
  let now = 1_000_000
  for (let n = 0; n < 10; n++) {
    budget.insist('key 1', now)
    budget.count('key 1', megabyte, now)
  }
  budget.count('key 1', megabyte, now)
  const refused = refusal(() => budget.insist('key 1', now))
  expect([refused?.reason, refused?.message]).toEqual([
    'too_many',
    expect.stringContaining('in 361 s'),
  ])
  expect(refused?.headers).toEqual({ 'Retry-After': '361' })
  budget.insist('key 2', now)
  now += 360_000
  expect(refusal(() => budget.insist('key 1', now))).toBeDefined()
  now += 2000
  budget.insist('key 1', now)
})
