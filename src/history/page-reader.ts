// Makes one page of a history: finds rows, reads them in portions and leaves out what the caller may not see.
import { rowsOfChange } from '../audit/changes-sql.ts'
import { auditBases, newestAudit } from '../audit/sql.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import type { Statement } from '../store/statement.ts'
import type { Question } from './asked-reader.ts'
import type { Details } from './changed-fields.ts'
import { type Found, findRows } from './finding-reader.ts'
import type { Candidate } from './finding-sql.ts'
import { hasArchive, type Reader, showHistory } from './history-reader.ts'
import type { HistoryEntry } from './shapes.ts'
import type { AuditedRow, Read } from './sql.ts'

export interface Page {
  readonly entries: HistoryEntry[]
  /** The next page begins before this sequence; undefined when nothing is left. */
  readonly reached: number | undefined
}

/** Rows that are shown in one turn of the event loop. */
const rowsAtOnce = 100
/** Bytes of rows that are shown in one turn, unless one row alone has more. */
const bytesAtOnce = 1024 * 1024

/** Reads with the rights that the caller has at each moment, as one page needs them. */
export async function readerOf(context: Context): Promise<Reader> {
  const { actor } = context
  const read: Read = async <Row>(statement: Statement<Row>) =>
    (await context.load(statement)).rows[0] as Row[]
  const { catalogue, rows } = await context.load(auditBases)
  return { actor, catalogue, read, isArchived: hasArchive(rows[0]) }
}

export async function historyPage(
  reader: Reader,
  question: Question & { readonly before: number | undefined },
): Promise<Page> {
  const { read } = reader
  const entries: HistoryEntry[] = []
  const { first, limit } = question
  const end = Math.min(question.before ?? newest, question.end ?? newest)
  let before = await upTo(read, end)
  let bytes = 0
  for (let looked = 0; looked < limits.history_rows; ) {
    const found = await rowsFor(read, question, { since: first, before, limit })
    looked += Math.max(found.candidates.length, before - (found.reached ?? before))
    for (const portion of portionsOf(found.candidates)) {
      const sequences = portion.map(({ sequence }) => sequence)
      const shown = await showHistory(reader, sequences, fitting(question))
      const room = limit - entries.length
      entries.push(...shown.slice(0, room))
      bytes += portion.reduce((sum, row) => sum + row.bytes, 0)
      const isFull = entries.length >= limit || bytes >= limits.history_page_bytes
      const last = shown.length > room ? Number(entries.at(-1)?.sequence) : portion.at(-1)?.sequence
      if (isFull && last !== undefined) {
        const isLast = found.reached === undefined && last === found.candidates.at(-1)?.sequence
        return { entries, reached: isLast ? undefined : last }
      }
    }
    if (found.reached === undefined) return { entries, reached: undefined }
    before = found.reached
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { entries, reached: before }
}

/** Greater than the sequence of any row. */
const newest = Number.MAX_SAFE_INTEGER

async function rowsFor(
  read: Read,
  question: Question,
  part: { readonly since: number; readonly before: number; readonly limit: number },
): Promise<Found> {
  const { change } = question
  if (change === undefined) return findRows(read, question, part)
  const rows = await read(rowsOfChange({ ...part, change: String(change) }))
  if (rows.length > 0) {
    return {
      candidates: rows,
      reached: rows.length < part.limit ? undefined : rows.at(-1)?.sequence,
    }
  }
  const isIn = change >= part.since && change < part.before
  return { candidates: isIn ? [{ sequence: change, bytes: 0 }] : [], reached: undefined }
}

/** A scan needs to know where the audit ends. */
async function upTo(read: Read, before: number): Promise<number> {
  if (before < newest) return before
  const [last] = await read(newestAudit)
  return (last?.sequence ?? 0) + 1
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
