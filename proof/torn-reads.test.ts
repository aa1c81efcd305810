// Reads never mix two moments, and the proof finds a store whose reads do.
import { describe, expect, it } from 'vitest'
import { sqlite } from './nodes.ts'
import { readingLate, withoutSnapshots } from './planted-bugs.ts'
import { readFlipping } from './torn-reads.ts'

const seed = Date.now() % 1_000_000

describe(`reads while things flip (seed ${seed})`, () => {
  it('are of one moment each', async () => {
    const { counts, problems } = await readFlipping(sqlite, seed, 1000)
    expect(problems).toEqual([])
    expect(counts['flips']).toBeGreaterThan(20)
  })

  it.each([
    ['values are read late', readingLate(/from "user_attribute_user_values"/)],
    ['definitions are read late', readingLate(/from "user_attributes"/)],
    ['each statement sees a moment of its own', withoutSnapshots],
  ])('are found to be mixed where %s', async (_, wrapDb) => {
    expect((await readFlipping(sqlite, seed, 1000, wrapDb)).problems).not.toEqual([])
  })
})
