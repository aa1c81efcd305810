// The events of a change of many things, or of a commit that ran alone: what differs between the moments around it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Comparison } from '../changes/effects.ts'
import { type Extent, extentOf, ownAttributesIn, usersIn } from '../changes/extent-sql.ts'
import { beginOf } from '../changes/past-effects-reader.ts'
import { timesOf } from '../domain/group-values-in-time.ts'
import { isReserved } from '../domain/system-attributes.ts'
import { hasEnded } from '../domain/times.ts'
import { etagOf } from '../http/etag.ts'
import { byId, type UserAttributeId, type UserId } from '../ids.ts'
import type { Held, Moment } from '../moment/moment.ts'
import { knownMomentBefore } from '../past/sequence-reader.ts'
import type { Server } from '../request/context.ts'
import { gone, type Position } from './cursor.ts'
import { type Differing, differingOf } from './differing.ts'
import { endOfCommit, hiddenBetween, type Row, resetBetween, rowAt } from './sql.ts'

/** Some characters of a digest, because macs are nobody's business. */
export const markOf = (mac: string | null): string => etagOf(mac ?? '').slice(1, 12)

/** The state just before a row. Throws 410 if it is not known any more. */
export async function momentBeforeRow(
  server: Server,
  row: { readonly sequence: number; readonly at: number },
): Promise<Moment> {
  const moment = await knownMomentBefore({ server }, row)
  if (moment === undefined) throw gone()
  return moment
}

/** Rows that were stored together. */
export interface Window {
  readonly extent: Extent
  /** Where a reader stands who has read all of it. */
  readonly end: Position
}

/** All rows of the change or of the commit that this row begins. */
export async function windowFrom({ db }: Server, row: Row): Promise<Window> {
  const { sequence: first, chain_id, chain_sequence: first_in_chain } = row
  const { at, operation, details } = row
  if (row.last_in_chain === null && row.begins === 1 && first_in_chain !== null) {
    const head = { ...row, chain_sequence: first_in_chain }
    const [[last]] = await db.read(endOfCommit(head))
    if (last !== undefined) {
      const extent = {
        first,
        last: last.sequence,
        at,
        operation,
        details,
        chain_id,
        first_in_chain,
      }
      const end = { sequence: last.sequence, mark: markOf(last.mac) }
      return { extent: { ...extent, last_in_chain: last.chain_sequence }, end }
    }
  }
  const [[extent]] = await db.read(extentOf({ id: String(first) }))
  if (extent === undefined) throw gone()
  const [[last]] = await db.read(rowAt({ sequence: extent.last }))
  return { extent, end: { sequence: extent.last, mark: markOf(last?.mac ?? null) } }
}

/** Users whose values are compared at once. */
const usersAtOnce = 100

export interface Reader {
  /** Gets what differs for one user. */
  readonly take: (user_id: UserId, differing: readonly Differing[]) => void
  /** Whether there is no room, or no time, for another user. */
  readonly isFull: () => boolean
}

/** Looks at the users after `user` in the order of their ids. Returns the last one, or undefined if none is left. */
export async function eventsOfWindow(
  server: Server,
  { extent }: Window,
  user: string | undefined,
  { take, isFull }: Reader,
): Promise<string | undefined> {
  const [before, after] = [
    await momentBeforeRow(server, { sequence: extent.first, at: beginOf(extent) }),
    await momentBeforeRow(server, { sequence: extent.last + 1, at: extent.at }),
  ]
  const asked = await askedOf(server, extent, [before, after])
  for (let last = user ?? '0'; ; ) {
    const named = await namedAfter(server, extent, last)
    const ids = asked.ofEverybody ? await everybodyAfter([before, after], named, last) : named
    if (ids.length === 0) return undefined
    const record = new Set(asked.wasReset ? ids : named)
    const sides = await peopleAt([before, after], ids, asked.attributes)
    for (const id of ids) {
      last = id
      const side = { before: sides[0].get(id), after: sides[1].get(id) }
      const isLone = side.before === undefined || side.after === undefined
      const differing = differingOf(
        asked.comparison,
        {
          attributes: isLone ? asked.all : asked.attributes,
          hiddenSince: asked.hiddenSince,
          moved: asked.moved,
          record: record.has(id),
          at: extent.at,
        },
        side,
      )
      if (differing.length > 0) take(id, differing)
      if (differing.length > 0 && isFull()) return last
    }
    if (isFull()) return last
    await nextTurn()
  }
}

