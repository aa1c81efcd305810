// For the conformance suite: how texts and ids compare, how rows are ordered and found.
import { describe, expect, test } from 'vitest'
import { textTerm } from '../../texts/search-terms.ts'
import type { Db } from '../db.ts'
import { commitsUnderWay, sequenceToCome } from '../differences.ts'
import { textMatches } from '../matching.ts'
import { idList, idText, sql } from '../statement.ts'
import { type Open, withStore } from './open.ts'
import { aCommit, bigId, insert, raw } from './rows.ts'

const group = (id: string, name_key: string) => insert('groups', { id, name: 'name', name_key })

async function plantGroups(db: Db, keys: readonly string[]): Promise<void> {
  await db.commit(aCommit(...keys.map((key, at) => group(String(100 + at), key))))
}

/** Keys of the groups added here that meet a condition, in the order of their ids. */
async function keysWhere(db: Db, condition: ReturnType<typeof sql>): Promise<string[]> {
  const [rows] = await db.read(
    raw<{ name_key: string }>(
      sql`select name_key from groups where id >= 100 and ${condition} order by id`,
    ),
  )
  return rows.map(({ name_key }) => name_key)
}

const next = raw<{ sequence: number; commits: string }>(
  sql`with next (sequence) as materialized (select ${sql.raw(sequenceToCome)})
    select next.sequence, ${sql.raw(commitsUnderWay)} as commits from next`,
)

