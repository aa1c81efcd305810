// The audit chain of one PostgreSQL node. Each node has its own, so that nodes never wait for each other's rows.
import { type ChainHead, nextHead } from '../audit/chain.ts'
import { auditInsertText, auditInsertValues, insertedColumns, mayBeOwn } from '../audit/insert.ts'
import { type AuditCells, auditCells } from '../audit/row.ts'
import { textsInsertText, textsInsertValues, textsOf } from '../audit/texts.ts'
import type { Commit } from '../db.ts'
import { nextSequence } from '../differences.ts'
import { rowsOfItems } from '../items.ts'
import type { Statement } from '../statement.ts'
import type { PostgresConnection, Step } from './connection.ts'
import { insistingText, postgresText } from './text.ts'

/** The rule that a transaction breaks when somebody else has moved the head of the chain. */
export const chainMoved = 'another program has written to the audit chain of this node'

const statement = (text: string, required: Statement['required'] = false): Statement => ({
  text,
  parameters: [],
  required,
  versioned: false,
})

export const auditInsert = postgresText(statement(auditInsertText))

const sameValue = `where user_id = added.user_id and user_attribute_id = added.user_attribute_id
  and ${mayBeOwn}`
const typeOf = (column: string) =>
  /(^at|_id|^sudo_by|_sequence)$/.test(column) && column !== 'request_id' ? 'bigint' : 'text'

/** The same for many rows in one JSON list. PostgreSQL runs a lateral query with an offset row by row, in order. */
export const auditInsertMany = postgresText(
  statement(`insert into audit (${insertedColumns.join(', ')}, sequence, previous_change)
    select ${insertedColumns.map((column) => `added.${column}`).join(', ')},
      coalesce(held.newest_change, ended.newest_change, ${nextSequence}),
      coalesce(held.change_before, case when held.user_id is null then ended.change_before
        else ended.newest_change end)
    from json_to_recordset(cast(? as json)) as added (
      ${insertedColumns.map((column) => `${column} ${typeOf(column)}`).join(', ')})
    left join lateral (select * from user_attribute_user_values ${sameValue} offset 0) as held on true
    left join lateral (select * from ended_value_histories ${sameValue} offset 0) as ended on true`),
)

export const textsInsert = postgresText(statement(textsInsertText))

const asRecord = (row: AuditCells, { chain_id, chain_sequence, mac }: ChainHead) =>
  Object.fromEntries(
    [...row, chain_id, chain_sequence, mac].map((cell, at) => [insertedColumns[at] ?? '', cell]),
  )
const headMove = insistingText(
  statement(
    'update audit_chains set head_sequence = ?, head_mac = ? where id = ? and head_sequence = ?',
    chainMoved,
  ),
)
const chainOpening = postgresText(
  statement(`insert into audit_chains (opened_at, head_sequence, head_mac) values (?, 0, '')
    returning cast(id as text) as chain_id`),
)

export class PostgresChain {
  readonly #key: string
  /** The head that this node knows; undefined while it has no chain. */
  #head: ChainHead | undefined

  constructor(key: string) {
    this.#key = key
  }

  /** Returns the head of the chain. If there is no chain, opens one first, in a separate transaction. */
  async head(connection: PostgresConnection, now: number): Promise<ChainHead> {
    if (this.#head === undefined) {
      const [opened] = await connection.run([{ text: chainOpening, values: [now] }])
      const [{ chain_id = '' } = {}] = (opened?.rows ?? []) as { chain_id: string }[]
      this.#head = { chain_id, chain_sequence: 0, mac: '' }
    }
    return this.#head
  }

  /** Sets the head back to an earlier one, when the rows added since were not stored. */
  backTo(head: ChainHead): void {
    this.#head = head
  }

  /** Leaves a chain whose head is unknown: the next transaction opens another one. */
  leave(): void {
    this.#head = undefined
  }

  get end(): ChainHead {
    if (this.#head === undefined) throw new Error('this node has no audit chain yet')
    return this.#head
  }

  /** Adds a row to the chain and returns the statement that stores it. */
  add(cells: AuditCells): Step {
    this.#head = nextHead(this.#key, this.end, cells)
    return { text: auditInsert, values: auditInsertValues(cells, this.#head) }
  }

  /** Adds several rows and returns the steps that store them. */
  addMany(rows: readonly AuditCells[]): Step[] {
    if (rows.length === 0) return []
    const records = rows.map((row) => {
      this.#head = nextHead(this.#key, this.end, row)
      return asRecord(row, this.#head)
    })
    return [{ text: auditInsertMany, values: [JSON.stringify(records)] }]
  }

  /** Adds the rows of a commit; `rows` are those that its statements returned. The first has these cells. */
  addAll(
    cells: AuditCells,
    { audit, more = [], items }: Pick<Commit, 'audit' | 'more' | 'items'>,
    rows: readonly unknown[][],
  ): Step[] {
    if (items !== undefined) return this.addMany(rowsOfItems(cells, items.text))
    const { chain_id, chain_sequence } = this.end
    const steps = [this.add(cells), ...this.addMany(more.map(auditCells))]
    const texts = textsOf(audit, more)
    if (texts === undefined) return steps
    const place = { chain_id, first: chain_sequence + 1 }
    return [...steps, { text: textsInsert, values: textsInsertValues(texts, place, rows) }]
  }

  /** Returns the step that stores the new head, once for all rows of a transaction; none if it is still `before`. */
  keep(before: ChainHead): Step[] {
    const { chain_id, chain_sequence, mac } = this.end
    if (chain_sequence === before.chain_sequence) return []
    return [{ text: headMove, values: [chain_sequence, mac, chain_id, before.chain_sequence] }]
  }
}
