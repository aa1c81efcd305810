// Nobody gets a group's new value after leaving the group, and the proof finds a server where somebody does.
import { describe, expect, it } from 'vitest'
import { provoke } from './new-enemy.ts'
import { sqlite } from './nodes.ts'
import { dropping, readingLate } from './planted-bugs.ts'

const seed = Date.now() % 1_000_000

describe(`a new enemy (seed ${seed})`, () => {
  it('never gets the wider value', async () => {
    const { counts, problems } = await provoke(sqlite, seed, 60)
    expect(problems).toEqual([])
    expect(counts).toMatchObject({ rounds: 60, violations: 0 })
  })

  it.each([
    ['memberships are read late', readingLate(/from "group_users" where "user_id"/)],
    ['nesting is read late', readingLate(/from "group_groups"/)],
    ['a removal is told to be done and is not', dropping(/^delete from "group_(users|groups)"/)],
  ])('is found where %s', async (_, wrapDb) => {
    const { problems } = await provoke(sqlite, seed, 60, wrapDb)
    expect(problems.join()).toMatch(/(enemy|former member) got/)
  })
})
