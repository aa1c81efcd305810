// For the conformance suite: a commit is stored whole, with its audit row, or not at all.
import { describe, expect, test } from 'vitest'
import { type Db, LostRace } from '../db.ts'
import { required, type Statement, sql } from '../statement.ts'
import { type Open, withStore } from './open.ts'
import { aCommit, anAudit, insert, raw } from './rows.ts'

const group = (id: string, name_key = `key ${id}`) =>
  insert('groups', { id, name: 'name', name_key })
const renamed = (id: string, name: string) =>
  raw(sql`update groups set name = ${name} where id = ${id}`)
const user = (id: string) => insert('users', { id, first_name: '', last_name: '', created_at: 1 })

const count = (table: string) =>
  raw<{ n: number }>(sql`select count(*) as n from ${sql.table(table)}`)
async function counts(db: Db): Promise<{ groups: number; audit: number }> {
  const [[groups], [audit]] = await db.read(count('groups'), count('audit'))
  return { groups: groups?.n ?? 0, audit: audit?.n ?? 0 }
}

const broken = raw(sql`insert into nowhere (id) values (1)`)
const missing = required(renamed('404', 'x'))

export function commitsConform(open: Open): void {
  describe('commits', () => {
    test('all of it or nothing, whichever statement fails', () =>
      withStore(open, async (db) => {
        const before = await counts(db)
        const failures: [Statement, unknown][] = [
          [missing, LostRace],
          [group('50', 'all users'), LostRace],
          [insert('group_users', { group_id: '404', user_id: '404' }), LostRace],
          [insert('groups', { id: '51', name: null, name_key: 'x' }), Error],
          [broken, Error],
        ]
        for (const [failure, kind] of failures) {
          for (const statements of [
            [failure, group('52')],
            [group('52'), failure],
          ]) {
            await expect(db.commit(aCommit(...statements))).rejects.toBeInstanceOf(kind)
            expect(await counts(db)).toEqual(before)
          }
        }
      }))

    test('several of which all are stored or none, each with its audit row', () =>
      withStore(open, async (db) => {
        const before = await counts(db)
        // More commits than are sent at a time.
        const many = Array.from({ length: 4100 }, (_, at) => aCommit(group(String(1000 + at))))
        const failures: [Statement, unknown][] = [
          [missing, LostRace],
          [group('60', 'all users'), LostRace],
          [broken, Error],
        ]
        for (const [failure, kind] of failures) {
          for (const commits of [
            [aCommit(failure), ...many],
            [...many, aCommit(failure)],
          ]) {
            await expect(db.commitAll(commits)).rejects.toBeInstanceOf(kind)
            expect(await counts(db)).toEqual(before)
          }
        }
        const told: number[] = []
        await Promise.all([
          db.commitAll(many, (done) => told.push(done)),
          db.commit(aCommit(group('50'))),
        ])
        expect(told.at(-1)).toBe(many.length)
        expect(told.length).toBeGreaterThan(1)
        expect(await counts(db)).toEqual({
          groups: before.groups + many.length + 1,
          audit: before.audit + many.length + 1,
        })
        await db.commit(aCommit(group('51')))
      }))

    test('a change only with its audit row', () =>
      withStore(open, async (db) => {
        const before = await counts(db)
        const audit = { ...anAudit(), operation: null as never }
        const commit = { statements: [group('50')], audit, changesAuthority: false }
        await expect(db.commit(commit)).rejects.toThrow()
        expect(await counts(db)).toEqual(before)
        await db.commit(aCommit(group('50')))
        expect(await counts(db)).toEqual({ groups: before.groups + 1, audit: before.audit + 1 })
      }))

    test('what a required statement touched or returned, and answers the rows of each', () =>
      withStore(open, async (db) => {
        const rows = await db.commit(
          aCommit(
            group('50'),
            required(renamed('50', 'new')),
            required(raw(sql`select name from groups where id = 50`)),
            raw(sql`select name from groups where id = 404`),
            raw(sql`insert into groups (name, name_key) values ('x', 'y') returning name`),
          ),
        )
        expect(rows).toEqual([[], [], [{ name: 'new' }], [], [{ name: 'x' }]])
      }))

    test('a replacement of a list whole: nobody sees it half replaced', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...['50', '51', '52'].map((id) => group(id))))
        const clear = raw(sql`delete from user_attribute_group_values where user_attribute_id = 11`)
        const value = (group_id: string, rank: number, text: string) =>
          insert('user_attribute_group_values', {
            ...{ user_attribute_id: '11', group_id, rank },
            value: text,
          })
        const values = raw<{ value: string; rank: number }>(
          sql`select value, rank from user_attribute_group_values order by rank`,
        )
        const replace = (text: string) =>
          db.commit(aCommit(clear, ...['50', '51', '52'].map((id, at) => value(id, at + 1, text))))
        await replace('first')
        const replacing = Array.from({ length: 20 }, (_, at) => replace(`list ${at}`))
        let settled = false
        const all = Promise.all(replacing).then(() => {
          settled = true
        })
        while (!settled) {
          const [rows] = await db.read(values)
          expect(rows.map(({ rank }) => rank)).toEqual([1, 2, 3])
          expect(new Set(rows.map((row) => row.value)).size).toBe(1)
          await new Promise((resolve) => setImmediate(resolve))
        }
        await all
        await expect(
          db.commit(aCommit(clear, value('50', 1, 'x'), value('50', 2, 'y'))),
        ).rejects.toBeInstanceOf(LostRace)
        expect((await db.read(values))[0].map((row) => row.value)).toEqual(Array(3).fill('list 19'))
      }))

    test.each([
      ['credentials_email.email_key', () => [user('51'), email('50', 'e'), email('51', 'e')]],
      ['credentials_api3.client_id', () => [apiKey('e'), apiKey('e')]],
      ['groups.name_key', () => [group('60', 'e'), group('61', 'e')]],
      ['permission_sets.name_key', () => [set('permission', 'e'), set('permission', 'e')]],
      ['model_sets.name_key', () => [set('model', 'e'), set('model', 'e')]],
      ['user_attributes.name', () => [attribute('e', 'f'), attribute('e', 'g')]],
      ['user_attributes.label_key', () => [attribute('e', 'f'), attribute('g', 'f')]],
      ['groups.id', () => [group('60', 'e'), group('60', 'f')]],
    ])('nothing that takes %s twice, and says what is taken', (taken, statements) =>
      withStore(open, async (db) => {
        await db.commit(aCommit(user('50')))
        await expect(db.commit(aCommit(...statements()))).rejects.toEqual(new LostRace(taken))
        await expect(db.commit(aCommit(...statements()))).rejects.toMatchObject({ taken })
      }),
    )
  })

  describe('a group of commits', () => {
    test('loses only those that fail', () =>
      withStore(open, async (db) => {
        const outcomes = await Promise.allSettled([
          db.commit(aCommit(group('50'))),
          db.commit(aCommit(group('51'), missing)),
          db.commit(aCommit(group('52'))),
          db.commit(aCommit(group('53'), broken)),
          db.commit(aCommit(group('54'), group('55', 'all users'))),
          db.commit(aCommit(group('56'))),
        ])
        expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
          ...[true, false, true, false, false, true],
        ])
        const [rows] = await db.read(raw(sql`select name_key from groups where id > 1 order by id`))
        expect(rows).toEqual(['50', '52', '56'].map((id) => ({ name_key: `key ${id}` })))
      }))

    test('holds each to its own condition, though two ask for the same', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(group('50')))
        const gone = required(raw(sql`delete from groups where id = 50`), 'the group is there')
        const there = required(raw(sql`select name from groups where name_key = 'key 50'`))
        const both = (statement: Statement) =>
          Promise.allSettled([statement, statement].map((one) => db.commit(aCommit(one))))
        const found = { status: 'fulfilled', value: [[{ name: 'name' }]] }
        expect(await both(there)).toEqual([found, found])
        expect(await both(gone)).toMatchObject([
          { status: 'fulfilled', value: [[]] },
          { status: 'rejected', reason: { taken: 'the group is there' } },
        ])
      }))

    test('is answered whole and in the order in which it was asked', () =>
      withStore(open, async (db) => {
        const answered: number[] = []
        const asked = Array.from({ length: 100 }, (_, at) => at)
        await Promise.all(
          asked.map(async (at) => {
            const audit = anAudit(`commit ${at}`)
            await db.commit({ statements: [], audit, changesAuthority: false })
            answered.push(at)
          }),
        )
        expect(answered).toEqual(asked)
        const [rows] = await db.read(
          raw<{ operation: string }>(sql`select operation from audit order by sequence`),
        )
        expect(rows.map((row) => row.operation)).toEqual(asked.map((at) => `commit ${at}`))
      }))

    test('is seen by every read that starts after its answer, by one read as one moment', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(group('50'), group('51')))
        const name = (id: string) =>
          raw<{ name: string }>(sql`select name from groups where id = ${id}`)
        for (let round = 0; round < 50; round++) {
          const committed = db.commit(
            aCommit(renamed('50', `name ${round}`), renamed('51', `name ${round}`)),
          )
          const [[one], [other]] = await db.read(name('50'), name('51'))
          expect(one).toEqual(other)
          await committed
          expect(await db.read(name('50'))).toEqual([[{ name: `name ${round}` }]])
        }
      }))

    test('counts for what somebody may remember only when it may change authority', () =>
      withStore(open, async (db) => {
        const before = db.authorityEpoch
        if (before === undefined) return
        await db.commit(aCommit(group('50')))
        await expect(db.commit({ ...aCommit(missing), changesAuthority: true })).rejects.toThrow()
        expect(db.authorityEpoch).toBe(before)
        await db.commit({ ...aCommit(group('51')), changesAuthority: true })
        expect(db.authorityEpoch).toBe(before + 1)
      }))

    test('that was asked for before closing is still stored; later ones are refused', () =>
      withStore(open, async (db) => {
        const asked = [db.commit(aCommit(group('50'))), db.commit(aCommit(group('51')))]
        const closing = db.close()
        await expect(db.commit(aCommit(group('52')))).rejects.toThrow()
        await closing
        expect(await Promise.all(asked)).toEqual([[[]], [[]]])
      }))
  })
}

const email = (user_id: string, email_key: string) =>
  insert('credentials_email', { user_id, email: 'e', email_key, created_at: 1 })
const apiKey = (client_id: string) =>
  insert('credentials_api3', { user_id: '50', client_id, secret_digest: 'd', created_at: 1 })
const set = (noun: 'permission' | 'model', name_key: string) =>
  insert(`${noun}_sets`, { name: 'n', name_key, [`${noun}s`]: '[]' })
const attribute = (name: string, label_key: string) =>
  insert('user_attributes', { name, label: 'l', label_key, type: 'string' })
