// Attacks on the audit by somebody who can write to the database but has no key, and an audit to attack.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuditCheck } from '../../src/audit/chain-check.ts'
import { auditHeads } from '../../src/audit/sql.ts'
import { verifyAudit } from '../../src/audit/verification.ts'
import { readDataDirectory } from '../../src/files/data-directory.ts'
import { auditKey } from '../../src/keys/data-keys.ts'
import { valueDigest } from '../../src/keys/value-digest.ts'
import { readSettings } from '../../src/settings.ts'
import { nextHead } from '../../src/store/audit/chain.ts'
import { auditColumns } from '../../src/store/audit/row.ts'
import type { Reading } from '../../src/store/db.ts'
import { type Connection, openConnection } from '../../src/store/sqlite/connection.ts'
import { openToRead } from '../../src/store/sqlite/file.ts'
import type { Statement } from '../../src/store/statement.ts'
import type { Random } from '../support/random.ts'
import { startServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'

/** The database of a stopped server, open for writing, whose audit has rows of every kind. */
export interface AuditLog {
  readonly connection: Connection
  readonly key: string
  /** The mac of its last head. */
  readonly head: string
  /** The problems of the audit as it is now, checked against these exported heads. */
  readonly problems: (...exported: string[]) => Promise<string[]>
  readonly remove: () => void
}

export async function anAuditLog(): Promise<AuditLog> {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-audit-'))
  await writeAudit(directory)
  const settings = readSettings({ data: directory }, {})
  const { databaseFile, masterKey } = readDataDirectory(settings, true)
  const { db, keys } = await openToRead(databaseFile, masterKey)
  const [heads] = await db.read(auditHeads)
  await db.close()
  const key = auditKey(keys)
  const connection = openConnection(databaseFile, 'writer')
  redact(connection, key)
  for (const change of ['update', 'delete']) connection.exec(`drop trigger audit_refuses_${change}`)
  const read = (async (...statements: Statement[]) =>
    statements.map(({ text, parameters }) =>
      connection.prepare(text).all(parameters),
    )) as unknown as Reading['read']
  const problems = async (...exported: string[]) => {
    const found: string[] = []
    await verifyAudit({ read }, new AuditCheck(key, exported, (it) => found.push(it)))
    return found
  }
  const remove = () => {
    connection.close()
    rmSync(directory, { recursive: true })
  }
  return { connection, key, head: heads[0]?.mac ?? '', problems, remove }
}

const toBeHidden = 'to_be_hidden'

async function writeAudit(directory: string): Promise<void> {
  const server = await startServer({ directory })
  const { api } = server
  const [user, group] = [await aUser(server), await aGroup(server)]
  const secret = await anAttribute(server, { name: toBeHidden, label: toBeHidden })
  const open = await anAttribute(server)
  for (const { id } of [open, await anAttribute(server), secret]) {
    for (const value of ['one', 'two', 'three']) {
      await api('PATCH', `/users/${user}/attribute_values/${id}`, { value })
      await api('PATCH', `/groups/${group}/attribute_values/${id}`, { value })
    }
    await api('POST', `/user_attributes/${id}/group_values`, [{ group_id: '1', value: 'all' }])
    await api('DELETE', `/users/${user}/attribute_values/${id}`)
  }
  await api('PATCH', `/user_attributes/${open.id}`, { label: 'Still open' })
  await api('PATCH', `/user_attributes/${secret.id}`, hidden)
  await api('POST', '/users', { first_name: 'Ada', locale: 'uk' })
  await api('DELETE', `/users/${user}`)
  await server.stop()
}

/** Removes values of the attribute that was hidden, as the server does it. */
function redact(connection: Connection, key: string): void {
  const rows = connection
    .prepare(
      `select sequence, chain_sequence, new_value from audit where new_value is not null
        and user_attribute_id = (select id from user_attributes where name = ?)`,
    )
    .all(toBeHidden) as { sequence: number; chain_sequence: number; new_value: string }[]
  const take = connection.prepare(
    'update audit set new_value = null, redacted = ? where sequence = ?',
  )
  for (const { sequence, chain_sequence, new_value } of rows) {
    take.run(valueDigest(key, '1', chain_sequence, new_value), sequence)
  }
}

type Tamper = (connection: Connection, random: Random) => void

interface Row {
  readonly [column: string]: string | number | null
}

const rowsOf = (connection: Connection) =>
  connection.prepare('select * from audit order by sequence').all() as (Row & {
    sequence: number
    chain_sequence: number
    mac: string
  })[]

const set = (connection: Connection, sequence: number | undefined, cells: Row) => {
  const columns = Object.keys(cells)
  connection
    .prepare(`update audit set ${columns.map((it) => `${it} = ?`).join(', ')} where sequence = ?`)
    .run(...Object.values(cells), sequence)
}

const moveHead = (connection: Connection, { chain_sequence, mac }: Row) =>
  connection
    .prepare('update audit_chains set head_sequence = ?, head_mac = ?')
    .run(chain_sequence, mac)

const two = (connection: Connection, random: Random) => {
  const rows = rowsOf(connection)
  const at = random.below(rows.length - 1)
  const one = rows[at]
  const other = rows[at + 1 + random.below(rows.length - 1 - at)]
  if (one === undefined || other === undefined) throw new Error('too few rows')
  return [one, other] as const
}

const swapped =
  (columns: readonly string[]): Tamper =>
  (connection, random) => {
    const part = (row: Row) =>
      Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))
    const [one, other] = two(connection, random)
    // Swapping equal rows changes nothing.
    if (JSON.stringify(part(one)) === JSON.stringify(part(other))) {
      return set(connection, one.sequence, { at: -1 })
    }
    // The columns are unique together, so the other row is first moved out of the way.
    if (columns.includes('chain_sequence')) set(connection, other.sequence, { chain_sequence: -1 })
    set(connection, one.sequence, part(other))
    set(connection, other.sequence, part(one))
  }

