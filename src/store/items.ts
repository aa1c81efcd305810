// A long list of values that one commit sets or removes: its statements read it as JSON, and each item has a row of
// the audit. As a list, a value costs a few dozen bytes of memory; as statements and rows, a thousand.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type AuditCells, auditColumns } from './audit/row.ts'
import type { Scalar } from './statement.ts'

/**
 * One value: its user, what is stored (null: it is removed), the change that was read, and its version if it is
 * sealed. A sealed value has no text in the audit.
 */
export type Item = readonly [
  user_id: string,
  value: string | null,
  change: number,
  version?: string | null,
]

/** Stands in a statement for the list of its commit. */
export const itemsHere = '\u0000items'

/** The list of a commit. Many of them wait in memory until all are there, so they are packed to a fifth. */
export class Items {
  readonly count: number
  readonly characters: number
  readonly packed: Uint8Array

  constructor(items: readonly Item[]) {
    const text = JSON.stringify(items)
    this.count = items.length
    this.characters = text.length
    // A copy: the result would keep the memory that was there for it.
    this.packed = new Uint8Array(deflateRawSync(text, { level: 1 }))
  }

  /** The list as JSON. */
  get text(): string {
    return unpacked(this.packed)
  }
}

export const unpacked = (packed: Uint8Array): string => inflateRawSync(packed).toString()

/** The parameters of a statement, with the list in its place. */
export const withItems = <Value extends Scalar>(
  parameters: readonly Value[],
  text: string,
): (Value | string)[] => parameters.map((value) => (value === itemsHere ? text : value))

const [userAt, valueAt, detailsAt] = (['user_id', 'new_value', 'details'] as const).map((column) =>
  auditColumns.indexOf(column),
) as [number, number, number]

/** The rows of the audit, each like the given one, which has everything else. */
export function rowsOfItems(like: AuditCells, text: string): AuditCells[] {
  return (JSON.parse(text) as Item[]).map(([user_id, value, , version]) => {
    const cells = [...like]
    cells[userAt] = user_id
    cells[valueAt] = version == null ? value : null
    if (version != null) cells[detailsAt] = JSON.stringify({ version })
    return cells
  })
}
