// Operations with which a person looks after their own account: sessions in browsers, and the password.
import { endSessionsOf } from '../access/sql.ts'
import { webTable } from '../domain/web-permissions.ts'
import { found, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { limits } from '../limits.ts'
import { route } from '../request/route.ts'
import { endSession, sessionsOfUser } from '../session/sql.ts'
import { ownAccount } from './own-password-reader.ts'
import { passwordProblems } from './password.ts'
import { OwnSession, PasswordForm, showOwnSession } from './shapes.ts'
import { passwordUnchanged, setPassword } from './sql.ts'

const tag = 'Account'
const path = '/sessions'

export const webSessions = route({
  operation: 'web_sessions',
  access: webTable.web_sessions,
  tag,
  method: 'GET',
  path,
  summary: 'List your sessions',
  description:
    'Returns the browsers in which you are signed in, first those that you signed in with first.',
  replies: { 200: listOf(OwnSession) },
  fails: [400, 429],

  async handle(context) {
    const { user_id, session } = context.actor
    const { rows } = await context.load(sessionsOfUser({ user_id, now: context.now }))
    return rows[0].map((row) => showOwnSession(row, session?.id))
  },
})

export const endWebSession = route({
  operation: 'end_web_session',
  access: webTable.end_web_session,
  tag,
  method: 'DELETE',
  path: `${path}/{session_id}`,
  summary: 'End one of your sessions',
  description: 'Signs you out of one browser, at once. Returns 404 if the session has ended.',
  replies: { 204: emptyText },
  fails: [400, 404, 429],

  async handle(context) {
    const { actor, params, now } = context
    const { user_id } = actor
    const { session_id } = params
    const { rows } = await context.load(sessionsOfUser({ user_id, now }))
    found(rows[0].find(({ id }) => id === session_id))
    await context.commit({
      touches: 'people',
      statements: [endSession({ user_id, session_id })],
      audit: { user_id },
    })
    return undefined
  },
})

export const endOtherWebSessions = route({
  operation: 'end_other_web_sessions',
  access: webTable.end_other_web_sessions,
  tag,
  method: 'DELETE',
  path,
  summary: 'End your other sessions',
  description: 'Signs you out of all browsers but this one, at once.',
  replies: { 204: emptyText },
  fails: [400, 429],

  async handle(context) {
    const { user_id, token_digest } = context.actor
    await context.load()
    await context.commit({
      touches: 'people',
      statements: endSessionsOf(user_id, token_digest),
      audit: { user_id },
    })
    return undefined
  },
})

export const changePassword = route({
  operation: 'change_password',
  access: webTable.change_password,
  tag,
  method: 'PUT',
  path: '/password',
  summary: 'Change your password',
  description: 'Sets another password and ends all your sessions but this one.',
  example: { body: { current_password: 'a long password', password: 'another long password' } },
  body: { ...objectBody(PasswordForm), bytes: limits.sign_in_body_bytes },
  replies: { 204: emptyText },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { actor, body, server, request } = context
    const { token_digest } = actor
    const { password = '' } = body
    const { user_id, password_hash } = await ownAccount(
      context,
      'current_password',
      body.current_password,
    )
    refuseIf(passwordProblems(password, server.signIns.isCommon))
    const chosen = await server.signIns.hash(user_id, password, request.address)
    await context.commit({
      touches: 'people',
      statements: [
        passwordUnchanged({ user_id, password_hash }),
        setPassword({ user_id, password_hash: chosen }),
        // guard session-10: gone
        ...endSessionsOf(user_id, token_digest),
      ],
      audit: { user_id, details: { forced_password_reset_at_next_login: false } },
    })
    return undefined
  },
})
