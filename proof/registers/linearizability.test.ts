// Histories of a real server fit into an order, and the proof finds histories of a broken server that do not.
import { describe, expect, it } from 'vitest'
import { sqlite } from '../nodes.ts'
import { dropping, readingLate, withoutGuards } from '../planted-bugs.ts'
import { checkHistories } from './linearizability.ts'

const seed = Date.now() % 1_000_000

describe(`recorded histories (seed ${seed})`, () => {
  it('can be put into one order, lost replies included', async () => {
    const { counts, problems } = await checkHistories(sqlite, seed, 4)
    expect(problems).toEqual([])
    expect(counts).toMatchObject({ histories: 4, operations: 800, anomalies: 0 })
    expect(counts['unknown']).toBeGreaterThan(0)
  })

  it.each([
    ['values are read late', readingLate(/from "user_attribute_user_values"/)],
    [
      'values of groups are read late',
      readingLate(/from "(catalogue|user_attribute_group_values)"/),
    ],
    ['a value told to be stored is not', dropping(/into "user_attribute_user_values"/)],
    ['a value is cleared twice', withoutGuards],
  ])('cannot when %s', async (_, wrapDb) => {
    // The race that shows the fault happens by chance: some histories have none.
    let found: readonly unknown[] = []
    for (let round = 0; round < 8 && found.length === 0; round++) {
      found = (await checkHistories(sqlite, seed + round, 4, wrapDb)).problems
    }
    expect(found).not.toEqual([])
  })
})
