// The moment of a time in the past: what reads answered then, for ever.
import type { Catalogue } from '../domain/catalogue.ts'
import type { SignInValues } from '../domain/held-values.ts'
import type { Membership } from '../domain/memberships.ts'
import { forGood, nothingOwn, type TimedValue } from '../domain/times.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Held, Moment, TimedOwn } from '../moment/moment.ts'
import { groupsIn, signInsIn, timedIn } from '../moment/own-values.ts'
import type { Db } from '../store/db.ts'
import { hasTimes, type MadeChange, OwnThen } from './own-then.ts'
import type { Point } from './point-reader.ts'
import {
  type ArchivedRow,
  archivedValues,
  changesUntil,
  endedChanges,
  pastPeople,
  pastUserIds,
} from './sql.ts'

type Read = Pick<Db, 'read'>

export const pastMoment = (db: Read, point: Point, catalogue: Catalogue): Moment => ({
  at: point.at,
  resetAt: point.resetAt,
  catalogue,
  async people(ids, only) {
    const known = [...catalogue.attributes.keys()]
    const attributes = JSON.stringify(only?.filter((id) => catalogue.attributes.has(id)) ?? known)
    const people = new Map<UserId, Held>()
    for (let at = 0; at < ids.length; at += usersAtATime) {
      if (at > 0) await nextTurn()
      const some = ids.slice(at, at + usersAtATime)
      for (const [id, held] of await somePeople({ db, point, catalogue, attributes }, some)) {
        people.set(id, held)
      }
    }
    return people
  },
  async userIds(after, limit) {
    const { moment } = point
    const [rows] = await db.read(pastUserIds({ moment, after: after ?? '0', limit }))
    return rows.map(({ id }) => id as UserId)
  },
})

const usersAtATime = limits.listed_in_a_part

interface Parts {
  readonly db: Read
  readonly point: Point
  readonly catalogue: Catalogue
  /** A JSON list of the attributes whose own values are told. */
  readonly attributes: string
}

async function somePeople(parts: Parts, users: readonly UserId[]): Promise<[UserId, Held][]> {
  const { db, point, catalogue, attributes } = parts
  const ids = JSON.stringify(users)
  const { moment } = point
  const [rows, ended] = await db.read(
    pastPeople({ ids, moment, attributes }),
    endedChanges({ ids, attributes }),
  )
  const left: Followed[] = []
  const people = new Map<string, Person>()
  for (const { groups, timed_groups, is_disabled, values_now, changes_now, ...row } of rows) {
    const { timed_now, sent_then, ended_groups, ...facts } = row
    const isKnown = ({ group_id }: { group_id: string }) =>
      catalogue.groups.has(group_id as GroupId)
    // guard membership-6: point.at → Number.NaN
    const held = groupsIn({ groups, timed_groups }, point.at)
    const person: Person = {
      facts,
      is_disabled,
      groups: held.groups.filter(isKnown),
      timedGroups: held.timedGroups.filter(isKnown),
      endedGroups: [
        ...held.endedGroups,
        ...(JSON.parse(ended_groups ?? '[]') as Membership[]),
      ].filter(isKnown),
      sign_ins: sentThen(catalogue, sent_then),
      values: {},
      changes: {},
      timed: {},
    }
    people.set(facts.id, person)
    const values = JSON.parse(values_now ?? '{}') as Record<string, string>
    const timed = timedIn(timed_now, point.at)
    const changes = JSON.parse(changes_now ?? '{}') as Record<string, number | null>
    for (const [attribute, change] of Object.entries(changes)) {
      // guard past-14: becomes true
      const tells = point.resetAt === undefined
      if (tells && (change === null || isBefore(point, change))) {
        const own = timed[attribute] ?? plain({ value: values[attribute] ?? '', change })
        hold(parts, { person, attribute }, own)
      } else if (change !== null)
        left.push({ place: { person, attribute }, change, own: new OwnThen(point.at) })
    }
  }
  for (const { user_id, user_attribute_id, newest_change } of ended) {
    const person = people.get(user_id)
    if (person === undefined) continue
    const place = { person, attribute: user_attribute_id }
    left.push({ place, change: newest_change, own: new OwnThen(point.at) })
  }
  await follow(parts, ids, left)
  return [...people].map(([id, person]) => [id as UserId, person])
}

/** The intervals have no hidden value; what has become hidden since is not told either. */
function sentThen({ attributes }: Catalogue, json: string | null): SignInValues {
  const sent = Object.entries(signInsIn(json))
  return Object.fromEntries(
    sent.flatMap(([id, value]) => {
      const attribute = attributes.get(id as UserAttributeId)
      if (attribute === undefined) return []
      // guard sign-in-value-20: becomes [[id, value]]
      return [[id, attribute.value_is_hidden ? { ...value, value: '' } : value]]
    }),
  )
}

