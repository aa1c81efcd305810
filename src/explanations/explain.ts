// Explains the value of one attribute for one user, from what decides it and from the changes that made it so.

import type { Catalogue } from '../domain/catalogue.ts'
import {
  type CombinedValue,
  combinedIn,
  type FoundStep,
  type FoundValue,
  type HeldValues,
  searchPath,
} from '../domain/search-path.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { waysInto } from '../domain/ways-into-groups.ts'
import type { Static } from '../http/schema.ts'
import { type GroupId, isId, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { sourceOf } from '../user-attributes/shapes.ts'
import {
  because,
  becauseOfNothing,
  becauseOfParts,
  type Person,
  type Place,
  type Told,
} from './because.ts'
import type { Explanation } from './shapes.ts'

/** A change as the audit has it. */
export interface Change extends Told {
  readonly sequence: number
  /** The list of operations to which it belongs, and the reason that was given. */
  readonly change_id?: string | undefined
  readonly reason?: string | null | undefined
}

/** A user at a moment. */
export interface Explained {
  readonly user_id: UserId
  readonly catalogue: Catalogue
  readonly direct: readonly GroupId[]
  readonly heldFor: (attribute: UserAttribute) => HeldValues
  /** The sequences of the changes that set the user's own values. */
  readonly changes: Readonly<Record<string, number | null>>
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
export function traced(
  attribute: UserAttribute,
  { catalogue, heldFor, changes }: Explained,
): Traced {
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
    case 'group':
      return (found.group as { newest_change?: number | null }).newest_change ?? null
    case 'default':
      return catalogue.defaultChange(id)
  }
}

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

  function placeOf(found: FoundStep, told: Change | undefined): Place {
    if (isUnseen(found)) return { of: 'unseen group' }
    switch (found.source) {
      case 'system':
        return { of: 'system' }
      case 'user':
        return { of: 'user', isOwn: told?.by?.user_id === user_id, told }
      case 'group': {
        const { group_id, rank } = found.group
        const [way = []] = waysTo(group_id)
        const [name = group_id] = namesOf([group_id])
        return { of: 'group', name, rank, way: namesOf(way), told }
      }
      case 'default':
        return { of: 'default', told }
    }
  }

  return (attribute: UserAttribute): Static<typeof Explanation> => {
    const { steps, more, combined } = traced(attribute, explained)
    const hidden = attribute.value_is_hidden
    // guard explanation-2: becomes found.value
    const shown = (found: FoundValue) => (hidden ? null : found.value)
    const places = steps.map(({ found, change }) =>
      placeOf(found, change === null ? undefined : changeAt(change)),
    )
    const [head] = steps
    const winner = combined !== undefined && head?.found.source === 'group' ? combined : head?.found
    const parts = combined && {
      of: 'groups' as const,
      count: combined.groups.length,
      combine: attribute.combine,
    }
    const whyAt = (at: number): Why => {
      const place = places[at] as Place
      const before = places[at - 1]
      const isPart = parts !== undefined && steps[at]?.found.source === 'group'
      if (isPart && winner === combined) {
        return { outcome: 'combined', because: becauseOfParts(place, parts, undefined) }
      }
      if (isPart) return { outcome: 'next', because: becauseOfParts(place, parts, places[0]) }
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
        expires_at: null,
      }
    })
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
      steps: explainedSteps,
      more_steps: more,
    }
  }
}

/** What only a draft has, has no id yet. */
const shownId = (id: string): string | null => (isId(id) ? id : null)

/** Who set a value, when and through which change; all null if nothing is known or may be told. */
function setIn(place: Place) {
  const told = 'told' in place ? (place.told as Change | undefined) : undefined
  const isTold = told !== undefined && !told.isTried
  return {
    set_by: isTold ? told.by : (null as Person | null),
    sudo_by: isTold ? told.sudo_by : (null as Person | null),
    set_at: isTold && told.at !== undefined ? new Date(told.at).toISOString() : null,
    change_id: isTold ? (told.change_id ?? String(told.sequence)) : null,
    reason: (isTold && told.reason) || null,
  }
}