const edited = (value: string | number | null, random: Random): string | number | null => {
  if (typeof value === 'number') return random.chance(0.2) ? null : value + 1 + random.below(9)
  if (value === null) return 'x'
  return random.pick([null, `${value} `, value.slice(1), value.toUpperCase() + value])
}
const numeric = (column: string) => column === 'at' || /_id$|^sudo_by$/.test(column)
const required = ['at', 'request_id', 'operation']

/** Every attack except a rewrite by somebody who has the audit key. */
export const tamperings: Readonly<Record<string, Tamper>> = {
  'a row edited': (connection, random) => {
    const row = random.pick(rowsOf(connection))
    const column = random.pick([...auditColumns, 'mac', 'redacted'])
    const numbers = numeric(column) && column !== 'request_id'
    const before = row[column] ?? null
    let after = numbers && before === null ? 7 : edited(before, random)
    if (after === null && required.includes(column)) after = numbers ? 7 : 'x'
    set(connection, row.sequence, { [column]: after })
  },
  'the place of a row edited': (connection, random) => {
    const row = random.pick(rowsOf(connection))
    const column = random.pick(['chain_id', 'chain_sequence'])
    set(connection, row.sequence, { [column]: random.pick([null, 0, 100_000]) })
  },
  'rows deleted': (connection, random) => {
    const [one, other] = two(connection, random)
    connection
      .prepare('delete from audit where sequence >= ? and sequence < ?')
      .run(one.sequence, other.sequence)
  },
  'the end cut off': (connection, random) => {
    const { sequence } = random.pick(rowsOf(connection))
    connection.prepare('delete from audit where sequence >= ?').run(sequence)
  },
  'the end cut off and the head moved': (connection, random) => {
    const { sequence } = random.pick(rowsOf(connection))
    connection.prepare('delete from audit where sequence >= ?').run(sequence)
    moveHead(connection, rowsOf(connection).at(-1) ?? { chain_sequence: 0, mac: '' })
  },
  'rows swapped': (connection, random) => {
    const [{ sequence: one }, { sequence: other }] = two(connection, random)
    set(connection, one, { sequence: -1 })
    set(connection, other, { sequence: one })
    set(connection, -1, { sequence: other })
  },
  'places swapped': swapped(['chain_sequence', 'mac']),
  'contents swapped': swapped(auditColumns),
  'values swapped': swapped(['new_value', 'redacted']),
  'a row added outside': (connection, random) => {
    const { at, operation } = random.pick(rowsOf(connection))
    connection
      .prepare("insert into audit (at, request_id, operation, actor_id) values (?, 'r', ?, 1)")
      .run(at, operation)
  },
  'a row added at the end': (connection, random) => {
    const rows = rowsOf(connection)
    const { sequence: _, ...row } = random.pick(rows)
    const mac = random.pick(rows).mac
    const added: Row = { ...row, chain_sequence: rows.length + 1, mac }
    connection
      .prepare(
        `insert into audit (${Object.keys(added).join(', ')})
          values (${Object.keys(added)
            .map(() => '?')
            .join(', ')})`,
      )
      .run(...Object.values(added))
    moveHead(connection, added)
  },
  'a value taken away': (connection, random) => {
    const rows = rowsOf(connection)
    const valued = rows.filter(({ new_value }) => new_value !== null)
    const redacted = random.pick(rows).mac
    set(connection, random.pick(valued).sequence, { new_value: null, redacted })
  },
  'a value put back': (connection, random) => {
    const redacted = rowsOf(connection).filter((row) => row['redacted'] !== null)
    const cells = random.pick([{ redacted: null }, {}])
    set(connection, random.pick(redacted).sequence, { new_value: 'guess', ...cells })
  },
  'a link to the change before edited': (connection, random) => {
    const changes = rowsOf(connection).filter(
      (row) => row['user_id'] !== null && row['user_attribute_id'] !== null,
    )
    const { sequence, previous_change = null } = random.pick(changes)
    const others: (number | null)[] = [null, sequence, ...changes.map((row) => row.sequence)]
    const another = others.filter((other) => other !== previous_change)
    set(connection, sequence, { previous_change: random.pick(another) })
  },
  'the newest change forgotten': (connection, random) => {
    const tables = ['ended_value_histories', 'user_attribute_user_values']
    const edits = tables.map((table) => `update ${table} set newest_change = 1`)
    connection.exec(random.pick([...edits, 'delete from ended_value_histories']))
  },
  'the head moved': (connection, random) => moveHead(connection, two(connection, random)[0]),
  'the head removed': (connection) => void connection.exec('delete from audit_chains'),
  'the rest rewritten under another key': (connection, random) => {
    const from = random.pick(rowsOf(connection))
    set(connection, from.sequence, { operation: 'rewritten' })
    let head = { chain_id: '1', chain_sequence: 0, mac: '' }
    for (const row of rowsOf(connection)) {
      const cells = auditColumns.map((column) => row[column] ?? null)
      if (row.sequence < from.sequence)
        head = { ...head, chain_sequence: row.chain_sequence, mac: row.mac }
      else {
        head = nextHead('guess', head, cells)
        set(connection, row.sequence, { mac: head.mac })
      }
    }
    moveHead(connection, { chain_sequence: head.chain_sequence, mac: head.mac })
  },
}
