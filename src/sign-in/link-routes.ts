// Operations on the links with which people choose their password: to set an account up, or to reset a password.
import { endSessionsOf } from '../access/sql.ts'
import type { LinkKind } from '../credentials/email.ts'
import { linkToken } from '../credentials/links.ts'
import { webTable } from '../domain/web-permissions.ts'
import { Refusal, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { isId, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { OpenContext } from '../request/context.ts'
import { openRoute } from '../request/route.ts'
import { beginSession } from './beginning-reader.ts'
import { passwordProblems } from './password.ts'
import { useCode } from './second-factor-reader.ts'
import { Link, LinkForm, LinkToken, showLink, WebSession } from './shapes.ts'
import { type Account, accountOf, useLink as usedLink } from './sql.ts'

const tag = 'Link'
const path = '/link'
const bytes = limits.sign_in_body_bytes
const example = 'The address of a link ends with its token.'

export const link = openRoute({
  operation: 'link',
  access: webTable.link,
  tag,
  method: 'POST',
  path,
  summary: 'Look at a link',
  description:
    'Returns whom a link is for. `create_user_credentials_email_password_reset` of the Looker API makes links; ' +
    `${example} The answer is 404 for a link that never was, was used or has ended.`,
  example: { body: { token: '4.uqYxT0bXGJ9cW3hU5mJ7o2kLr8sVnEaPdFtZy6Qw1Hg' } },
  body: { ...objectBody(LinkToken), bytes },
  replies: { 200: Link },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { account, kind } = await linked(context, context.body.token)
    return showLink(account, kind)
  },
})

export const useLink = openRoute({
  operation: 'use_link',
  access: webTable.use_link,
  tag,
  method: 'PUT',
  path,
  summary: 'Choose a password with a link',
  description:
    'Sets the password, ends all sessions of the person, begins a new one and sets its cookie. The link is used up.',
  example: {
    body: {
      token: '4.uqYxT0bXGJ9cW3hU5mJ7o2kLr8sVnEaPdFtZy6Qw1Hg',
      password: 'a long password',
    },
  },
  body: { ...objectBody(LinkForm), bytes },
  replies: { 200: WebSession },
  fails: [400, 401, 404, 422, 429],

  async handle(context) {
    const { body, server, request, now } = context
    const { account, kind, nonce } = await linked(context, body.token)
    const user_id = account.user_id as UserId
    const { password = '' } = body
    refuseIf(passwordProblems(password, server.signIns.isCommon))
    const guessed = `user ${user_id}`
    server.signIns.guesses.insistOnRoom(guessed, request.address, now)
    // guard totp-6: becomes []
    const used = await useCode(context, account, body.code, { account: guessed, user_id })
    const password_hash = await server.signIns.hash(user_id, password, request.address)
    const begun = beginSession(context, account)
    await context.commit({
      touches: 'people',
      statements: [
        usedLink({ user_id, password_hash, nonce, now }),
        ...used,
        ...endSessionsOf(user_id),
        ...begun.statements,
      ],
      audit: {
        user_id,
        details: { kind, is_disabled: false, forced_password_reset_at_next_login: false },
      },
    })
    return begun.answer
  },
})

interface Linked {
  readonly account: Account
  readonly kind: LinkKind
  readonly nonce: string
}

/** The account that a link is for. Throws 404 for every link that does not work. */
async function linked(context: OpenContext, token: string | undefined): Promise<Linked> {
  const { server, now } = context
  const [user_id = ''] = (token ?? '').split('.')
  const { rows } = await context.load(
    accountOf({ user_id: (isId(user_id) ? user_id : '0') as UserId }),
  )
  const account = rows[0][0]
  if (account === undefined || token === undefined) throw gone()
  const { account_setup_nonce, password_reset_nonce, password_reset_expires_at: ends } = account
  const works = (kind: LinkKind, nonce: string | null): Linked[] => {
    if (nonce === null) return []
    const expected = linkToken(server.keys, kind, user_id, nonce)
    return server.keys.matches(token, server.keys.digest(expected))
      ? [{ account, kind, nonce }]
      : []
  }
  const [setup] = works('account_setup', account_setup_nonce)
  const [reset] = works('password_reset', password_reset_nonce)
  // guard link-2: becomes setup ?? reset
  const living = setup ?? (ends === null || ends > now ? reset : undefined)
  // guard link-3: becomes living === undefined
  if (living === undefined || account.is_disabled) throw gone()
  return living
}

const gone = () =>
  new Refusal('not_found', {
    message:
      'Not found: the link does not work, because it was used, has ended or never was one; ask for a new one.',
  })
