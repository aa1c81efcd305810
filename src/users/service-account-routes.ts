// Service accounts: users that are programs; operations of Looker 26.12.

import { adminRemains } from '../access/sql.ts'
import { flagsBefore, textsBefore } from '../audit/before-sql.ts'
import { SeenApiKey } from '../credentials/shapes.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { permissionTable } from '../domain/permissions.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import {
  can,
  flag,
  nullableListOf,
  nullableText,
  nullableTexts,
  readOnlyFlag,
  readOnlyNullableUrl,
  readOnlyText,
  shape,
  text,
} from '../http/schema.ts'
import { timestamp } from '../http/timestamp.ts'
import type { UserId } from '../ids.ts'
import type { AsksOfThing, Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { createUser, updateUser } from './change-sql.ts'
import { changedOf, detailsOf, removeUser, textsIn } from './routes.ts'
import { newestUser, oneUser, type UserRow } from './sql.ts'
import { nameProblems, nobody } from './user.ts'
import { showUserRow } from './user-reader.ts'

const readOnly = { readOnly: true } as const

const ServiceAccount = shape(
  'ServiceAccount',
  'A user that is a program: it has a name, API keys, groups and roles, and no person behind it.',
  {
    id: readOnlyText('Id of the account, which is the id of a user.'),
    service_account_name: text('Name of the account, 1 to 255 characters.'),
    is_service_account: readOnlyFlag('Always true.'),
    is_disabled: flag('True if the account can neither sign in nor use the API.'),
    group_ids: nullableTexts('Ids of the groups that the account is in directly.', readOnly),
    role_ids: nullableTexts("Ids of the account's roles, those through groups included.", readOnly),
    credentials_api3: nullableListOf('API keys without their secrets.', SeenApiKey, readOnly),
    created_at: nullableText('Time of creation, UTC.', { ...readOnly, format: 'date-time' }),
    url: readOnlyNullableUrl('Address of the account among the users.'),
    can,
  },
  { brief: ['id', 'service_account_name'] },
)

const tag = 'User'
const query = { fields: fieldsParameter }
const path = '/users/service_accounts'
const onePath = `${path}/{user_id}` as const

export const createServiceAccount = route({
  operation: 'create_service_account',
  access: permissionTable.create_service_account,
  tag,
  method: 'POST',
  path,
  summary: 'Create a service account',
  description:
    'Creates a user that is a program. It has no key yet; `create_user_credentials_api3` ' +
    'makes one.',
  example: { body: { service_account_name: 'Nightly import' } },
  query,
  body: objectBody(ServiceAccount),
  replies: { 200: ServiceAccount },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { catalogue } = await context.load()
    const { body, now } = context
    const first_name = body.service_account_name ?? ''
    const is_disabled = body.is_disabled ?? false
    refuseIf(accountNameProblems(first_name))
    const account = { ...nobody, first_name, is_disabled, is_service_account: true }
    const rows = await context.commit({
      touches: 'people',
      statements: [...createUser({ ...account, created_at: now }), newestUser],
      audit: {
        created: { column: 'user_id', statement: 0 },
        found: [{ statement: 1, detail: 'group_ids', as: 'ids' }],
        texts: { after: textsIn(account) },
        details: {
          is_service_account: true,
          is_disabled,
          fingerprints: context.server.keys.fingerprints({ first_name }),
        },
      },
    })
    return show(context, catalogue, (rows.at(-1) as UserRow[])[0])
  },
})

export const updateServiceAccount = route({
  operation: 'update_service_account',
  access: permissionTable.update_service_account,
  tag,
  method: 'PATCH',
  path: onePath,
  summary: 'Change a service account',
  description:
    'Changes the name of the account, or disables or enables it. Returns 404 if the user is ' +
    'not a service account.',
  example: { path: { user_id: '26' }, body: { service_account_name: 'Nightly import' } },
  query,
  body: objectBody(ServiceAccount),
  replies: { 200: ServiceAccount },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { catalogue, before } = await account(context)
    const { body, params } = context
    const { service_account_name: name, is_disabled } = body
    if (name !== undefined) refuseIf(accountNameProblems(name ?? ''))
    const switches = is_disabled !== undefined && is_disabled !== before.is_disabled
    const changed = {
      ...(name == null || name === before.first_name ? {} : { first_name: name }),
      ...(switches ? { is_disabled } : {}),
    }
    const changes = updateUser(params.user_id, changed)
    if (changes.length === 0) return show(context, catalogue, before)
    const rows = await context.commit({
      touches: 'people',
      statements: [
        textsBefore(params),
        flagsBefore(params),
        ...changes,
        oneUser({ ...params, now: context.server.now() }),
        ...(switches && is_disabled ? [adminRemains] : []),
      ],
      audit: {
        user_id: params.user_id,
        details: detailsOf(context, changed),
        ...changedOf(changed),
      },
    })
    return show(context, catalogue, (rows[changes.length + 2] as UserRow[])[0])
  },
})

export const deleteServiceAccount = route({
  operation: 'delete_service_account',
  access: permissionTable.delete_service_account,
  tag,
  method: 'DELETE',
  path: onePath,
  summary: 'Delete a service account',
  description:
    'Deletes the account with its keys, roles and values. Returns 404 if the user is not a ' +
    'service account.',
  example: { path: { user_id: '26' } },
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    await account(context)
    await removeUser(context, context.params.user_id)
    return undefined
  },
})

interface OfAccount extends Context, AsksOfThing {
  readonly params: { readonly user_id: UserId }
}

/** The service account, if the caller may call the operation on it; 404 for a user who is not one. */
async function account(context: OfAccount) {
  const { user_id } = context.params
  const { catalogue, rows } = await context.load(oneUser({ user_id, now: context.server.now() }))
  const before = context.allowed(rows[0][0])
  found(before.is_service_account ? before : undefined)
  return { catalogue, before }
}

function accountNameProblems(name: string): Problem[] {
  const field = 'service_account_name'
  if (name.trim() !== '') return nameProblems(field, name)
  return [{ field, code: 'missing_field', message: `'${field}' is required.` }]
}

function show(context: Context, catalogue: Catalogue, row: UserRow | undefined) {
  const { id, first_name, created_at, is_disabled } = found(row)
  const { group_ids, role_ids, credentials_api3, url, can } = showUserRow(context, catalogue, row)
  return {
    id,
    service_account_name: first_name,
    is_service_account: true,
    is_disabled,
    group_ids: group_ids ?? [],
    role_ids: role_ids ?? [],
    credentials_api3: credentials_api3 ?? [],
    created_at: timestamp(created_at),
    url,
    can,
  }
}
