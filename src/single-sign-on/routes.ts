// The addresses of a sign-in with a provider: one that begins it, and one to which the provider sends people back.
import {
  type IdentityProvider,
  identityOf,
  isPerson,
  personIn,
} from '../domain/identity-provider.ts'
import type { Claims } from '../domain/sent-claims.ts'
import { singleSignOnTable } from '../domain/single-sign-on-permissions.ts'
import { Refusal } from '../errors.ts'
import { textParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import type { UserId } from '../ids.ts'
import { newSecret } from '../keys/secret-text.ts'
import { Untrusted } from '../providers/untrusted.ts'
import type { OpenContext } from '../request/context.ts'
import { openRoute } from '../request/route.ts'
import { beginSession } from '../sign-in/beginning-reader.ts'
import { countFailure, type Failure } from '../sign-in/failing-reader.ts'
import { attemptOf, begunWith, cookieOf, ownAddress, usedName } from './attempt.ts'
import { givenByClaims } from './given-reader.ts'
import { createdPerson } from './new-person-reader.ts'
import { idOf, personOf } from './person-reader.ts'
import { asked, providerIn } from './provider-reader.ts'
import { forgetUsedSignIns, linkIdentity, noteSignIn, usedSignIn, useSignIn } from './sql.ts'

const tag = 'Auth'

export const beginSingleSignOn = openRoute({
  operation: 'begin_single_sign_on',
  access: singleSignOnTable.begin_single_sign_on,
  tag,
  method: 'GET',
  path: '/{provider}',
  names: ['provider'],
  summary: 'Sign in with a provider',
  description: 'Sends the browser to the provider, which sends it back to `single_sign_on`.',
  query: { to: textParameter('Address on this server to go to afterwards.', '') },
  replies: { 302: emptyText },
  fails: [400, 404, 429],

  async handle(context) {
    const { params, query, server, now } = context
    const { keys, random, signIns } = server
    const { client } = await providerIn(context, params.provider)
    const cookie = cookieOf(newSecret('session', random), now, ownAddress(query.to))
    const publicUrl = server.publicUrl()
    const attempt = attemptOf(keys, { party: client.provider, publicUrl, cookie })
    const location = await asked(context, client, () => client.addressFor(attempt))
    const headers = { location, 'set-cookie': signIns.signingIn.setTo(cookie) }
    return { answer: undefined, headers }
  },
})

const returned = {
  code: textParameter('What the provider gives for the claims.', ''),
  state: textParameter('What the browser was sent with.', ''),
  iss: textParameter('The issuer that answers (RFC 9207).', ''),
  error: textParameter('Why the provider has signed nobody in.', ''),
  // Providers send these, too; nothing is read of them.
  error_description: textParameter('Not read.', ''),
  error_uri: textParameter('Not read.', ''),
  session_state: textParameter('Not read.', ''),
  scope: textParameter('Not read.', ''),
  authuser: textParameter('Not read.', ''),
  hd: textParameter('Not read.', ''),
  prompt: textParameter('Not read.', ''),
}

export const singleSignOn = openRoute({
  operation: 'single_sign_on',
  access: singleSignOnTable.single_sign_on,
  tag,
  method: 'GET',
  path: '/{provider}/callback',
  names: ['provider'],
  summary: 'Come back from a provider',
  description:
    'Checks what the provider says about the person and begins a session, as `sign_in` does.',
  query: returned,
  replies: { 302: emptyText },
  fails: [400, 401, 403, 404, 429],

  async handle(context) {
    const { params, query, request, server, now } = context
    const { keys, signIns } = server
    const { client, issuers, proof } = await providerIn(context, params.provider)
    const { provider } = client
    const account = keys.digest(`single-sign-on ${query.state ?? ''}`)
    signIns.guesses.insistOnRoom(account, request.address, now)
    const refuse = (why: Failure['why'], message: string, user_id?: UserId) =>
      refuseSignIn(context, provider, { account, user_id, why }, message)
    const { name } = provider
    const begun = begunWith(keys, provider, {
      cookies: signIns.signingIn.secretsIn(request.cookie),
      state: query.state ?? '',
      now,
    })
    if (begun === undefined) return refuse('state', notBegun(name))
    const digest = usedName(keys, provider, begun.cookie)
    const { rows } = await context.load(usedSignIn({ digest }))
    // guard single-sign-on-18: becomes false
    if (rows[0].length > 0) return refuse('state', notBegun(name))
    const publicUrl = server.publicUrl()
    const attempt = attemptOf(keys, { party: provider, publicUrl, cookie: begun.cookie })
    // A request that starts over is one sign-in still, and a code counts once.
    const claims = await once(query, () =>
      asked(context, client, () => client.redeem(attempt, query)),
    ).catch((error: unknown) => {
      if (!(error instanceof Untrusted)) throw error
      server.providerFailed(provider.id, error)
      return undefined
    })
    if (claims === undefined) return refuse('provider', notTrusted(name))
    const claimed = personIn(provider, claims)
    if (!isPerson(claimed)) return refuse('claims', `${claimed.join(' ')} ${askAdmin}`)
    const found = await personOf(context, provider, claimed)
    if ('why' in found) return refuse(found.why, found.message, found.user_id)
    const identity = identityOf(provider, claimed.sub)
    const known = found.person
    const given = await givenByClaims(context, { provider, issuers, claims }, known)
    if (given.refusals.length > 0) {
      return refuse('claims', `${given.refusals.join(' ')} ${askAdmin}`, idOf(known))
    }
    const person = known ?? (await createdPerson(context, { ...claimed, identity, proof }))
    const user_id = person.user_id as UserId
    const isNew = person.identity === null
    const session = beginSession(context, person, 'oidc')
    const stored = given.storedFor(person)
    await context.commitAll([
      {
        touches: 'people',
        statements: [
          ...proof,
          useSignIn({ digest, expires_at: begun.expires_at }),
          forgetUsedSignIns({ now }),
          ...(isNew ? [linkIdentity({ user_id, identity, now })] : []),
          noteSignIn({ user_id, identity, now }),
          ...stored.statements,
          ...session.statements,
        ],
        audit: {
          user_id,
          details: {
            provider: provider.id,
            ...(isNew ? { kind: 'oidc', fingerprints: keys.fingerprints({ identity }) } : {}),
          },
        },
      },
      ...stored.changes,
    ])
    return {
      answer: undefined,
      headers: { ...session.answer.headers, location: `${publicUrl}${begun.to}` },
    }
  },
})

const notBegun = (name: string) =>
  `This sign-in with ${name} was not begun in this browser, was used, or took too long. Begin again.`
const notTrusted = (name: string) =>
  `${name} has signed nobody in, or its answer is not one to this sign-in. Begin again.`
const askAdmin = 'Ask an administrator.'

/** The claims of a request, which may run more than once with the same query. */
const redeemed = new WeakMap<object, Promise<Claims>>()
function once(query: object, redeem: () => Promise<Claims>): Promise<Claims> {
  const known = redeemed.get(query) ?? redeem()
  redeemed.set(query, known)
  return known
}

/** Counts the failure and throws 401: nobody was signed in. */
async function refuseSignIn(
  context: OpenContext,
  { id }: IdentityProvider,
  failure: Failure,
  message: string,
): Promise<never> {
  await countFailure(context, { ...failure, details: { provider: id } })
  throw new Refusal('unauthenticated', { message })
}
