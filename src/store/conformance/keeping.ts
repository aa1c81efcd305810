// For the conformance suite: stored fields come back unchanged; a row that refers to a missing row is refused, or
// deleted with it.
import { describe, expect, test } from 'vitest'
import { LostRace } from '../db.ts'
import { jsonFlag, sql } from '../statement.ts'
import { type Open, withStore } from './open.ts'
import {
  aCommit,
  everyFullRow,
  fullRows,
  insert,
  raw,
  references,
  selectAll,
  type TableName,
  tableNames,
} from './rows.ts'

type Cells = Readonly<Record<string, string | number | boolean | null>>
const rowsOf = (table: TableName) => fullRows[table] as readonly Cells[]

/** Restricts a statement to rows whose column has the same value as in the full row. */
const sameCell = (table: TableName, column: string) => {
  const value = rowsOf(table)[0]?.[column] ?? null
  return sql`${sql.ref(column)} = ${value}`
}

export function keepingConforms(open: Open): void {
  describe('keeps', () => {
    test.each(tableNames)('every field of %s as it was put in', (table) =>
      withStore(open, async (db) => {
        const before = tableNames.slice(0, tableNames.indexOf(table) + 1)
        const rows = before.flatMap((name) => rowsOf(name).map((row) => insert(name, row)))
        await db.commit(aCommit(...rows))
        const [stored] = await db.read(selectAll(table))
        for (const row of rowsOf(table)) expect(stored).toContainEqual(row)
      }),
    )

    test('nothing as nothing, and an empty text as an empty text', () =>
      withStore(open, async (db) => {
        const user = { first_name: '', last_name: '', created_at: 1 }
        await db.commit(
          aCommit(
            insert('users', { ...user, id: '11', home_folder_id: null }),
            insert('users', { ...user, id: '12', home_folder_id: '' }),
          ),
        )
        const where = (words: string) =>
          raw<{ home_folder_id: string | null }>(
            sql`select home_folder_id from users where ${sql.raw(words)} order by id`,
          )
        const [empty, none, all] = await db.read(
          where("home_folder_id = ''"),
          where('home_folder_id is null'),
          where('id > 10'),
        )
        expect(empty).toEqual([{ home_folder_id: '' }])
        expect(none).toEqual([{ home_folder_id: null }])
        expect(all).toEqual([{ home_folder_id: null }, { home_folder_id: '' }])
      }))

    test('no id for a second use, not one that was given nor one whose row is gone', () =>
      withStore(open, async (db) => {
        const add = (key: string) =>
          raw<{ id: number }>(
            sql`insert into groups (name, name_key) values ('name', ${key}) returning id`,
          )
        const group = { name: 'name', name_key: 'given' }
        const [, next] = await db.commit(
          aCommit(insert('groups', { id: '70', ...group }), add('a')),
        )
        expect(next).toEqual([{ id: 71 }])
        await db.commit(aCommit(raw(sql`delete from groups where id > 1`)))
        const [after] = await db.commit(aCommit(add('b')))
        expect(after).toEqual([{ id: 72 }])
      }))

    test('true and false as that, renamed, joined, in JSON or returned by a change', () =>
      withStore(open, async (db) => {
        const user = { first_name: '', last_name: '', created_at: 1 }
        await db.commit(
          aCommit(
            insert('users', { ...user, id: '50', is_disabled: true, models_dir_validated: false }),
            insert('users', { ...user, id: '51', is_disabled: false, models_dir_validated: null }),
            insert('credentials_email', {
              user_id: '50',
              email: 'e',
              email_key: 'e',
              created_at: 1,
              is_disabled: false,
            }),
          ),
        )
        const reads = [
          sql`select is_disabled as renamed, models_dir_validated from users where id > 10 order by id`,
          sql`select mail.is_disabled from users left join credentials_email as mail
            on mail.user_id = users.id where id > 10 order by id`,
          sql`with held as (select id, is_disabled as yes from users) select yes from held
            where id > 10 union all select is_disabled from users where id = 50`,
          sql`select cast(json_group_array(json_object('yes', ${jsonFlag('is_disabled')})) as text)
            as json from users where id = 51`,
        ]
        const [renamed, joined, united, [{ json }]] = (await db.read(
          ...reads.map((words) => raw(words)),
        )) as [unknown, unknown, unknown, [{ json: string }]]
        expect(renamed).toEqual([
          { renamed: true, models_dir_validated: false },
          { renamed: false, models_dir_validated: null },
        ])
        expect(joined).toEqual([{ is_disabled: false }, { is_disabled: null }])
        expect(united).toEqual([{ yes: true }, { yes: false }, { yes: true }])
        expect(JSON.parse(json)).toEqual([{ yes: false }])
        const changed = raw(sql`update users set is_disabled = ${false} where id = 50
          returning is_disabled, models_dir_validated as other`)
        expect(await db.commit(aCommit(changed))).toEqual([[{ is_disabled: false, other: false }]])
      }))

    test('no row for what is absent', () =>
      withStore(open, async (db) => {
        const [rows] = await db.read(raw(sql`select id from users where id = ${'404'}`))
        expect(rows[0]).toBeUndefined()
      }))

    test('the audit for ever: it refuses to be updated or deleted from', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit())
        const before = await db.read(selectAll('audit'))
        for (const words of ["update audit set operation = 'x'", 'delete from audit']) {
          await expect(db.commit(aCommit(raw(sql.raw(words))))).rejects.toThrow()
        }
        expect(await db.read(selectAll('audit'))).toEqual(before)
      }))
  })

  describe.each(references)('$child.$column → $parent', ({ child, column, parent, deleted }) => {
    const pointed = raw(
      sql`delete from ${sql.table(parent)} where id = ${rowsOf(child)[0]?.[column] ?? null}`,
    )
    const left = raw(
      sql`select 1 as held from ${sql.table(child)} where ${sameCell(child, column)}`,
    )

    test(deleted === 'too' ? 'goes with what it points to' : 'keeps what it points to', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...everyFullRow))
        const deletion = db.commit(aCommit(pointed))
        if (deleted === 'too') await deletion
        else await expect(deletion).rejects.toBeInstanceOf(LostRace)
        const [rows] = await db.read(left)
        expect(rows).toHaveLength(deleted === 'too' ? 0 : 1)
      }),
    )

    test('is refused when it points to nothing', () =>
      withStore(open, async (db) => {
        const parents = tableNames.filter((table) => table !== child && table !== 'audit')
        const rows = parents
          .slice(0, tableNames.indexOf(child))
          .flatMap((table) => rowsOf(table).map((row) => insert(table, row)))
        await db.commit(aCommit(...rows))
        const row = { ...rowsOf(child)[0], [column]: '404' }
        await expect(db.commit(aCommit(insert(child, row)))).rejects.toEqual(new LostRace())
        const [stored] = await db.read(selectAll(child))
        expect(stored).not.toContainEqual(row)
      }))
  })
}
