// The pages on which people sign in for an application and decide whether it may use their account. No page has a
// script, and whatever comes from others is text.
import type { OauthClient } from '../domain/oauth-client.ts'
import { type Asked, asQuery, sentFields } from './authorization.ts'

/** The headers of every page; nothing is loaded but the style sheet, and nobody frames it. */
export const pageHeaders = {
  'content-security-policy': policy("'none'"),
  // guard oauth-27: 'no-referrer' → 'unsafe-url'
  'referrer-policy': 'no-referrer',
  // guard oauth-28: gone
  'x-frame-options': 'DENY',
} as const

/**
 * The headers of a page with a form. With `no-referrer` browsers would send `Origin: null` with the form, so it would
 * look like one of another page; this server alone gets the referrer. A form that leads to a redirect needs the
 * target's permission, too.
 */
export const formHeaders = (redirect_uri: string) => ({
  'content-security-policy': policy(`'self' ${sourceOf(redirect_uri)}`),
  'referrer-policy': 'same-origin',
})

function policy(forms: string): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    `form-action ${forms}`,
    "base-uri 'none'",
    // guard oauth-29: gone
    "frame-ancestors 'none'",
  ].join('; ')
}

/** A policy has no words for an address of IPv6, nor for the host of other schemes. */
function sourceOf(redirect_uri: string): string {
  const { protocol, origin, hostname } = new URL(redirect_uri)
  const isPlain = /^https?:$/.test(protocol) && !hostname.startsWith('[')
  return isPlain ? origin : protocol
}

/** A text as it stands in a page, also between the quotes of an attribute. */
const shown = (text: string): string =>
  // guard oauth-30: becomes text
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${shown(title)} · Attrium</title>
<link rel="stylesheet" href="/oauth.css">
</head>
<body>
<main>
<h1>${shown(title)}</h1>
${body}
</main>
</body>
</html>
`

const hidden = (asked: Asked): string =>
  sentFields(asked)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${shown(value)}">`)
    .join('\n')

export const errorPage = (message: string): string =>
  page('This did not work', `<p role="alert">${shown(message)}</p>`)

/** The same for somebody who was about to sign in, with the way back. */
export const signInErrorPage = (message: string, publicUrl: string): string =>
  page(
    'You are not signed in',
    `<p role="alert">${shown(message)}</p>
<p><a href="${shown(publicUrl)}/sign-in">Back to the sign-in page</a></p>`,
  )

interface SignIn {
  readonly client: OauthClient
  readonly asked: Asked
  /** What was wrong with the last try. */
  readonly message?: string | undefined
  readonly email?: string | undefined
  /** Whether a code of a second factor is asked for. */
  readonly asksCode?: boolean
}

export const signInPage = ({ client, asked, message, email = '', asksCode }: SignIn): string =>
  page(
    'Sign in',
    `<p>to go on to <strong>${shown(client.display_name)}</strong>. This page belongs to Attrium; the application does
not see your password.</p>
${message === undefined ? '' : `<p role="alert">${shown(message)}</p>`}
<form method="post" action="/auth/sign-in">
${hidden(asked)}
<label>E-mail address
<input type="email" name="email" value="${shown(email)}" autocomplete="username" required></label>
<label>Password
<input type="password" name="password" autocomplete="current-password" required></label>
${
  asksCode
    ? `<label>Code of your second factor
<input name="code" autocomplete="one-time-code" inputmode="numeric" required></label>`
    : ''
}
<button type="submit">Sign in</button>
</form>`,
  )

interface Consent {
  readonly client: OauthClient
  readonly asked: Asked
  /** The person who is asked, as they know themselves. */
  readonly person: { readonly actor: { readonly user_id: string }; readonly name: string }
  /** Whether they have allowed it before. */
  readonly isActivated: boolean
}

export const consentPage = ({ client, asked, person, isActivated }: Consent): string =>
  page(
    `Allow ${client.display_name}?`,
    `<p><strong>${shown(client.display_name)}</strong> (${shown(client.client_guid)}) asks for access to your account
on this server: <strong>${shown(person.name)}</strong>.</p>
${client.description === '' ? '' : `<p>${shown(client.description)}</p>`}
<p>If you allow it, it can do through the API whatever you can do: read and change what you may read and change.
It does not see your password. Its access ends when you change your password, or 30 days after it was used last.</p>
<p>The answer goes to <code>${shown(placeOf(asked.redirect_uri ?? ''))}</code>.
${isActivated ? 'You have allowed this application before.' : ''}</p>
<form method="post" action="/auth">
${hidden(asked)}
<input type="hidden" name="person" value="${shown(person.actor.user_id)}">
<button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button>
</form>
<p><a href="/auth?${shown(asQuery(asked))}&amp;prompt=login">Sign in as somebody
else</a></p>`,
  )

/** Where an answer goes, without what only programs read. */
const placeOf = (redirect_uri: string): string => redirect_uri.split('?')[0] ?? ''
