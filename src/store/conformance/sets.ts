// For the conformance suite: a commit with many audit rows is stored whole and chained whole, or not at all.
import { describe, expect, test } from 'vitest'
import type { AuditRow } from '../audit/row.ts'
import { type Commit, type Db, LostRace } from '../db.ts'
import { nthChange, nthChangeHeld, required, type Statement, sql } from '../statement.ts'
import { type Open, withStore } from './open.ts'
import { aCommit, anAudit, insert, raw, selectAll } from './rows.ts'

/** More rows than are sent at a time. */
export const many = 2500
const firstUser = 10
export const attribute = '17'
export const ids = Array.from({ length: many }, (_, at) => String(firstUser + at))

export const ground = [
  insert('user_attributes', {
    id: attribute,
    name: 'x',
    label: 'x',
    label_key: 'x',
    type: 'string',
  }),
  raw(sql`insert into users (id, first_name, last_name, created_at)
    select cast(value as bigint), 'x', 'x', 1 from json_each(${JSON.stringify(ids)})`),
]

const setAll = (users: readonly string[], value: string): Statement => {
  const list = JSON.stringify(users.map((user_id, at) => ({ user_id, at })))
  return raw(sql`insert into user_attribute_user_values
    (user_id, user_attribute_id, value, newest_change)
    select cast(item.value ->> 'user_id' as bigint), ${sql.lit(17)}, cast(${value} as text), ${nthChange}
    from json_each(${list}) as item where true
    on conflict (user_id, user_attribute_id) do update
    set value = excluded.value, newest_change = ${nthChangeHeld},
      change_before = user_attribute_user_values.newest_change`)
}

const rowsOf = (users: readonly string[], value: string): AuditRow[] =>
  users.map((user_id) => ({
    ...anAudit(),
    ...{ user_id, user_attribute_id: attribute, new_value: value },
  }))

function aSet(
  value: string,
  { users = ids, also = [] as Statement[], guards = [] as Statement[] } = {},
): Commit {
  const [audit = anAudit(), ...more] = rowsOf(users, value)
  const statements = [setAll(users, value), ...also]
  return { guards, statements, audit, more, changesAuthority: false }
}

const facts = raw<{ held: number; audit: number; linked: number; wrong: number }>(sql`select
  (select count(*) from user_attribute_user_values) as held,
  (select count(*) from audit) as audit,
  (select count(*) from audit where previous_change is not null) as linked,
  (select count(*) from user_attribute_user_values as held
    left join audit on audit.sequence = held.newest_change
    where audit.user_id is distinct from held.user_id
      or audit.new_value is distinct from held.value
      or audit.previous_change is distinct from held.change_before) as wrong`)
export const factsOf = async (db: Db) => (await db.read(facts))[0][0]

const links = raw<{ chain_id: number; chain_sequence: number; mac: string }>(
  sql`select chain_id, chain_sequence, mac from audit order by sequence`,
)
const heads = raw<{ id: number; head_sequence: number; head_mac: string }>(
  sql`select id, head_sequence, head_mac from audit_chains order by id`,
)

/** Expects that every chain has its rows in order without gaps, and ends at its head. */
export async function expectChained(db: Db): Promise<void> {
  const [rows, kept] = await db.read(links, heads)
  for (const { id, head_sequence, head_mac } of kept) {
    const own = rows.filter(({ chain_id }) => chain_id === id)
    expect(own.map(({ chain_sequence }) => chain_sequence)).toEqual(own.map((_, at) => at + 1))
    expect([own.length, own.at(-1)?.mac ?? '']).toEqual([head_sequence, head_mac])
  }
  expect(new Set(rows.map(({ mac }) => mac)).size).toBe(rows.length)
}

const missing = required(raw(sql`update groups set name = 'x' where id = 404`), 'a rule')
const never = raw(sql`select 1 as one from groups where id = 404`)

