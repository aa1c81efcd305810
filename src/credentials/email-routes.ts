// Operations on the e-mail credential of a user (looker 10.4).

import { endSessionsOf, knownUser } from '../access/sql.ts'
import { addressBefore } from '../audit/before-sql.ts'
import { permissionTable } from '../domain/permissions.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter, flagParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import type { UserId } from '../ids.ts'
import { newClientId } from '../keys/secret-text.ts'
import type { AsksOfThing, Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import type { Statement } from '../store/statement.ts'
import { refuseTaken } from './address-reader.ts'
import { emailProblems, emailRefusals, flagRefusal, passwordResetMinutes } from './email.ts'
import { showStoredEmail } from './email-reader.ts'
import { CredentialsEmail } from './shapes.ts'
import {
  addEmail,
  deleteEmail,
  emailOfUser,
  keepLinks,
  newLinks,
  type StoredEmail,
  setAddress,
  setForcedReset,
} from './sql.ts'

const tag = 'User'
const path = '/users/{user_id}/credentials_email'
const query = { fields: fieldsParameter }

export const userCredentialsEmail = route({
  operation: 'user_credentials_email',
  access: permissionTable.user_credentials_email,
  tag,
  method: 'GET',
  path,
  summary: 'Get the e-mail credential of a user',
  description:
    'Returns the address that the user signs in with. Administrators also see the links for ' +
    'setting it up.',
  query,
  replies: { 200: CredentialsEmail },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    const { rows } = await context.load(knownUser({ user_id }), emailOfUser({ user_id }))
    context.allowed(rows[0][0])
    return showStoredEmail(context, found(rows[1][0]))
  },
})

export const createUserCredentialsEmail = route({
  operation: 'create_user_credentials_email',
  access: permissionTable.create_user_credentials_email,
  tag,
  method: 'POST',
  path,
  summary: 'Add an e-mail credential',
  description:
    'Gives the user an address to sign in with. Addresses keep their case and are unique in ' +
    'any case. A user has at most one. A password is refused.',
  example: { path: { user_id: '26' }, body: { email: 'nora@acme.example' } },
  query,
  body: objectBody(CredentialsEmail, { refused: emailRefusals }),
  replies: { 200: CredentialsEmail },
  fails: [400, 403, 404, 409, 422, 429],

  async handle(context) {
    const { user_id } = context.params
    const { rows } = await context.load(knownUser({ user_id }), emailOfUser({ user_id }))
    context.allowed(rows[0][0])
    const { body, now } = context
    const email = body.email ?? ''
    refuseIf(emailProblems(email))
    refuseIf(rows[1][0] === undefined ? [] : [hasOne])
    await refuseTaken(context, user_id, email)
    const forced = body.forced_password_reset_at_next_login ?? false
    return change(context, user_id, [addEmail({ user_id, email, forced, now })], {
      texts: { email },
      forced,
    })
  },
})

const hasOne: Problem = {
  field: 'email',
  code: 'already_exists',
  message: 'email already exists for this user; update the credential instead.',
}

export const updateUserCredentialsEmail = route({
  operation: 'update_user_credentials_email',
  access: permissionTable.update_user_credentials_email,
  tag,
  method: 'PATCH',
  path,
  summary: 'Change the e-mail credential of a user',
  description:
    'Changes the address. If it changes, links made for the old address stop working. A password ' +
    'is refused, and so is another `is_disabled`.',
  example: { path: { user_id: '4' }, body: { email: 'jonas@acme.example' } },
  query,
  body: objectBody(CredentialsEmail, { refused: emailRefusals, also: ['is_disabled'] }),
  replies: { 200: CredentialsEmail },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { user_id } = context.params
    const before = await existing(context, user_id)
    const { email = before.email, forced_password_reset_at_next_login: given } = context.body
    const forced = given === before.forced_password_reset_at_next_login ? undefined : given
    const { is_disabled = before.is_disabled } = context.body
    refuseIf([
      ...emailProblems(email),
      // guard sign-in-7: gone
      ...(is_disabled === before.is_disabled ? [] : [flagRefusal]),
    ])
    await refuseTaken(context, user_id, email ?? '')
    const address = email === null || email === before.email ? undefined : email
    const statements = [
      ...(address === undefined ? [] : [setAddress(user_id, address)]),
      ...(forced === undefined ? [] : [setForcedReset({ user_id, forced })]),
    ]
    if (statements.length === 0) return showStoredEmail(context, before)
    return change(context, user_id, statements, {
      texts: address === undefined ? {} : { email: address },
      forced: given ?? before.forced_password_reset_at_next_login,
    })
  },
})

