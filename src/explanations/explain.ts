// Explains the value of one attribute for one user, from what decides it and from the changes that made it so.

import type { Catalogue } from '../domain/catalogue.ts'
import type { Membership } from '../domain/memberships.ts'
import {
  type CombinedValue,
  combinedIn,
  type FoundStep,
  type FoundValue,
  type HeldValues,
  type StoredGroupValue,
  searchPath,
} from '../domain/search-path.ts'
import { nothingOwn, type OwnValue, type TimedValue } from '../domain/times.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { waysInto } from '../domain/ways-into-groups.ts'
import type { Static } from '../http/schema.ts'
import type { GroupId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { ownSource, sourceOf } from '../user-attributes/shapes.ts'
import {
  because,
  becauseExpired,
  becauseOfNothing,
  becauseOfParts,
  becauseScheduled,
  type Place,
} from './because.ts'
import { changesBeside, endOfMemberships, groupStepsBeside } from './memberships.ts'
import type { Explanation } from './shapes.ts'
import { type Change, setIn, shownId, shownTime } from './step-fields.ts'

/** A user at a moment. */
export interface Explained {
  readonly user_id: UserId
  readonly catalogue: Catalogue
  readonly direct: readonly GroupId[]
  readonly heldFor: (attribute: UserAttribute) => HeldValues
  /** The sequences of the changes that set the user's own values. */
  readonly changes: Readonly<Record<string, number | null>>
  /** Own values with times: also those that do not count yet, or any more. */
  readonly timed: Readonly<Record<string, OwnValue>>
  /** Memberships with times, also those that do not count; and those that have ended. */
  readonly timedGroups: readonly Membership[]
  readonly endedGroups: readonly Membership[]
  /** Whether the caller may know of a group; one of the past may be closed to them now. */
  readonly seesGroup: (group: GroupId) => boolean
}

/** A step of a search path with the change that set it. */
interface Step {
  readonly found: FoundStep
  readonly change: number | null
}

interface Traced {
  readonly steps: readonly Step[]
  /** The number of steps that are not listed. */
  readonly more: number
  /** What the values of the user's groups are together, if they are combined. */
  readonly combined: CombinedValue | undefined
}

/** The steps that an explanation lists. */
function traced(attribute: UserAttribute, { catalogue, heldFor, changes }: Explained): Traced {
  const path = searchPath(attribute, heldFor(attribute))
  const steps = path.slice(0, limits.explained_steps).map((found) => ({
    found,
    change: changeOf(found, attribute, catalogue, changes),
  }))
  return { steps, more: path.length - steps.length, combined: combinedIn(attribute, path) }
}

function changeOf(
  found: FoundStep,
  { id }: UserAttribute,
  catalogue: Catalogue,
  changes: Explained['changes'],
): number | null {
  switch (found.source) {
    case 'system':
      return null
    case 'user':
      return changes[id] ?? null
    case 'sign_in':
      return found.change
    case 'group':
      return (found.group as { newest_change?: number | null }).newest_change ?? null
    case 'default':
      return catalogue.defaultChange(id)
  }
}

/** An own value that does not count: not yet, or not any more. */
interface Beside {
  readonly outcome: 'scheduled' | 'expired'
  readonly value: TimedValue
}

function besideOf({ id }: UserAttribute, { timed }: Pick<Explained, 'timed'>): Beside[] {
  const { scheduled, expired } = timed[id] ?? nothingOwn
  return [
    ...(scheduled === undefined ? [] : [{ outcome: 'scheduled' as const, value: scheduled }]),
    ...(expired === undefined ? [] : [{ outcome: 'expired' as const, value: expired }]),
  ]
}

/** The changes that an explanation names. */
export const changesNamed = (attribute: UserAttribute, explained: Explained): number[] =>
  [
    ...traced(attribute, explained).steps.map(({ change }) => change),
    ...besideOf(attribute, explained).map(({ value }) => value.change),
    ...changesBeside(explained, attribute),
  ].flatMap((change) => change || [])

interface Why {
  /** `combined`: a part of the effective value; the others as in the shape of an explanation. */
  readonly outcome: 'wins' | 'combined' | 'next' | 'outranked'
  readonly because: string
}

/** Finds the change of a sequence, as its reader may know it. */
export type ChangeOf = (sequence: number) => Change | undefined

/** Returns the function that explains attributes of this user; they share what is found out about their groups. */
export function explainer(explained: Explained, changeAt: ChangeOf) {
  const { user_id, catalogue, direct, seesGroup } = explained
  const allWaysTo = waysInto(catalogue, direct)
  // guard explanation-7: becomes allWaysTo(group)
  const waysTo = (group: GroupId) => allWaysTo(group).filter((way) => way.every(seesGroup))
  // guard explanation-6: becomes false
  const isUnseen = (found: FoundValue | undefined) =>
    found?.source === 'group' && !seesGroup(found.group.group_id)
  // guard explanation-11: becomes false
  const hasUnseen = (found: FoundValue | undefined) =>
    found?.source === 'groups' && found.groups.some(({ group_id }) => !seesGroup(group_id))
  const shownSource = (found: FoundValue | undefined) => {
    if (hasUnseen(found)) return 'Groups'
    return isUnseen(found) ? 'Group' : sourceOf(found, catalogue)
  }
  const count = catalogue.allGroups(direct).size
  const namesOf = (way: readonly GroupId[]) => way.map((id) => catalogue.groups.get(id)?.name ?? id)
  const ofGroupsBeside = groupStepsBeside(explained, changeAt, (group) =>
    waysTo(group).map(namesOf),
  )

  const endOf = endOfMemberships(explained)
  /** A value of a group ends by itself, or for the user with their membership. */
  const endsOf = ({ group_id, expires_at = null }: StoredGroupValue) => {
    const left = endOf(group_id)
    const isFirst = expires_at !== null && (left === null || expires_at <= left)
    return isFirst ? { ends: expires_at, endsBy: 'value' as const } : { ends: left }
  }

  const ownPlace = (told: Change | undefined, ends: number | null, followed: number | null) => ({
    ...{ of: 'user' as const, isOwn: told?.by?.user_id === user_id, told, ends, followed },
  })

  function placeOf(found: FoundStep, told: Change | undefined, followed: number | null): Place {
    if (isUnseen(found)) return { of: 'unseen group' }
    switch (found.source) {
      case 'system':
        return { of: 'system' }
      case 'user':
        return ownPlace(told, found.expires_at ?? null, followed)
      case 'sign_in':
        return { of: 'sign-in', provider: found.provider, at: found.set_at, told }
      case 'group': {
        const { group_id, rank } = found.group
        const [way = []] = waysTo(group_id)
        const [name = group_id] = namesOf([group_id])
        return {
          of: 'group',
          name,
          rank,
          way: namesOf(way),
          told,
          ...endsOf(found.group as StoredGroupValue),
        }
      }
      case 'default':
        return { of: 'default', told }
    }
  }

  return (attribute: UserAttribute): Static<typeof Explanation> => {
    const { steps, more, combined } = traced(attribute, explained)
    const followed = explained.timed[attribute.id]?.scheduled?.starts_at ?? null
    const hidden = attribute.value_is_hidden
    // guard explanation-2: becomes found.value
    const shown = (found: FoundValue) => (hidden ? null : found.value)
    const places = steps.map(({ found, change }) =>
      placeOf(found, change === null ? undefined : changeAt(change), followed),
    )
    const besides = besideOf(attribute, explained).map(({ outcome, value }) => {
      const told = value.change === null ? undefined : changeAt(value.change)
      const place = ownPlace(told, value.expires_at, null)
      return {
        source: ownSource,
        value: hidden ? null : value.value,
        outcome,
        because:
          outcome === 'scheduled'
            ? becauseScheduled(place, value.starts_at ?? 0)
            : becauseExpired(place),
        ...setIn(place),
        starts_at: shownTime(outcome === 'scheduled' ? value.starts_at : null),
        expires_at: shownTime(value.expires_at),
      }
    })
    const besidesOfGroups = ofGroupsBeside(attribute)
    const [head] = steps
    const winner = combined !== undefined && head?.found.source === 'group' ? combined : head?.found
    const parts = combined && {
      of: 'groups' as const,
      count: combined.groups.length,
      combine: attribute.combine,
    }
    const firstPart = steps.findIndex(({ found }) => found.source === 'group')
    const whyAt = (at: number): Why => {
      const place = places[at] as Place
      const before = places[at - 1]
      const isPart = parts !== undefined && steps[at]?.found.source === 'group'
      if (isPart && winner === combined) {
        return { outcome: 'combined', because: becauseOfParts(place, parts, undefined) }
      }
      if (isPart) {
        // guard sign-in-value-22: becomes 'next'
        const outcome = firstPart === 1 ? 'next' : 'outranked'
        return { outcome, because: becauseOfParts(place, parts, places[firstPart - 1]) }
      }
      if (at === 0) return { outcome: 'wins', because: because(place, undefined) }
      const isNext = winner === combined || at === 1
      return { outcome: isNext ? 'next' : 'outranked', because: because(place, before) }
    }
    const explainedSteps = steps.map(({ found }, at) => {
      const group = found.source === 'group' && !isUnseen(found) ? found.group : undefined
      const isWhole = at === 0 && winner === found
      return {
        source: shownSource(found),
        ...(group && { group_id: shownId(group.group_id), rank: group.rank }),
        // The effective value was theirs; the others were not.
        // guard explanation-8: becomes shown(found)
        value: !isWhole && isUnseen(found) ? null : shown(found),
        ...whyAt(at),
        ...(group && { through: waysTo(group.group_id).map(namesOf) }),
        ...setIn(places[at] as Place),
        starts_at: null,
        expires_at: shownTime(endIn(places[at])),
      }
    })
    // Own values stand before those of groups.
    const ownSteps = head?.found.source === 'user' ? 1 : 0
    const allSteps = [
      ...explainedSteps.slice(0, ownSteps),
      ...besides,
      ...besidesOfGroups,
      ...explainedSteps.slice(ownSteps),
    ]
    const ofAll = parts !== undefined && winner === combined ? because(parts, undefined) : undefined
    return {
      user_id,
      user_attribute_id: shownId(attribute.id),
      name: attribute.name,
      type: attribute.type,
      value: winner === undefined ? '' : shown(winner),
      source: shownSource(winner),
      hidden,
      because: ofAll ?? explainedSteps[0]?.because ?? becauseOfNothing(count),
      steps: allSteps,
      more_steps: more,
    }
  }
}

/** When a value that counts ends. */
const endIn = (place: Place | undefined): number | null =>
  place !== undefined && 'ends' in place ? (place.ends ?? null) : null
