// Whether the audit is what the servers have written: every chain whole, nothing taken from its end.
import { CannotRun } from '../errors.ts'
import { type ChainHead, rowMac, valueDigest } from '../store/audit/chain.ts'
import { type AuditCells, auditColumns } from '../store/audit/row.ts'
import type { Reading } from '../store/db.ts'
import { type AuditPageRow, auditHeads, auditPage, brokenHistories } from './sql.ts'

/** A row as it is stored. */
export interface StoredAuditRow {
  readonly sequence: number
  readonly chain_id: string | null
  readonly chain_sequence: number | null
  readonly mac: string | null
  /** What stands for a value that was taken away. */
  readonly redacted: string | null
  readonly cells: AuditCells
}

const cell = (row: StoredAuditRow, column: (typeof auditColumns)[number]) =>
  row.cells[auditColumns.indexOf(column)] ?? null

/** Told of the rows one after the other, in the order of their sequence; says what is wrong and where. */
export class AuditCheck {
  rows = 0
  readonly #key: string
  readonly report: (problem: string) => void
  /** Where each chain has got to. */
  readonly #ends = new Map<string, ChainHead>()
  /** Macs that some row must have, with what to say when none has. */
  readonly #awaited: Map<string, string>
  /** Attributes with redacted values that no row has said to be hidden since, with the first row. */
  readonly #redacted = new Map<string | null, number>()

  /** `exported` are macs of heads that were written down somewhere else. */
  constructor(key: string, exported: readonly string[], report: (problem: string) => void) {
    this.#key = key
    this.report = report
    this.#awaited = new Map(
      exported.map((mac) => [mac, `no row has the mac ${mac} of the given head; rows are missing`]),
    )
  }

  add(row: StoredAuditRow): void {
    this.rows++
    const problem = this.#problemOf(row)
    if (problem !== undefined) this.report(`row ${row.sequence} ${problem}`)
  }

  #problemOf(row: StoredAuditRow): string | undefined {
    const { chain_id, chain_sequence, mac } = row
    if (chain_id === null || chain_sequence === null || mac === null) {
      return 'is in no chain; no server has written it'
    }
    this.#awaited.delete(mac)
    const end = this.#ends.get(chain_id) ?? { chain_id, chain_sequence: 0, mac: '' }
    const expected = end.chain_sequence + 1
    const number = `number ${chain_sequence} of chain ${chain_id}`
    if (chain_sequence < expected) return `is ${number}, out of order`
    this.#ends.set(chain_id, { chain_id, chain_sequence, mac })
    if (chain_sequence > expected) {
      return `is ${number}; numbers ${expected} to ${chain_sequence - 1} are missing before it`
    }
    if (this.#macOf(row, end) !== mac) return `(${number}) was changed`
    return this.#redactionProblem(row)
  }

  #macOf(row: StoredAuditRow, { chain_id, chain_sequence, mac: previous }: ChainHead): string {
    const place = { chain_id, chain_sequence: chain_sequence + 1 }
    const value = cell(row, 'new_value')
    const digest =
      value === null
        ? row.redacted
        : valueDigest(this.#key, place.chain_id, place.chain_sequence, String(value))
    return rowMac(this.#key, { ...place, previous, cells: row.cells, digest })
  }

  /** A value may be taken away only because its attribute has become hidden later. */
  #redactionProblem(row: StoredAuditRow): string | undefined {
    const attribute = cell(row, 'user_attribute_id') as string | null
    if (row.redacted !== null && !this.#redacted.has(attribute)) {
      this.#redacted.set(attribute, row.sequence)
    }
    if (cell(row, 'operation') === 'update_user_attribute') {
      const { value_is_hidden } = JSON.parse(String(cell(row, 'details')))
      if (value_is_hidden === true) this.#redacted.delete(attribute)
    }
    const hasBoth = row.redacted !== null && cell(row, 'new_value') !== null
    return hasBoth ? 'has a value and is said to have none' : undefined
  }

  /** After the last row, with the heads that are stored. */
  finish(heads: readonly ChainHead[]): void {
    if (heads.length === 0) this.report('there is no chain; it was removed')
    const known = new Set(heads.map(({ chain_id }) => chain_id))
    for (const chain_id of this.#ends.keys()) {
      if (!known.has(chain_id)) this.report(`the head of chain ${chain_id} was removed`)
    }
    for (const head of heads) {
      const end = this.#ends.get(head.chain_id)
      const { chain_sequence = 0, mac = '' } = end ?? {}
      if (chain_sequence !== head.chain_sequence) {
        this.report(
          `chain ${head.chain_id} ends with number ${chain_sequence}, not ${head.chain_sequence} as its head says`,
        )
      } else if (mac !== head.mac) {
        this.report(`the head of chain ${head.chain_id} is not its newest row`)
      }
    }
    for (const missing of this.#awaited.values()) this.report(missing)
    for (const [attribute, sequence] of this.#redacted) {
      this.report(
        `row ${sequence} has lost its value, and user attribute ${attribute} has not become hidden since`,
      )
    }
  }
}

/** Tells the check of every row there is; answers the heads that were stored then. */
export async function verifyAudit(
  db: Pick<Reading, 'read'>,
  check: AuditCheck,
): Promise<readonly ChainHead[]> {
  for (let after = 0; ; ) {
    // In one snapshot, so that the heads belong to the rows even beside a server that writes.
    const [heads, rows] = await db.read(auditHeads, auditPage({ after }))
    const newest = rows.at(-1)
    if (newest === undefined) {
      const [broken] = await db.read(brokenHistories)
      for (const { sequence } of broken) check.report(`row ${sequence} ${lostHistory}`)
      check.finish(heads)
      return heads
    }
    for (const row of rows) check.add(asStored(row))
    insistOnOrder(newest, after)
    after = newest.sequence
  }
}

/** Rows of a damaged file may come again and again. Throws CannotRun then. */
export function insistOnOrder({ sequence }: { sequence: number }, after: number): void {
  if (sequence > after) return
  throw new CannotRun('The rows of the audit are out of order: it is damaged; restore a backup.')
}

const lostHistory =
  'is not linked to the changes of the same value before and after it; its history cannot be followed'

const asStored = (row: AuditPageRow): StoredAuditRow => ({
  sequence: row.sequence,
  chain_id: row.chain_id,
  chain_sequence: row.chain_sequence,
  mac: row.mac,
  redacted: row.redacted,
  cells: auditColumns.map((column) => row[column]),
})
