// Operations to sign in with an API key, to act as another user and to sign out (looker 7).

import { directGroups, directRoles } from '../access/sql.ts'
import { may } from '../domain/actor.ts'
import { permissionTable } from '../domain/permissions.ts'
import { maySudo, rightsOf } from '../domain/rights.ts'
import { allow, found, Refusal } from '../errors.ts'
import { type BodySpec, objectBody } from '../http/body.ts'
import { flagParameter, textParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import type { CredentialsApi3Id, GroupId, RoleId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Change, OpenContext } from '../request/context.ts'
import { openRoute, route } from '../request/route.ts'
import { required } from '../store/statement.ts'
import { type Holder, newToken, tokenMilliseconds } from './issuing-reader.ts'
import { AccessToken, exampleKey, LoginForm } from './shapes.ts'
import {
  addToken,
  deleteToken,
  endGrantOfToken,
  grantOfToken,
  keyUnchanged,
  livingActingTokens,
  livingActingTokensWithoutKey,
  livingTokens,
  noteKeyUse,
  signInFacts,
  signInKey,
} from './sql.ts'

const tag = 'ApiAuth'

/** Reads JSON if the body looks like JSON, else a form: clients send either with the wrong label (clients 10). */
const jsonLoginForm = objectBody(LoginForm)
const loginForm: BodySpec<{ client_id?: string | null; client_secret?: string | null }> = {
  ...jsonLoginForm,
  about: 'Both parts of an API key, as a form. JSON with the same keys works too.',
  form: true,
  required: false,
  read: (text) => {
    if (text === undefined) return {}
    const json = text.startsWith('{') ? text : jsonOf(new URLSearchParams(text))
    // guard limit-18: becomes text.startsWith('{') ? jsonLoginForm.read(json) : JSON.parse(json)
    return jsonLoginForm.read(json)
  },
}

const inQuery =
  'The same as in the form. Leave it empty, because proxies and logs keep query strings.'

/**
 * The form as JSON, so that the same checks read both. A field that is given twice is refused, because it is
 * unclear which of the two would count (T-24).
 */
function jsonOf(form: URLSearchParams): string {
  const once = ['client_id', 'client_secret'].every((name) => form.getAll(name).length < 2)
  const message = 'client_id and client_secret must be given once.'
  // guard operation-8: gone
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
  // guard cors-3: gone
  sameOriginOnly: true,
  summary: 'Sign in with an API key',
  description:
    'Returns an access token that lasts an hour. Send both parts of the key in the form. The ' +
    'query string works too, but proxies and logs keep it. Returns 404 if the id or the ' +
    'secret is wrong, 429 while the key has 10,000 tokens that have not ended.',
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
    // guard sign-in-4: gone
    server.throttle?.guesses.insistOnRoom(client_id, address, now)
    const { rows: keys } = await context.load(signInKey({ client_id }))
    // guard sign-in-2: becomes keys[0][0]; if (key) await insistOnRoom(context, key.id, 'own')
    const key = keys[0][0]
    // The work is the same whether or not the client id is known (T-02).
    // guard sign-in-1: becomes key !== undefined && server.keys.matches(secret, key.secret_digest)
    const matches = server.keys.matches(secret, key?.secret_digest ?? unknownDigest)
    if (key === undefined || !matches) {
      // guard sign-in-3: gone
      server.throttle?.guesses.failed(client_id, address, now)
      server.signInFailed(context.request)
      throw new Refusal('not_found')
    }
    // Checked only now: earlier, the time would tell how many tokens the key has, and so that the key exists.
    // guard token-6: gone
    await insistOnRoom(context, key.id as CredentialsApi3Id, 'own')
    return grant(context, {
      user_id: key.user_id as UserId,
      sudo_by: null,
      credentials_api3_id: key.id as CredentialsApi3Id,
      statements: [
        required(keyUnchanged({ credentials_api3_id: key.id, secret_digest: key.secret_digest })),
        // guard key-use-1: gone
        ...(isToBeNoted(key.last_used_at, now) ? [noteKeyUse({ id: key.id, now })] : []),
      ],
    })
  },
})

/** Each note is a write to the key, which many sign in with at once. */
const isToBeNoted = (last_used_at: number | null, now: number): boolean =>
  last_used_at === null || last_used_at + limits.key_use_noted_milliseconds <= now

/**
 * Throws 429 when a key has as many valid tokens as it may have (decision 52). The new token is refused and no other
 * token ends. Tokens for acting as others have a lower limit, so they cannot use up all places.
 */
