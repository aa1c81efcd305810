// Unions let through what at least one of their parts does, and the proof finds unions that are wrong.
import { describe, expect, it } from 'vitest'
import { unionOf } from '../../src/filter-expressions/union.ts'
import { compareUnions } from './united-pairs.ts'

const seed = Date.now() % 1_000_000

describe(`random unions (seed ${seed})`, () => {
  it('let through what at least one of their parts does', async () => {
    const { counts, problems } = await compareUnions(6000, seed, unionOf)
    expect(problems).toEqual([])
    expect(counts).toMatchObject({ pairs: 6000, disagreements: 0 })
  })

  it.each<[string, typeof unionOf]>([
    ['joins texts with a comma', (_, expressions) => expressions.join(',')],
    ['leaves out the last part', (kind, expressions) => unionOf(kind, expressions.slice(0, -1))],
    [
      'is everything',
      (kind) => (kind === 'date' ? 'any time' : kind === 'number' ? ' ' : '%,NULL'),
    ],
    ['has no null', (kind, expressions) => unionOf(kind, expressions)?.replace(/,?NULL$/i, '')],
  ])('find one that %s', async (_, wrong) => {
    const { problems } = await compareUnions(6000, seed, wrong)
    expect(problems.length).toBeGreaterThan(0)
  })
})