interface Person extends Held {
  readonly values: Record<string, string>
  readonly changes: Record<string, number | null>
  readonly timed: Record<string, TimedOwn>
}

interface Place {
  readonly person: Person
  readonly attribute: string
}

interface Value {
  readonly value: string
  readonly change: number | null
}

/** A value for good. */
const plain = (value: Value): TimedOwn => ({
  ...{ ...nothingOwn, now: { ...value, ...forGood }, newest_change: value.change },
})

function hold({ catalogue }: Parts, { person, attribute }: Place, own: TimedOwn): void {
  const { value_is_hidden } = catalogue.attributes.get(attribute as UserAttributeId) ?? {}
  // guard past-10: becomes it
  const shown = (it: TimedValue | undefined) => it && (value_is_hidden ? { ...it, value: '' } : it)
  const [now, scheduled, expired] = [shown(own.now), shown(own.scheduled), shown(own.expired)]
  if (now !== undefined) {
    person.values[attribute] = now.value
    person.changes[attribute] = now.change
  }
  if (hasTimes(own)) person.timed[attribute] = { ...own, now, scheduled, expired }
}

/** Whether a change was made by then, as far as its sequence alone tells. */
const isBefore = (point: Point, change: number) =>
  change < point.sequence && (change < point.undone_from || change >= point.undone_until)

/** A value, and the change from which its changes are followed back. */
interface Followed {
  readonly place: Place
  readonly change: number
  /** What its changes have told so far. */
  readonly own: OwnThen
}

/** Values that one statement follows, and changes over all of them. */
const valuesAtATime = 500
const changesAtATime = 5000

/** Follows values back to what they were; those whose changes end before are looked up among the archived ones. */
async function follow(parts: Parts, ids: string, values: readonly Followed[]): Promise<void> {
  const { db, point } = parts
  const { time, sequence, next_sequence, undone_from, undone_until } = point
  const bounds = { time, sequence, next_sequence, undone_from, undone_until }
  const archived: Followed[] = []
  let left = [...values]
  for (let turns = 0; left.length > 0; turns++) {
    if (turns > 0) await nextTurn()
    const some = left.slice(0, valuesAtATime)
    left = left.slice(valuesAtATime)
    const list = JSON.stringify(some.map(({ change }, item) => ({ item, change })))
    const depth = Math.max(2, Math.floor(changesAtATime / some.length))
    const [rows] = await db.read(changesUntil({ ...bounds, list, depth }))
    for (const { item, sequence, previous_change, is_made, sets, ...row } of rows) {
      const { change } = row
      const followed = some[item]
      if (followed === undefined) continue
      const { place, own } = followed
      // guard past-18: becomes false
      if (change < thereSince(parts, place)) {
        hold(parts, place, own.told)
        continue
      }
      const goesOn = is_made === 0 || sequence === null || own.take({ ...row, sets: sets === 1 })
      if (!goesOn) hold(parts, place, own.told)
      else if (sequence === null || previous_change === null) archived.push(followed)
      else left.push({ place, change: previous_change, own })
    }
  }
  if (archived.length > 0) await lookUp(parts, ids, archived)
}

/** What was set before an attribute was deleted is gone, also when the attribute is there again. */
const thereSince = ({ catalogue }: Parts, { attribute }: Place) =>
  catalogue.thereSince(attribute as UserAttributeId)

async function lookUp(parts: Parts, ids: string, archived: readonly Followed[]): Promise<void> {
  const [rows] = await parts.db.read(archivedValues({ ids, attributes: parts.attributes }))
  const kept = new Map(rows.map((row) => [`${row.user_id} ${row.user_attribute_id}`, row]))
  for (const { place, own } of archived) {
    const row = kept.get(`${place.person.facts.id} ${place.attribute}`)
    if (row?.is_set) own.take(archivedChange(row))
    hold(parts, place, own.told)
  }
}

/** A value that no row of the audit has set has the sequence 0. */
const archivedChange = (row: ArchivedRow): MadeChange => ({
  ...{ change: row.sequence || null, at: 0, operation: '', sets: true, value: row.value ?? '' },
  details: JSON.stringify({ starts_at: row.starts_at, expires_at: row.expires_at }),
})

/** Reads of SQLite do not wait for a turn of the event loop, so without this other requests would get none. */
const nextTurn = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
