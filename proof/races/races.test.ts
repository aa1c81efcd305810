// Races end as if the callers had come one by one, and each race finds a server on which they do not.
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { sure } from '../asking.ts'
import { sqlite, type WrapDb, withNodes } from '../nodes.ts'
import { breakingLosers, consolingLosers, dropping, withoutGuards } from '../planted-bugs.ts'
import { deleteAndUse } from './delete-and-use.ts'
import { duplicateNames } from './duplicate-names.ts'
import { lastAdmin } from './last-admin.ts'
import { oppositeNesting } from './opposite-nesting.ts'
import { orders, type Race } from './race.ts'
import { runRace } from './races.ts'
import { rankOrder } from './rank-order.ts'
import { sameValue } from './same-value.ts'
import { orphans } from './stored-rows.ts'

const seed = Date.now() % 1_000_000
const named = (races: Race[]) => races.map((race) => [race.name, race] as const)

describe(`a race (seed ${seed})`, () => {
  it.each(named([duplicateNames, sameValue, rankOrder, deleteAndUse, oppositeNesting, lastAdmin]))(
    'of %s ends as if the callers had come one by one',
    async (_, race) => {
      const { counts, problems } = await runRace(sqlite, race, seed, 8)
      expect(problems).toEqual([])
      expect(counts).toMatchObject({ rounds: 8 })
    },
  )

  it.each<[string, string, Race, WrapDb, RegExp]>([
    [
      duplicateNames.name,
      'losers are told they won',
      duplicateNames,
      consolingLosers,
      /16 callers got the name/,
    ],
    [duplicateNames.name, 'losing breaks', duplicateNames, breakingLosers, /answered 500|: 500/],
    [
      sameValue.name,
      'a write is audited and not done',
      sameValue,
      dropping(/into "user_attribute_/),
      /audited last/,
    ],
    [sameValue.name, 'losers are told they won', sameValue, consolingLosers, /were acknowledged/],
    [rankOrder.name, 'nothing guards a decision', rankOrder, withoutGuards, /left/],
    [
      rankOrder.name,
      'a list is added to what was there',
      rankOrder,
      dropping(/^delete from "user_attribute_group/),
      /./,
    ],
    [deleteAndUse.name, 'losing breaks', deleteAndUse, breakingLosers, /answered 500/],
    [
      oppositeNesting.name,
      'nothing guards a decision',
      oppositeNesting,
      withoutGuards,
      /contains itself/,
    ],
    [
      lastAdmin.name,
      'nothing guards a decision',
      lastAdmin,
      withoutGuards,
      /no administrator was left/,
    ],
  ])('of %s shows when %s', async (_, __, race, wrapDb, told) => {
    const { problems } = await runRace(sqlite, race, seed, 300, wrapDb)
    expect(problems.join('\n')).toMatch(told)
  })
})

describe('the search for orphans', () => {
  it('finds none in a store that is whole, and one that is planted', () =>
    withNodes(sqlite, undefined, async (nodes) => {
      expect(await orphans(nodes)).toEqual([])
      const { running, ask } = nodes.next()
      const file = join(dirname(running.lookerIni), 'attrium.db')
      const connection = openConnection(file, 'writer')
      connection.pragma('foreign_keys = off')
      connection.exec('insert into group_users (group_id, user_id) values (1, 4711)')
      connection.close()
      // Earlier reads may show the moment before; a change makes the next read new.
      await sure(ask('POST', '/groups', { name: 'any' }))
      expect(await orphans(nodes)).toEqual(['group_users.user_id has 1 orphans'])
    }))
})

it('tries every order', () => {
  expect(
    orders(['a', 'b', 'c'])
      .map((order) => order.join(''))
      .sort(),
  ).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
})
