// The changes of groups, members and nesting: statements and audit, for one request and for a list of them.
import { adminRemains } from '../access/sql.ts'
import { heldByGroup } from '../audit/before-sql.ts'
import type { Catalogue, Group } from '../domain/catalogue.ts'
import { isSameTimes } from '../domain/memberships.ts'
import { forGood, type Times } from '../domain/times.ts'
import { namedIn } from '../domain/unchanged.ts'
import { allUsersGroupId, type GroupId, type UserId } from '../ids.ts'
import type { Change } from '../request/context.ts'
import { closeRankGap } from '../values/group-value-sql.ts'
import { timesTold } from '../values/value-change.ts'
import { deleteGroup } from './deletion-sql.ts'
import { keepByHand, noteSignInMember } from './sign-in-member-sql.ts'
import {
  addMember,
  createGroup,
  createGroupAs,
  type GroupColumns,
  putIntoGroup,
  raiseRightsVersion,
  removeMember,
  takeOutOfGroup,
  updateGroup,
} from './sql.ts'

/** Creates a group inside All Users: with this id, or with the one that the commit generates. */
export function createdGroup(columns: GroupColumns, id?: GroupId): Change {
  const details = { ...columns, parent_group_ids: [allUsersGroupId] }
  if (id === undefined) {
    return {
      touches: 'catalogue',
      statements: createGroup(columns),
      audit: { created: { column: 'group_id', statement: 0 }, details },
    }
  }
  const into = { parent_group_id: allUsersGroupId, group_id: id }
  return {
    touches: 'catalogue',
    statements: [createGroupAs(id, columns), putIntoGroup(into)],
    audit: { group_id: id, details },
  }
}

export const changedGroup = (
  group_id: GroupId,
  before: GroupColumns,
  columns: GroupColumns,
): Change => ({
  touches: 'catalogue',
  statements: [updateGroup(group_id, columns)],
  audit: { group_id, details: { ...columns, from: namedIn({ ...before }, { ...columns }) } },
})

/** Rights are valid for one version of the catalogue, so the rights of its members change at once. */
export function deletedGroup(catalogue: Catalogue, { id: group_id, name }: Group): Change {
  const held = heldByGroup({ group_id })
  return {
    touches: 'catalogue',
    statements: [
      ...held.statements,
      ...deleteGroup({ group_id }),
      ...catalogue
        .storedValuesOf(group_id)
        .map(({ user_attribute_id }) => closeRankGap({ user_attribute_id })),
      adminRemains,
    ],
    audit: { group_id, details: { name }, found: held.found },
  }
}

interface Member {
  readonly group_id: GroupId
  readonly user_id: UserId
  /** The version of the user's rights that was read. */
  readonly authority: number
}

/**
 * Puts the user into the group for these times, or gives a membership these times. Statements of `more` come last;
 * their rows are answered after two others.
 */
export const joined = (
  { group_id, user_id, authority }: Member,
  times: Times,
  more: Change['statements'] = [],
): Change => {
  const isForGood = isSameTimes(times, forGood)
  const statements = [
    raiseRightsVersion(user_id, authority),
    addMember({ group_id, user_id }, times),
    ...more,
    // guard single-sign-on-22: gone
    keepByHand({ group_id, user_id }),
  ]
  return {
    touches: 'people',
    // A membership for good may have become one for a time.
    // guard membership-8: becomes statements
    statements: isForGood ? statements : [...statements, adminRemains],
    audit: { group_id, user_id, ...(!isForGood && { details: timesTold(times) }) },
  }
}

/** Puts the user into the group for good, because this provider says so. */
export const joinedBySignIn = (
  { group_id, user_id, authority }: Member,
  issuer: string,
): Change => ({
  touches: 'people',
  statements: [
    raiseRightsVersion(user_id, authority),
    addMember({ group_id, user_id }),
    noteSignInMember({ group_id, user_id, issuer }),
  ],
  audit: { group_id, user_id },
  operation: 'add_group_user',
})

export const left = ({ group_id, user_id, authority }: Member): Change => ({
  touches: 'people',
  statements: [
    removeMember({ group_id, user_id }),
    raiseRightsVersion(user_id, authority),
    adminRemains,
  ],
  audit: { group_id, user_id },
})

/**
 * Two such changes cannot close a circle together: a commit is stored only if the catalogue still has the version on
 * which it was decided, and this commit makes the next version.
 */
export const nested = (parent_group_id: GroupId, group_id: GroupId): Change => ({
  touches: 'catalogue',
  statements: [putIntoGroup({ parent_group_id, group_id })],
  audit: { group_id: parent_group_id, details: { added_group_id: group_id } },
})

export const takenOut = (parent_group_id: GroupId, group_id: GroupId): Change => ({
  touches: 'catalogue',
  statements: [takeOutOfGroup({ parent_group_id, group_id }), adminRemains],
  audit: { group_id: parent_group_id, details: { removed_group_id: group_id } },
})
