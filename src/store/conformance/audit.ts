// For the conformance suite: audit rows are chained, know what was created, and stay as they are.
import { describe, expect, test } from 'vitest'
import { type CreatedId, signInOperation } from '../audit/row.ts'
import { changeToCome, required, type Statement, sql, thisChange } from '../statement.ts'
import { type Open, withStore } from './open.ts'
import { aCommit, anAudit, insert, raw, selectAll } from './rows.ts'

const withValue = (new_value: string | null, ...statements: Statement[]) => ({
  ...aCommit(...statements),
  audit: { ...anAudit(), new_value },
})
const creating = (created: CreatedId, ...statements: Statement[]) => ({
  ...aCommit(...statements),
  audit: { ...anAudit(), created },
})
const newGroup = (name_key: string) =>
  raw(sql`insert into groups (name, name_key) values ('x', ${name_key})
    returning cast(id as text) as id`)
const missing = required(raw(sql`update groups set name = 'x' where id = 404`))

const userAndAttributes = [
  insert('users', { id: '7', first_name: 'x', last_name: 'x', created_at: 1 }),
  insert('user_attributes', { id: '17', name: 'x', label: 'x', label_key: 'x', type: 'string' }),
]

const chain = raw<{ chain_id: number; chain_sequence: number; mac: string }>(
  sql`select chain_id, chain_sequence, mac from audit order by sequence`,
)
const heads = raw<{ head_sequence: number; head_mac: string }>(
  sql`select head_sequence, head_mac from audit_chains`,
)

