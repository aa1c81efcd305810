// Reads what an explanation of a user needs: the moment, and the changes that its values name.

import { changesOfRows } from '../audit/changes-sql.ts'
import { draftedChange } from '../changes/draft.ts'
import type { Actor } from '../domain/actor.ts'
import { may } from '../domain/actor.ts'
import { canSeeUserValue } from '../domain/attribute-access.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { canSeeGroup } from '../domain/group-access.ts'
import { holdings } from '../domain/held-values.ts'
import type { Membership } from '../domain/memberships.ts'
import { nothingOwn, type TimedValue } from '../domain/times.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { GroupId, UserId } from '../ids.ts'
import type { Held, Moment } from '../moment/moment.ts'
import type { AskedMoment } from '../past/as-of-reader.ts'
import { endedGroupsNow } from '../past/memberships-sql.ts'
import type { Context } from '../request/context.ts'
import { type Person, personOf } from './because.ts'
import { type ChangeOf, changesNamed, type Explained, explainer } from './explain.ts'
import { changesWith, endedNow, valuesSet } from './sql.ts'
import type { Change } from './step-fields.ts'

/** The user as one moment has them, for this caller. */
export function explained(actor: Actor, moment: Moment, user_id: UserId, held: Held): Explained {
  return {
    user_id,
    catalogue: moment.catalogue,
    direct: held.groups.map(({ group_id }) => group_id as GroupId),
    heldFor: holdings(moment.catalogue, held),
    ...{ changes: held.changes, timed: held.timed },
    ...{ timedGroups: held.timedGroups, endedGroups: held.endedGroups },
    seesGroup: (group) => canSeeGroup(actor, group),
  }
}

/** The same moment, now, with what a user had for a time that has ended and was taken away since. */
export async function withEnded(
  context: Context,
  moment: Moment,
  user_id: UserId,
): Promise<Moment> {
  const { rows } = await context.load(endedNow({ user_id }), endedGroupsNow({ user_id }))
  const ended = await endedValues(context, rows[0])
  const swept = JSON.parse(rows[1][0]?.ended ?? '[]') as Membership[]
  if (ended.size + swept.length === 0) return moment
  return {
    ...moment,
    async people(ids, only) {
      const people = await moment.people(ids, only)
      const held = people.get(user_id)
      if (held === undefined) return people
      const timed = { ...held.timed }
      for (const [attribute, expired] of ended) {
        const { now, scheduled, newest_change = null } = timed[attribute] ?? {}
        if (now !== undefined || held.values[attribute] !== undefined) continue
        timed[attribute] = { ...nothingOwn, scheduled, expired, newest_change }
      }
      const { groups } = moment.catalogue
      const endedGroups = [
        ...held.endedGroups,
        ...swept.filter(({ group_id }) => groups.has(group_id)),
      ]
      return new Map(people).set(user_id, { ...held, timed, endedGroups })
    },
  }
}

async function endedValues(
  context: Context,
  ended: readonly { readonly user_attribute_id: string; readonly details: string | null }[],
): Promise<ReadonlyMap<string, TimedValue>> {
  const told = ended.map(({ user_attribute_id: attribute, details }) => {
    const { change = null, expires_at = null } = JSON.parse(details ?? '{}') as Partial<TimedValue>
    return { attribute, change, expires_at }
  })
  const sequences = told.flatMap(({ change }) => change ?? []).map(String)
  if (told.length === 0) return new Map()
  const { rows } = await context.load(valuesSet({ list: JSON.stringify(sequences) }))
  const values = new Map(rows[0].map(({ sequence, new_value }) => [sequence, new_value]))
  return new Map(
    told.map(({ attribute, change, expires_at }) => {
      const value = values.get(change ?? 0) ?? ''
      return [attribute, { value, starts_at: null, expires_at, change }]
    }),
  )
}

/** The attributes whose values of this user the caller may see. */
export const seenAttributes = (
  actor: Actor,
  { moment, now }: AskedMoment,
  user_id: UserId,
): UserAttribute[] =>
  // guard explanation-3: becomes [...moment.catalogue.attributes.values()]
  [...moment.catalogue.attributes.values()].filter((it) => isSeen(actor, it, now, user_id))

