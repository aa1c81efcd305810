// Finds the rows of a history, newest first, with a bounded amount of work.
import { newestAudit } from '../audit/sql.ts'
import { limits } from '../limits.ts'
import { changesOfUserValues } from '../store/migrations/0023-operations-in-histories.ts'
import type { Statement } from '../store/statement.ts'
import {
  type Candidate,
  changesOfValue,
  type Link,
  linkedChanges,
  mostValues,
  newestOfUser,
  rowsOfActor,
  rowsOfAll,
  rowsOfAttribute,
  rowsOfDefinition,
  rowsOfGroup,
  rowsOfGroupValue,
  rowsOfHotOperation,
  rowsOfOperation,
  rowsOfPerson,
  rowsOfSignIns,
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

/** Greater than the sequence of any row. */
export const newest = Number.MAX_SAFE_INTEGER

export interface Found {
  /** Newest first; some may not fit. */
  readonly candidates: readonly Candidate[]
  /** The newest sequence that was looked at, or one behind it. */
  readonly from: number
  /** Everything from here on was looked at; undefined when nothing is left. */
  readonly reached: number | undefined
}

/** No index has the rows of these. */
const hot: ReadonlySet<string> = new Set(changesOfUserValues)

/** Finds rows by an index where there is one for the question, else by looking at the newest ones. */
export async function findRows(read: Read, asked: Asked, part: Part): Promise<Found> {
  const { user_id, user_attribute_id, group_id, operation } = asked
  if (user_id !== undefined) {
    return user_attribute_id === undefined
      ? ofUser(read, { ...part, user_id })
      : ofValue(read, { ...part, user_id, user_attribute_id })
  }
  if (group_id !== undefined && user_attribute_id !== undefined) {
    return merged(
      part,
      await read(
        rowsOfGroupValue({ ...part, group_id, user_attribute_id }),
        rowsOfDefinition({ ...part, user_attribute_id }),
      ),
    )
  }
  const indexed =
    group_id !== undefined
      ? rowsOfGroup({ ...part, group_id })
      : operation !== undefined && !hot.has(operation)
        ? rowsOfOperation({ ...part, operation })
        : undefined
  if (indexed === undefined) return scan(read, asked, part)
  const [rows] = await read(indexed)
  return whole(part, rows)
}

/** Rows that an index gives: if there are fewer than asked for, nothing is left. */
export function whole({ limit }: Part, candidates: readonly Candidate[]): Found {
  return {
    candidates,
    from: newestOf(candidates),
    reached: candidates.length < limit ? undefined : candidates.at(-1)?.sequence,
  }
}

const newestOf = (candidates: readonly Candidate[]) => candidates[0]?.sequence ?? 0

function merged(part: Part, lists: readonly (readonly Candidate[])[]): Found {
  const full = lists.filter(({ length }) => length >= part.limit).map((list) => list.at(-1))
  const reached = full.length === 0 ? undefined : Math.max(...full.map((it) => it?.sequence ?? 0))
  const all = lists.flat().filter(({ sequence }) => sequence >= (reached ?? 0))
  const candidates = newestFirst(all)
  return { candidates, from: newestOf(candidates), reached }
}

const newestFirst = (rows: readonly Candidate[]) =>
  [...rows].sort((one, other) => other.sequence - one.sequence)

/** Reads the newest rows one by one, as far as one request may. */
async function scan(read: Read, asked: Asked, part: Part): Promise<Found> {
  const before = await endOf(read, part)
  const since = Math.max(part.since, before - limits.history_rows_at_once)
  const [candidates] = await read(scanned(asked, { ...part, before, since }))
  if (candidates.length >= part.limit) return whole(part, candidates)
  return { candidates, from: before, reached: since <= part.since ? undefined : since }
}

/** A scan needs to know where the audit ends. */
async function endOf(read: Read, { before }: Part): Promise<number> {
  if (before < newest) return before
  const [[last]] = await read(newestAudit)
  return (last?.sequence ?? 0) + 1
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

/** The changes of an own value are a list of links (decision 27); those of a value from sign-ins have an index. */
async function ofValue(
  read: Read,
  part: OfUser & { readonly user_attribute_id: string },
): Promise<Found> {
  const { user_id, user_attribute_id, limit } = part
  const depth = Math.min(limit + 1, linksAtOnce)
  const [links, sent] = await read(
    changesOfValue({ user_id, user_attribute_id, depth }),
    rowsOfSignIns(part),
  )
  const own = await followLinks(read, { links, open: [] }, part)
  // guard sign-in-value-11: becomes own ?? scanUser(read, part)
  return own === undefined ? scanUser(read, part) : together([own, whole(part, sent)])
}

/** The values of a user are such lists, which are followed together. */
async function ofUser(read: Read, part: OfUser): Promise<Found> {
  const { user_id } = part
  const [newestChanges, others, sent] = await read(
    newestOfUser({ user_id }),
    rowsOfPerson(part),
    rowsOfSignIns(part),
  )
  const open = newestChanges.map(({ sequence }) => sequence)
  const values =
    open.length > mostValues ? undefined : await followLinks(read, { links: [], open }, part)
  if (values === undefined) return scanUser(read, part)
  return together([values, whole(part, others), whole(part, sent)])
}

/** Everything down to where all of them have looked. */
function together(founds: readonly Found[]): Found {
  const reached = Math.max(...founds.map((found) => found.reached ?? 0))
  const all = founds.flatMap((found) => found.candidates)
  const candidates = newestFirst(all.filter(({ sequence }) => sequence >= reached))
  return { candidates, from: newestOf(candidates), reached: reached === 0 ? undefined : reached }
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

type Links = readonly (Link & { readonly bytes: number })[]

/** Changes that were read, and others from which to go on. */
interface Begun {
  readonly links: Links
  readonly open: readonly number[]
}

/** Undefined when there are more newer changes than a request may follow. */
async function followLinks(
  read: Read,
  begun: Begun,
  { before, since, limit }: Part,
): Promise<Found | undefined> {
  const found: Candidate[] = []
  let open: number[] = []
  let work = 0
  const take = (links: Links, others: readonly number[]) => {
    work += links.length
    for (const { sequence, bytes } of links) {
      if (sequence < before && sequence >= since) found.push({ sequence, bytes })
    }
    open = [...others, ...endsOf(links)].filter((sequence) => sequence >= since)
  }
  take(begun.links, begun.open)
  for (;;) {
    const enough = newestFirst(found)[limit - 1]?.sequence ?? 0
    open = open.filter((sequence) => sequence >= enough)
    if (open.length === 0) break
    if (work > limits.history_rows_at_once) return undefined
    const asked = open.sort((one, other) => other - one).slice(0, linksAtOnce)
    const depth = Math.min(limit + 1, Math.max(1, Math.floor(linksAtOnce / asked.length)))
    const [links] = await read(linkedChanges({ list: JSON.stringify(asked.map(String)), depth }))
    take(links, open.slice(linksAtOnce))
  }
  return whole({ before, since, limit }, newestFirst(found).slice(0, limit))
}

/** The changes before the oldest ones of some lists of changes. */
function endsOf(rows: readonly Link[]): number[] {
  const there = new Set(rows.map(({ sequence }) => sequence))
  return rows.flatMap(({ previous_change: previous }) =>
    previous === null || there.has(previous) ? [] : [previous],
  )
}
