// The moment of a time in the past: what reads answered then, for ever.
import type { Catalogue } from '../domain/catalogue.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Held, Moment } from '../moment/moment.ts'
import type { Db } from '../store/db.ts'
import type { Point } from './point-reader.ts'
import { archivedValues, changesUntil, endedChanges, pastPeople, pastUserIds } from './sql.ts'

type Read = Pick<Db, 'read'>

export const pastMoment = (db: Read, point: Point, catalogue: Catalogue): Moment => ({
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
  for (const { groups, is_disabled, values_now, changes_now, ...facts } of rows) {
    const person: Person = {
      facts,
      is_disabled,
      groups: (JSON.parse(groups ?? '[]') as string[])
        .filter((group_id) => catalogue.groups.has(group_id as GroupId))
        .map((group_id) => ({ group_id })),
      values: {},
      changes: {},
    }
    people.set(facts.id, person)
    const values = JSON.parse(values_now ?? '{}') as Record<string, string>
    const changes = JSON.parse(changes_now ?? '{}') as Record<string, number | null>
    for (const [attribute, change] of Object.entries(changes)) {
      // guard past-14: becomes true
      const tells = !point.wasReset
      if (tells && (change === null || isBefore(point, change))) {
        hold(parts, { person, attribute }, { value: values[attribute] ?? '', change })
      } else if (change !== null) left.push({ place: { person, attribute }, change })
    }
  }
  for (const { user_id, user_attribute_id, newest_change } of ended) {
    const person = people.get(user_id)
    if (person === undefined) continue
    left.push({ place: { person, attribute: user_attribute_id }, change: newest_change })
  }
  await follow(parts, ids, left)
  return [...people].map(([id, person]) => [id as UserId, person])
}

interface Person extends Held {
  readonly values: Record<string, string>
  readonly changes: Record<string, number | null>
}

interface Place {
  readonly person: Person
  readonly attribute: string
}

interface Value {
  readonly value: string
  readonly change: number | null
}

function hold({ catalogue }: Parts, { person, attribute }: Place, { value, change }: Value): void {
  const { value_is_hidden } = catalogue.attributes.get(attribute as UserAttributeId) ?? {}
  // guard past-10: becomes value
  person.values[attribute] = value_is_hidden ? '' : value
  person.changes[attribute] = change
}

/** Whether a change was made by then, as far as its sequence alone tells. */
const isBefore = (point: Point, change: number) =>
  change < point.sequence && (change < point.undone_from || change >= point.undone_until)

/** A value, and the change from which its changes are followed back. */
interface Followed {
  readonly place: Place
  readonly change: number
}

/** Values that one statement follows, and changes over all of them. */
const valuesAtATime = 500
const changesAtATime = 5000

/** Follows values back to what they were; those whose changes end before are looked up among the archived ones. */
async function follow(parts: Parts, ids: string, values: readonly Followed[]): Promise<void> {
  const { db, point } = parts
  const { time, sequence, next_sequence, undone_from, undone_until } = point
  const bounds = { time, sequence, next_sequence, undone_from, undone_until }
  const archived: Place[] = []
  let left = [...values]
  for (let turns = 0; left.length > 0; turns++) {
    if (turns > 0) await nextTurn()
    const some = left.slice(0, valuesAtATime)
    left = left.slice(valuesAtATime)
    const list = JSON.stringify(some.map(({ change }, item) => ({ item, change })))
    const depth = Math.max(2, Math.floor(changesAtATime / some.length))
    const [rows] = await db.read(changesUntil({ ...bounds, list, depth }))
    for (const { item, change, sequence, previous_change, value, ...reached } of rows) {
      const place = some[item]?.place
      if (place === undefined) continue
      if (reached.is_made === 1) {
        if (reached.sets === 1) hold(parts, place, { value, change })
      } else if (sequence === null || previous_change === null) archived.push(place)
      else left.push({ place, change: previous_change })
    }
  }
  if (archived.length > 0) await lookUp(parts, ids, archived)
}

async function lookUp(parts: Parts, ids: string, archived: readonly Place[]): Promise<void> {
  const [rows] = await parts.db.read(archivedValues({ ids, attributes: parts.attributes }))
  const kept = new Map(rows.map((row) => [`${row.user_id} ${row.user_attribute_id}`, row]))
  for (const place of archived) {
    const row = kept.get(`${place.person.facts.id} ${place.attribute}`)
    if (!row?.is_set) continue
    // A value that no row of the audit has set has the sequence 0.
    hold(parts, place, { value: row.value ?? '', change: row.sequence || null })
  }
}

/** Reads of SQLite do not wait for a turn of the event loop, so without this other requests would get none. */
const nextTurn = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
