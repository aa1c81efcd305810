// The audit chain of an SQLite file: one for the whole file, continued by every process that owns it.
import type { Statement } from 'better-sqlite3'
import { CannotOpen } from '../../errors.ts'
import { type Chain, type ChainHead, nextHead } from '../audit/chain.ts'
import { auditInsertText, auditInsertValues, insertedColumns, mayBeOwn } from '../audit/insert.ts'
import { type AuditCells, auditColumns } from '../audit/row.ts'
import { type SentTexts, textsInsertText, textsInsertValues } from '../audit/texts.ts'
import { type Connection, isUnrecoverable } from './connection.ts'

const chain_id = '1'

/** The code of a commit that failed because its audit row could not be stored. */
export const auditFailed = 'ATTRIUM_AUDIT'

/** Counts as damage: nobody but the owner of the file may write to it. */
const chainMoved = 'SQLITE_CORRUPT_CHAIN'

/** Opens the chain of a file that has none. */
export function openChain(connection: Connection, now: number): void {
  connection
    .prepare(
      `insert into audit_chains (id, opened_at, head_sequence, head_mac) values (${chain_id}, ?, 0, '')`,
    )
    .run(now)
}

/**
 * Returns the head of the chain. Throws CannotOpen when the head is not the newest row: continuing
 * the chain from there would hide that somebody has changed it.
 */
export function readHead(connection: Connection): ChainHead {
  const head = connection
    .prepare(`select head_sequence, head_mac from audit_chains where id = ${chain_id}`)
    .get() as { head_sequence: number; head_mac: string } | undefined
  const newest = connection
    .prepare(
      `select chain_sequence, mac from audit
        where chain_id = ${chain_id} or chain_id is null order by sequence desc limit 1`,
    )
    .get() as { chain_sequence: number; mac: string } | undefined
  const { chain_sequence = 0, mac = '' } = newest ?? {}
  if (head?.head_sequence !== chain_sequence || head.head_mac !== mac) {
    throw new CannotOpen(
      'The audit does not end where its chain does; run attrium audit verify for details, or restore a backup.',
    )
  }
  return { chain_id, chain_sequence, mac }
}

/** Rows that one statement adds; a row does not get cheaper with more of them. */
const rowsAtOnce = 50

const place = (column: string) =>
  column === 'user_id' || column === 'user_attribute_id' ? 'cast(? as integer)' : '?'
const sameValue = (row: string) =>
  `${row}.user_id = added.user_id and ${row}.user_attribute_id = added.user_attribute_id
    and ${mayBeOwn}`

/** Like `auditInsertText`, for several rows: each costs half as much. A row without a sequence gets the next one. */
const auditInsertManyText = `with added (${insertedColumns.join(', ')}) as (
    values ${Array(rowsAtOnce)
      .fill(`(${insertedColumns.map(place).join(', ')})`)
      .join(', ')})
  insert into audit (${insertedColumns.join(', ')}, sequence, previous_change)
  select ${insertedColumns.map((column) => `added.${column}`).join(', ')},
    coalesce(held.newest_change, ended.newest_change),
    coalesce(held.change_before, case when held.user_id is null then ended.change_before
      else ended.newest_change end)
  from added
  left join user_attribute_user_values as held on ${sameValue('held')}
  left join ended_value_histories as ended on ${sameValue('ended')}`

/** Adds rows to the chain; lives in the writer thread. */
export class SqliteChain {
  head: ChainHead
  readonly #key: string
  readonly #insert: Statement<AuditCells>
  readonly #insertMany: Statement<[AuditCells]>
  readonly #move: Statement<[head: number, mac: string, from: number]>
  readonly #connection: Connection
  #insertTexts: Statement<[string, string, number]> | undefined

