// The address at which applications get tokens: for a code, or for a refresh token (decision 71).
import { newToken } from '../api-auth/issuing-reader.ts'
import { addToken } from '../api-auth/sql.ts'
import { clientOf, mayUse } from '../domain/oauth-client.ts'
import { oauthTable } from '../domain/oauth-permissions.ts'
import { Refusal } from '../errors.ts'
import { formBody } from '../http/form.ts'
import { integer, nullableText, readOnlyText, shape } from '../http/schema.ts'
import type { GroupId, UserId } from '../ids.ts'
import {
  type GrantSecretKind,
  grantSecret,
  isVerifierOf,
  type Named,
  readGrantSecret,
} from '../keys/grant-secret.ts'
import { limits } from '../limits.ts'
import type { OpenContext } from '../request/context.ts'
import { openRoute } from '../request/route.ts'
import { oauthClientWith } from './client-sql.ts'
import {
  advanceGrant,
  endGrant,
  endOwnTokens,
  type Grant,
  grantWith,
  groupsOfGrant,
} from './grant-sql.ts'

const TokenForm = shape('TokenForm', 'What an application asks for.', {
  grant_type: nullableText('`authorization_code` or `refresh_token`.'),
  client_id: nullableText('Id of the application.'),
  code: nullableText('The code.', { secret: true }),
  redirect_uri: nullableText('Where the code was sent.'),
  code_verifier: nullableText('What the challenge was made of.', { secret: true }),
  refresh_token: nullableText('The newest refresh token.', { secret: true }),
})

const Tokens = shape('OauthTokens', 'The tokens of an application.', {
  access_token: readOnlyText('The access token. Send it as `Authorization: Bearer …`.'),
  token_type: readOnlyText('Always `Bearer`.'),
  expires_in: integer('Seconds until the access token ends: 3600.', { readOnly: true }),
  refresh_token: readOnlyText('Gets the next tokens, once.'),
  scope: readOnlyText('Always `cors_api`.'),
})

type Form = { readonly [Name in keyof typeof TokenForm.properties]?: string | null }

export const oauthToken = openRoute({
  operation: 'oauth_token',
  access: oauthTable.oauth_token,
  tag: 'Auth',
  method: 'POST',
  path: '',
  summary: 'Get tokens',
  description:
    'Exchanges a code or a refresh token for an access token and the next refresh token.',
  body: formBody(TokenForm, { bytes: limits.sign_in_body_bytes, json: true }),
  replies: { 200: Tokens },
  fails: [400, 401, 429],

  handle(context) {
    const { grant_type, code, refresh_token } = context.body
    if (grant_type === 'authorization_code') {
      if (!code) throw missing('code')
      return tokensFor(context, context.body, { kind: 'code', secret: code })
    }
    if (grant_type === 'refresh_token') {
      if (!refresh_token) throw missing('refresh_token')
      return tokensFor(context, context.body, { kind: 'refresh_token', secret: refresh_token })
    }
    if (!grant_type) throw missing('grant_type')
    throw new Refusal('bad_request', {
      word: 'unsupported_grant_type',
      message: 'grant_type must be authorization_code or refresh_token.',
    })
  },
})

const missing = (name: string) =>
  new Refusal('bad_request', { word: 'invalid_request', message: `${name} is missing.` })

/** All that is wrong with a secret has the same answer: nobody learns whether it was one, or whose. */
const invalidGrant = () =>
  new Refusal('bad_request', {
    word: 'invalid_grant',
    message:
      'The code or the refresh token is not valid here: it has ended, was used, or belongs to another client, address or verifier. Ask the person again.',
  })

interface Presented {
  readonly kind: GrantSecretKind
  readonly secret: string
}

async function tokensFor(context: OpenContext, form: Form, { kind, secret }: Presented) {
  const { server, now } = context
  const client_guid = form.client_id ?? ''
  if (client_guid === '') throw missing('client_id')
  const named = readGrantSecret(server.keys, kind, secret)
  const { catalogue, rows } = await context.load(
    oauthClientWith({ client_guid }),
    grantWith({ id: named?.grant_id ?? '' }),
    groupsOfGrant({ id: named?.grant_id ?? '', now: context.server.now() }),
  )
  const client = clientOf(client_guid, rows[0][0])
  if (client === undefined || !client.enabled) {
    throw new Refusal('unauthenticated', {
      word: 'invalid_client',
      message: 'client_id names no application that may ask for access here.',
    })
  }
  const [grant] = rows[1]
  // guard oauth-33: without || grant.client_guid !== client_guid
  if (named === undefined || grant === undefined || grant.client_guid !== client_guid) {
    throw invalidGrant()
  }
  // guard oauth-34: becomes false
  if (named.generation !== grant.generation) {
    return endAll(context, { grant, named, why: `${kind}_reused` })
  }
  // guard oauth-35: becomes false
  if (grant.expires_at <= now) throw invalidGrant()
  if (!fits(grant, kind, form)) throw invalidGrant()
  const user_id = grant.user_id as UserId
  const direct = rows[2].map((row) => row.group_id as GroupId)
  // guard oauth-36: becomes true
  if (!mayUse(client, catalogue.allGroups(direct))) throw invalidGrant()
  const { token, answer } = newToken(context, {
    ...{ user_id, sudo_by: null, credentials_api3_id: null },
    oauth_grant_id: named.grant_id,
    oauth_group_id: client.group_id,
  })
  const next = { grant_id: named.grant_id, generation: named.generation + 1 }
  const expires_at = grantEnd(grant.created_at, now)
  await context.commit({
    touches: 'people',
    statements: [
      advanceGrant({ id: named.grant_id, generation: named.generation, expires_at }),
      endOwnTokens({ id: named.grant_id }),
      addToken(token),
    ],
    operation: kind === 'code' ? 'redeem_oauth_code' : 'refresh_oauth_token',
    audit: { user_id, details: { client_guid } },
  })
  const refresh_token = grantSecret(server.keys, 'refresh_token', next)
  return {
    answer: { ...answer, refresh_token, scope: 'cors_api' },
    headers: { pragma: 'no-cache' },
  }
}

/** Whether a code is presented as it was asked for; a refresh token has proven that when it was issued. */
function fits(grant: Grant, kind: GrantSecretKind, form: Form): boolean {
  if (kind === 'refresh_token') return true
  // guard oauth-37: becomes true
  const isSent = form.redirect_uri === grant.redirect_uri
  return isSent && isVerifierOf(grant.code_challenge, form.code_verifier ?? '')
}

/** When a grant ends if it is not used again. */
export const grantEnd = (created_at: number, used_at: number): number =>
  // guard oauth-38: becomes used_at + limits.refresh_idle_milliseconds
  Math.min(created_at + limits.refresh_milliseconds, used_at + limits.refresh_idle_milliseconds)

interface Reuse {
  readonly grant: Grant
  readonly named: Named
  readonly why: string
}

/** A secret that was used twice is known to two: nobody can tell which of them is the thief, so both are out. */
async function endAll(context: OpenContext, { grant, named, why }: Reuse): Promise<never> {
  const { client_guid, user_id } = grant
  await context.commit({
    touches: 'people',
    // guard oauth-39: [endGrant({ id: named.grant_id })] → []
    statements: [endGrant({ id: named.grant_id })],
    operation: 'end_oauth_grant',
    audit: { user_id: user_id as UserId, details: { client_guid, why } },
  })
  throw invalidGrant()
}