/** Whether the caller may see such values now, and could see them then, if that is another time. */
export function isSeen(
  actor: Actor,
  attribute: UserAttribute,
  now: Catalogue,
  user_id: UserId,
): boolean {
  const present = now.attributes.get(attribute.id)
  // guard explanation-9: becomes true
  const knowsDeleted = may(actor, 'manage_user_attributes')
  // guard explanation-5: becomes true
  const isKnownNow =
    present === undefined
      ? knowsDeleted
      : present === attribute || canSeeUserValue(actor, present, user_id)
  return isKnownNow && canSeeUserValue(actor, attribute, user_id)
}

/**
 * Explains these attributes. The changes that they name are read at once. `past` is the moment in the past that is
 * explained, if it is one: people have the names of then.
 */
export async function explainAll(
  context: Context,
  user: Explained,
  attributes: readonly UserAttribute[],
  past?: Moment,
) {
  const sequences = attributes.flatMap((attribute) => changesNamed(attribute, user))
  const explain = explainer(user, await changesOf(context, sequences, past))
  return attributes.map(explain)
}

/** The changes with these sequences, as far as the caller may know who made them. */
async function changesOf(
  context: Context,
  sequences: readonly number[],
  past: Moment | undefined,
): Promise<ChangeOf> {
  const wanted = [...new Set(sequences)]
  const known = new Map<number, Change>()
  known.set(draftedChange, { ...untold, sequence: draftedChange, isTried: true })
  if (wanted.length > 0) {
    const list = JSON.stringify(wanted)
    const { rows } = await context.load(changesWith({ sequences: list }), changesOfRows({ list }))
    const lists = new Map(rows[1].map((of) => [of.sequence, of]))
    const nameOf = past === undefined ? nameNow : await namesThen(past, rows[0])
    for (const row of rows[0]) {
      const { change_id, reason } = lists.get(row.sequence) ?? {}
      const change = changeIn(row, context.actor, nameOf)
      known.set(row.sequence, { ...change, change_id, reason })
    }
  }
  return (sequence) => known.get(sequence)
}

const untold = { at: undefined, by: null, sudo_by: null, isTried: false }

type Row = NonNullable<ReturnType<typeof changesWith>['row']>

type NameOf = (row: Row, who: 'actor' | 'real') => Names
type Names = { readonly first_name: string | null; readonly last_name: string | null }

const nameNow: NameOf = (row, who) => ({
  first_name: row[`${who}_first_name`],
  last_name: row[`${who}_last_name`],
})

/** People as they were called at the moment; who was deleted by then has no name, as it was read then. */
async function namesThen(past: Moment, rows: readonly Row[]): Promise<NameOf> {
  const ids = new Set(rows.flatMap((row) => [row.actor_id ?? [], row.sudo_by ?? []].flat()))
  const people = await past.people([...ids] as UserId[], [])
  return (row, who) =>
    people.get((who === 'actor' ? row.actor_id : row.sudo_by) as UserId)?.facts ?? nameless
}
const nameless: Names = { first_name: null, last_name: null }

/** Names of people are for callers who see users; everybody sees what they did themselves. */
function changeIn(row: Row, actor: Actor, nameOf: NameOf): Change {
  const shown = (person: Person | null): Person | null =>
    // guard explanation-4: becomes person
    person !== null && (may(actor, 'see_users') || person.user_id === actor.user_id) ? person : null
  const by = shown(personOf(row.actor_id, nameOf(row, 'actor')))
  const sudo_by = shown(personOf(row.sudo_by, nameOf(row, 'real')))
  return {
    sequence: row.sequence,
    at: row.at,
    // guard explanation-10: becomes by
    // It was not they themselves if somebody acted as them, and who did is not told.
    by: row.sudo_by !== null && sudo_by === null ? null : by,
    sudo_by,
    isTried: false,
  }
}
