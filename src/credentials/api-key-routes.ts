// Operations on the API keys of a user (looker 7.8, 10.9).

import { adminRemains, knownUser } from '../access/sql.ts'
import { keyBefore } from '../audit/before-sql.ts'
import { permissionTable } from '../domain/permissions.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf, mayLack } from '../http/schema.ts'
import type { CredentialsApi3Id, UserId } from '../ids.ts'
import { newClientId, newSecret } from '../keys/secret-text.ts'
import { limits } from '../limits.ts'
import { route } from '../request/route.ts'
import { type ApiKeyRow, showApiKey } from './api-key.ts'
import {
  addApiKey,
  apiKey,
  apiKeysOfUser,
  deleteApiKey,
  endTokensOfKey,
  setKeyDisabled,
  setPurpose,
} from './api-key-sql.ts'
import { CreateCredentialsApi3, CredentialsApi3, SeenApiKey } from './shapes.ts'

const tag = 'User'
const all = '/users/{user_id}/credentials_api3'
const one = `${all}/{credentials_api3_id}` as const
const query = { fields: fieldsParameter }

interface Showing {
  readonly params: { readonly user_id: UserId }
  readonly server: { readonly publicUrl: () => string }
}

const show = ({ server, params }: Showing, row: ApiKeyRow) =>
  showApiKey(row, `${server.publicUrl()}/api/4.0/users/${params.user_id}`)

export const allUserCredentialsApi3s = route({
  operation: 'all_user_credentials_api3s',
  access: permissionTable.all_user_credentials_api3s,
  tag,
  method: 'GET',
  path: all,
  summary: 'List the API keys of a user',
  description:
    'Returns the keys without their secrets. Administrators can read those of every user, ' +
    'others only their own.',
  example: { path: { user_id: '1' } },
  query,
  replies: { 200: listOf(SeenApiKey) },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    const { rows } = await context.load(knownUser({ user_id }), apiKeysOfUser({ user_id }))
    context.allowed(rows[0][0])
    return rows[1].map((row) => show(context, row))
  },
})

export const createUserCredentialsApi3 = route({
  operation: 'create_user_credentials_api3',
  access: permissionTable.create_user_credentials_api3,
  tag,
  method: 'POST',
  path: all,
  summary: 'Create an API key',
  description:
    'Creates an API key. Only this answer contains the secret; it can never be read again.',
  example: { path: { user_id: '4' } },
  query,
  replies: { 200: mayLack(CreateCredentialsApi3, 'purpose') },
  fails: [400, 403, 404, 409, 422, 429],

  async handle(context) {
    const { params, server, now } = context
    const { user_id } = params
    const { rows } = await context.load(knownUser({ user_id }))
    context.allowed(rows[0][0])
    const client_id = newClientId(server.random)
    const client_secret = newSecret('client_secret', server.random)
    const secret_digest = server.keys.digest(client_secret)
    const [added] = await context.commit({
      touches: 'people',
      statements: [addApiKey({ user_id, client_id, secret_digest, now })],
      audit: {
        user_id,
        details: { client_id, fingerprints: server.keys.fingerprints({ secret_digest }) },
      },
    })
    return { ...show(context, found((added as ApiKeyRow[])[0])), client_secret }
  },
})

export const userCredentialsApi3 = route({
  operation: 'user_credentials_api3',
  access: permissionTable.user_credentials_api3,
  tag,
  method: 'GET',
  path: one,
  summary: 'Get an API key',
  description: 'Returns one key of the user without its secret.',
  example: { path: { user_id: '1' } },
  query,
  replies: { 200: SeenApiKey },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    const { rows } = await context.load(knownUser({ user_id }), apiKey(context.params))
    context.allowed(rows[0][0])
    return show(context, found(rows[1][0]))
  },
})

export const updateUserCredentialsApi3 = route({
  operation: 'update_user_credentials_api3',
  access: permissionTable.update_user_credentials_api3,
  tag,
  method: 'PATCH',
  path: one,
  summary: 'Change an API key',
  description:
    'Changes the purpose of the key. With `is_disabled` it stops the key or lets it work again: ' +
    'tokens made with a key that is disabled end at once. The operation comes from Looker 26.12.',
  example: { path: { user_id: '1' }, body: { purpose: 'First steps' } },
  query,
  // Looker calls is_disabled read-only; here it is the way to stop a key that has leaked (decision 34).
  body: objectBody(CredentialsApi3, { also: ['is_disabled'] }),
  replies: { 200: SeenApiKey },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { params, server } = context
    const { rows } = await context.load(knownUser(params), apiKey(params))
    context.allowed(rows[0][0])
    const before = found(rows[1][0])
    const { is_disabled } = context.body
    const purpose = context.body.purpose === before.purpose ? undefined : context.body.purpose
    refuseIf((purpose ?? '').length > limits.name_characters ? [tooLong] : [])
    const switches = is_disabled !== undefined && is_disabled !== before.is_disabled
    if (purpose === undefined && !switches) return show(context, before)
    const key = keyOf(params)
    const held = keyBefore(before)
    const after = await context.commit({
      touches: 'people',
      statements: [
        ...held.statements,
        ...(purpose === undefined ? [] : [setPurpose({ ...key, purpose })]),
        ...(switches ? [setKeyDisabled({ ...key, is_disabled })] : []),
        // guard way-in-3: without , adminRemains
        // guard token-7: without endTokensOfKey(key),
        ...(switches && is_disabled ? [endTokensOfKey(key), adminRemains] : []),
        apiKey(key),
      ],
      audit: {
        user_id: params.user_id,
        details: {
          client_id: before.client_id,
          ...(switches ? { is_disabled } : {}),
          fingerprints: server.keys.fingerprints(purpose === undefined ? {} : { purpose }),
        },
        found: held.found,
        texts: { before: 0, after: purpose === undefined ? {} : { purpose } },
      },
    })
    return show(context, found((after.at(-1) as ApiKeyRow[])[0]))
  },
})

const tooLong: Problem = {
  field: 'purpose',
  code: 'invalid',
  message: `purpose must have at most ${limits.name_characters} characters.`,
}

const keyOf = (key: { user_id: UserId; credentials_api3_id: CredentialsApi3Id }) => ({
  user_id: key.user_id,
  credentials_api3_id: key.credentials_api3_id,
})

export const deleteUserCredentialsApi3 = route({
  operation: 'delete_user_credentials_api3',
  access: permissionTable.delete_user_credentials_api3,
  tag,
  method: 'DELETE',
  path: one,
  summary: 'Delete an API key',
  description: 'Deletes the key. Access tokens obtained with it end at once.',
  example: { path: { user_id: '4', credentials_api3_id: '2' } },
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { params } = context
    const { rows } = await context.load(knownUser(params), apiKey(params))
    context.allowed(rows[0][0])
    const { client_id } = found(rows[1][0])
    const held = keyBefore({ client_id })
    await context.commit({
      touches: 'people',
      // guard way-in-2: without , adminRemains
      statements: [...held.statements, deleteApiKey(keyOf(params)), adminRemains],
      audit: {
        user_id: params.user_id,
        details: { client_id },
        found: held.found,
        texts: { before: 0, after: { purpose: null } },
      },
    })
    return undefined
  },
})
