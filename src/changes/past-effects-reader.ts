// The effects of a change that was applied: what is different between the moment before it and the one after it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Times } from '../domain/times.ts'
import type { Static } from '../http/schema.ts'
import { byId, type GroupId, type UserAttributeId, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Held, Moment } from '../moment/moment.ts'
import { momentBefore } from '../past/sequence-reader.ts'
import type { Context } from '../request/context.ts'
import { signInOperation } from '../store/audit/row.ts'
import { Comparison, type Deciding } from './effects.ts'
import { showEffect } from './effects-reader.ts'
import { type Extent, ownAttributesIn, usersIn } from './extent-sql.ts'
import type { Effect } from './shapes.ts'

/** The moments before and after a change. */
export const around = async (context: Context, extent: Extent) => ({
  before: await momentBefore(context, { sequence: extent.first, at: beginOf(extent) }),
  after: await momentBefore(context, { sequence: extent.last + 1, at: extent.at }),
})

/** A sweep has stored what its value's end or start had changed before. */
export function beginOf({
  at,
  operation,
  details,
}: Pick<Extent, 'at' | 'operation' | 'details'>): number {
  const isEnd = operation.startsWith('expire_')
  // guard times-13: becomes at
  if (!isEnd && !operation.startsWith('start_')) return at
  const { starts_at = null, expires_at = null } = JSON.parse(details ?? '{}') as Partial<Times>
  return ((isEnd ? expires_at : starts_at) ?? at) - 1
}

/** What was looked at last: a user, and the attribute up to which their values were compared. */
export interface Place {
  readonly user: string
  readonly attribute: string
}

interface Page {
  readonly effects: Static<typeof Effect>[]
  /** Undefined when nobody is left. */
  readonly reached: Place | undefined
}

/** Users whose values are compared at once. */
const usersAtOnce = 100

/** A page of at most `limit` effects; it may end within a user, and has fewer where looking took too long. */
export async function effectsOfChange(
  context: Context,
  extent: Extent,
  page: { readonly after: Place | undefined; readonly limit: number },
): Promise<Page> {
  const { before, after } = await around(context, extent)
  const comparison = new Comparison(before.catalogue, after.catalogue)
  const { rows } = await context.load(ownAttributesIn(extent))
  const own = rows[0].map(({ id }) => id as UserAttributeId)
  // A row of a sign-in is about one attribute; other rows of the same moment are about the others.
  const mayMove = extent.operation !== signInOperation
  const attributes = [...comparison.attributesOf(own, mayMove)].sort(byId)
  const end = attributes.at(-1)
  if (end === undefined) return { effects: [], reached: undefined }
  const begun = performance.now()
  const effects: Static<typeof Effect>[] = []
  const { after: begin } = page
  // Of the user with whom the page before this one ended, some values may be left.
  for (let last = begin === undefined ? '0' : String(BigInt(begin.user) - 1n); ; ) {
    const ids = await usersAfter(context, { extent, comparison, after }, last)
    if (ids.length === 0) return { effects, reached: undefined }
    const [held, has] = [await before.people(ids, attributes), await after.people(ids, attributes)]
    for (const user_id of ids) {
      const [one, other] = [held.get(user_id), has.get(user_id)]
      last = user_id
      if (one === undefined || other === undefined) continue
      const left =
        user_id === begin?.user
          ? attributes.filter((id) => byId(id, begin.attribute) > 0)
          : attributes
      for (const difference of comparison.differences(left, decided(one), decided(other))) {
        effects.push(showEffect(context.actor, comparison, { user_id, difference, person: other }))
        const { attribute } = difference
        if (effects.length === page.limit) return { effects, reached: { user: last, attribute } }
      }
    }
    if (performance.now() - begun > limits.effects_milliseconds) {
      return { effects, reached: { user: last, attribute: end } }
    }
    await nextTurn()
  }
}

/** The next users who may have other values: everybody, or those whom the rows of the change name. */
async function usersAfter(
  context: Context,
  of: { extent: Extent; comparison: Comparison; after: Moment },
  last: string,
): Promise<readonly UserId[]> {
  const { extent, comparison, after } = of
  // guard change-effects-4: becomes false
  if (comparison.everywhere.size > 0) return after.userIds(last as UserId, usersAtOnce)
  const { rows } = await context.load(usersIn({ ...extent, after: last, most: usersAtOnce }))
  return rows[0].map(({ id }) => id as UserId)
}

const decided = ({ values, changes, sign_ins, groups }: Held): Deciding => ({
  ...{ values, changes, sign_ins },
  groups: groups.map(({ group_id }) => group_id as GroupId),
})
