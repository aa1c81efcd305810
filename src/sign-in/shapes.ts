// Wire shapes of signing in, and how a person who has signed in is shown.
import type { LinkKind } from '../credentials/email.ts'
import {
  fieldOf,
  nullableText,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyText,
  type Static,
  shape,
  text,
  texts,
} from '../http/schema.ts'
import { limits } from '../limits.ts'
import type { SessionRow } from '../session/sql.ts'
import { shownInstant } from '../texts/instant.ts'

export const SignInForm = shape('SignInForm', 'What a person signs in with.', {
  email: text('E-mail address of the person, in any case.'),
  password: text('Their password.', { secret: true }),
  code: nullableText(
    'Six digits of their second factor, or a recovery code; only if they have a second factor.',
    { secret: true },
  ),
})

const Person = shape('WebUser', 'A person who has signed in.', {
  id: readOnlyText('Id of the user, in decimal digits.'),
  display_name: readOnlyText('First and last name; the e-mail address if there is neither.'),
  email: readOnlyText('E-mail address; empty if it was taken away.'),
})

export const WebSession = shape('WebSession', 'The session of this browser.', {
  user: fieldOf('The person.', Person),
  expires_at: readOnlyText(
    'When the session ends if it is not used any more. It ends seven days after the sign-in in any case.',
  ),
})

const newPassword = () =>
  text(
    `The new password: ${limits.password_characters_least} to ${limits.password_characters} characters, and not one that many people have.`,
    { secret: true },
  )

export const OwnSession = shape('OwnSession', 'A browser in which you are signed in.', {
  id: readOnlyText('Id of the session, in decimal digits.'),
  created_at: readOnlyText('When you signed in.'),
  last_used_at: readOnlyText('When it was used last, to within ten minutes.'),
  address: readOnlyNullableText('Network address from which you signed in.'),
  browser: readOnlyNullableText('Name that the browser gives itself, at most 200 characters.'),
  current: readOnlyFlag('Whether it is the session of this request.'),
})

export const PasswordForm = shape('PasswordForm', 'Another password for yourself.', {
  current_password: text('The password that you have.', { secret: true }),
  password: newPassword(),
})

export const OwnPasswordForm = shape('OwnPasswordForm', 'Your password, to show that it is you.', {
  password: text('The password that you have.', { secret: true }),
})

export const TotpSecret = shape('TotpSecret', 'A second factor that is being set up.', {
  secret: text('The secret in base32, to be typed into an authenticator app.', { secret: true }),
  uri: text('The same as an address, to be shown as a picture.', { secret: true }),
})

export const CodeForm = shape('CodeForm', 'A code of the second factor.', {
  code: text('The six digits that the authenticator app shows now.', { secret: true }),
})

export const RecoveryCodes = shape('RecoveryCodes', 'Codes for a person who has lost the app.', {
  recovery_codes: texts('Ten codes; each signs in once. Keep them apart from the password.'),
})

export const LinkToken = shape('LinkToken', 'A link to choose a password.', {
  token: text('What follows `token=` in the address of the link.', { secret: true }),
})

export const LinkForm = shape('LinkForm', 'A link, and the password that is chosen with it.', {
  token: text('What follows `token=` in the address of the link.', { secret: true }),
  password: newPassword(),
  code: nullableText(
    'Six digits of the second factor, or a recovery code; only if the person has a second factor.',
    { secret: true },
  ),
})

const LinkUser = shape('LinkUser', 'The person whom a link is for.', {
  email: readOnlyText('E-mail address.'),
  display_name: readOnlyText('First and last name; the e-mail address if there is neither.'),
})

export const Link = shape('Link', 'A link that still works.', {
  kind: readOnlyText(
    '`setup` for a person who has no password yet and sets up the account, else `reset`.',
  ),
  user: fieldOf('The person.', LinkUser),
  expires_at: nullableText('When the link ends; null if it does not.', { readOnly: true }),
})

interface Names {
  readonly first_name: string
  readonly last_name: string
  readonly email: string | null
}

export const displayName = ({ first_name, last_name, email }: Names): string =>
  `${first_name} ${last_name}`.trim() || (email ?? '')

export const showSession = (
  user: Names & { readonly user_id: string },
  expires_at: number,
): Static<typeof WebSession> => ({
  user: { id: user.user_id, display_name: displayName(user), email: user.email ?? '' },
  expires_at: shownInstant(expires_at),
})

export const showOwnSession = (
  { id, address, browser, created_at, last_used_at }: SessionRow,
  current: string | undefined,
): Static<typeof OwnSession> => ({
  id,
  created_at: shownInstant(created_at),
  last_used_at: shownInstant(last_used_at ?? created_at),
  address,
  browser,
  current: id === current,
})

export const showLink = (
  user: Names & {
    readonly email: string
    readonly password_reset_expires_at: number | null
    readonly is_not_set_up: boolean
  },
  kind: LinkKind,
): Static<typeof Link> => {
  const expires_at = kind === 'password_reset' ? user.password_reset_expires_at : null
  return {
    kind: user.is_not_set_up ? 'setup' : 'reset',
    user: { email: user.email, display_name: displayName(user) },
    expires_at: expires_at === null ? null : shownInstant(expires_at),
  }
}
