// Signing in with an API key, becoming somebody else, signing out (looker 7).
import { may, maySudo, rightsOf } from '../access/actor.ts'
import { permissionTable } from '../access/permissions.ts'
import { directGroups, directRoles } from '../access/sql.ts'
import { allow, found, Refusal } from '../errors.ts'
import { type BodySpec, objectBody } from '../http/body.ts'
import { flagParameter, textParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import type { CredentialsApi3Id, GroupId, RoleId, UserId } from '../ids.ts'
import { newSecret, newSessionId } from '../keys/secret-text.ts'
import { limits } from '../limits.ts'
import type { Change, OpenContext } from '../request/context.ts'
import { openRoute, route } from '../request/route.ts'
import { required } from '../store/statement.ts'
import { AccessToken, exampleKey, LoginForm } from './shapes.ts'
import {
  addToken,
  deleteOldActingTokens,
  deleteOldTokens,
  deleteToken,
  keyUnchanged,
  signInFacts,
  signInKey,
  tokenCount,
  tokensOfKey,
} from './sql.ts'

const tag = 'ApiAuth'
const tokenSeconds = 3600

/** JSON when it looks like JSON, a form otherwise: clients mix the labels (clients 10). */
const jsonLoginForm = objectBody(LoginForm)
const loginForm: BodySpec<{ client_id?: string | null; client_secret?: string | null }> = {
  ...jsonLoginForm,
  about: 'Both parts of an API key, as a form. JSON with the same keys works too.',
  form: true,
  required: false,
  read: (text) => {
    if (text === undefined) return {}
    const json = text.startsWith('{') ? text : jsonOf(new URLSearchParams(text))
    return jsonLoginForm.read(json)
  },
}

const inQuery = 'Same as in the form. Leave it empty: proxies and logs keep query strings.'

/**
 * As JSON, so that both are read by the same checks. Which of two would count is anybody's guess, so none
 * does (T-24).
 */
function jsonOf(form: URLSearchParams): string {
  const once = ['client_id', 'client_secret'].every((name) => form.getAll(name).length < 2)
  const message = 'client_id and client_secret must be given once.'
  allow(once, 'bad_request', message)
  return JSON.stringify({
    client_id: form.get('client_id'),
    client_secret: form.get('client_secret'),
  })
}

export const login = openRoute({
  operation: 'login',
  access: permissionTable.login,
  tag,
  method: 'POST',
  path: '/login',
  aliases: ['/api/login', '/login'],
  summary: 'Sign in with an API key',
  description:
    'Returns an access token that lasts an hour. Send both parts of the key in the form. The ' +
    'query string works too, but proxies and logs keep it. Returns 404 if the id or the ' +
    'secret is wrong.',
  example: { body: exampleKey },
  query: {
    client_id: textParameter(inQuery, ''),
    client_secret: textParameter(inQuery, ''),
  },
  body: loginForm,
  replies: { 200: AccessToken },
  fails: [400, 404, 429],

  async handle(context) {
    const { body, query, server, now } = context
    const client_id = body.client_id ?? query.client_id ?? ''
    const secret = body.client_secret ?? query.client_secret ?? ''
    const { address } = context.request
    server.throttle?.signIn(client_id, address, now)
    const { rows: keys } = await context.load(signInKey({ client_id }))
    const key = keys[0][0]
    // The same work whether or not the client id is known (T-02).
    const matches = server.keys.matches(secret, key?.secret_digest ?? unknownDigest)
    if (key === undefined || !matches) {
      server.throttle?.signInFailed(client_id, address, now)
      server.signInFailed(context.request)
      throw new Refusal('not_found')
    }
    // Only now, or the time would tell how many tokens the key has and so that there is one.
    const { rows } = await context.load(tokenCount({ client_id }))
    const held = rows[0][0]?.tokens ?? 0
    const crowded = held >= limits.access_tokens_per_credential
    return grant(context, {
      user_id: key.user_id as UserId,
      sudo_by: null,
      credentials_api3_id: key.id as CredentialsApi3Id,
      statements: [
        required(keyUnchanged({ credentials_api3_id: key.id, secret_digest: key.secret_digest })),
        ...(crowded ? [deleteOldTokens({ credentials_api3_id: key.id, now, kept })] : []),
      ],
      touches: crowded ? 'people' : 'values',
    })
  },
})

/** Tokens of a key that stay where one more comes. */
const kept = limits.access_tokens_per_credential - 1

const unknownDigest = 'A'.repeat(43)

export const loginUser = route({
  operation: 'login_user',
  access: permissionTable.login_user,
  tag,
  method: 'POST',
  path: '/login/{user_id}',
  summary: 'Act as another user',
  description:
    'Returns an access token of that user, who needs no key. You keep your own token. You ' +
    'need the permission `sudo`; only administrators can act as an administrator. Returns ' +
    '404 if the user is disabled. Such tokens count among the tokens of your key; of too many the ' +
    'oldest ends, and never one of your own.',
  query: {
    associative: flagParameter(
      'Accepted and ignored: Attrium always records who is acting.',
      false,
    ),
  },
  replies: { 200: AccessToken },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { actor, params, now } = context
    const { user_id } = params
    const { catalogue, rows } = await context.load(
      signInFacts({ user_id }),
      directGroups({ user_id }),
      directRoles({ user_id }),
      ...(actor.credentials_api3_id === undefined
        ? []
        : [tokensOfKey({ credentials_api3_id: actor.credentials_api3_id })]),
    )
    const known = found(rows[0][0])
    const groups = rows[1].map((row) => row.group_id as GroupId)
    const roles = rows[2].map((row) => row.role_id as RoleId)
    allow(actor.sudo_by === undefined, 'denied', sudoInSudo)
    const subject = context.allowed(known)
    const told = may(actor, 'see_users') ? disabled : undefined
    allow(!subject.is_disabled, 'not_found', told)
    allow(maySudo(actor, rightsOf(catalogue, groups, roles)), 'denied', adminOnly)
    const { credentials_api3_id } = actor
    const crowded = Number(rows[3]?.[0]?.tokens ?? 0) >= limits.access_tokens_per_credential
    return grant(context, {
      user_id,
      sudo_by: actor.user_id,
      credentials_api3_id: credentials_api3_id ?? null,
      statements:
        crowded && credentials_api3_id !== undefined
          ? [deleteOldActingTokens({ credentials_api3_id, now, kept })]
          : [],
      touches: crowded ? 'people' : 'values',
    })
  },
})
const disabled = 'Not found: this user is disabled.'
const adminOnly = 'Permission Denied: acting as an administrator needs the role Admin.'
const sudoInSudo = 'Permission Denied: already acting as another user; log out first.'

