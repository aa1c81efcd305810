// Reads never mix two moments, and the proof finds a store whose reads do.
import { describe, expect, it } from 'vitest'
import { sqlite } from './nodes.ts'
import { columnLate, readingLate } from './planted-bugs.ts'
import { readFlipping } from './torn-reads.ts'

const seed = Date.now() % 1_000_000

describe(`reads while things flip (seed ${seed})`, () => {
  it('are of one moment each', async () => {
    const { counts, problems } = await readFlipping(sqlite, seed, 1000)
    expect(problems).toEqual([])
    expect(counts['flips']).toBeGreaterThan(20)
  })

  it.each([
    // What decides the values of a user is one row: only a part of it can be late.
    ['values are read late', columnLate('by_attribute')],
    ['definitions are read late', readingLate(/from "user_attributes"/)],
  ])('are found to be mixed where %s', async (_, wrapDb) => {
    expect((await readFlipping(sqlite, seed, 1000, wrapDb)).problems).not.toEqual([])
  })
})
