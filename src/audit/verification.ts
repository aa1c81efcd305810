// Verifies the audit: every chain is intact and nothing was cut off at its end.

import { CannotRun } from '../errors.ts'
import type { ChainHead } from '../store/audit/chain.ts'
import { signInOperation } from '../store/audit/row.ts'
import type { Reading } from '../store/db.ts'
import { type AuditCheck, asStored } from './chain-check.ts'
import { BrokenLinks, type LinkedChange, LinkSums } from './link-check.ts'
import {
  type AuditPageRow,
  auditBases,
  auditHeads,
  auditPage,
  linksOf,
  type NewestOfValue,
  newestAudit,
  newestOfEnded,
  newestOfValues,
  oldestAudit,
  pageRows,
} from './sql.ts'

/** The rows that are verified: those that were stored when the verification began. */
interface Moment {
  readonly heads: ReadonlyMap<string, number>
  /** The newest row. */
  readonly upTo: number
  /** The oldest row if older ones are in an archive, else 0. */
  readonly from: number
}

/**
 * Gives the check every row that was stored when it began; returns the heads of that moment. Each read is one page
 * by a key, so an audit of any size comes to an end, also while a server writes. `archived` has the rows of archives,
 * oldest first.
 */
export async function verifyAudit(
  db: Pick<Reading, 'read'>,
  check: AuditCheck,
  archived: ArchivedRows = none,
): Promise<readonly ChainHead[]> {
  const [bases, heads, [newest], [oldest]] = await db.read(
    ...([auditBases, auditHeads, newestAudit, oldestAudit] as const),
  )
  const isWhole = bases.every(({ chain_sequence }) => chain_sequence === 0)
  const moment: Moment = {
    ...momentOf(heads, newest),
    from: isWhole || archived !== none ? 0 : (oldest?.sequence ?? 0),
  }
  check.begin(archived === none ? bases : [], heads)
  const rowsOf = async (visit: (row: AuditPageRow) => void) => {
    await archived(bases, visit)
    await eachRow(db, { bases, upTo: moment.upTo }, visit)
  }
  const sums = new LinkSums(check.key)
  await rowsOf((row) => {
    check.add(asStored(row))
    const link = linkOf(row, moment)
    if (link !== undefined) sums.add(link)
  })
  await eachNewest(db, moment, (value, sequence) => sums.end(value, sequence))
  const broken = sums.broken()
  if (broken.size > 0) await tellBroken(new BrokenLinks(broken))
  check.finish((await db.read(auditHeads))[0], archived === none ? bases : [])
  return heads

  async function tellBroken(links: BrokenLinks): Promise<void> {
    await rowsOf((row) => {
      const link = linkOf(row, moment)
      if (link !== undefined) links.add(link)
    })
    await eachNewest(db, moment, (value, sequence) => links.end(value, sequence))
    for (const sequence of links.finish().slice(0, 100))
      check.report(`row ${sequence} ${lostHistory}`)
  }
}

/** The moment that has these heads and this newest row. */
export const momentOf = (
  heads: readonly ChainHead[],
  newest: { readonly sequence: number } | undefined,
): Pick<Moment, 'heads' | 'upTo'> => ({
  heads: new Map(heads.map((head) => [head.chain_id, head.chain_sequence])),
  upTo: newest?.sequence ?? 0,
})

/** Visits the rows that are in archives and not in the store, whose chains begin after `bases`. */
export type ArchivedRows = (
  bases: readonly ChainHead[],
  visit: (row: AuditPageRow) => void,
) => Promise<void>
const none: ArchivedRows = async () => undefined

async function eachRow(
  db: Pick<Reading, 'read'>,
  { bases, upTo }: { readonly bases: readonly ChainHead[]; readonly upTo: number },
  visit: (row: AuditPageRow) => void,
): Promise<void> {
  for (let after = 0; ; ) {
    const [now, rows] = await db.read(auditBases, auditPage({ after }))
    // guard archive-3: gone
    if (haveMoved(bases, now)) throw new CannotRun(beingArchived)
    const newest = rows.at(-1)
    if (newest === undefined) return
    insistOnOrder(newest, after)
    for (const row of rows) if (row.sequence <= upTo) visit(row)
    after = newest.sequence
    if (after >= upTo) return
  }
}

/** Whether a row was stored when the verification began: another node may have stored an earlier sequence since. */
export const isStored = (
  { chain_id, chain_sequence, sequence }: LinkRow,
  { heads, upTo }: Pick<Moment, 'heads' | 'upTo'>,
): boolean => sequence <= upTo && (chain_sequence ?? 0) <= (heads.get(chain_id ?? '') ?? 0)
type LinkRow = Pick<AuditPageRow, 'sequence' | 'chain_id' | 'chain_sequence'>

