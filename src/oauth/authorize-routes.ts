// The pages at `/auth`: whoever has signed in decides whether an application may use their account (decision 71).
import type { Actor } from '../domain/actor.ts'
import { clientOf, mayUse, type OauthClient } from '../domain/oauth-client.ts'
import { oauthTable } from '../domain/oauth-permissions.ts'
import { found, Refusal } from '../errors.ts'
import { formBody } from '../http/form.ts'
import { textParameter } from '../http/query.ts'
import { emptyText, htmlOf, Page } from '../http/route.ts'
import { nullableText, shape, text } from '../http/schema.ts'
import { grantSecret, newGrantId, storedChallenge } from '../keys/grant-secret.ts'
import { limits } from '../limits.ts'
import type { OpenContext } from '../request/context.ts'
import { openRoute } from '../request/route.ts'
import { signIn } from '../sign-in/session-routes.ts'
import { displayName, SignInForm } from '../sign-in/shapes.ts'
import { personOf } from '../sign-in/sql.ts'
import {
  type Asked,
  answerAddress,
  askedFields,
  asQuery,
  mistake,
  strangeness,
} from './authorization.ts'
import { activate, activation, oauthClientWith } from './client-sql.ts'
import { addGrant, endSurplusGrants } from './grant-sql.ts'
import { consentPage, formHeaders, signInPage } from './pages.ts'

const tag = 'Auth'
const about = {
  client_id: 'Id of the application.',
  redirect_uri: 'Where the answer goes; exactly as it is registered.',
  response_type: '`code`.',
  scope: '`cors_api`, or left out.',
  state: 'Goes back with the answer.',
  code_challenge: 'SHA-256 of the verifier of the application, in base64url.',
  code_challenge_method: '`S256`.',
}
const parameters = Object.fromEntries(
  askedFields.map((name) => [name, textParameter(about[name], '')]),
) as Record<keyof typeof about, ReturnType<typeof textParameter>>
const fields = Object.fromEntries(
  askedFields.map((name) => [name, nullableText(about[name])]),
) as Record<keyof typeof about, ReturnType<typeof nullableText>>

const bytes = limits.sign_in_body_bytes
const Decision = shape('Decision', 'What somebody has decided about an application.', {
  ...fields,
  decision: text('`allow` or `deny`.'),
  person: nullableText('The id of the person whom the page has asked.'),
})
const FormSignIn = shape('FormSignIn', 'A sign-in for an application.', {
  ...fields,
  ...SignInForm.properties,
})

export const authorize = openRoute({
  operation: 'authorize',
  access: oauthTable.authorize,
  tag,
  method: 'GET',
  path: '',
  summary: 'Ask a person for access',
  description: 'Asks whoever has signed in with the browser, or asks them to sign in first.',
  query: { ...parameters, prompt: textParameter('`login` asks to sign in again.', '') },
  knowsVisitors: true,
  replies: { 200: htmlOf('The question, or the form to sign in.'), 302: emptyText },
  fails: [400, 403, 429],

  async handle(context) {
    const { prompt, ...rest } = context.query
    const asked = given(rest)
    const { client, challenge, person, isActivated } = await allOf(context, asked)
    const wrong = mistake(asked, challenge)
    if (wrong !== undefined) {
      const location = answerAddress(asked, context.server.publicUrl(), { ...wrong })
      return { answer: undefined, headers: { location }, status: 302 as const }
    }
    const headers = formHeaders(client.redirect_uri)
    if (person === undefined || prompt === 'login') {
      return { answer: new Page(signInPage({ client, asked })), headers, status: 200 as const }
    }
    insistOnMember(client, person.actor)
    const answer = new Page(consentPage({ client, asked, person, isActivated }))
    return { answer, headers, status: 200 as const }
  },
})