type Both<T> = readonly [before: T, after: T]

/** What may differ, and for whom. */
async function askedOf({ db }: Server, extent: Extent, [before, after]: Both<Moment>) {
  const comparison = new Comparison(before.catalogue, after.catalogue)
  const isOther = before.catalogue !== after.catalogue
  const [own, hidden, resets] = await db.read(
    ownAttributesIn(extent),
    hiddenBetween(extent),
    resetBetween(extent),
  )
  const hiddenSince = new Set(hidden.map(({ id }) => id as UserAttributeId))
  const wasReset = resets.length > 0
  const known = [before, after].flatMap(({ catalogue }) => [...catalogue.attributes.values()])
  const all = [...new Set(known.filter((one) => !isReserved(one)).map(({ id }) => id))]
  const renamed = isOther
    ? all.filter((id) => {
        const [one, other] = [before, after].map((each) => each.catalogue.attributes.get(id)?.name)
        return one !== undefined && other !== undefined && one !== other
      })
    : []
  const moved = new Set(
    isOther ? all.filter((id) => hasLostEnded(id, extent, [before, after])) : [],
  )
  const everywhere = new Set([...comparison.everywhere, ...renamed, ...hiddenSince, ...moved])
  const named = comparison.attributesOf(
    own.map(({ id }) => id as UserAttributeId),
    true,
  )
  return {
    ...{ comparison, hiddenSince, moved, wasReset, all },
    ofEverybody: wasReset || everywhere.size > 0,
    attributes: wasReset ? all : [...new Set([...named, ...everywhere])],
  }
}

/**
 * Whether a value of a group that had ended went with something else, such as its group: no sweep tells of it any more,
 * so what counts now is told even if it is the same.
 */
function hasLostEnded(
  id: UserAttributeId,
  { operation, at }: Pick<Extent, 'operation' | 'at'>,
  [before, after]: Both<Moment>,
): boolean {
  if (/^(expire|start)_/.test(operation)) return false
  const left = new Set(after.catalogue.storedGroupValues(id).map(({ group_id }) => group_id))
  const lost = before.catalogue.storedGroupValues(id).filter(({ group_id }) => !left.has(group_id))
  // guard event-17: becomes false
  return lost.some((value) => hasEnded(timesOf(value), at))
}

async function namedAfter({ db }: Server, extent: Extent, last: string): Promise<UserId[]> {
  const [rows] = await db.read(usersIn({ ...extent, after: last, most: usersAtOnce }))
  return rows.map(({ id }) => id as UserId)
}

/** The next users of both moments, and those whom the rows name. */
async function everybodyAfter(
  moments: Both<Moment>,
  named: readonly UserId[],
  last: string,
): Promise<UserId[]> {
  const ids = [...named]
  for (const moment of moments) ids.push(...(await moment.userIds(last as UserId, usersAtOnce)))
  return [...new Set(ids)].sort(byId).slice(0, usersAtOnce)
}

type People = ReadonlyMap<UserId, Held>

/** Of users who were made or deleted, all values are read. */
async function peopleAt(
  [before, after]: Both<Moment>,
  ids: readonly UserId[],
  attributes: readonly UserAttributeId[],
): Promise<Both<People>> {
  const sides = [await before.people(ids, attributes), await after.people(ids, attributes)] as const
  const lone = ids.filter((id) => sides[0].has(id) !== sides[1].has(id))
  if (lone.length === 0) return sides
  const whole = [await before.people(lone), await after.people(lone)] as const
  return [new Map([...sides[0], ...whole[0]]), new Map([...sides[1], ...whole[1]])]
}
