// Operations on the e-mail credential of a user (looker 10.4).
import { permissionTable } from '../access/permissions.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { pageHeaders, pageOf, pagingParameters } from '../http/paging.ts'
import { fieldsParameter, flagParameter, sortsParameter, textParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf, partly } from '../http/schema.ts'
import { parseSorts } from '../http/sorts.ts'
import type { UserId } from '../ids.ts'
import { newClientId } from '../keys/secret-text.ts'
import type { AsksOfThing, Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import {
  anyTermParameter,
  idsTerm,
  idsTermParameter,
  textTerm,
  textTermParameter,
} from '../search-terms.ts'
import type { Statement } from '../store/statement.ts'
import { linksOf } from '../users/list.ts'
import { knownUser } from '../users/sql.ts'
import {
  emailProblems,
  emailTaken,
  notSwitched,
  passwordResetMinutes,
  refusedOfEmail,
  showEmail,
} from './email.ts'
import { emailPage, emailSortFields, emailTotal } from './email-search-sql.ts'
import { CredentialsEmail, CredentialsEmailSearch } from './shapes.ts'
import {
  addEmail,
  deleteEmail,
  emailHolder,
  emailOfUser,
  keptLinks,
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
  replies: { 200: partly(CredentialsEmail) },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    const { rows } = await context.load(knownUser({ user_id }), emailOfUser({ user_id }))
    context.allowed(rows[0][0])
    return show(context, found(rows[1][0]))
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
  body: objectBody(CredentialsEmail, { refused: refusedOfEmail }),
  replies: { 200: partly(CredentialsEmail) },
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
    return change(context, user_id, [addEmail({ user_id, email, forced, now })])
  },
})

const hasOne: Problem = {
  field: 'email',
  code: 'already_exists',
  message: 'email already exists for this user; update the credential instead.',
}

/** Refuses an address that somebody else has; of two who ask at once the store refuses one. */
export async function refuseTaken(context: Context, user_id: UserId, email: string) {
  const { rows } = await context.load(emailHolder(email))
  const holder = rows[0][0]
  refuseIf(holder === undefined || holder.user_id === user_id ? [] : [emailTaken])
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
  body: objectBody(CredentialsEmail, { refused: refusedOfEmail, also: ['is_disabled'] }),
  replies: { 200: partly(CredentialsEmail) },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { user_id } = context.params
    const before = await existing(context, user_id)
    const { email = before.email, forced_password_reset_at_next_login: forced } = context.body
    const { is_disabled = before.is_disabled } = context.body
    refuseIf([
      ...emailProblems(email),
      ...(is_disabled === before.is_disabled ? [] : [notSwitched]),
    ])
    await refuseTaken(context, user_id, email ?? '')
    const statements = [
      ...(email === null || email === before.email ? [] : [setAddress(user_id, email)]),
      ...(forced === undefined ? [] : [setForcedReset({ user_id, forced })]),
    ]
    return statements.length === 0 ? show(context, before) : change(context, user_id, statements)
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
    await context.commit({
      touches: 'people',
      statements: [deleteEmail(user_id)],
      audit: { user_id },
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
    expires: flagParameter('True: the link ends after 60 minutes. Else it does not end.', true),
  },
  replies: { 200: partly(CredentialsEmail) },
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
  replies: { 200: partly(CredentialsEmail) },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { user_id } = context.params
    await existing(context, user_id)
    return change(context, user_id, [keptLinks(freshLinks(context, user_id, true))])
  },
})

function freshLinks({ server, now }: Context, user_id: UserId, expires: boolean) {
  const expires_at = expires ? now + passwordResetMinutes * 60_000 : null
  const nonce = () => newClientId(server.random)
  return { user_id, setup: nonce(), reset: nonce(), expires_at, now }
}

/** The user's e-mail credential, if the caller may do this with it. */
async function existing(context: Context & AsksOfThing, user_id: UserId): Promise<StoredEmail> {
  const { rows } = await context.load(knownUser({ user_id }), emailOfUser({ user_id }))
  context.allowed(rows[0][0])
  return found(rows[1][0])
}

async function change(context: Context, user_id: UserId, statements: Statement[]) {
  const rows = await context.commit({
    touches: 'people',
    statements: [...statements, emailOfUser({ user_id })],
    audit: { user_id },
  })
  return show(context, found((rows.at(-1) as StoredEmail[])[0]))
}

function show(context: Context, row: StoredEmail) {
  const url = `${context.server.publicUrl()}/api/4.0/users/${row.user_id}`
  return showEmail(row, { id: row.user_id, url }, linksOf(context))
}

export const searchCredentialsEmail = route({
  operation: 'search_credentials_email',
  access: permissionTable.search_credentials_email,
  tag,
  method: 'GET',
  path: '/credentials_email/search',
  summary: 'Search e-mail credentials',
  description:
    'Returns the credentials that match all terms, or any of them with `filter_or`. The id ' +
    'of a credential is the id of its user.',
  query: {
    ...query,
    limit: pagingParameters.limit,
    offset: pagingParameters.offset,
    sorts: sortsParameter(emailSortFields),
    id: idsTermParameter('2'),
    email: textTermParameter('Address', 'maya@%'),
    emails: textParameter(
      'Return only these addresses, whole and in any case, separated by commas.',
      'maya@acme.example',
    ),
    filter_or: anyTermParameter,
  },
  refusesUnknown: true,
  replies: { 200: listOf(partly(CredentialsEmailSearch)) },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { id, email, emails, filter_or, sorts } = context.query
    const page = pageOf(context.query)
    const search = {
      ...page,
      sorts: parseSorts(sorts, emailSortFields),
      any: filter_or ?? false,
      ...(id === undefined ? {} : { id: idsTerm('id', id) }),
      ...(email === undefined ? {} : { email: textTerm('email', email) }),
      ...(emails === undefined ? {} : { emails: emails.split(',').map((one) => one.trim()) }),
    }
    const { rows } = await context.load(emailPage(search), emailTotal(search))
    return {
      answer: rows[0].map((row) => show(context, row)),
      headers: pageHeaders(page, rows[1][0]?.total ?? 0, context),
    }
  },
})
