// Operations on the applications that may ask people for access (looker 7.9).
import {
  clientOf,
  clientProblems,
  guidProblems,
  isBuiltIn,
  type OauthClient,
  originOf,
} from '../domain/oauth-client.ts'
import { permissionTable } from '../domain/permissions.ts'
import { found, type Problem, Refusal, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { isId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import {
  activatedUsers,
  allActivatedUsers,
  deleteActivations,
  deleteClient,
  oauthClients,
  oauthClientWith,
  putClient,
  registerClient,
} from './client-sql.ts'
import { endGrantsOfClient } from './grant-sql.ts'
import { OauthClientApp, showClient, showClients } from './shapes.ts'

const tag = 'Auth'
const all = '/oauth_client_apps'
const path = `${all}/{client_guid}` as const
const names = ['client_guid'] as const
const query = { fields: fieldsParameter }
const example = { path: { client_guid: 'acme-portal' } }
const exampleBody = {
  redirect_uri: 'https://portal.acme.example/oauth',
  display_name: 'Acme portal',
  description: 'Shows you the reports of your region.',
  enabled: true,
}

const apiUrl = ({ server }: Context) => `${server.publicUrl()}/api/4.0`

export const allOauthClientApps = route({
  operation: 'all_oauth_client_apps',
  access: permissionTable.all_oauth_client_apps,
  tag,
  method: 'GET',
  path: all,
  summary: 'List OAuth clients',
  description:
    'Returns every application that may ask people for access, also those that are disabled, and those that are ' +
    'built in: `attrium-cli`, `looker-cli` and `com.looker.cli`.',
  query,
  replies: { 200: listOf(OauthClientApp) },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows } = await context.load(oauthClients, allActivatedUsers)
    return showClients(rows[0], rows[1], apiUrl(context))
  },
})

export const oauthClientApp = route({
  operation: 'oauth_client_app',
  access: permissionTable.oauth_client_app,
  tag,
  method: 'GET',
  path,
  names,
  summary: 'Get an OAuth client',
  description: 'Returns one application that may ask people for access.',
  example: { path: { client_guid: 'looker-cli' } },
  query,
  replies: { 200: OauthClientApp },
  fails: [400, 404, 429],

  async handle(context) {
    const { client, users } = await known(context)
    return showClient(client, users, apiUrl(context))
  },
})

export const registerOauthClientApp = route({
  operation: 'register_oauth_client_app',
  access: permissionTable.register_oauth_client_app,
  tag,
  method: 'POST',
  path,
  names,
  summary: 'Register an OAuth client',
  description:
    'Lets an application ask people for access. It is a public client: it has no secret, and proves with PKCE that a ' +
    'code was sent to it. Its pages may call the API from a browser, by CORS. Returns 409 if the id is taken.',
  example: { ...example, body: exampleBody },
  query,
  body: objectBody(OauthClientApp),
  replies: { 200: OauthClientApp },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { client_guid } = context.params
    const { rows } = await context.load(oauthClients)
    const isTaken = rows[0].some((row) => row.client_guid === client_guid) || isBuiltIn(client_guid)
    refuseIf(guidProblems(client_guid))
    if (isTaken) throw new Refusal('taken', { message: taken })
    const { redirect_uri = '', display_name = '', description = '', enabled = true } = context.body
    const client = {
      ...{ client_guid, redirect_uri, display_name, description, enabled },
      group_id: context.body.group_id || null,
      tokens_invalid_before: context.now,
    }
    refuseIf([
      ...missing({ redirect_uri, display_name }),
      ...(rows[0].length < limits.oauth_clients ? [] : [full]),
    ])
    await refuseWrong(context, client)
    await context.commit({
      touches: 'values',
      statements: [registerClient({ ...client, origin: originOf(redirect_uri) })],
      audit: { details: told(client) },
    })
    return showClient(client, [], apiUrl(context))
  },
})

const taken = 'Resource Already Exists: client_guid is taken; update that client instead.'

const missing = (fields: Readonly<Record<string, string>>): Problem[] =>
  Object.entries(fields)
    .filter(([, text]) => text === '')
    .map(([field]) => ({ field, code: 'missing_field', message: `'${field}' is required.` }))

const full: Problem = {
  ...{ field: 'client_guid', code: 'invalid' },
  message: `client_guid cannot be registered: there are ${limits.oauth_clients} clients; delete one that is not used.`,
}