export const deleteUserCredentialsEmail = route({
  operation: 'delete_user_credentials_email',
  access: permissionTable.delete_user_credentials_email,
  tag,
  method: 'DELETE',
  path,
  summary: 'Delete the e-mail credential of a user',
  description: 'Deletes the credential. Another user can have the address at once.',
  example: { path: { user_id: '24' } },
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    await existing(context, user_id)
    const held = addressBefore({ user_id })
    await context.commit({
      touches: 'people',
      // guard session-7: deleteEmail(user_id), ...endSessionsOf(user_id) → deleteEmail(user_id)
      statements: [...held.statements, deleteEmail(user_id), ...endSessionsOf(user_id)],
      audit: { user_id, found: held.found, texts: { before: 0, after: { email: null } } },
    })
    return undefined
  },
})

export const createUserCredentialsEmailPasswordReset = route({
  operation: 'create_user_credentials_email_password_reset',
  access: permissionTable.create_user_credentials_email_password_reset,
  tag,
  method: 'POST',
  path: `${path}/password_reset`,
  summary: 'Make a link to choose a password',
  description:
    'Creates a new link and returns it to administrators. The previous link stops working.',
  example: { path: { user_id: '4' } },
  query: {
    ...query,
    expires: flagParameter(
      'True: the link ends after 60 minutes. False or absent: it does not end.',
      true,
    ),
  },
  replies: { 200: CredentialsEmail },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    await existing(context, user_id)
    const links = freshLinks(context, user_id, context.query.expires ?? false)
    return change(context, user_id, [newLinks(links)])
  },
})

export const sendUserCredentialsEmailPasswordReset = route({
  operation: 'send_user_credentials_email_password_reset',
  access: permissionTable.send_user_credentials_email_password_reset,
  tag,
  method: 'POST',
  path: `${path}/send_password_reset`,
  summary: 'Make a link that ends after 60 minutes',
  description:
    'Returns a link instead of sending it, because this server sends no mail. A link that ' +
    'has not ended stays the same.',
  example: { path: { user_id: '4' } },
  query,
  replies: { 200: CredentialsEmail },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    await existing(context, user_id)
    return change(context, user_id, [keepLinks(freshLinks(context, user_id, true))])
  },
})

function freshLinks({ server, now }: Context, user_id: UserId, expires: boolean) {
  const expires_at = expires ? now + passwordResetMinutes * 60_000 : null
  const nonce = () => newClientId(server.random)
  return { user_id, setup: nonce(), reset: nonce(), expires_at, now }
}

/** The user's e-mail credential if they have one; checks that the caller may call the operation. */
async function existing(context: Context & AsksOfThing, user_id: UserId): Promise<StoredEmail> {
  const { rows } = await context.load(knownUser({ user_id }), emailOfUser({ user_id }))
  context.allowed(rows[0][0])
  return found(rows[1][0])
}

/** `changed`: the address if it is a new one, and the flag; undefined for operations that change only links. */
async function change(
  context: Context,
  user_id: UserId,
  statements: Statement[],
  changed?: { texts: { email?: string }; forced: boolean },
) {
  const held = changed && addressBefore({ user_id })
  const details = changed && {
    fingerprints: context.server.keys.fingerprints(changed.texts),
    forced_password_reset_at_next_login: changed.forced,
  }
  const rows = await context.commit({
    touches: 'people',
    statements: [...(held?.statements ?? []), ...statements, emailOfUser({ user_id })],
    audit: {
      user_id,
      ...(details && { details }),
      ...(held && { found: held.found }),
      ...(changed && { texts: { before: 0, after: changed.texts } }),
    },
  })
  return showStoredEmail(context, found((rows.at(-1) as StoredEmail[])[0]))
}
