// What times of memberships and of values of groups mean: when a value ends, and which do not count (decision 70).
import type { Catalogue } from '../domain/catalogue.ts'
import { timesOf } from '../domain/group-values-in-time.ts'
import { inOrder, type Membership } from '../domain/memberships.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import type { Times } from '../domain/times.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { GroupId } from '../ids.ts'
import { sourceOf } from '../user-attributes/shapes.ts'
import { becauseOfGroupTimes, becauseOfMembership } from './because.ts'
import { type Change, setIn, shownId, shownTime } from './step-fields.ts'

interface Of {
  readonly catalogue: Catalogue
  readonly direct: readonly GroupId[]
  readonly timedGroups: readonly Membership[]
  readonly endedGroups: readonly Membership[]
  readonly seesGroup: (group: GroupId) => boolean
}

/** Returns the function that says when the user is in a group no longer: null if never. */
export function endOfMemberships({ catalogue, direct, timedGroups }: Of) {
  const endOf = new Map(timedGroups.map((it) => [it.group_id, it.expires_at]))
  return (group: GroupId): number | null => {
    if (endOf.size === 0) return null
    const ends = direct
      .filter((id) => catalogue.groupsAround(id).includes(group))
      .map((id) => endOf.get(id) ?? Number.POSITIVE_INFINITY)
    const last = Math.max(...ends)
    return Number.isFinite(last) ? last : null
  }
}

type Outcome = 'scheduled' | 'expired'

interface Beside {
  readonly outcome: Outcome
  readonly membership: Membership
  readonly value: StoredGroupValue
}

interface ValueBeside {
  readonly outcome: Outcome
  readonly value: StoredGroupValue
}

/** The values of groups of the user that do not count: not yet, or not any more. */
export function groupValuesBeside({ catalogue, direct, seesGroup }: Of) {
  const isIn = catalogue.allGroups(direct)
  return ({ id }: UserAttribute): ValueBeside[] => {
    const counting = new Set(catalogue.groupValues(id).map(({ group_id }) => group_id))
    const scheduled = catalogue
      .listedGroupValues(id)
      .filter(({ group_id }) => !counting.has(group_id))
    return [
      ...scheduled.map((value) => ({ outcome: 'scheduled' as const, value })),
      ...catalogue.endedGroupValues(id).map((value) => ({ outcome: 'expired' as const, value })),
    ].filter(({ value: { group_id } }) => isIn.has(group_id) && seesGroup(group_id))
  }
}

/** Returns the function that finds the values of groups that the user is not in yet, or no longer. */
export function membershipsBeside(of: Of): (attribute: UserAttribute) => Beside[] {
  const { catalogue, direct, timedGroups, endedGroups, seesGroup } = of
  const isIn = catalogue.allGroups(direct)
  const isOver = new Set(endedGroups.map(({ group_id }) => group_id))
  const scheduled = timedGroups.filter(
    ({ group_id }) => !isOver.has(group_id) && !direct.includes(group_id),
  )
  const all = [
    ...inOrder(scheduled).map((membership) => ({ outcome: 'scheduled' as const, membership })),
    ...inOrder(endedGroups).map((membership) => ({ outcome: 'expired' as const, membership })),
  ]
  if (all.length === 0) return () => []
  return ({ id }) =>
    all.flatMap(({ outcome, membership }) =>
      catalogue
        .groupsAround(membership.group_id)
        // guard membership-4: without && seesGroup(group)
        .filter((group) => !isIn.has(group) && seesGroup(group))
        .flatMap((group) => catalogue.valuesOf(group))
        .filter((value) => value.user_attribute_id === id)
        .map((value) => ({ outcome, membership, value })),
    )
}

/** The changes that these values name. */
export const changesBeside = (of: Of, attribute: UserAttribute): (number | null)[] =>
  [...groupValuesBeside(of)(attribute), ...membershipsBeside(of)(attribute)].map(
    ({ value }) => value.newest_change ?? null,
  )

/** Returns the function that shows values of groups that do not count, because of their times or of a membership. */
export function groupStepsBeside(
  of: Of,
  changeAt: (sequence: number) => Change | undefined,
  waysTo: (group: GroupId) => string[][],
) {
  const { catalogue } = of
  const [inTime, notIn] = [groupValuesBeside(of), membershipsBeside(of)]
  const nameOf = (id: GroupId) => catalogue.groups.get(id)?.name ?? id
  return (attribute: UserAttribute) => {
    const stepOf = (value: StoredGroupValue, times: Times, outcome: Outcome) => {
      const told = value.newest_change == null ? undefined : changeAt(value.newest_change)
      const { group_id, rank } = value
      const place = { of: 'group' as const, name: nameOf(group_id), rank, way: [], told }
      const fields = {
        source: sourceOf({ source: 'group', value: '', group: value }, catalogue),
        group_id: shownId(group_id),
        value: attribute.value_is_hidden ? null : value.value,
        ...{ outcome, ...setIn(place) },
        starts_at: shownTime(outcome === 'scheduled' ? times.starts_at : null),
        expires_at: shownTime(times.expires_at),
      }
      return { place, fields }
    }
    return [
      ...inTime(attribute).map(({ outcome, value }) => {
        const { place, fields } = stepOf(value, timesOf(value), outcome)
        const because = becauseOfGroupTimes(outcome, place, timesOf(value))
        return { ...fields, because, through: waysTo(value.group_id) }
      }),
      ...notIn(attribute).map(({ outcome, membership, value }) => {
        const { place, fields } = stepOf(value, membership, outcome)
        const joined = nameOf(membership.group_id)
        const because = becauseOfMembership(outcome, place, joined, membership)
        return { ...fields, because, rank: value.rank, through: [] }
      }),
    ]
  }
}