export const updateOauthClientApp = route({
  operation: 'update_oauth_client_app',
  access: permissionTable.update_oauth_client_app,
  tag,
  method: 'PATCH',
  path,
  names,
  summary: 'Change an OAuth client',
  description:
    'Changes the fields that are sent. The tokens of the application end when it is disabled, or when its address or ' +
    'its group changes. The address of a client that is built in cannot be changed.',
  example: { ...example, body: { description: 'Shows you the reports of all regions.' } },
  query,
  body: objectBody(OauthClientApp),
  replies: { 200: OauthClientApp },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { client: before, users } = await known(context)
    const { body } = context
    const client = {
      ...before,
      redirect_uri: body.redirect_uri ?? before.redirect_uri,
      display_name: body.display_name ?? before.display_name,
      description: body.description ?? before.description,
      enabled: body.enabled ?? before.enabled,
      group_id: body.group_id === undefined ? before.group_id : body.group_id || null,
    }
    const moves = client.redirect_uri !== before.redirect_uri
    refuseIf(moves && isBuiltIn(client.client_guid) ? [fixed] : [])
    await refuseWrong(context, client)
    const isOthers = client.group_id !== before.group_id
    // guard oauth-16: becomes false
    const ends = moves || isOthers || (before.enabled && !client.enabled)
    const kept = { ...client, ...(ends ? { tokens_invalid_before: context.now } : {}) }
    await context.commit({
      touches: ends ? 'people' : 'values',
      statements: [
        putClient({ ...kept, origin: originOf(kept.redirect_uri) }),
        ...(ends ? [endGrantsOfClient(client)] : []),
      ],
      audit: { details: { ...told(client), from: told(before) } },
    })
    return showClient(kept, users, apiUrl(context))
  },
})

const fixed: Problem = {
  ...{ field: 'redirect_uri', code: 'invalid' },
  message: 'redirect_uri of a client that is built in cannot be changed; register another client.',
}

export const deleteOauthClientApp = route({
  operation: 'delete_oauth_client_app',
  access: permissionTable.delete_oauth_client_app,
  tag,
  method: 'DELETE',
  path,
  names,
  summary: 'Delete an OAuth client',
  description:
    'Deletes the application and ends its tokens. It is no error if there is none. A client that is built in gets ' +
    'back what it was at first, and its tokens end; to keep it out, set `enabled` to false.',
  example,
  replies: { 204: emptyText },
  fails: [400, 404, 429],

  async handle(context) {
    const { client_guid } = context.params
    const { rows } = await context.load(oauthClientWith({ client_guid }))
    if (rows[0].length === 0 && !isBuiltIn(client_guid)) return undefined
    await context.commit({
      touches: 'people',
      statements: [
        deleteClient({ client_guid }),
        deleteActivations({ client_guid }),
        // guard oauth-17: gone
        endGrantsOfClient({ client_guid }),
      ],
      audit: { details: { client_guid } },
    })
    return undefined
  },
})

export const invalidateTokens = route({
  operation: 'invalidate_tokens',
  access: permissionTable.invalidate_tokens,
  tag,
  method: 'DELETE',
  path: `${path}/tokens`,
  names,
  summary: 'End all tokens of an OAuth client',
  description:
    'Ends all codes, access tokens and refresh tokens of the application, of all people. They can allow it again.',
  example: { path: { client_guid: 'looker-cli' } },
  replies: { 204: emptyText },
  fails: [400, 404, 429],

  async handle(context) {
    const { client } = await known(context)
    const { client_guid } = client
    const kept = { ...client, tokens_invalid_before: context.now }
    await context.commit({
      touches: 'people',
      statements: [
        putClient({ ...kept, origin: originOf(kept.redirect_uri) }),
        // guard oauth-18: gone
        endGrantsOfClient({ client_guid }),
      ],
      audit: { details: told(client) },
    })
    return undefined
  },
})

async function known(context: Context & { params: { client_guid: string } }) {
  const { client_guid } = context.params
  const { rows } = await context.load(
    oauthClientWith({ client_guid }),
    activatedUsers({ client_guid }),
  )
  return { client: found(clientOf(client_guid, rows[0][0])), users: rows[1] }
}

async function refuseWrong(context: Context, client: OauthClient): Promise<void> {
  const { catalogue } = await context.load()
  const { group_id } = client
  const isGroup = group_id === null || (isId(group_id) && catalogue.groups.has(group_id as never))
  refuseIf([...clientProblems(client), ...(isGroup ? [] : [noGroup])])
}

const noGroup: Problem = {
  ...{ field: 'group_id', code: 'invalid' },
  message: 'group_id names no group; leave it out if everybody may use the client.',
}

/** The client as the audit tells it. */
const told = ({ tokens_invalid_before: _, ...client }: OauthClient) => ({
  ...client,
  origin: originOf(client.redirect_uri),
})
