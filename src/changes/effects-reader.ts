// Reads the effects of a change that is not stored yet: everybody whose effective values it would change.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Actor, may, seesDetails } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { FoundValue } from '../domain/search-path.ts'
import { fullName } from '../domain/system-attributes.ts'
import type { Static } from '../http/schema.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Held } from '../moment/moment.ts'
import { peopleIn } from '../moment/present-reader.ts'
import { peopleNow, userIdsNow } from '../moment/sql.ts'
import type { Db } from '../store/db.ts'
import { sourceOf } from '../user-attributes/shapes.ts'
import type { Draft } from './draft.ts'
import type { Comparison, Deciding, Difference } from './effects.ts'
import { decidingIn, peopleDecided } from './planning-sql.ts'
import type { Effect } from './shapes.ts'

export interface Effects {
  readonly users: number
  readonly values: number
  /** The first of them, in the order of users and attributes. */
  readonly sample: Static<typeof Effect>[]
}

/** Effects that an answer lists. */
const sampled = limits.sampled_effects

interface Compared {
  readonly comparison: Comparison
  readonly draft: Draft
  /** Decides which values count before and after. */
  readonly now: number
}

/** The effects of a draft, which `comparison` compares with what `read` reads. */
export async function effectsOf(
  actor: Actor,
  { comparison, draft, now }: Compared,
  read: Db['read'],
): Promise<Effects> {
  const sample: Found[] = []
  let [users, values] = [0, 0]
  await everybody({ comparison, draft, now }, read, (user_id, differences) => {
    users++
    values += differences.length
    for (const difference of differences) {
      if (sample.length < sampled) sample.push({ user_id, difference })
    }
  })
  return { users, values, sample: await shown(actor, comparison, sample, read) }
}

type Visit = (user_id: UserId, differences: readonly Difference[]) => void

/** Visits everybody whose effective values the draft changes. */
export async function everybody(
  { comparison, draft, now }: Compared,
  read: Db['read'],
  visit: Visit,
): Promise<void> {
  const touched = [...draft.people.keys()].sort(byNumber)
  // guard change-effects-2: becomes touched
  const ids = comparison.everywhere.size === 0 ? touched : undefined
  const own = new Set([...draft.people.values()].flatMap(({ values }) => [...values.keys()]))
  const all = [...comparison.attributesOf(own, true)]
  const attributes = JSON.stringify(all.filter(isStored))
  const most = Math.max(1, Math.min(usersAtOnce, Math.floor(valuesAtOnce / (all.length + 1))))
  for (let at = 0, after: string | undefined = '0'; after !== undefined; at += most) {
    const part: readonly string[] =
      ids?.slice(at, at + most) ??
      (await read(userIdsNow({ after, limit: most })))[0].map(({ id }) => id)
    if (part.length === 0) return
    const [rows] = await read(peopleDecided({ ids: JSON.stringify(part), attributes, now }))
    for (const row of rows) {
      const held = decidingIn(row)
      const user_id = row.id as UserId
      const differences = differencesOf(comparison, draft, user_id, held)
      if (differences.length > 0) visit(user_id, differences)
    }
    after = part.at(-1)
    await nextTurn()
  }
}
/** Users and effective values that are compared in one turn of the event loop. */
const usersAtOnce = 500
const valuesAtOnce = 10_000

const byNumber = (one: string, other: string) => Number(BigInt(one) - BigInt(other))

/** Attributes of a draft that is only tried have no id of digits, and nobody has a value of them. */
const isStored = (id: string) => /^\d+$/.test(id)

function differencesOf(
  comparison: Comparison,
  draft: Draft,
  user_id: UserId,
  before: Deciding,
): readonly Difference[] {
  const own = draft.people.get(user_id)
  if (own === undefined) return comparison.differences(comparison.everywhere, before, before)
  const groupsDiffer = own.joined.size + own.left.size > 0
  const after = draft.decided(user_id, before)
  const attributes = comparison.attributesOf(own.values.keys(), groupsDiffer)
  return comparison.differences([...attributes].sort(byNumber), before, after)
}

export interface Found {
  readonly user_id: UserId
  readonly difference: Difference
}

/** Effects as one caller may see them; a hidden value is null. */
export async function shown(
  actor: Actor,
  comparison: Comparison,
  found: readonly Found[],
  read: Db['read'],
): Promise<Static<typeof Effect>[]> {
  const ids = [...new Set(found.map(({ user_id }) => user_id))]
  const [rows] = ids.length === 0 ? [[]] : await read(peopleNow({ ids: JSON.stringify(ids) }))
  // Only their names are shown.
  const people = peopleIn(rows, 0)
  return found.map(({ user_id, difference }) =>
    showEffect(actor, comparison, { user_id, difference, person: people.get(user_id) }),
  )
}

export function showEffect(
  actor: Actor,
  comparison: Comparison,
  { user_id, difference, person }: Found & { readonly person: Held | undefined },
): Static<typeof Effect> {
  const { attribute: id } = difference
  const attribute = comparison.after.attributes.get(id) ?? comparison.before.attributes.get(id)
  const hidden = comparison.isHidden(id)
  const side = (found: FoundValue | undefined, catalogue: Catalogue) => ({
    value: hidden ? null : (found?.value ?? null),
    source: sourceOf(found, catalogue),
  })
  return {
    user_id,
    email: seesDetails(actor, user_id) ? (person?.facts.email ?? null) : null,
    display_name: person === undefined ? null : fullName(person.facts),
    user_attribute_id: isStored(id) ? id : null,
    attribute: attribute?.name ?? '',
    hidden,
    before: side(difference.before, comparison.before),
    after: side(difference.after, comparison.after),
  }
}

/** Effects tell values of others, so they are for those who may read them. */
export const seesEffects = (actor: Actor): boolean =>
  // guard change-effects-3: becomes true
  may(actor, 'manage_user_attributes')
