// Operations on the direct members of a group.

import { directRoles, membershipsOf } from '../access/sql.ts'
import { gainedWith, lostWith, refuseCarriedValues } from '../domain/carried-values.ts'
import { refuseUngivableRoles, visibleGroup } from '../domain/group-access.ts'
import { counts, isSameTimes, lastsAsLong, type Membership } from '../domain/memberships.ts'
import { permissionTable } from '../domain/permissions.ts'
import { forGood } from '../domain/times.ts'
import { allow, found, Refusal } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { pagingParameters } from '../http/paging.ts'
import { fieldsParameter, sortsParameter } from '../http/query.ts'
import { nothing } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { type GroupId, isId, type RoleId, type UserId } from '../ids.ts'
import { route } from '../request/route.ts'
import { sortFields } from '../users/matching.ts'
import { SeenUser } from '../users/shapes.ts'
import { oneUser, type UserRow } from '../users/sql.ts'
import { answerUsers, showUser, showUserRow } from '../users/user-reader.ts'
import { joined, left } from './change-sql.ts'
import { changeable } from './routes.ts'
import { GroupIdForGroupUserInclusion } from './shapes.ts'
import { userAuthority } from './sql.ts'

const tag = 'Group'

export const allGroupUsers = route({
  operation: 'all_group_users',
  access: permissionTable.all_group_users,
  tag,
  method: 'GET',
  path: '/groups/{group_id}/users',
  summary: 'List the members of a group',
  description: 'Returns the users who are directly in the group, not those in a group inside it.',
  query: { fields: fieldsParameter, ...pagingParameters, sorts: sortsParameter(sortFields) },
  replies: { 200: listOf(SeenUser) },
  fails: [400, 404, 429],

  async handle(context) {
    const { group_id } = context.params
    const { catalogue } = await context.load()
    found(catalogue.groups.get(group_id))
    return answerUsers(context, { group_id })
  },
})

export const addGroupUser = route({
  operation: 'add_group_user',
  access: permissionTable.add_group_user,
  tag,
  method: 'POST',
  path: '/groups/{group_id}/users',
  summary: 'Put a user into a group',
  description:
    'Returns the user, who is in the group for good then. Adding such a member again changes nothing.',
  example: { path: { group_id: '6' }, body: { user_id: '4' } },
  body: objectBody(GroupIdForGroupUserInclusion, { also: ['user_id'] }),
  replies: { 200: SeenUser },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { actor, params } = context
    const { group_id } = params
    const user_id = givenUser(context.body.user_id)
    const { catalogue, rows } = await context.load(
      userAuthority({ user_id }),
      membershipsOf({ user_id }),
      directRoles({ user_id }),
    )
    context.allowed(visibleGroup(actor, catalogue, group_id))
    const [[user], memberships, roles] = rows
    const now = context.server.now()
    allow(user !== undefined, 'not_found', noSuchUser)
    const present = memberships.find((it) => it.group_id === group_id)
    if (isSameTimes(present, forGood)) return showUser(context, user_id)
    const lasting = memberships.filter((it) => lastsAsLong(it, forGood, now)) as Membership[]
    const held = roles.map((row) => row.role_id as RoleId)
    const inAll = catalogue.allGroups(lasting.map((it) => it.group_id))
    const through = catalogue.rolesThrough(inAll)
    // guard giving-3: gone
    refuseUngivableRoles(actor, catalogue, group_id, [...held, ...through])
    const gained = gainedWith(catalogue, group_id, inAll)
    // guard carried-1: gone
    refuseCarriedValues(context, catalogue, { user_id, groups: gained })
    const { authority } = found(user)
    const [, , shown] = await context.commit(
      joined({ group_id, user_id, authority }, forGood, [oneUser({ user_id, now })]),
    )
    // guard once-2: catalogue → (await context.load()).catalogue
    return showUserRow(context, catalogue, (shown as UserRow[])[0])
  },
})

function givenUser(id: string | null | undefined): UserId {
  if (id == null) throw new Refusal('bad_request', { message: "'user_id' is required." })
  allow(isId(id), 'not_found', noSuchUser)
  return id as UserId
}
const noSuchUser = 'Not found: user_id must be the id of a user.'

export const deleteGroupUser = route({
  operation: 'delete_group_user',
  access: permissionTable.delete_group_user,
  tag,
  method: 'DELETE',
  path: '/groups/{group_id}/users/{user_id}',
  summary: 'Take a user out of a group',
  description:
    'Takes the user out of the group. The user stays, but loses the attribute values and roles of the group.',
  example: { path: { group_id: '6', user_id: '6' } },
  replies: { 204: nothing },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { group_id, user_id } = context.params
    const { catalogue, rows } = await context.load(
      userAuthority({ user_id }),
      membershipsOf({ user_id }),
    )
    const group = visibleGroup(context.actor, catalogue, group_id)
    const now = context.server.now()
    const direct = rows[1].filter((it) => counts(it, now)).map((it) => it.group_id as GroupId)
    found(direct.includes(group_id) ? group : undefined)
    changeable(context, group)
    const lost = lostWith(catalogue, group_id, direct)
    // guard carried-2: gone
    refuseCarriedValues(context, catalogue, { user_id, groups: lost })
    await context.commit(left({ group_id, user_id, authority: found(rows[0][0]).authority }))
    return undefined
  },
})
