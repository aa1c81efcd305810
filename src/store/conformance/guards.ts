// For the conformance suite: commits that hold only while their guards do.
import { describe, expect, test } from 'vitest'
import { type Commit, LostRace } from '../db.ts'
import { type Statement, sql } from '../statement.ts'
import { type Open, withStore } from './open.ts'
import { aCommit, insert, raw } from './rows.ts'

const group = (id: string) => insert('groups', { id, name: 'name', name_key: `key ${id}` })
const groupIds = raw<{ id: number }>(sql`select id from groups order by id`)
const thereIs = (id: string) => raw(sql`select 1 as one from groups where id = ${id}`)
const remove = (id: string) => raw(sql`delete from groups where id = ${id}`)

const guarded = (guard: Statement, ...statements: Statement[]): Commit => ({
  ...aCommit(...statements),
  guards: [guard],
})
const authority = (commit: Commit): Commit => ({ ...commit, changesAuthority: true })

export function guardsConform(open: Open): void {
  describe('a commit with a guard', () => {
    test('is stored while it holds, answers the rows of its statements alone, and is lost else', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(group('50')))
        expect(await db.commit(guarded(thereIs('50'), groupIds, group('51')))).toMatchObject([
          [{ id: 1 }, { id: 50 }],
          [],
        ])
        await expect(db.commit(guarded(thereIs('60'), group('52')))).rejects.toEqual(new LostRace())
        expect(await db.read(groupIds)).toEqual([[{ id: 1 }, { id: 50 }, { id: 51 }]])
      }))

    test('shares the answer with the others of its group, until one of them changes authority', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(group('50')))
        const guard = thereIs('50')
        const statuses = async (...commits: Commit[]) =>
          (await Promise.allSettled(commits.map((commit) => db.commit(commit)))).map(
            ({ status }) => status,
          )
        const [stored, lost] = ['fulfilled', 'rejected']
        const values = [guard, guard, thereIs('60'), guard].map((each, at) =>
          guarded(each, group(String(51 + at))),
        )
        expect(await statuses(...values)).toEqual([stored, stored, lost, stored])
        const rights = [[group('55')], [group('56'), remove('50')], [group('57')], [group('58')]]
        const asked = rights.map((statements) => authority(guarded(guard, ...statements)))
        expect(await statuses(...asked)).toEqual([stored, stored, lost, lost])
        const [rows] = await db.read(groupIds)
        expect(rows.map(({ id }) => id)).toEqual([1, 51, 52, 54, 55, 56])
      }))

    test('that creates something is audited with the id that its statement returned', () =>
      withStore(open, async (db) => {
        const created = raw<{ id: string }>(
          sql`insert into groups (name, name_key) values ('name', 'new') returning cast(id as text) as id`,
        )
        const commit = guarded(thereIs('1'), groupIds, created)
        const audit = { ...commit.audit, created: { column: 'group_id' as const, statement: 1 } }
        const [, [row]] = (await db.commit({ ...commit, audit })) as [unknown, { id: string }[]]
        const [told] = await db.read(
          raw<{ group_id: string }>(sql`select cast(group_id as text) as group_id from audit`),
        )
        expect(told).toEqual([{ group_id: row?.id }])
      }))
  })
}
