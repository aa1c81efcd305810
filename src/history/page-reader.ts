// Makes one page of a history: finds rows, reads them in portions and leaves out what the caller may not see.
import { rowsOfChange } from '../audit/changes-sql.ts'
import { auditBases } from '../audit/sql.ts'
import { limits } from '../limits.ts'
import type { Question } from './asked-reader.ts'
import type { Details } from './changed-fields.ts'
import { type Found, findRows, newest, whole } from './finding-reader.ts'
import type { Candidate } from './finding-sql.ts'
import { hasArchive, type Reader, showHistory } from './history-reader.ts'
import type { HistoryEntry } from './shapes.ts'
import type { AuditedRow, Read } from './sql.ts'

export interface Page {
  readonly entries: HistoryEntry[]
  /** The next page begins before this sequence; undefined when nothing is left. */
  readonly reached: number | undefined
  /** Whether rows of the audit were in an archive when the last of these were read. */
  readonly isArchived: boolean
}

/** Rows that are shown in one turn of the event loop. */
const rowsAtOnce = 100
/** Bytes of rows that are shown in one turn, unless one row alone has more. */
const bytesAtOnce = 1024 * 1024

export async function historyPage(
  reader: Reader,
  question: Question & { readonly before: number | undefined },
): Promise<Page> {
  const { read } = reader
  const entries: HistoryEntry[] = []
  let isArchived: boolean | undefined
  const page = async (reached: number | undefined): Promise<Page> => {
    const bases = isArchived === undefined ? (await read(auditBases))[0] : []
    return { entries, reached, isArchived: isArchived ?? hasArchive(bases) }
  }
  const { first, limit } = question
  let before = Math.min(question.before ?? newest, question.end ?? newest)
  let bytes = 0
  for (let looked = 0; looked < limits.history_rows; ) {
    const found = await rowsFor(read, question, { since: first, before, limit })
    isArchived = undefined
    const from = Math.min(before, found.from)
    looked += Math.max(found.candidates.length, from - (found.reached ?? from))
    for (const portion of portionsOf(found.candidates)) {
      const sequences = portion.map(({ sequence }) => sequence)
      const shown = await showHistory(reader, sequences, fitting(question))
      isArchived = shown.isArchived
      const wanted = shown.entries.filter((entry) => cameBy(question, entry))
      const room = limit - entries.length
      entries.push(...wanted.slice(0, room))
      bytes += portion.reduce((sum, row) => sum + row.bytes, 0)
      const isFull = entries.length >= limit || bytes >= limits.history_page_bytes
      const isCut = wanted.length > room
      const last = isCut ? Number(entries.at(-1)?.sequence) : portion.at(-1)?.sequence
      if (isFull && last !== undefined) {
        const isLast = found.reached === undefined && last === found.candidates.at(-1)?.sequence
        return page(isLast ? undefined : last)
      }
    }
    if (found.reached === undefined) return page(undefined)
    before = found.reached
    await new Promise((resolve) => setImmediate(resolve))
  }
  return page(before)
}

async function rowsFor(
  read: Read,
  question: Question,
  part: { readonly since: number; readonly before: number; readonly limit: number },
): Promise<Found> {
  const { change } = question
  if (change === undefined) return findRows(read, question, part)
  const [rows] = await read(rowsOfChange({ ...part, change: String(change) }))
  if (rows.length > 0) return whole(part, rows)
  const isIn = change >= part.since && change < part.before
  const candidates = isIn ? [{ sequence: change, bytes: 0 }] : []
  return { candidates, from: change, reached: undefined }
}

function* portionsOf(candidates: readonly Candidate[]): Generator<readonly Candidate[]> {
  let portion: Candidate[] = []
  let bytes = 0
  for (const candidate of candidates) {
    portion.push(candidate)
    bytes += candidate.bytes
    if (portion.length < rowsAtOnce && bytes < bytesAtOnce) continue
    yield portion
    portion = []
    bytes = 0
  }
  if (portion.length > 0) yield portion
}

/** The rows of a list of operations are known by what was read with them. */
const cameBy = ({ channel }: Question, entry: HistoryEntry): boolean =>
  channel === undefined || entry.channel === channel

/** Whether a row is asked for; an index finds rows that fit one part of the question. */
function fitting(question: Question) {
  const { user_id, user_attribute_id, group_id, actor_id, operation, since, until } = question
  // guard history-access-8: becomes true
  const isActorTold = ({ sudo_by }: AuditedRow) => sudo_by === null || question.seesPeople
  const is = (asked: string | undefined, ...held: (string | null)[]) =>
    asked === undefined || held.includes(asked)
  return (row: AuditedRow, details: Details): boolean =>
    is(user_id, row.user_id) &&
    is(user_attribute_id, row.user_attribute_id) &&
    (is(group_id, row.group_id) || isListed(details, group_id)) &&
    is(actor_id, ...(isActorTold(row) ? [row.actor_id] : []), row.sudo_by) &&
    is(operation, row.operation) &&
    row.at >= since &&
    row.at < until
}

/** Whether a list of group values had or has this group. */
function isListed(details: Details, group_id: string | undefined): boolean {
  const lists = [details['before'], details['groups']].flatMap((list) =>
    Array.isArray(list) ? (list as { group_id: unknown }[]) : [],
  )
  return lists.some((item) => String(item.group_id) === group_id)
}
