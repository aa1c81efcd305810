// The e-mail credential: the rules of addresses, its links, and its form in answers (looker 10.4).
import type { Problem } from '../errors.ts'
import type { Static } from '../http/schema.ts'
import { timestamp } from '../http/timestamp.ts'
import { limits } from '../limits.ts'
import type { CredentialsEmail } from './shapes.ts'

/** All problems of an address; looks at each character a fixed number of times. */
export function emailProblems(email: string | null | undefined, field = 'email'): Problem[] {
  if (email === undefined || email === null || email === '') {
    return [{ field, code: 'missing_field', message: `'${field}' is required.` }]
  }
  if (email.length > limits.name_characters) {
    const message = `${field} must have at most ${limits.name_characters} characters.`
    return [{ field, code: 'invalid', message }]
  }
  if (isAddress(email)) return []
  return [
    { field, code: 'invalid', message: `${field} must be an address such as name@example.com.` },
  ]
}

const unwanted = /[\s\p{Cc},;<>"()[\]\\]/u

/** One @ with something before and after it; no blanks, control characters, commas or brackets. */
function isAddress(email: string): boolean {
  const at = email.indexOf('@')
  const domain = email.slice(at + 1)
  const hasOne = at > 0 && domain !== '' && !domain.includes('@')
  return hasOne && !unwanted.test(email) && !/^\.|\.\.|\.$/.test(domain)
}

export const emailTaken: Problem = {
  field: 'email',
  code: 'already_exists',
  message: 'email already exists: another user has it.',
}

/** The row of an e-mail credential. */
export interface EmailRow {
  readonly email: string
  readonly created_at: number
  readonly forced_password_reset_at_next_login: boolean
  readonly is_disabled: boolean
  readonly account_setup_nonce: string | null
  readonly password_reset_nonce: string | null
  readonly password_reset_expires_at: number | null
  readonly logged_in_at: number | null
}

export type LinkKind = 'account_setup' | 'password_reset'

/** The parts needed to show a link. */
export interface Links {
  /** Only administrators get links: whoever has one can become the user. */
  readonly showsLinks: boolean
  readonly webUrl: string
  /** The token that belongs to a nonce; nobody without the master key can compute it. */
  readonly tokenOf: (kind: LinkKind, user_id: string, nonce: string) => string
  readonly now: number
}

/** The token is in the fragment: browsers keep that from the server, its log and other sites. */
export const addressOf = (webUrl: string, token: string): string => `${webUrl}/setup#token=${token}`

/** Looker's recorded value is the empty text if nobody has signed in yet (looker 10.4). */
export const loggedInAt = (at: number | null): string => (at === null ? '' : timestamp(at))

export const passwordResetMinutes = 60

export function showEmail(
  row: EmailRow,
  user: { readonly id: string; readonly url: string },
  links: Links,
): Static<typeof CredentialsEmail> {
  const { password_reset_nonce, password_reset_expires_at, account_setup_nonce } = row
  const { showsLinks, webUrl, tokenOf, now } = links
  const link = (kind: LinkKind, nonce: string | null) =>
    showsLinks && nonce !== null ? addressOf(webUrl, tokenOf(kind, user.id, nonce)) : ''
  const expired = password_reset_expires_at !== null && password_reset_expires_at <= now
  return {
    created_at: timestamp(row.created_at),
    user_id: user.id,
    logged_in_at: loggedInAt(row.logged_in_at),
    type: 'email',
    email: row.email,
    forced_password_reset_at_next_login: row.forced_password_reset_at_next_login,
    is_disabled: row.is_disabled,
    password_reset_url: link('password_reset', password_reset_nonce),
    account_setup_url: link('account_setup', account_setup_nonce),
    password_reset_url_expired: password_reset_nonce === null || expired,
    account_setup_url_expired: account_setup_nonce === null,
    url: `${user.url}/credentials_email`,
    user_url: user.url,
    can: { show_password_reset_url: showsLinks },
  }
}

const lockOut = 'To lock somebody out, set is_disabled on the user.'

/** Fields that look as if they could be set, and why they cannot. */
export const emailRefusals = {
  password: `password cannot be set: people choose theirs behind the link of password_reset. ${lockOut}`,
}

/** For a flag that changes: whole objects that are sent back have it unchanged. */
export const flagRefusal: Problem = {
  field: 'is_disabled',
  code: 'invalid',
  message: `is_disabled of an e-mail credential cannot be changed. ${lockOut}`,
}