async function insistOnRoom(
  context: OpenContext,
  credentials_api3_id: CredentialsApi3Id,
  which: 'own' | 'acting',
): Promise<void> {
  const key = { credentials_api3_id, since: context.now - tokenMilliseconds }
  const { access_tokens_per_credential: all, acting_tokens_per_credential: acting } = limits
  const { rows } = await context.load(livingTokens(key))
  const [held] = rows[0]
  if ((held?.tokens ?? 0) >= all) refuseToken(context, held, 'this API key has', '')
  // guard token-8: becomes true
  if (which === 'own' || (held?.tokens ?? 0) < acting) return
  const { rows: others } = await context.load(livingActingTokens(key))
  insistOnFewActing(context, others[0][0], 'this API key has')
}

/** Throws 429 when a person without a key has as many valid tokens for acting as others as a key may have. */
async function insistOnRoomWithoutKey(context: OpenContext, user_id: UserId): Promise<void> {
  const since = context.now - tokenMilliseconds
  const { rows } = await context.load(livingActingTokensWithoutKey({ user_id, since }))
  insistOnFewActing(context, rows[0][0], 'you have')
}

interface Living {
  readonly tokens: number
  readonly oldest: number | null
}

function insistOnFewActing(context: OpenContext, held: Living | undefined, who: string): void {
  if ((held?.tokens ?? 0) < limits.acting_tokens_per_credential) return
  refuseToken(context, held, who, ' for acting as others')
}

function refuseToken(
  { now, request, server }: OpenContext,
  held: Living | undefined,
  who: string,
  which: string,
): never {
  const ends = (held?.oldest ?? now) + tokenMilliseconds
  const seconds = Math.max(Math.ceil((ends - now) / 1000), 1)
  server.tokensRefused(request)
  throw new Refusal('too_many', {
    message: `Too Many Requests: ${who} ${held?.tokens} living access tokens${which}; ${howToGoOn} The next one ends in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  })
}
const howToGoOn =
  'use each as long as it lives, sign out of those that are not needed, or give programs keys of their own.'

const unknownDigest = 'A'.repeat(43)

export const loginUser = route({
  operation: 'login_user',
  access: permissionTable.login_user,
  tag,
  method: 'POST',
  path: '/login/{user_id}',
  sameOriginOnly: true,
  summary: 'Act as another user',
  description:
    'Returns an access token of that user, who needs no API key. You keep your own token. You ' +
    'need the permission `sudo`; only administrators can act as an administrator. Returns ' +
    '404 if the user is disabled. These tokens count as tokens of your key, or as yours if you ' +
    'signed in without one. If there are too many, the call is refused with 429; no other token ends.',
  query: {
    associative: flagParameter(
      'Accepted and ignored: Attrium always records who is acting.',
      false,
    ),
  },
  replies: { 200: AccessToken },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { actor, params } = context
    const { user_id } = params
    const { catalogue, rows } = await context.load(
      signInFacts({ user_id }),
      directGroups({ user_id, now: context.server.now() }),
      directRoles({ user_id }),
      grantOfToken(actor),
    )
    const known = found(rows[0][0])
    const groups = rows[1].map((row) => row.group_id as GroupId)
    const roles = rows[2].map((row) => row.role_id as RoleId)
    // guard sudo-2: gone
    allow(actor.sudo_by === undefined, 'denied', sudoInSudo)
    const subject = context.allowed(known)
    const explanation = may(actor, 'see_users') ? disabled : undefined
    // guard sudo-4: gone
    allow(!subject.is_disabled, 'not_found', explanation)
    allow(maySudo(actor, rightsOf(catalogue, groups, roles)), 'denied', adminOnly)
    const { credentials_api3_id } = actor
    if (credentials_api3_id !== undefined) {
      // guard acting-1: gone
      await insistOnRoom(context, credentials_api3_id, 'acting')
    } else {
      // guard acting-2: gone
      await insistOnRoomWithoutKey(context, actor.user_id)
    }
    return grant(context, {
      user_id,
      sudo_by: actor.user_id,
      credentials_api3_id: credentials_api3_id ?? null,
      // guard oauth-15: gone
      ...rows[3][0],
      statements: [],
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
      // guard oauth-14: endGrantOfToken({ token_digest }), deleteToken → deleteToken
      statements: [endGrantOfToken({ token_digest }), deleteToken({ token_digest })],
      audit: { user_id },
    })
    return undefined
  },
})

interface Granted extends Holder {
  readonly statements: Change['statements']
}

async function grant(context: OpenContext, { statements, ...holder }: Granted) {
  const { token, answer } = newToken(context, holder)
  await context.commit({
    touches: 'values',
    statements: [...statements, addToken(token)],
    audit: { user_id: holder.user_id },
  })
  return { ...answer, refresh_token: null }
}