export function setsConform(open: Open): void {
  describe('a commit with many audit rows', () => {
    test('is stored with all of them, each linked to its value and to the change before', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        const returning = raw(sql`select count(*) as n from user_attribute_user_values`)
        const rows = await db.commit(aSet('one', { also: [returning] }))
        expect(rows).toEqual([[], [{ n: many }]])
        expect(await factsOf(db)).toEqual({ held: many, audit: many + 1, linked: 0, wrong: 0 })
        await db.commit(aSet('two'))
        await db.commit(aSet('three', { users: ids.slice(0, 3) }))
        const audit = many * 2 + 4
        expect(await factsOf(db)).toEqual({ held: many, audit, linked: many + 3, wrong: 0 })
        await expectChained(db)
      }))

    test('goes on with the histories that have ended', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        await db.commit(aSet('one'))
        await db.commit(aCommit(raw(sql`delete from user_attribute_user_values`)))
        await db.commit(aSet('two'))
        const [rows] = await db.read(selectAll('audit'))
        expect(rows.filter((row) => row['previous_change'] !== null)).toHaveLength(many)
        await expectChained(db)
      }))

    test('leaves nothing when a guard, a rule, a constraint or an audit row says no', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        const before = [await factsOf(db), await db.read(links)]
        const unwritten = aSet('x')
        const last = { ...anAudit(), operation: null as never }
        const failing: [Commit, object][] = [
          [aSet('x', { guards: [never] }), new LostRace()],
          [aSet('x', { also: [missing] }), new LostRace('a rule')],
          [aSet('x', { users: [...ids, '404404'] }), new LostRace()],
          [{ ...unwritten, more: [...(unwritten.more ?? []), last] }, { name: 'Unavailable' }],
        ]
        for (const [commit, error] of failing) {
          await expect(db.commit(commit)).rejects.toMatchObject(error)
          expect([await factsOf(db), await db.read(links)]).toEqual(before)
        }
        await db.commit(aSet('one'))
        await db.commit(aCommit())
        expect(await factsOf(db)).toMatchObject({ held: many, audit: many + 2, wrong: 0 })
        await expectChained(db)
      }))

    test('is one of several of which all are stored or none', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        const told: number[] = []
        const all = [aCommit(), aSet('one'), aCommit()]
        await expect(db.commitAll([...all, aCommit(missing)])).rejects.toEqual(
          new LostRace('a rule'),
        )
        expect(await factsOf(db)).toMatchObject({ held: 0, audit: 1 })
        await db.commitAll(all, (done) => told.push(done))
        expect(await factsOf(db)).toMatchObject({ held: many, audit: many + 3, wrong: 0 })
        expect(told.length).toBeGreaterThan(1)
        await expectChained(db)
      }))

    test('is stored beside small ones, which are stored too', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        const groups = Array.from({ length: 20 }, (_, at) =>
          db.commit(aCommit(insert('groups', { name: 'x', name_key: `key ${at}` }))),
        )
        const few = { users: ids.slice(0, 20) }
        await Promise.all([db.commit(aSet('one')), ...groups])
        await Promise.all([db.commit(aSet('two')), db.commit(aCommit()), db.commit(aCommit())])
        await Promise.all([db.commit(aSet('three', few)), db.commit(aCommit())])
        const audit = 1 + many * 2 + 20 + 2 + 21
        expect(await factsOf(db)).toMatchObject({ held: many, audit, wrong: 0 })
        await expectChained(db)
      }))

    test('counts as a change of authority only when it is one', () =>
      withStore(open, async (db) => {
        const before = db.authorityEpoch
        if (before === undefined) return
        await db.commit(aCommit(...ground))
        await db.commit(aSet('one'))
        expect(db.authorityEpoch).toBe(before)
        await expect(
          db.commit({ ...aSet('two', { also: [missing] }), changesAuthority: true }),
        ).rejects.toThrow()
        expect(db.authorityEpoch).toBe(before)
        await db.commit({ ...aSet('two'), changesAuthority: true })
        expect(db.authorityEpoch).toBe(before + 1)
      }))

    test('that was asked for before closing is still stored', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...ground))
        const asked = db.commit(aSet('one'))
        await db.close()
        expect(await asked).toEqual([[]])
      }))
  })
}
