// Finds the rows of a history, newest first, with a bounded amount of work.
import { limits } from '../limits.ts'
import type { Statement } from '../store/statement.ts'
import {
  type Candidate,
  type Link,
  linkedChanges,
  mostValues,
  newestOfUser,
  newestOfValue,
  rowsOfActor,
  rowsOfAll,
  rowsOfAttribute,
  rowsOfDefinition,
  rowsOfGroup,
  rowsOfGroupValue,
  rowsOfHotOperation,
  rowsOfOperation,
  rowsOfPerson,
} from './finding-sql.ts'
import type { Read } from './sql.ts'

export interface Asked {
  readonly user_id: string | undefined
  readonly user_attribute_id: string | undefined
  readonly group_id: string | undefined
  readonly actor_id: string | undefined
  readonly operation: string | undefined
}

/** The part of the audit to look in: rows from `since` on and before `before`. */
export interface Part {
  readonly since: number
  readonly before: number
  readonly limit: number
}

export interface Found {
  /** Newest first; some may not fit. */
  readonly candidates: readonly Candidate[]
  /** Everything from here on was looked at; undefined when nothing is left. */
  readonly reached: number | undefined
}

/** Operations of which there are as many rows as there are changes of values; no index has them. */
const hot = new Set(['set_user_attribute_user_value', 'delete_user_attribute_user_value'])

export async function findRows(read: Read, asked: Asked, part: Part): Promise<Found> {
  const { user_id, user_attribute_id, group_id, operation } = asked
  if (user_id !== undefined) return ofUser(read, { ...part, user_id }, asked)
  if (group_id !== undefined && user_attribute_id !== undefined) {
    return merged(part, [
      await read(rowsOfGroupValue({ ...part, group_id, user_attribute_id })),
      await read(rowsOfDefinition({ ...part, user_attribute_id })),
    ])
  }
  if (group_id !== undefined) return whole(part, await read(rowsOfGroup({ ...part, group_id })))
  if (operation !== undefined && !hot.has(operation)) {
    return whole(part, await read(rowsOfOperation({ ...part, operation })))
  }
  return scan(read, asked, part)
}

/** Rows that an index gives: if there are fewer than asked for, nothing is left. */
function whole({ limit }: Part, candidates: readonly Candidate[]): Found {
  return {
    candidates,
    reached: candidates.length < limit ? undefined : candidates.at(-1)?.sequence,
  }
}

function merged(part: Part, lists: readonly (readonly Candidate[])[]): Found {
  const full = lists.filter(({ length }) => length >= part.limit).map((list) => list.at(-1))
  const reached = full.length === 0 ? undefined : Math.max(...full.map((it) => it?.sequence ?? 0))
  const all = lists.flat().filter(({ sequence }) => sequence >= (reached ?? 0))
  return { candidates: newestFirst(all), reached }
}

const newestFirst = (rows: readonly Candidate[]) =>
  [...rows].sort((one, other) => other.sequence - one.sequence)

/** Reads the newest rows one by one, as far as one request may. */
async function scan(read: Read, asked: Asked, part: Part): Promise<Found> {
  const since = Math.max(part.since, part.before - limits.history_rows_at_once)
  const candidates = await read(scanned(asked, { ...part, since }))
  if (candidates.length >= part.limit) return whole(part, candidates)
  return { candidates, reached: since <= part.since ? undefined : since }
}

function scanned(
  { user_attribute_id, actor_id, operation }: Asked,
  part: Part,
): Statement<Candidate> {
  if (user_attribute_id !== undefined) return rowsOfAttribute({ ...part, user_attribute_id })
  if (actor_id !== undefined) return rowsOfActor({ ...part, actor_id })
  if (operation !== undefined) return rowsOfHotOperation({ ...part, operation })
  return rowsOfAll({ ...part })
}

type OfUser = Part & { readonly user_id: string }

/** The values of a user are lists of linked changes (decision 27), which are followed together. */
async function ofUser(read: Read, part: OfUser, { user_attribute_id }: Asked): Promise<Found> {
  const { user_id, before, since, limit } = part
  const isOne = user_attribute_id !== undefined
  const newest = await read(
    isOne ? newestOfValue({ user_id, user_attribute_id }) : newestOfUser({ user_id }),
  )
  const values =
    newest.length > mostValues
      ? undefined
      : await followLinks(
          read,
          newest.map(({ sequence }) => sequence),
          { before, since, limit },
        )
  if (isOne && values !== undefined) return values
  const others = isOne ? [] : await read(rowsOfPerson(part))
  if (values === undefined) return scanUser(read, part)
  const person = whole(part, others)
  const reached = Math.max(values.reached ?? 0, person.reached ?? 0)
  const all = [...values.candidates, ...person.candidates].filter(
    ({ sequence }) => sequence >= reached,
  )
  return { candidates: newestFirst(all), reached: reached === 0 ? undefined : reached }
}

/** Where a user has too many values or changes, the newest rows of everybody are read. */
async function scanUser(read: Read, part: OfUser): Promise<Found> {
  const nobody = {
    ...{ user_id: undefined, user_attribute_id: undefined, group_id: undefined },
    ...{ actor_id: undefined, operation: undefined },
  }
  return scan(read, nobody, { ...part, limit: limits.history_rows_at_once })
}

/** Changes that are followed in one read. */
const linksAtOnce = 2000

/** Undefined when there are more newer changes than a request may follow. */
async function followLinks(
  read: Read,
  newest: readonly number[],
  { before, since, limit }: Part,
): Promise<Found | undefined> {
  const found: Candidate[] = []
  let open = newest.filter((sequence) => sequence >= since)
  for (let work = 0; ; ) {
    const enough = newestFirst(found)[limit - 1]?.sequence ?? 0
    open = open.filter((sequence) => sequence >= enough)
    if (open.length === 0) break
    if (work > limits.history_rows_at_once) return undefined
    const asked = open.sort((one, other) => other - one).slice(0, linksAtOnce)
    const depth = Math.min(limit + 1, Math.max(1, Math.floor(linksAtOnce / asked.length)))
    const rows = await read(linkedChanges({ list: JSON.stringify(asked.map(String)), depth }))
    work += rows.length
    for (const { sequence, bytes } of rows) {
      if (sequence < before && sequence >= since) found.push({ sequence, bytes })
    }
    open = [...open.slice(linksAtOnce), ...endsOf(rows).filter((sequence) => sequence >= since)]
  }
  const candidates = newestFirst(found).slice(0, limit)
  return {
    candidates,
    reached: candidates.length < limit ? undefined : candidates.at(-1)?.sequence,
  }
}

/** The changes before the oldest ones of some lists of changes. */
function endsOf(rows: readonly Link[]): number[] {
  const there = new Set(rows.map(({ sequence }) => sequence))
  return rows.flatMap(({ previous_change: previous }) =>
    previous === null || there.has(previous) ? [] : [previous],
  )
}