export const decide = openRoute({
  operation: 'allow_oauth_client',
  access: oauthTable.allow_oauth_client,
  tag,
  method: 'POST',
  path: '',
  summary: 'Answer an application',
  description: 'Sends a code to the application, or that the person has denied it.',
  body: formBody(Decision, { bytes }),
  knowsVisitors: true,
  replies: { 303: emptyText },
  fails: [400, 403, 429],

  async handle(context) {
    const { decision, person: askedPerson, ...rest } = context.body
    const asked = given(rest)
    const { client, challenge, person } = await allOf(context, asked)
    const wrong = mistake(asked, challenge)
    const { server, now } = context
    const send = (answer: Readonly<Record<string, string>>) => ({
      answer: undefined,
      headers: { location: answerAddress(asked, server.publicUrl(), answer) },
    })
    if (wrong !== undefined || challenge === undefined) return send({ ...wrong })
    if (person === undefined) {
      return { answer: undefined, headers: { location: `/auth?${asQuery(asked)}` } }
    }
    // guard oauth-40: gone
    if (askedPerson !== person.actor.user_id) throw new Refusal('denied', { message: other })
    insistOnMember(client, person.actor)
    // guard oauth-31: becomes false
    if (decision !== 'allow') {
      return send({ error: 'access_denied', error_description: 'The person has denied access.' })
    }
    const { user_id } = person.actor
    const { client_guid } = client
    const id = newGrantId(server.random)
    await context.commit({
      touches: 'people',
      statements: [
        activate({ client_guid, user_id }),
        endSurplusGrants({ user_id }),
        addGrant({
          ...{ id, client_guid, user_id, code_challenge: challenge, generation: 0 },
          redirect_uri: asked.redirect_uri ?? '',
          created_at: now,
          expires_at: now + limits.oauth_code_milliseconds,
        }),
      ],
      audit: { user_id, details: { client_guid } },
    })
    return send({ code: grantSecret(server.keys, 'code', { grant_id: id, generation: 0 }) })
  },
})

const other =
  'Nothing was allowed: the page asked somebody else than who is signed in with this browser now. Go back to the application and begin again.'

export const signInByForm = openRoute({
  operation: 'sign_in_by_form',
  access: oauthTable.sign_in_by_form,
  tag,
  method: 'POST',
  path: '/sign-in',
  summary: 'Sign in for an application',
  description: 'As `sign_in`, with a form in place of JSON; then the application is asked about.',
  body: formBody(FormSignIn, { bytes }),
  replies: { 303: emptyText },
  fails: [400, 401, 403, 429],

  async handle(context) {
    const { email, password: _, code: __, ...rest } = context.body
    const asked = given(rest)
    const { client } = await allOf(context, asked)
    try {
      const begun = await signIn.handle(context as never)
      const headers = 'headers' in begun ? begun.headers : {}
      return { answer: undefined, headers: { ...headers, location: `/auth?${asQuery(asked)}` } }
    } catch (error) {
      if (!(error instanceof Refusal) || !/^(unauthenticated|invalid)$/.test(error.reason))
        throw error
      const asksCode = error.problems?.some(({ field }) => field === 'code') ?? false
      const message = error.problems?.map((problem) => problem.message).join(' ') ?? error.message
      const page = new Page(signInPage({ client, asked, email, message, asksCode }))
      const headers = formHeaders(client.redirect_uri)
      throw new Refusal('unauthenticated', { message, headers, cause: page })
    }
  },
})

/** The fields that were sent with something in them (RFC 6749, 3.1). */
const given = (fields: { readonly [Name in keyof Asked]?: string | null | undefined }): Asked =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null && value !== ''))

/** The application, which may be answered at that address, and who has signed in. Throws 400 otherwise. */
async function allOf(context: OpenContext, asked: Asked) {
  const actor = personIn(context)
  const { client_id: client_guid = '', code_challenge = '' } = asked
  const user_id = actor?.user_id ?? nobody
  const { rows } = await context.load(
    oauthClientWith({ client_guid }),
    personOf({ user_id }),
    activation({ client_guid, user_id }),
  )
  const client = clientOf(client_guid, rows[0][0])
  const strange = strangeness(asked, client)
  if (strange !== undefined) throw new Refusal('bad_request', { message: strange })
  const [row] = rows[1]
  const name = row === undefined ? '' : `${displayName(row)}${row.email ? ` (${row.email})` : ''}`
  return {
    client: { ...found(client), redirect_uri: asked.redirect_uri ?? '' },
    challenge: storedChallenge(code_challenge),
    person: actor === undefined ? undefined : { actor, name },
    isActivated: rows[2].length > 0,
  }
}
const nobody = '0' as Actor['user_id']

/** Only who has signed in with the browser decides: an application must not let in another with its token. */
function personIn({ request: { actor } }: OpenContext): Actor | undefined {
  // guard oauth-32: becomes actor
  return actor?.session === undefined ? undefined : actor
}

function insistOnMember(client: OauthClient, actor: Actor): void {
  if (mayUse(client, actor.groups)) return
  throw new Refusal('denied', {
    message:
      'Your account may not use this application: it is for the members of a group that you are not in. Ask an administrator.',
  })
}
