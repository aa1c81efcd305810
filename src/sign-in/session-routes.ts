// Operations to sign in with a password, to ask who is signed in, and to sign out.
import { webTable } from '../domain/web-permissions.ts'
import { found, type Problem, Refusal, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { emptyText } from '../http/route.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { openRoute, route } from '../request/route.ts'
import { textKey } from '../texts/text-key.ts'
import { beginSession } from './beginning-reader.ts'
import { failSignIn } from './failing-reader.ts'
import { useCode } from './second-factor-reader.ts'
import { SignInForm, showSession, WebSession } from './shapes.ts'
import {
  type Account,
  accountWith,
  endSessionWith,
  passwordUnchanged,
  personOf,
  sessionWith,
  setHash,
  setLoggedIn,
} from './sql.ts'

const tag = 'Session'
const path = '/session'

export const signIn = openRoute({
  operation: 'sign_in',
  access: webTable.sign_in,
  tag,
  method: 'POST',
  path,
  summary: 'Sign in with a password',
  description:
    'Begins a session and sets its cookie, which the APIs take in place of an access token. Whatever is wrong with the ' +
    'address or the password, the answer is the same 401. If they are right and the person has a second factor, a ' +
    '401 whose `errors` name the field `code` asks for it. After many failures from one network the answer is 429; ' +
    'others can still sign in.',
  example: { body: { email: 'maya@acme.example', password: 'a long password' } },
  body: { ...objectBody(SignInForm), bytes: limits.sign_in_body_bytes },
  replies: { 200: WebSession },
  fails: [400, 401, 422, 429],

  async handle(context) {
    const { body, server, request, now } = context
    const { email = '', password = '' } = body
    refuseIf(missing({ email, password }))
    const { signIns, keys } = server
    // An address may be longer than any account's; its digest is not.
    // guard guess-6: textKey(email) → email.toLowerCase()
    const account = keys.digest(`account/v1 ${textKey(email)}`)
    // guard guess-1: gone
    signIns.guesses.insistOnRoom(account, request.address, now)
    const { rows } = await context.load(accountWith(email))
    const held = rows[0][0]
    const isRight = await signIns.isPassword(held, password, request.address)
    // Others were hashed meanwhile: many guesses at once are no more guesses.
    // guard guess-5: gone
    signIns.guesses.insistOnRoom(account, request.address, now)
    const person = maySignIn(held, isRight)
    if (person === undefined) {
      const user_id = held?.user_id as UserId | undefined
      return failSignIn(context, { account, user_id, why: whyNot(held) })
    }
    const user_id = person.user_id as UserId
    const used = await useCode(context, person, body.code, { account, user_id })
    // guard sign-in-10: becomes false
    if (person.is_forced) await failSignIn(context, { account, user_id, why: 'forced' }, forced)
    const begun = beginSession(context, person)
    const { password_hash } = person
    const renewed = signIns.isOutdated(password_hash)
      ? [
          setHash({
            user_id,
            password_hash: await signIns.hash(user_id, password, request.address),
          }),
        ]
      : []
    await context.commit({
      touches: begun.touches,
      statements: [
        passwordUnchanged({ user_id, password_hash }),
        ...used,
        ...renewed,
        setLoggedIn({ user_id, now }),
        ...begun.statements,
      ],
      audit: { user_id },
    })
    return begun.answer
  },
})

const forced: Problem = {
  field: 'password',
  code: 'invalid',
  message: 'password must be chosen anew: ask an administrator for a link to do so.',
}

const missing = (fields: Readonly<Record<string, string>>): Problem[] =>
  Object.entries(fields)
    .filter(([, text]) => text === '')
    .map(([field]) => ({ field, code: 'missing_field', message: `'${field}' is required.` }))

/** The account, if it may sign in with its password, and that is right. */
function maySignIn(held: Account | undefined, isRight: boolean) {
  if (held === undefined || held.password_hash === null || held.is_not_set_up) return undefined
  // guard sign-in-9: becomes !isRight
  if (held.is_disabled || !isRight) return undefined
  return { ...held, password_hash: held.password_hash }
}

function whyNot(held: Account | undefined) {
  if (held === undefined) return 'unknown'
  if (held.password_hash === null || held.is_not_set_up) return 'no_password'
  return held.is_disabled ? 'disabled' : 'password'
}

export const webSession = route({
  operation: 'web_session',
  access: webTable.web_session,
  tag,
  method: 'GET',
  path,
  summary: 'Get your session',
  description: 'Returns who is signed in with the cookie of this browser, or 401 if nobody is.',
  replies: { 200: WebSession },
  fails: [400, 429],

  async handle(context) {
    const { user_id, session, expires_at } = context.actor
    if (session === undefined) throw new Refusal('unauthenticated', { message: noSession })
    const { rows } = await context.load(personOf({ user_id }))
    return showSession(found(rows[0][0]), expires_at)
  },
})
const noSession =
  'Requires authentication. An access token is no session of a browser; POST /web/session begins one.'

export const signOut = openRoute({
  operation: 'sign_out',
  access: webTable.sign_out,
  tag,
  method: 'DELETE',
  path,
  summary: 'Sign out',
  description: 'Ends the session of this browser and removes its cookie; also if there is none.',
  replies: { 204: emptyText },
  fails: [400, 429],

  async handle(context) {
    const { keys, signIns } = context.server
    const digests = signIns.cookie.secretsIn(context.request.cookie).map(keys.digest)
    const headers = { 'set-cookie': signIns.cookie.cleared }
    const { rows } = await context.load(
      ...digests.map((token_digest) => sessionWith({ token_digest })),
    )
    const [holder] = rows.flat() as { user_id: UserId }[]
    if (holder !== undefined) {
      await context.commit({
        touches: 'people',
        statements: digests.map((token_digest) => endSessionWith({ token_digest })),
        audit: { user_id: holder.user_id },
      })
    }
    return { answer: undefined, headers }
  },
})