export const logout = route({
  operation: 'logout',
  access: permissionTable.logout,
  tag,
  method: 'DELETE',
  path: '/logout',
  aliases: ['/api/logout', '/logout'],
  summary: 'Sign out',
  description: 'Ends your access token at once. Returns 404 if it has ended already.',
  strangers: 'not_found',
  replies: { 204: emptyText },
  fails: [400, 404, 429],

  async handle(context) {
    const { token_digest, user_id } = context.actor
    await context.commit({
      touches: 'people',
      statements: [deleteToken({ token_digest })],
      audit: { user_id },
    })
    return undefined
  },
})

interface Grant {
  readonly user_id: UserId
  readonly sudo_by: UserId | null
  readonly credentials_api3_id: CredentialsApi3Id | null
  readonly statements: Change['statements']
  readonly touches: 'values' | 'people'
}

async function grant(context: OpenContext, { statements, touches, ...holder }: Grant) {
  const { server, now } = context
  const access_token = newSecret('access_token', server.random)
  const token = {
    ...holder,
    token_digest: server.keys.digest(access_token),
    created_at: now,
    expires_at: now + tokenSeconds * 1000,
    session_id: newSessionId(now, server.random),
    address: context.request.address,
  }
  await context.commit({
    touches,
    statements: [...statements, addToken(token)],
    audit: { user_id: holder.user_id },
  })
  return { access_token, token_type: 'Bearer', expires_in: tokenSeconds, refresh_token: null }
}
