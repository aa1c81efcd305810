// The audit chain of one PostgreSQL node: its own, so that nodes never wait for each other's rows.
import { type ChainHead, nextHead } from '../audit/chain.ts'
import { auditInsertText, auditInsertValues } from '../audit/insert.ts'
import type { AuditCells } from '../audit/row.ts'
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
  /** As far as this node knows; undefined while it has no chain. */
  #head: ChainHead | undefined

  constructor(key: string) {
    this.#key = key
  }

  /** Where the chain has got to; opens one when there is none, in a transaction of its own. */
  async head(connection: PostgresConnection, now: number): Promise<ChainHead> {
    if (this.#head === undefined) {
      const [opened] = await connection.run([{ text: chainOpening, values: [now] }])
      const [{ chain_id = '' } = {}] = (opened?.rows ?? []) as { chain_id: string }[]
      this.#head = { chain_id, chain_sequence: 0, mac: '' }
    }
    return this.#head
  }

  /** Sets the chain back to where it was when nothing came of what was added since. */
  backTo(head: ChainHead): void {
    this.#head = head
  }

  /** Nobody knows where it ends now: the next row opens another one. */
  leave(): void {
    this.#head = undefined
  }

  get end(): ChainHead {
    if (this.#head === undefined) throw new Error('this node has no audit chain yet')
    return this.#head
  }

  /** What stores the row. */
  add(cells: AuditCells): Step {
    this.#head = nextHead(this.#key, this.end, cells)
    return { text: auditInsert, values: auditInsertValues(cells, this.#head) }
  }

  /** What stores how far the chain has got since `before`, once for all rows of a transaction. */
  keep(before: ChainHead): Step[] {
    const { chain_id, chain_sequence, mac } = this.end
    if (chain_sequence === before.chain_sequence) return []
    return [{ text: headMove, values: [chain_sequence, mac, chain_id, before.chain_sequence] }]
  }
}
