// Operations on users: who am I, list, read, create, update, delete.
import { permissionTable } from '../access/permissions.ts'
import { adminRemains } from '../access/sql.ts'
import type { Subject, ValueSubject } from '../audit/audit-row.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { newUserValue, type ValueChange, valueChange } from '../domain/value-change.ts'
import { allow, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { pagingParameters } from '../http/paging.ts'
import { fieldsParameter, idsParameter, sortsParameter, textParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf, partly } from '../http/schema.ts'
import { isId, type UserId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import type { UserAttribute } from '../user-attributes/user-attribute.ts'
import { createUser, deleteUser, updateUser } from './changes/sql.ts'
import { answerUsers, showUser, showUserRow } from './list.ts'
import { type GivenLocale, givenLocale, newLocale } from './locale.ts'
import { sortFields } from './matching.ts'
import { User, type UserAnswer } from './shapes.ts'
import { newestUser, oneUser, type UserRow } from './sql.ts'
import { changedFields, nobody, userProblems } from './user.ts'

const tag = 'User'
const query = { fields: fieldsParameter }

export const me = route({
  operation: 'me',
  access: permissionTable.me,
  tag,
  method: 'GET',
  path: '/user',
  summary: 'Get the current user',
  description: 'Returns the user that your access token belongs to.',
  query,
  replies: { 200: partly(User) },
  fails: [404, 429],
  handle: (context) => showUser(context, context.actor.user_id),
})

export const allUsers = route({
  operation: 'all_users',
  access: permissionTable.all_users,
  tag,
  method: 'GET',
  path: '/users',
  summary: 'List users',
  description:
    'Returns all users, including disabled ones. Without the permission `see_users` you get ' +
    'only the names of others.',
  query: {
    ...query,
    ...pagingParameters,
    sorts: sortsParameter(sortFields),
    ids: idsParameter('Return only the users with these ids; unknown ids are ignored.', ['2', '3']),
    email: textParameter(
      'Return only the user with exactly this address, in any case; no wildcards.',
      'maya@acme.example',
    ),
  },
  replies: { 200: listOf(partly(User)) },
  fails: [400, 404, 429],

  handle(context) {
    const { ids, email } = context.query
    return answerUsers(context, {
      ...(ids === undefined ? {} : { ids: ids.filter(isId) }),
      ...(email === undefined ? {} : { email }),
    })
  },
})

export const user = route({
  operation: 'user',
  access: permissionTable.user,
  tag,
  method: 'GET',
  path: '/users/{user_id}',
  summary: 'Get a user',
  description:
    'Returns one user. Without the permission `see_users` you get only the names of others.',
  query,
  replies: { 200: partly(User) },
  fails: [400, 404, 429],
  handle: (context) => showUser(context, context.params.user_id),
})

export const createUserRoute = route({
  operation: 'create_user',
  access: permissionTable.create_user,
  tag,
  method: 'POST',
  path: '/users',
  summary: 'Create a user',
  description:
    'Creates a user who is in the group All Users and has no credentials yet; ' +
    '`create_user_credentials_email` and `create_user_credentials_api3` add them.',
  example: { body: { first_name: 'Nora', last_name: 'Berg' } },
  query,
  body: objectBody(User, { optional: true }),
  replies: { 200: partly(User) },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { body, now } = context
    const locale = insistOn(newLocale(catalogue, body.locale), body)
    const { hidden } = context.server.keys
    const change = locale && newUserValue(hidden, locale.attribute, locale.value)
    const fields = changedFields(body)
    const rows = await context.commit({
      touches: 'people',
      statements: [
        ...createUser({ ...nobody, ...fields, created_at: now }),
        ...(change?.statements ?? []),
        newestUser,
      ],
      audit: withLocale(change, {
        created: { column: 'user_id', statement: 0 },
        details: { fields: Object.keys(fields) },
      }),
    })
    return showUserRow(context, catalogue, (rows.at(-1) as UserRow[])[0])
  },
})

export const updateUserRoute = route({
  operation: 'update_user',
  access: permissionTable.update_user,
  tag,
  method: 'PATCH',
  path: '/users/{user_id}',
  summary: 'Change a user',
  description:
    'Changes names or locale, or disables or enables the user. The address belongs to the ' +
    'e-mail credential.',
  example: { path: { user_id: '4' }, body: { first_name: 'Jonas', last_name: 'Weber' } },
  query,
  body: objectBody(User),
  replies: { 200: partly(User) },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { user_id } = context.params
    const { catalogue, rows } = await context.load(oneUser({ user_id }))
    const row = context.allowed(rows[0][0])
    const { body } = context
    const before = showUserRow(context, catalogue, row)
    const locale = insistOn(givenLocale(catalogue, body.locale, before.locale), body)
    const { hidden } = context.server.keys
    const change =
      locale && valueChange(hidden, locale.attribute, { of: 'user', user_id, value: locale.value })
    const setsValue = change?.statements ?? []
    const { is_disabled, ...fields } = changedFields(body)
    const switches = is_disabled !== undefined && is_disabled !== before.is_disabled
    const changes = updateUser(user_id, switches ? { ...fields, is_disabled } : fields)
    if (changes.length === 0 && change === undefined) return before
    return changedUser(context, catalogue, {
      statements: [
        ...changes,
        ...setsValue,
        oneUser({ user_id }),
        ...(is_disabled && switches ? [adminRemains] : []),
      ],
      shownAt: changes.length + setsValue.length,
      touches: changes.length === 0 ? 'values' : 'people',
      audit: withLocale(change, {
        user_id,
        details: { fields: Object.keys(fields), ...(switches ? { is_disabled } : {}) },
      }),
    })
  },
})