export function auditConforms(open: Open): void {
  describe('the audit', () => {
    test('is one chain without gaps, whatever is lost between, and its head is the newest row', () =>
      withStore(open, async (db) => {
        await Promise.allSettled([
          db.commit(aCommit()),
          db.commit(aCommit(missing)),
          db.commit(withValue('one')),
        ])
        await db.commit(withValue(null))
        await expect(db.commit(aCommit(missing))).rejects.toThrow()
        await db.commit(withValue('two'))
        const [rows, [head]] = await db.read(chain, heads)
        expect(rows.map((row) => row.chain_sequence)).toEqual([1, 2, 3, 4])
        expect(new Set(rows.map((row) => row.chain_id)).size).toBe(1)
        for (const { mac } of rows) expect(mac).toMatch(/^[\w-]{43}$/)
        expect(new Set(rows.map((row) => row.mac)).size).toBe(4)
        expect(head).toEqual({ head_sequence: 4, head_mac: rows[3]?.mac })
      }))

    test.each(['user_id', 'group_id', 'user_attribute_id'] as const)(
      'names in %s the id that the commit itself gave',
      (column) =>
        withStore(open, async (db) => {
          const created = { column, statement: 1 }
          const rows = await db.commit(creating(created, newGroup('one'), newGroup('two')))
          const [{ id = '' } = {}] = rows[1] as { id: string }[]
          const [audit] = await db.read(selectAll('audit'))
          expect(audit).toHaveLength(1)
          expect(audit[0]).toMatchObject({
            ...{ user_id: null, group_id: null, user_attribute_id: null },
            [column]: id,
          })
        }),
    )

    test('refuses a commit that gave no id where it says it does', () =>
      withStore(open, async (db) => {
        const created = { column: 'group_id', statement: 1 } as const
        const none = raw(sql`select id from groups where id = 404`)
        await expect(db.commit(creating(created, newGroup('one'), none))).rejects.toThrow()
        const [groups, audit] = await db.read(selectAll('groups'), selectAll('audit'))
        expect([groups.length, audit.length]).toEqual([1, 0])
      }))

    test('has the row that a value of a user names, linked to the one that it named before', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...userAndAttributes))
        const key = { user_id: '7', user_attribute_id: '17' }
        const committed = (statement: Statement) =>
          db.commit({ ...aCommit(statement), audit: { ...anAudit(), ...key } })
        await committed(insert('user_attribute_user_values', { ...key, value: 'one' }))
        const change = raw(sql`update user_attribute_user_values
          set newest_change = ${thisChange}, change_before = newest_change`)
        for (const statement of [change, change]) await committed(statement)
        await db.commit(aCommit(raw(sql`delete from users where id = 7`)))
        const [rows, ended] = await db.read(selectAll('audit'), selectAll('ended_value_histories'))
        const [first, second, third] = rows.slice(1).map(({ sequence }) => Number(sequence))
        expect(rows.map((row) => row['previous_change'])).toEqual([null, null, null, second, null])
        expect(Number(third)).toBeGreaterThan(Number(second))
        expect(Number(second)).toBeGreaterThan(Number(first))
        expect(ended).toEqual([{ ...key, newest_change: third, change_before: second }])
      }))

    test('has rows about sign-ins that are in no list of changes of an own value', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...userAndAttributes))
        const key = { user_id: '7', user_attribute_id: '17' }
        const own = insert('user_attribute_user_values', { ...key, value: 'x', newest_change: 1 })
        await db.commit(aCommit(own))
        const row = { ...anAudit(), ...key, operation: signInOperation }
        for (const count of [1, 60]) {
          const more = Array.from({ length: count - 1 }, () => row)
          await db.commit({ ...aCommit(), audit: row, more, alone: true })
        }
        const [rows] = await db.read(selectAll('audit'))
        const links = rows.map((it) => it['previous_change'])
        expect(links).toEqual(rows.map(() => null))
        expect(rows.length).toBe(63)
      }))

    test('has the sequence that a value of a group was told, however many there are', () =>
      withStore(open, async (db) => {
        await db.commit(aCommit(...userAndAttributes))
        await db.commit(aCommit(newGroup('one'), newGroup('two'), newGroup('three')))
        const change = raw(
          sql`update groups set external_group_id = cast(${changeToCome(0)} as text)`,
        )
        for (let round = 0; round < 3; round++) {
          await db.commit({ ...aCommit(change, change), changesAuthority: true })
          const [rows, told] = await db.read(selectAll('audit'), selectAll('groups'))
          const newest = rows.map(({ sequence }) => Number(sequence)).at(-1)
          const [named, all] = [
            told.map((row) => Number(row['external_group_id'])),
            told.map(() => newest),
          ]
          expect(named).toEqual(all)
        }
      }))

    test('has what statements of its commit return, also if the commit is one of several', () =>
      withStore(open, async (db) => {
        const found = [{ statement: 1, detail: 'ids', as: 'ids' as const }]
        const finding = (key: string) => {
          const commit = aCommit(newGroup(key), newGroup(`${key} too`))
          return { ...commit, audit: { ...anAudit(), found } }
        }
        await db.commitAll([aCommit(), finding('one'), aCommit(), finding('two')])
        await db.commit(finding('three'))
        const [rows, groups] = await db.read(selectAll('audit'), selectAll('groups'))
        const idOf = (key: string) => groups.find((row) => row['name_key'] === key)?.['id']
        const told = ['one', 'two', 'three'].map((key) => ({ ids: [String(idOf(`${key} too`))] }))
        const details = rows.map((row) => JSON.parse(String(row['details'] ?? null)))
        expect(details.filter((one) => one?.ids)).toEqual(told)
      }))

    const redaction = "new_value = null, redacted = 'digest'"
    test('lets a value be taken away for its digest, once, and changes in nothing else', () =>
      withStore(open, async (db) => {
        await db.commit(withValue('secret'))
        await db.commit(withValue(null))
        const [before] = await db.read(selectAll('audit'))
        const attempts: [string, number][] = [
          ['new_value = null', 1],
          ["redacted = 'digest'", 1],
          ["new_value = 'other'", 1],
          [`${redaction}, operation = 'other'`, 1],
          [`${redaction}, chain_sequence = 7`, 1],
          [`${redaction}, user_id = 7`, 1],
          [`${redaction}, previous_change = 1`, 1],
          [redaction, 2],
        ]
        const changing = (words: string, row: number) =>
          db.commit(
            aCommit(raw(sql`update audit set ${sql.raw(words)} where chain_sequence = ${row}`)),
          )
        for (const [words, row] of attempts) await expect(changing(words, row)).rejects.toThrow()
        expect(await db.read(selectAll('audit'))).toEqual([before])
        await changing(redaction, 1)
        const [after] = await db.read(selectAll('audit'))
        expect(after).toContainEqual({ ...before[0], new_value: null, redacted: 'digest' })
        for (const words of [redaction, "new_value = 'secret', redacted = null", 'redacted = null'])
          await expect(changing(words, 1)).rejects.toThrow()
      }))
  })

  test('a row of a table is not written where its audit row cannot be', () =>
    withStore(open, async (db) => {
      const audit = { ...anAudit(), request_id: null as never }
      const commit = { ...aCommit(insert('groups', { name: 'x', name_key: 'x' })), audit }
      await expect(db.commit(commit)).rejects.toMatchObject({ name: 'Unavailable' })
      await db.commit(aCommit())
      const [groups, rows] = await db.read(selectAll('groups'), chain)
      expect([groups.length, rows.map((row) => row.chain_sequence)]).toEqual([1, [1]])
    }))
}
