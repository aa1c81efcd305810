// Statements that list memberships with their times, in the order of groups and of the users in each.
import { allUsersGroupId } from '../ids.ts'
import { allOf, type Condition } from '../store/matching.ts'
import { idList, nameOfDeleted, type Statement, sql, written } from '../store/statement.ts'
import { membersListedAt } from '../values/members-sql.ts'

export interface MembershipRow {
  readonly user_id: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string | null
  /** The group that the user is directly in. */
  readonly group_id: string
  /** In milliseconds since 1970 UTC; null: the user is in the group already. */
  readonly starts_at: number | null
  readonly expires_at: number | null
}

/** Selects memberships; all conditions must hold, and undefined excludes nothing. */
export interface MembershipFilter {
  readonly now: number
  readonly user_id: string | undefined
  /** Ids of groups. */
  readonly groups: readonly string[] | undefined
  readonly forATime: boolean
  /** Without All Users, in which everybody is for good. */
  readonly chosen: boolean
}

/** The first `limit` memberships behind this key. */
export const membershipRows = (
  filter: MembershipFilter,
  [group_id, user_id]: readonly string[],
  limit: number,
): Statement<MembershipRow> =>
  written(sql`select cast(member.user_id as text) as user_id, users.first_name, users.last_name,
      (select email from credentials_email where credentials_email.user_id = users.id) as email,
      cast(member.group_id as text) as group_id, member.starts_at, member.expires_at
    from ${membersListedAt(filter.now, filter.forATime)} as member
      join users on users.id = member.user_id
    where ${behind(filter, group_id ?? '', user_id ?? '')} and ${fits(filter)}
    order by member.group_id, member.user_id limit ${limit}`)

export const membershipTotal = (filter: MembershipFilter): Statement<{ total: number }> =>
  written(sql`select count(*) as total
    from ${membersListedAt(filter.now, filter.forATime)} as member
    where ${fits(filter)}`)

/** A page of one group begins in the middle of its members, without those before them being looked at. */
function behind({ groups = [] }: MembershipFilter, group_id: string, user_id: string): Condition {
  const [only, another] = groups
  return only !== undefined && another === undefined
    ? sql`member.group_id = ${only} and member.user_id > ${only === group_id ? user_id : '0'}`
    : sql`(member.group_id, member.user_id) > (${group_id}, ${user_id})`
}

function fits({ user_id, groups, chosen }: MembershipFilter): Condition {
  const all: Condition[] = [
    // guard member-list-4: becomes sql<boolean>`1 = 1`
    sql<boolean>`exists (select 1 from groups where groups.id = member.group_id
      and groups.name_key <> ${nameOfDeleted('groups.id')})`,
  ]
  if (user_id !== undefined) all.push(sql`member.user_id = ${user_id}`)
  if (groups !== undefined) all.push(sql`member.group_id in ${idList(JSON.stringify(groups))}`)
  if (chosen) all.push(sql`member.group_id <> ${allUsersGroupId}`)
  return allOf(all)
}
