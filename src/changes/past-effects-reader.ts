// The effects of a change that was applied: what is different between the moment before it and the one after it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Static } from '../http/schema.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Held, Moment } from '../moment/moment.ts'
import { momentBefore } from '../past/sequence-reader.ts'
import type { Context } from '../request/context.ts'
import { Comparison, type Deciding } from './effects.ts'
import { showEffect } from './effects-reader.ts'
import { type Extent, ownAttributesIn, usersIn } from './extent-sql.ts'
import type { Effect } from './shapes.ts'

/** The moments before and after a change. */
export const around = async (context: Context, { first, last, at }: Extent) => ({
  before: await momentBefore(context, { sequence: first, at }),
  after: await momentBefore(context, { sequence: last + 1, at }),
})

interface Page {
  readonly effects: Static<typeof Effect>[]
  /** The last user who was looked at; undefined when nobody is left. */
  readonly reached: string | undefined
}

/** Users whose values are compared at once. */
const usersAtOnce = 100

/** A page of whole users, so that it may have some effects more than were asked for. */
export async function effectsOfChange(
  context: Context,
  extent: Extent,
  page: { readonly after: string; readonly limit: number },
): Promise<Page> {
  const { before, after } = await around(context, extent)
  const comparison = new Comparison(before.catalogue, after.catalogue)
  const { rows } = await context.load(ownAttributesIn(extent))
  const own = rows[0].map(({ id }) => id as UserAttributeId)
  const attributes = [...comparison.attributesOf(own, true)]
  const begun = performance.now()
  const effects: Static<typeof Effect>[] = []
  for (let last = page.after; ; ) {
    const ids = await usersAfter(context, { extent, comparison, after }, last)
    if (ids.length === 0) return { effects, reached: undefined }
    const [held, has] = [await before.people(ids, attributes), await after.people(ids, attributes)]
    for (const user_id of ids) {
      const [one, other] = [held.get(user_id), has.get(user_id)]
      last = user_id
      if (one === undefined || other === undefined) continue
      for (const difference of comparison.differences(attributes, decided(one), decided(other))) {
        effects.push(showEffect(context.actor, comparison, { user_id, difference, person: other }))
      }
      if (effects.length >= page.limit) return { effects, reached: last }
    }
    if (performance.now() - begun > limits.effects_milliseconds) return { effects, reached: last }
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

const decided = ({ values, changes, groups }: Held): Deciding => ({
  values,
  changes,
  groups: groups.map(({ group_id }) => group_id as GroupId),
})
