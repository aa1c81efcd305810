// The audit chain of an SQLite file: one for the whole file, continued by every process that owns it.
import type { Statement } from 'better-sqlite3'
import { type Chain, type ChainHead, nextHead } from '../audit/chain.ts'
import { auditInsertText, auditInsertValues } from '../audit/insert.ts'
import { type AuditCells, auditColumns } from '../audit/row.ts'
import { CannotOpen } from '../db.ts'
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
 * Where the chain has got to. Throws CannotOpen when its head is not the newest row: going on from
 * there would hide what was done to it.
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
      'The audit does not end where its chain does; attrium audit verify says more, a backup has it whole.',
    )
  }
  return { chain_id, chain_sequence, mac }
}

/** Adds rows to the chain; lives in the writer thread. */
export class SqliteChain {
  head: ChainHead
  readonly #key: string
  readonly #insert: Statement<AuditCells>
  readonly #move: Statement<[head: number, mac: string, from: number]>

  constructor(connection: Connection, { key, head }: Chain) {
    this.head = head
    this.#key = key
    this.#insert = connection.prepare<AuditCells>(auditInsertText)
    this.#move = connection.prepare<[head: number, mac: string, from: number]>(
      `update audit_chains set head_sequence = ?, head_mac = ?
        where id = ${chain_id} and head_sequence = ?`,
    )
  }

  /** Stores the row. Whoever rolls it back sets `head` back too. */
  add(cells: AuditCells): void {
    const next = nextHead(this.#key, this.head, cells)
    try {
      this.#insert.run(...auditInsertValues(cells, next))
    } catch (error) {
      const { code = '', message } = error as { code?: string; message: string }
      throw isUnrecoverable(code) ? error : Object.assign(new Error(message), { code: auditFailed })
    }
    this.head = next
  }

  /** Stores how far the chain has got since `before`, once for all rows of a transaction. */
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

/** Rows from before there were chains; only the transaction that makes the audit key may do this. */
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
