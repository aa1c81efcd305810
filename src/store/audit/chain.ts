// Chains audit rows by keyed digests, and finds a broken chain (D-06).
import { createHmac } from 'node:crypto'
import { valueDigest } from '../../keys/value-digest.ts'
import { type AuditCells, auditColumns } from './row.ts'

/** The newest row of a chain. Before the first row, `chain_sequence` is 0 and `mac` is empty. */
export interface ChainHead {
  readonly chain_id: string
  readonly chain_sequence: number
  readonly mac: string
}

/** The data that is needed to continue a chain. */
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

interface Sealed {
  readonly chain_id: string
  readonly chain_sequence: number
  readonly previous: string
  readonly cells: AuditCells
  readonly digest: string | null
}

/** The digest of a row, of one JSON list: no text can move from one field into the next. */
export function rowMac(key: string, row: Sealed): string {
  const content = [...row.cells]
  content[valueAt] = row.digest
  // guard audit-1: row.previous → ''
  const text = JSON.stringify([row.previous, row.chain_id, row.chain_sequence, content])
  return createHmac('sha256', key).update(text).digest('base64url')
}
