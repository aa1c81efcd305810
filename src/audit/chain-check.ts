// Checks that the chains of the audit are whole, one row after the other.
import { valueDigest } from '../keys/value-digest.ts'
import { type ChainHead, rowMac } from '../store/audit/chain.ts'
import { type AuditCells, auditColumns } from '../store/audit/row.ts'
import type { AuditPageRow } from './sql.ts'

/** A row as it is stored. */
export interface StoredAuditRow {
  readonly sequence: number
  readonly chain_id: string | null
  readonly chain_sequence: number | null
  readonly mac: string | null
  /** The digest of a value that was removed. */
  readonly redacted: string | null
  readonly cells: AuditCells
}

const cell = (row: StoredAuditRow, column: (typeof auditColumns)[number]) =>
  row.cells[auditColumns.indexOf(column)] ?? null

/** The operations by which an attribute becomes hidden. */
const changesOfDefinitions = new Set(['update_user_attribute', 'update_attribute'])

/** Takes the rows one after the other, in the order of their sequence, and reports each problem with its row. */
export class AuditCheck {
  rows = 0
  readonly key: string
  readonly report: (problem: string) => void
  /** The newest row of each chain so far. */
  readonly #ends = new Map<string, ChainHead>()
  /** The head of each chain when reading began; rows added later are not checked. */
  #heads: readonly ChainHead[] | undefined
  /** The last row of each chain among those that came later or that no head knows. */
  readonly #beyond = new Map<string, number>()
  /** The macs at which archives end, as rows of the audit say. */
  readonly #archived = new Set<string>()
  /** Macs that some row must have, each with the problem to report when no row has it. */
  readonly #awaited: Map<string, string>
  /** Attributes with redacted values that no later row has made hidden, each with its first redacted row. */
  readonly #redacted = new Map<string | null, number>()

  /** `exported` are macs of heads that were written down somewhere else. */
  constructor(key: string, exported: readonly string[], report: (problem: string) => void) {
    this.key = key
    this.report = report
    this.#awaited = new Map(
      exported.map((mac) => [mac, `no row has the mac ${mac} of the given head; rows are missing`]),
    )
  }

  /** Takes the rows after which the chains begin, and the heads of the chains. */
  begin(bases: readonly ChainHead[], heads?: readonly ChainHead[]): void {
    for (const base of bases) if (base.chain_sequence > 0) this.#ends.set(base.chain_id, base)
    this.#heads = heads
  }

  add(row: StoredAuditRow): void {
    if (this.#isBeyond(row)) return
    this.rows++
    const problem = this.#problemOf(row)
    if (problem !== undefined) this.report(`row ${row.sequence} ${problem}`)
  }

  #isBeyond({ chain_id, chain_sequence }: StoredAuditRow): boolean {
    if (this.#heads === undefined || chain_id === null || chain_sequence === null) return false
    const head = this.#heads.find((each) => each.chain_id === chain_id)
    if (head === undefined || chain_sequence <= head.chain_sequence) return false
    this.#beyond.set(chain_id, chain_sequence)
    return true
  }

  #problemOf(row: StoredAuditRow): string | undefined {
    const { chain_id, chain_sequence, mac } = row
    if (chain_id === null || chain_sequence === null || mac === null) {
      return 'is in no chain; no server wrote it'
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
        : valueDigest(this.key, place.chain_id, place.chain_sequence, String(value))
    return rowMac(this.key, { ...place, previous, cells: row.cells, digest })
  }

  /** A value may be removed only because its attribute has become hidden later. */
  #redactionProblem(row: StoredAuditRow): string | undefined {
    const attribute = cell(row, 'user_attribute_id') as string | null
    if (row.redacted !== null && !this.#redacted.has(attribute)) {
      this.#redacted.set(attribute, row.sequence)
    }
    if (changesOfDefinitions.has(String(cell(row, 'operation')))) {
      const { value_is_hidden } = JSON.parse(String(cell(row, 'details')))
      if (value_is_hidden === true) this.#redacted.delete(attribute)
    }
    if (cell(row, 'operation') === archiving) this.#noteBases(String(cell(row, 'details')))
    const hasBoth = row.redacted !== null && cell(row, 'new_value') !== null
    return hasBoth ? 'has a value although it says that its value was removed' : undefined
  }

  #noteBases(details: string): void {
    const { bases = [] } = JSON.parse(details) as { bases?: ChainHead[] }
    for (const { chain_id, mac } of bases) this.#archived.add(`${chain_id} ${mac}`)
  }

  /** Called after the last row, with the heads that are stored now and the bases that were stored at the beginning. */
  finish(now: readonly ChainHead[], bases: readonly ChainHead[] = []): void {
    const heads = this.#heads ?? now
    for (const { chain_id, chain_sequence, mac } of bases) {
      // guard archive-1: becomes true
      if (chain_sequence === 0 || this.#archived.has(`${chain_id} ${mac}`)) continue
      this.report(
        `chain ${chain_id} begins after number ${chain_sequence}, and no row says that those before are in an archive`,
      )
    }
    for (const [chain_id, number] of this.#beyond) {
      const head = now.find((each) => each.chain_id === chain_id)?.chain_sequence ?? 0
      if (number > head) this.report(wrongEnd(chain_id, number, head))
    }
    if (heads.length === 0) this.report('there is no chain; it was removed')
    const known = new Set(heads.map(({ chain_id }) => chain_id))
    for (const chain_id of this.#ends.keys()) {
      if (!known.has(chain_id)) this.report(`the head of chain ${chain_id} was removed`)
    }
    for (const head of heads) {
      const end = this.#ends.get(head.chain_id)
      const { chain_sequence = 0, mac = '' } = end ?? {}
      // guard audit-2: becomes false
      if (chain_sequence !== head.chain_sequence) {
        this.report(wrongEnd(head.chain_id, chain_sequence, head.chain_sequence))
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

const wrongEnd = (chain_id: string, number: number, head: number) =>
  `chain ${chain_id} ends with number ${number}, not ${head} as its head says`

/** The operation of the rows that say where the chains begin after an archive. */
export const archiving = 'archive_audit'

export const asStored = (row: AuditPageRow): StoredAuditRow => ({
  sequence: row.sequence,
  chain_id: row.chain_id,
  chain_sequence: row.chain_sequence,
  mac: row.mac,
  redacted: row.redacted,
  cells: auditColumns.map((column) => row[column]),
})
