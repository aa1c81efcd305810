// Finds the values of an attribute in the audit, by its indexes and links, and removes them in portions.
import type { UserAttributeId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Db } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import {
  changesBefore,
  changesOfNobody,
  endedChanges,
  historiesOfPage,
  newestChanges,
  type PerhapsReadable,
  pageRows,
  readableValues,
  redact,
} from './sql.ts'

interface Parts {
  readonly db: Pick<Db, 'read'>
  readonly keys: Pick<KeyRing, 'redaction'>
}

/** The statements of a portion, and the place of the next portion; undefined after the last. */
export interface Taken {
  readonly statements: readonly Statement[]
  readonly next: string | undefined
}

/** Characters of values that are read at a time. */
const portionBytes = 1024 * 1024

/** Removes the values of defaults, groups and lists, which are about no user. */
export async function takeFromLists(
  parts: Parts,
  user_attribute_id: UserAttributeId,
  place: string,
): Promise<Taken> {
  const [rows] = await parts.db.read(changesOfNobody({ user_attribute_id, after: Number(place) }))
  const taken = withinBytes(rows)
  const last = taken.at(-1)?.sequence
  return {
    statements: await takenAway(parts, taken),
    next: last === undefined ? undefined : String(last),
  }
}

/** The last user whose history was found, and the changes from which unfinished histories continue. */
interface HistoriesPlace {
  readonly after: string
  readonly changes: readonly number[]
}

/** Removes the values in the histories of users' values, newest first. */
export async function takeFromHistories(
  parts: Parts,
  user_attribute_id: UserAttributeId,
  place: string,
): Promise<Taken> {
  const from: HistoriesPlace = place === '' ? { after: '0', changes: [] } : JSON.parse(place)
  const { after, changes } =
    from.changes.length > 0 ? from : await moreHistories(parts, user_attribute_id, from.after)
  if (changes.length === 0) {
    if (after === from.after) return { statements: [], next: undefined }
    return { statements: [], next: JSON.stringify({ after, changes }) }
  }
  const depth = Math.floor(pageRows / changes.length)
  const list = JSON.stringify(changes.map(String))
  const [rows] = await parts.db.read(changesBefore({ list, depth }))
  const taken = withinBytes(rows)
  const next: HistoriesPlace = { after, changes: leftOf(changes, rows, taken) }
  return { statements: await takenAway(parts, taken), next: JSON.stringify(next) }
}

/**
 * Each value is read once, at one moment. If it exists, its newest change leads to all changes before; if it was
 * removed, the end of its history does.
 */
async function moreHistories(
  { db }: Parts,
  user_attribute_id: UserAttributeId,
  after: string,
): Promise<HistoriesPlace> {
  const key = { user_attribute_id, after }
  const [held, ended] = await db.read(newestChanges(key), endedChanges(key))
  const newest = new Map<string, number | null>()
  const ends: bigint[] = []
  // guard sealing-1: [ended, held] → [held]
  for (const rows of [ended, held]) {
    for (const { user_id, newest_change } of rows) {
      if (newest_change !== null || !newest.has(user_id)) newest.set(user_id, newest_change)
    }
    const last = rows[historiesOfPage - 1]
    if (last !== undefined) ends.push(BigInt(last.user_id))
  }
  // A full page says nothing about the users after its last one.
  const end =
    ends.length > 0
      ? ends.reduce(smaller)
      : [...newest.keys()].map(BigInt).reduce(larger, BigInt(after))
  const changes = [...newest].flatMap(([user_id, change]) =>
    change !== null && BigInt(user_id) <= end ? [change] : [],
  )
  return { after: String(end), changes }
}
const smaller = (one: bigint, other: bigint) => (one < other ? one : other)
const larger = (one: bigint, other: bigint) => (one > other ? one : other)

/** The changes from which the histories continue: those found and not taken, and those before the taken ones. */
function leftOf(
  changes: readonly number[],
  rows: readonly PerhapsReadable[],
  taken: readonly PerhapsReadable[],
): number[] {
  const found = new Set(rows.map(({ sequence }) => sequence))
  const done = new Set(taken.map(({ sequence }) => sequence))
  const before = taken.flatMap(({ previous_change }) => previous_change ?? [])
  const left = [...changes.filter((change) => found.has(change)), ...before]
  return left.filter((change) => !done.has(change))
}

/** Returns the first row, and as many more as fit into a portion. */
function withinBytes<Row extends Pick<PerhapsReadable, 'bytes'>>(
  rows: readonly Row[],
): readonly Row[] {
  let bytes = 0
  const end = rows.findIndex((row, at) => {
    bytes += row.bytes ?? 0
    return at > 0 && bytes > portionBytes
  })
  return end < 0 ? rows : rows.slice(0, end)
}

/** Removes the values of some rows. */
export async function takenFromRows(
  parts: Parts,
  sequences: readonly number[],
): Promise<readonly Statement[]> {
  return takenAway(
    parts,
    sequences.map((sequence) => ({ sequence, bytes: 0 })),
  )
}

async function takenAway(
  { db, keys }: Parts,
  rows: readonly Pick<PerhapsReadable, 'sequence' | 'bytes'>[],
): Promise<Statement[]> {
  const readable = rows
    .filter(({ bytes }) => bytes !== null)
    .map(({ sequence }) => String(sequence))
  if (readable.length === 0) return []
  const [values] = await db.read(readableValues({ list: JSON.stringify(readable) }))
  const list = values.map(({ sequence, chain_id, chain_sequence, new_value }) => ({
    sequence,
    digest: keys.redaction(chain_id, chain_sequence, new_value),
  }))
  return list.length === 0 ? [] : [redact({ list: JSON.stringify(list) })]
}
