// Operations on users: the caller's own user, list, read, create, update and delete.

import { adminRemains } from '../access/sql.ts'
import type { Subject, ValueSubject } from '../audit/audit-row.ts'
import { flagsBefore, heldByUser, textsBefore } from '../audit/before-sql.ts'
import { forgetAllButNames } from '../audit/forgetting-sql.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { type GivenLocale, localeFromBody, newLocale } from '../domain/locale.ts'
import { permissionTable } from '../domain/permissions.ts'
import { changedIn } from '../domain/unchanged.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { allow, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { pagingParameters } from '../http/paging.ts'
import { fieldsParameter, idsParameter, sortsParameter, textParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { isId, type UserId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { newUserValue, type ValueChange, valueChange } from '../values/value-change.ts'
import { createUser, deleteUser, type UserFields, updateUser } from './change-sql.ts'
import { sortFields } from './matching.ts'
import { SeenUser, User, type UserAnswer } from './shapes.ts'
import { newestUser, oneUser, type UserRow } from './sql.ts'
import { changedFields, nobody, userProblems } from './user.ts'
import { answerUsers, showUser, showUserRow } from './user-reader.ts'

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
  replies: { 200: SeenUser },
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
  replies: { 200: listOf(SeenUser) },
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
  replies: { 200: SeenUser },
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
  replies: { 200: SeenUser },
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
        details: detailsOf(context, fields),
        found: [{ statement: 1, detail: 'group_ids', as: 'ids' }],
        texts: { after: textsIn({ ...nobody, ...fields }) },
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
  replies: { 200: SeenUser },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { user_id } = context.params
    const { catalogue, rows } = await context.load(oneUser({ user_id, now: context.server.now() }))
    const row = context.allowed(rows[0][0])
    const { body } = context
    const before = showUserRow(context, catalogue, row)
    const locale = insistOn(localeFromBody(catalogue, body.locale, before.locale), body)
    const { hidden } = context.server.keys
    const change =
      locale && valueChange(hidden, locale.attribute, { of: 'user', user_id, value: locale.value })
    const setsValue = change?.statements ?? []
    const { is_disabled, ...given } = changedFields(body)
    // Clients also send back the folder that is shown when none is stored.
    const shownFolder = given.home_folder_id === null ? null : before.home_folder_id
    const held = { ...row, home_folder_id: row.home_folder_id ?? shownFolder }
    const fields = changedIn(held, given)
    const switches = is_disabled !== undefined && is_disabled !== before.is_disabled
    const changed = switches ? { ...fields, is_disabled } : fields
    const changes = updateUser(user_id, changed)
    if (changes.length === 0 && change === undefined) return before
    const reads = changes.length === 0 ? [] : [textsBefore({ user_id }), flagsBefore({ user_id })]
    return commitUserChange(context, catalogue, {
      statements: [
        ...reads,
        ...changes,
        ...setsValue,
        oneUser({ user_id, now: context.server.now() }),
        // guard permission-8: gone
        ...(is_disabled && switches ? [adminRemains] : []),
      ],
      shownAt: reads.length + changes.length + setsValue.length,
      touches: changes.length === 0 ? 'values' : 'people',
      audit: withLocale(change, {
        user_id,
        details: detailsOf(context, changed),
        ...(reads.length === 0 ? {} : changedOf(changed)),
      }),
    })
  },
})

/** The audit details of a user, and of the locale that is stored with them. */
const withLocale = (locale: ValueChange | undefined, user: Subject): Subject | ValueSubject =>
  locale === undefined
    ? user
    : { ...user, ...locale.audit, details: { ...user.details, ...locale.audit.details } }

/** What an audit row tells of a user who is changed, if `textsBefore` and `flagsBefore` come first in the commit. */
export const changedOf = (changed: UserFields): Pick<Subject, 'found' | 'texts'> => ({
  found: [{ statement: 1, detail: 'from', as: 'row' }],
  texts: { before: 0, after: textsIn(changed) },
})

/** The texts among the fields of a user. */
export const textsIn = (fields: UserFields): Record<string, string | null> =>
  Object.fromEntries(
    (['first_name', 'last_name', 'home_folder_id', 'ui_state'] as const).flatMap((name) => {
      const text = fields[name]
      return text === undefined ? [] : [[name, text]]
    }),
  )

/** Names the fields of a user that were set; texts are replaced by fingerprints. */
export function detailsOf({ server }: Pick<Context, 'server'>, changed: UserFields) {
  const { is_disabled, models_dir_validated, ...texts } = changed
  return {
    fields: Object.keys(changed),
    ...(is_disabled === undefined ? {} : { is_disabled }),
    ...(models_dir_validated === undefined ? {} : { models_dir_validated }),
    fingerprints: server.keys.fingerprints(texts),
  }
}

/** Refuses a body with problems; returns the locale to store, if any. */
function insistOn<Attribute extends UserAttribute>(
  locale: GivenLocale<Attribute>,
  body: Parameters<typeof userProblems>[0],
) {
  const problems = locale && 'problems' in locale ? locale.problems : []
  refuseIf([...userProblems(body), ...problems])
  return locale && 'value' in locale ? locale : undefined
}

type Change = Parameters<Context['commit']>[0]

/** Commits a change and shows the user as the statement at `shownAt` read them after the change. */
export async function commitUserChange(
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
    const { rows } = await context.load(oneUser({ user_id, now: context.server.now() }))
    context.allowed(rows[0][0])
    await removeUser(context, user_id)
    return undefined
  },
})

/** Deletes a user; refuses to delete the caller, the person behind a sudo or the last administrator. */
export async function removeUser(context: Context, user_id: UserId): Promise<void> {
  const { actor } = context
  allow(user_id !== actor.user_id && user_id !== actor.sudo_by, 'denied', notOneself)
  const held = heldByUser({ user_id }, 1)
  await context.commit({
    touches: 'people',
    statements: [
      textsBefore({ user_id }),
      ...held.statements,
      deleteUser(user_id),
      adminRemains,
      ...forgetAllButNames(user_id),
    ],
    audit: {
      user_id,
      found: held.found,
      texts: { before: 0, after: { first_name: null, last_name: null } },
    },
  })
}
const notOneself = 'Permission Denied: you cannot delete yourself; ask another administrator.'
