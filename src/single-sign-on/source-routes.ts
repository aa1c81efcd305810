// Operations on providers: which there are, how they are, and what a sign-in with certain claims would do.
import type { Catalogue } from '../domain/catalogue.ts'
import {
  attributeGiven,
  claimedGroups,
  claimedValues,
  isPerson,
  personIn,
} from '../domain/identity-provider.ts'
import { type Claims, claimsIn } from '../domain/sent-claims.ts'
import { webTable } from '../domain/web-permissions.ts'
import { type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { listOf } from '../http/schema.ts'
import { limits } from '../limits.ts'
import { ProviderTrouble } from '../providers/bounded-fetch.ts'
import type { ProviderClient } from '../providers/provider-client.ts'
import { clientOf, type KnownProvider } from '../providers/providers.ts'
import { claimsOfToken } from '../providers/token-claims.ts'
import { Untrusted } from '../providers/untrusted.ts'
import type { OpenContext } from '../request/context.ts'
import { openRoute, route } from '../request/route.ts'
import { displayName } from '../sign-in/shapes.ts'
import { callbackAddress } from './attempt.ts'
import { neverSent } from './definition-shapes.ts'
import { personOf } from './person-reader.ts'
import { asked, providerIn, providersNow } from './provider-reader.ts'
import { readSettings } from './settings-sent.ts'
import {
  ProviderChoice,
  Source,
  TriedClaims,
  TriedProvider,
  TriedSettings,
  TriedSignIn,
} from './shapes.ts'

const tag = 'Source'

export const providers = openRoute({
  operation: 'providers',
  access: webTable.providers,
  tag,
  method: 'GET',
  path: '/providers',
  summary: 'List the providers to sign in with',
  description: 'Returns what a sign-in page shows, in the order of the settings.',
  replies: { 200: listOf(ProviderChoice) },
  fails: [400, 429],

  async handle(context) {
    const used = (await providersNow(context)).filter(({ isUsed }) => isUsed)
    return used.map(({ provider: { id, name } }) => ({
      ...{ id, name },
      address: `${context.server.publicUrl()}/sso/${id}`,
    }))
  },
})

export const sources = route({
  operation: 'sources',
  access: webTable.sources,
  tag,
  method: 'GET',
  path: '/sources',
  summary: 'List the providers with their settings',
  description:
    'Asks each provider whether it is there, and returns what the settings say about it. Secrets are not part of it.',
  replies: { 200: listOf(Source) },
  fails: [400, 404, 429],

  async handle(context) {
    const { server } = context
    const all = await providersNow(context)
    const troubles = await Promise.all(
      all.map(async (known) => known.fault ?? troubleOf(await server.providers.clientOf(known))),
    )
    const { catalogue } = await context.load()
    return all.map((known, at) => shownSource(known, catalogue, server.publicUrl(), troubles[at]))
  },
})

async function troubleOf(client: ProviderClient): Promise<string | undefined> {
  try {
    await client.configuration()
    return undefined
  } catch (error) {
    if (!(error instanceof ProviderTrouble)) throw error
    return error.message
  }
}

function shownSource(
  { provider, set_in, enabled, isUsed }: KnownProvider,
  catalogue: Catalogue,
  publicUrl: string,
  trouble: string | null = null,
) {
  const { id, name, issuer, client_id, email_claim, groups_claim } = provider
  return {
    ...{ id, name, issuer, client_id, email_claim, trouble, set_in, enabled },
    callback_address: callbackAddress(publicUrl, id),
    is_reachable: trouble === null,
    is_used: isUsed,
    creates_users: provider.create_users,
    requires_verified_email: provider.require_verified_email,
    required_claims: Object.keys(provider.required_claims),
    attributes: Object.entries(provider.attributes).map(([claim, attribute]) => {
      const isMissing = attributeGiven(catalogue, attribute) === undefined
      return { claim, attribute, problem: isMissing ? noAttribute : null }
    }),
    groups_claim: groups_claim ?? null,
    groups: Object.entries(provider.groups).map(([claim_value, group]) => ({
      ...{ claim_value, group },
      problem: catalogue.groupNamed(group) === undefined ? 'There is no such group.' : null,
    })),
  }
}
const noAttribute = 'There is no such user attribute that a sign-in can set.'

export const trySource = route({
  operation: 'try_source',
  access: webTable.try_source,
  tag,
  method: 'POST',
  path: '/sources/{provider}/try',
  names: ['provider'],
  summary: 'See what claims would give',
  description:
    'Says what a sign-in with an ID token, or with claims, would do: who would be signed in, with which values and ' +
    'groups, or why nobody would. Nothing is stored, nobody is signed in, and the value of a hidden attribute is null.',
  example: {
    path: { provider: 'acme' },
    body: { claims: '{"sub":"one","email":"maya@acme.example","email_verified":true}' },
  },
  body: {
    ...objectBody(TriedClaims, { optional: true }),
    bytes: 2 * limits.tried_token_characters,
  },
  replies: { 200: TriedSignIn },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const tried = triedIn(context.body)
    const { client } = await providerIn(context, context.params.provider)
    return signInWith(context, client, tried)
  },
})

