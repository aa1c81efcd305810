// How audit rows are chained by keyed digests, and how a chain is found to be broken (D-06).
import { createHmac, hash } from 'node:crypto'
import { type AuditCells, auditColumns } from './row.ts'

/** Where a chain has got to: its newest row. `chain_sequence` 0 with an empty `mac` before the first. */
export interface ChainHead {
  readonly chain_id: string
  readonly chain_sequence: number
  readonly mac: string
}

/** What an engine needs to continue a chain. */
export interface Chain {
  readonly key: string
  readonly head: ChainHead
}

const valueAt = auditColumns.indexOf('new_value')

/** The head after a row with these cells was added to the chain. */
export function nextHead(key: string, head: ChainHead, cells: AuditCells): ChainHead {
  const { chain_id } = head
  const chain_sequence = head.chain_sequence + 1
  const value = cells[valueAt]
  const digest = value === null ? null : valueDigest(key, chain_id, chain_sequence, String(value))
  const mac = rowMac(key, { chain_id, chain_sequence, previous: head.mac, cells, digest })
  return { chain_id, chain_sequence, mac }
}

/**
 * What stands for a value in the mac of its row, so that the value itself can be taken away later.
 * The place is part of it: equal values have different digests. No list of this shape begins another,
 * so the key in front serves as well as an HMAC, at a quarter of its cost.
 */
export const valueDigest = (key: string, chain_id: string, chain_sequence: number, value: string) =>
  hash('sha256', JSON.stringify([key, chain_id, chain_sequence, value]), 'base64url')

interface Sealed {
  readonly chain_id: string
  readonly chain_sequence: number
  readonly previous: string
  readonly cells: AuditCells
  readonly digest: string | null
}

/** One JSON list: nothing can move from one field into the next. */
export function rowMac(key: string, row: Sealed): string {
  const content = [...row.cells]
  content[valueAt] = row.digest
  const text = JSON.stringify([row.previous, row.chain_id, row.chain_sequence, content])
  return createHmac('sha256', key).update(text).digest('base64url')
}