/** What the audit says of a user, and of the locale that is stored with it. */
const withLocale = (locale: ValueChange | undefined, user: Subject): Subject | ValueSubject =>
  locale === undefined ? user : { ...user, ...locale.audit }

/** Refuses a body that is wrong; returns the locale that is to be stored, if any. */
function insistOn<Attribute extends UserAttribute>(
  locale: GivenLocale<Attribute>,
  body: Parameters<typeof userProblems>[0],
) {
  const problems = locale && 'problems' in locale ? locale.problems : []
  refuseIf([...userProblems(body), ...problems])
  return locale && 'value' in locale ? locale : undefined
}

type Change = Parameters<Context['commit']>[0]

/** Commits and shows the user as one of the statements, `shownAt`, has read him after the change. */
export async function changedUser(
  context: Context,
  catalogue: Catalogue,
  { shownAt, ...change }: Change & { readonly shownAt: number },
): Promise<UserAnswer> {
  const rows = await context.commit(change)
  return showUserRow(context, catalogue, (rows[shownAt] as UserRow[])[0])
}

export const deleteUserRoute = route({
  operation: 'delete_user',
  access: permissionTable.delete_user,
  tag,
  method: 'DELETE',
  path: '/users/{user_id}',
  summary: 'Delete a user',
  description:
    'Deletes the user with their credentials, memberships, roles and values. Nobody can ' +
    'delete themselves or the last administrator.',
  example: { path: { user_id: '25' } },
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    const { rows } = await context.load(oneUser({ user_id }))
    context.allowed(rows[0][0])
    await removeUser(context, user_id)
    return undefined
  },
})

/** Deletes a user unless it is the caller himself, or the person behind a sudo, or the last admin. */
export async function removeUser(context: Context, user_id: UserId): Promise<void> {
  const { actor } = context
  allow(user_id !== actor.user_id && user_id !== actor.sudo_by, 'denied', notOneself)
  await context.commit({
    touches: 'people',
    statements: [deleteUser(user_id), adminRemains],
    audit: { user_id },
  })
}
const notOneself = 'Permission Denied: nobody can delete himself; let another admin do it.'