export function readsConform(open: Open): void {
  test('knows which number the audit gives next, and that no commit is under way', () =>
    withStore(open, async (db) => {
      const [[before]] = await db.read(next)
      await db.commit(aCommit())
      const [[after], [newest]] = await db.read(
        next,
        raw<{ sequence: number }>(sql`select max(sequence) as sequence from audit`),
      )
      expect([before?.commits, after?.commits]).toEqual(['', ''])
      expect(newest?.sequence).toBe(before?.sequence)
      expect(after?.sequence).toBe((before?.sequence ?? 0) + 1)
    }))

  describe('compares', () => {
    test('names by their characters: case, accents and composition tell them apart', () =>
      withStore(open, async (db) => {
        const keys = ['name', 'Name', 'näme', 'na\u0308me', 'name ', 'ｎame', 'straße', 'strasse']
        await plantGroups(db, keys)
        for (const key of keys) expect(await keysWhere(db, sql`name_key = ${key}`)).toEqual([key])
      }))

    test('patterns: % is any text, _ one character, the escape makes either itself', () =>
      withStore(open, async (db) => {
        const keys = ['abc', 'a%c', 'a_c', 'ac', 'a\\c', 'aéc', 'a😀c', 'xabcx', 'a\nc', "a'c"]
        await plantGroups(db, keys)
        const found = (pattern: string) =>
          keysWhere(db, sql`name_key like ${pattern} escape ${'\\'}`)
        expect(await found('abc')).toEqual(['abc'])
        expect(await found('a_c')).toEqual(keys.filter((key) => [...key].length === 3))
        expect(await found('%b%')).toEqual(['abc', 'xabcx'])
        expect(await found('a%c')).toEqual(keys.filter((key) => key !== 'xabcx'))
        expect(await found('a\\%c')).toEqual(['a%c'])
        expect(await found('a\\_c')).toEqual(['a_c'])
        expect(await found('a\\\\c')).toEqual(['a\\c'])
        expect(await found('%')).toEqual(keys)
        expect(await found('')).toEqual([])
        expect(await found("'")).toEqual([])
      }))

    test('search terms: a backslash and ^ take the wildcard after them for itself and are plain elsewhere', () =>
      withStore(open, async (db) => {
        const keys = ['a\\b', 'ab', 'a%b', 'a\\%b', 'a^b', 'a^^b']
        await plantGroups(db, keys)
        const found = (key: string) => keysWhere(db, textMatches('name_key', textTerm('name', key)))
        expect(await found('a\\b')).toEqual(['a\\b'])
        expect(await found('a^b')).toEqual(['a^b'])
        expect(await found('a\\b%')).toEqual(['a\\b'])
        expect(await found('a_b')).toEqual(['a\\b', 'a%b', 'a^b'])
        for (const sign of ['\\', '^']) {
          expect(await found(`a${sign}%b`)).toEqual(['a%b'])
          expect(await found(`%${sign}%b`)).toEqual(['a%b', 'a\\%b'])
          expect(await found(`a${sign}_b`)).toEqual([])
        }
        expect(await found('a^^_')).toEqual([])
        expect(await found('a^^b%')).toEqual(['a^^b'])
      }))

    test('ids beyond 2^53 to the last digit: found, compared, ordered, listed', () =>
      withStore(open, async (db) => {
        const largest = '9223372036854775807'
        const ids = [bigId(1), bigId(2), bigId(3), '9223372036854775806', largest]
        const shuffled = [...ids].reverse()
        await db.commit(aCommit(...shuffled.map((id) => group(id, `key ${id}`))))
        const idsWhere = async (condition: ReturnType<typeof sql>) => {
          const [rows] = await db.read(
            raw<{ id: string }>(
              sql`select ${idText('id')} as id from groups where ${condition} order by groups.id`,
            ),
          )
          return rows.map(({ id }) => id)
        }
        expect(await idsWhere(sql`groups.id > ${'1'}`)).toEqual(ids)
        for (const id of ids) expect(await idsWhere(sql`groups.id = ${id}`)).toEqual([id])
        const near = String(BigInt(bigId(1)) - 1n)
        expect(await idsWhere(sql`groups.id = ${near}`)).toEqual([])
        expect(await idsWhere(sql`groups.id > ${bigId(3)}`)).toEqual(ids.slice(3))
        expect(await idsWhere(sql`groups.id < ${largest} and groups.id >= ${bigId(2)}`)).toEqual(
          ids.slice(1, 4),
        )
        const listed = JSON.stringify([bigId(2), largest, near])
        expect(await idsWhere(sql`groups.id in ${idList(listed)}`)).toEqual([bigId(2), largest])
      }))
  })

  describe('orders', () => {
    test('text by code point, nothing where asked, ties by id', () =>
      withStore(open, async (db) => {
        const texts = ['', ' ', '10', '9', 'A', 'Z', '_', 'a', 'b', 'é', '中', '\uffee', '😀']
        const held: (string | null)[] = ['b', 'a', null, ...[...texts].reverse(), null]
        await db.commit(
          aCommit(
            ...held.map((home_folder_id, at) =>
              insert('users', {
                ...{ id: String(1000 - at), first_name: '', last_name: '', created_at: 1 },
                home_folder_id,
              }),
            ),
          ),
        )
        const ordered = async (direction: string) => {
          const [rows] = await db.read(
            raw<{ id: string; home_folder_id: string | null }>(
              sql`select ${idText('id')} as id, home_folder_id from users
                order by home_folder_id ${sql.raw(direction)}, users.id`,
            ),
          )
          return rows
        }
        const ascending = await ordered('asc nulls first')
        const withTies = [
          null,
          null,
          ...texts.flatMap((it) => (/^[ab]$/.test(it) ? [it, it] : [it])),
        ]
        expect(ascending.map((row) => row.home_folder_id)).toEqual(withTies)
        for (const [at, { id, home_folder_id }] of ascending.entries()) {
          const next = ascending[at + 1]
          if (next?.home_folder_id === home_folder_id)
            expect(Number(id)).toBeLessThan(Number(next.id))
        }
        const descending = await ordered('desc nulls last')
        expect(descending.map((row) => row.home_folder_id)).toEqual([...withTies].reverse())
      }))
  })

  describe('tells time', () => {
    test('in milliseconds of UTC, before 1970 and after 2038 too', () =>
      withStore(open, async (db) => {
        const instants = [-1, 0, 1, 2 ** 31 * 1000 + 123, Date.UTC(9999, 11, 31, 23, 59, 59, 999)]
        const user = { first_name: '', last_name: '' }
        await db.commit(
          aCommit(
            ...instants.map((created_at, at) =>
              insert('users', { ...user, id: String(100 + at), created_at }),
            ),
          ),
        )
        const [rows] = await db.read(
          raw<{ created_at: number }>(sql`select created_at from users order by created_at`),
        )
        expect(rows.map((row) => row.created_at)).toEqual(instants)
      }))
  })
}