function linkOf(row: AuditPageRow, moment: Moment): LinkedChange | undefined {
  const { sequence, user_id, user_attribute_id, previous_change } = row
  if (user_id === null || user_attribute_id === null || !isStored(row, moment)) return undefined
  if (row.operation === signInOperation) return undefined
  const isArchived = previous_change !== null && previous_change < moment.from
  return {
    ...{ sequence, user_id, user_attribute_id },
    previous_change: isArchived ? null : previous_change,
  }
}

/** Visits every value with its newest change at that moment. Each value is read in one snapshot. */
async function eachNewest(
  db: Pick<Reading, 'read'>,
  moment: Moment,
  visit: (value: NewestOfValue, sequence: number) => void,
): Promise<void> {
  let after = { user_id: '0', user_attribute_id: '0' }
  for (;;) {
    const [held, ended] = await db.read(newestOfValues(after), newestOfEnded(after))
    const [end] = [held, ended].flatMap((rows) => rows[pageRows - 1] ?? []).sort(byKey)
    const values = new Map<string, NewestOfValue>()
    for (const value of [...ended, ...held]) {
      if (end !== undefined && byKey(value, end) > 0) continue
      const key = `${value.user_id} ${value.user_attribute_id}`
      if (value.newest_change !== null || !values.has(key)) values.set(key, value)
    }
    for (const [value, sequence] of await asOf(db, moment, [...values.values()])) {
      visit(value, sequence)
    }
    if (end === undefined) return
    if (byKey(end, after) <= 0) throw outOfOrder()
    after = { user_id: end.user_id, user_attribute_id: end.user_attribute_id }
  }
}

/** Values may have changed since that moment: the links lead to the change that was newest then. */
async function asOf(
  db: Pick<Reading, 'read'>,
  moment: Moment,
  values: readonly NewestOfValue[],
): Promise<[NewestOfValue, number][]> {
  const found: [NewestOfValue, number][] = []
  let open = values.flatMap((value): [NewestOfValue, number][] =>
    value.newest_change === null ? [] : [[value, value.newest_change]],
  )
  while (open.length > 0) {
    const isSettled = ([, sequence]: (typeof open)[0]) => sequence <= moment.upTo - underWay
    found.push(...open.filter(isSettled))
    const asked = open.filter((one) => !isSettled(one))
    open = asked.slice(pageRows)
    const list = asked.slice(0, pageRows)
    if (list.length === 0) continue
    const [rows] = await db.read(
      linksOf({ list: JSON.stringify(list.map(([, sequence]) => String(sequence))) }),
    )
    const links = new Map(rows.map((row) => [row.sequence, row]))
    for (const [value, sequence] of list) {
      const row = links.get(sequence)
      if (row === undefined || isStored(row, moment)) found.push([value, sequence])
      else if (row.previous_change !== null) open.push([value, row.previous_change])
    }
  }
  return found.filter(([, sequence]) => sequence >= moment.from)
}

/** The most sequences that nodes may have taken for commits still under way. */
const underWay = 10_000

const byKey = (one: KeyOfValue, other: KeyOfValue): number =>
  compare(BigInt(one.user_id), BigInt(other.user_id)) ||
  compare(BigInt(one.user_attribute_id), BigInt(other.user_attribute_id))
type KeyOfValue = Pick<NewestOfValue, 'user_id' | 'user_attribute_id'>
const compare = (one: bigint, other: bigint) => (one < other ? -1 : one > other ? 1 : 0)

/** Throws CannotRun when rows are out of order: those of a damaged file may come again and again. */
export function insistOnOrder({ sequence }: { sequence: number }, after: number): void {
  if (sequence <= after) throw outOfOrder()
}

/** Whether rows have gone into an archive between two moments. A chain that a new node has begun does not count. */
export const haveMoved = (before: readonly ChainHead[], after: readonly ChainHead[]): boolean =>
  after.some(
    ({ chain_id, chain_sequence }) =>
      chain_sequence !== (before.find((each) => each.chain_id === chain_id)?.chain_sequence ?? 0),
  )
export const beingArchived = 'The audit is being archived; ask again when that has ended.'

const outOfOrder = () =>
  new CannotRun('The rows of the audit are out of order: it is damaged; restore a backup.')

const lostHistory =
  'is not linked to the changes of the same value before and after it; its history cannot be followed'