  constructor(connection: Connection, { key, head }: Chain) {
    this.head = head
    this.#key = key
    this.#connection = connection
    this.#insert = connection.prepare<AuditCells>(auditInsertText)
    this.#insertMany = connection.prepare<[AuditCells]>(auditInsertManyText)
    this.#move = connection.prepare<[head: number, mac: string, from: number]>(
      `update audit_chains set head_sequence = ?, head_mac = ?
        where id = ${chain_id} and head_sequence = ?`,
    )
  }

  /** Stores the row. A caller that rolls it back must set `head` back too. */
  add(cells: AuditCells): void {
    const next = nextHead(this.#key, this.head, cells)
    try {
      this.#insert.run(...auditInsertValues(cells, next))
    } catch (error) {
      throw asAuditFailure(error)
    }
    this.head = next
  }

  /** The same for several rows. */
  addMany(rows: readonly AuditCells[]): void {
    const together = rows.length - (rows.length % rowsAtOnce)
    for (let at = 0; at < together; at += rowsAtOnce) {
      this.#addTogether(rows.slice(at, at + rowsAtOnce))
    }
    for (const cells of rows.slice(together)) this.add(cells)
  }

  #addTogether(rows: readonly AuditCells[]): void {
    let next = this.head
    const values: AuditCells = []
    for (const cells of rows) {
      next = nextHead(this.#key, next, cells)
      values.push(...cells, next.chain_id, next.chain_sequence, next.mac)
    }
    try {
      this.#insertMany.run(values)
    } catch (error) {
      throw asAuditFailure(error)
    }
    this.head = next
  }

  /** Stores texts beside the rows of a commit, the first of which has the number `first`. */
  addTexts(texts: readonly SentTexts[], first: number, rows: readonly unknown[][]): void {
    try {
      this.#insertTexts ??= this.#connection.prepare(textsInsertText)
      this.#insertTexts.run(...textsInsertValues(texts, { chain_id, first }, rows))
    } catch (error) {
      throw asAuditFailure(error)
    }
  }

  /** Stores the new head unless it is still `before`, once for all rows of a transaction. */
  keep(before: ChainHead): void {
    const { chain_sequence, mac } = this.head
    if (chain_sequence === before.chain_sequence) return
    const { changes } = this.#move.run(chain_sequence, mac, before.chain_sequence)
    if (changes !== 1) {
      const message = 'another program has written to the audit'
      throw Object.assign(new Error(message), { code: chainMoved })
    }
  }
}

function asAuditFailure(error: unknown): unknown {
  const { code = '', message } = error as { code?: string; message: string }
  return isUnrecoverable(code) ? error : Object.assign(new Error(message), { code: auditFailed })
}

/** Chains the rows that were written before there were chains. Only the transaction that makes the audit key may. */
export function chainOlderRows(connection: Connection, key: string): void {
  const trigger = connection
    .prepare("select sql from sqlite_master where name = 'audit_refuses_update'")
    .pluck()
    .get() as string
  connection.exec('drop trigger audit_refuses_update')
  const page = connection
    .prepare(
      `select sequence, ${auditColumns.map(asCell).join(', ')} from audit
        where sequence > ? order by sequence limit 1000`,
    )
    .raw()
  const chain = connection.prepare(
    'update audit set chain_id = ?, chain_sequence = ?, mac = ? where sequence = ?',
  )
  let head: ChainHead = { chain_id, chain_sequence: 0, mac: '' }
  let after = 0
  for (;;) {
    const rows = page.all(after) as [number, ...AuditCells][]
    if (rows.length === 0) break
    for (const [sequence, ...cells] of rows) {
      head = nextHead(key, head, cells)
      chain.run(chain_id, head.chain_sequence, head.mac, sequence)
      after = sequence
    }
  }
  connection
    .prepare('update audit_chains set head_sequence = ?, head_mac = ?')
    .run(head.chain_sequence, head.mac)
  connection.exec(trigger)
}

const asCell = (column: string) =>
  /(^|_)id$|^sudo_by$/.test(column) ? `cast(${column} as text)` : column
