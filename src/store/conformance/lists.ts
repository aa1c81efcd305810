// For the conformance suite: lists of values, each of which must be the one that was read.
import { describe, expect, test } from 'vitest'
import { type Commit, type Db, LostRace } from '../db.ts'
import { type Item, Items, itemsHere } from '../items.ts'
import { itemChange, nthChangeHeld, required, type Statement, sql } from '../statement.ts'
import { type Open, withStore } from './open.ts'
import { aCommit, anAudit, raw } from './rows.ts'
import { attribute, expectChained, factsOf, ground, ids, many } from './sets.ts'

const user = sql`cast(item.value ->> 0 as bigint)`
const read = sql`cast(item.value ->> 2 as bigint)`

const setList: Statement = required(
  raw(sql`insert into user_attribute_user_values
    (user_id, user_attribute_id, value, version, newest_change, change_before)
    select ${user}, ${sql.lit(17)}, item.value ->> 1, item.value ->> 3, ${itemChange},
      case when ${read} > 0 then ${read} end
    from json_each(${itemsHere}) as item where coalesce((
      select coalesce(held.newest_change, 0) from user_attribute_user_values as held
      where held.user_id = ${user} and held.user_attribute_id = 17), -1) = ${read}
    on conflict (user_id, user_attribute_id) do update
    set value = excluded.value, version = excluded.version, newest_change = ${nthChangeHeld},
      change_before = user_attribute_user_values.newest_change`),
)

const none = -1
const newest = raw<{ user_id: string; newest_change: number }>(
  sql`select cast(user_id as text) as user_id, newest_change from user_attribute_user_values`,
)
const changesIn = async (db: Db) =>
  new Map((await db.read(newest))[0].map((row) => [row.user_id, row.newest_change]))

function aList(value: string, read: ReadonlyMap<string, number>, users = ids): Commit {
  const items = users.map((id): Item => [id, value, read.get(id) ?? none])
  const audit = { ...anAudit(), user_attribute_id: attribute }
  return { statements: [setList], audit, items: new Items(items), changesAuthority: false }
}

const inLists = (value: string, read: ReadonlyMap<string, number>, users = ids) =>
  [0, 1000, 2000].map((at) => aList(value, read, users.slice(at, at + 1000)))

const values = raw<{ value: string; rows: number; version: string | null }>(
  sql`select held.value, held.version, count(audit.sequence) as rows from user_attribute_user_values as held
    left join audit on audit.sequence = held.newest_change and audit.user_id = held.user_id
      and audit.new_value is not distinct from case when held.version is null then held.value end
    group by held.value, held.version order by held.value`,
)

export function listsConform(open: Open): void {
  describe('lists of values', () => {
    test('are stored with a row of the audit for each value, linked to the change before', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        await db.commitAll([aCommit(), ...inLists('one', new Map()), aCommit()])
        expect(await factsOf(db)).toEqual({ held: many, audit: many + 3, linked: 0, wrong: 0 })
        await db.commitAll([aCommit(), ...inLists('two', await changesIn(db))])
        const audit = many * 2 + 4
        expect(await factsOf(db)).toEqual({ held: many, audit, linked: many, wrong: 0 })
        await expectChained(db)
      }))

    test('are lost as a whole if one value is not the one that was read', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        await db.commitAll(inLists('one', new Map(), ids.slice(0, 2400)))
        const before = await factsOf(db)
        const read = await changesIn(db)
        const [some = ''] = ids
        const wrongly: ReadonlyMap<string, number>[] = [
          new Map([...read, [some, none]]),
          new Map([...read, [some, 1]]),
          new Map([...read, [ids.at(-1) ?? '', 1]]),
        ]
        for (const wrong of wrongly) {
          await expect(db.commitAll([aCommit(), ...inLists('two', wrong)])).rejects.toEqual(
            new LostRace(),
          )
          expect(await factsOf(db)).toEqual(before)
        }
        await db.commitAll(inLists('two', read))
        await expectChained(db)
      }))

    test('have no text in the audit where a value is sealed', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        const items = [
          ['10', 'sealed', none, 'v1'],
          ['11', 'open', none],
        ] as const
        const audit = { ...anAudit(), user_attribute_id: attribute }
        await db.commitAll([
          { statements: [setList], audit, items: new Items(items), changesAuthority: false },
        ])
        expect((await db.read(values))[0]).toEqual([
          { value: 'open', version: null, rows: 1 },
          { value: 'sealed', version: 'v1', rows: 1 },
        ])
      }))
  })
}
