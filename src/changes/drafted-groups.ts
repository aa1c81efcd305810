// The groups of a user as a draft changes them.
import type { Membership } from '../domain/memberships.ts'
import { forGood, type Times } from '../domain/times.ts'
import type { GroupId } from '../ids.ts'
import type { Held } from '../moment/moment.ts'

export type InGroups = Pick<Held, 'groups' | 'timedGroups' | 'endedGroups'>

/** Groups that a user joins, each with its times, and leaves. */
export interface JoinedAndLeft {
  readonly joined: Map<GroupId, Times>
  readonly left: Set<GroupId>
}

/** The groups of a user who has joined and left some. */
export function groupsWith(
  { joined, left }: JoinedAndLeft,
  { groups, timedGroups, endedGroups }: InGroups,
): InGroups {
  const isKept = ({ group_id }: { readonly group_id: string }) =>
    !left.has(group_id as GroupId) && !joined.has(group_id as GroupId)
  const given = [...joined].map(([group_id, times]) => ({ group_id, ...times }))
  const begun = given.filter(({ starts_at }) => starts_at === null)
  const timed = given.filter(({ starts_at, expires_at }) => (starts_at ?? expires_at) !== null)
  return {
    groups: [...groups.filter(isKept), ...begun.map(({ group_id }) => ({ group_id }))],
    timedGroups: [...timedGroups.filter(isKept), ...timed],
    endedGroups: endedGroups.filter(isKept),
  }
}

/** All memberships of a user, whether they count or not. */
export function membershipsIn({ groups, timedGroups }: InGroups): Membership[] {
  const isTimed = new Set<string>(timedGroups.map(({ group_id }) => group_id))
  const always = groups.filter(({ group_id }) => !isTimed.has(group_id))
  return [
    ...always.map(({ group_id }) => ({ group_id: group_id as GroupId, ...forGood })),
    ...timedGroups,
  ]
}