export const tryProvider = route({
  operation: 'try_provider',
  access: webTable.try_provider,
  tag,
  method: 'POST',
  path: '/sources/try',
  summary: 'Try settings of a provider',
  description:
    'Asks the provider of the settings for its addresses, and says what a sign-in with an ID token or with claims ' +
    'would do, as `try_source`. The settings are checked as those of `create_sign_in_provider`, and need not be ' +
    'stored. Nothing is stored and nobody is signed in.',
  example: {
    body: {
      ...{ id: 'acme', name: 'Acme', issuer: 'https://login.acme.example', client_id: 'attrium' },
      claims: '{"sub":"one","email":"maya@acme.example","email_verified":true}',
    },
  },
  body: objectBody(TriedProvider, { refused: neverSent }),
  replies: { 200: TriedSettings },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { server } = context
    const { token, claims, ...given } = context.body
    const tried =
      token || claims ? triedIn({ token: token ?? null, claims: claims ?? null }) : undefined
    const definition = readSettings(server.providers, given)
    const client = await clientOf(definition)
    const trouble = (await troubleOf(client)) ?? null
    const { provider } = definition
    // The signature of a token is checked with the keys of the provider.
    const canTry = tried !== undefined && (trouble === null || tried.token === undefined)
    return {
      callback_address: callbackAddress(server.publicUrl(), provider.id),
      ...{ is_reachable: trouble === null, trouble },
      client_secret_is_set: provider.client_secret !== undefined,
      sign_in: canTry ? await signInWith(context, client, tried) : null,
    }
  },
})

/** What a sign-in with the claims would do. */
async function signInWith(context: OpenContext, client: ProviderClient, tried: Tried) {
  const { provider } = client
  const { claims, signature } = await checked(context, client, tried)
  const { catalogue } = await context.load()
  const person = personIn(provider, claims)
  const values = claimedValues(provider, catalogue, claims)
  const groups = claimedGroups(provider, catalogue, claims)
  const found = isPerson(person) ? await personOf(context, provider, person) : undefined
  const known = found !== undefined && 'person' in found ? found.person : undefined
  const refusals = [
    ...(signature === 'wrong'
      ? [`The token is not one of ${provider.name} for this server, now.`]
      : []),
    ...(isPerson(person) ? [] : person),
    ...(found !== undefined && 'why' in found ? [found.message] : []),
    ...values.flatMap(({ refusal }) => refusal ?? []),
    ...groups.refusals,
  ]
  return {
    ...{ signature, refusals },
    user: known === undefined ? null : { id: known.user_id, display_name: displayName(known) },
    would_create: refusals.length === 0 && known === undefined,
    values: values.map(({ claim, name, attribute, value, detail }) => {
      const hidden = attribute?.value_is_hidden ?? false
      return {
        ...{ claim, attribute: name, is_given: value !== undefined, hidden },
        // guard single-sign-on-23: becomes value ?? null
        value: hidden ? null : (value ?? null),
        problem: detail ?? null,
      }
    }),
    groups: groups.groups.flatMap((id) => catalogue.groups.get(id)?.name ?? []),
  }
}

interface Tried {
  /** Undefined for claims, which nobody has signed. */
  readonly token: string | undefined
  readonly claims: Claims
}

interface Sent {
  readonly token?: string | null
  readonly claims?: string | null
}

/** What was sent. Throws 422 if it is no token and no claims, or both. */
function triedIn({ token, claims }: Sent): Tried {
  if (!token === !claims) refuseIf([oneOfTwo])
  const field = token ? 'token' : 'claims'
  const sent = (token || claims || '').trim()
  const isLong = sent.length > limits.tried_token_characters
  const read = isLong ? undefined : token ? claimsOfToken(sent) : claimsIn(sent)
  if (read === undefined) {
    refuseIf([{ field, code: 'invalid', message: `${field} must be ${kinds[field]}.` }])
  }
  return { token: token ? sent : undefined, claims: read ?? {} }
}

/** A token that is wrong is shown as it is: whoever tries it wants to know what is in it. */
async function checked(context: OpenContext, client: ProviderClient, { token, claims }: Tried) {
  if (token === undefined) return { claims, signature: 'not checked' }
  try {
    const verified = await asked(context, client, () => client.verified(token))
    return { claims: verified, signature: 'checked' }
  } catch (error) {
    if (!(error instanceof Untrusted)) throw error
    return { claims, signature: 'wrong' }
  }
}

const kinds = {
  token: `an ID token of at most ${limits.tried_token_characters} characters`,
  claims: `a JSON object of at most ${limits.tried_token_characters} characters`,
}
const oneOfTwo: Problem = {
  field: 'token',
  code: 'invalid',
  message: 'token or claims is required, and not both.',
}
