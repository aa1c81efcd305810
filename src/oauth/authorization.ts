// What an application asks for at `/auth`, and how it is answered: with a code, with an error, or not at all.
import { mayRedirect, type OauthClient } from '../domain/oauth-client.ts'

export interface Asked {
  readonly client_id?: string
  readonly redirect_uri?: string
  readonly response_type?: string
  readonly scope?: string
  readonly state?: string
  readonly code_challenge?: string
  readonly code_challenge_method?: string
}

export const askedFields = [
  ...(['client_id', 'redirect_uri', 'response_type', 'scope', 'state'] as const),
  ...(['code_challenge', 'code_challenge_method'] as const),
] as const

/** The fields that were sent, to send them on. */
export const asQuery = (asked: Asked): string => new URLSearchParams(sentFields(asked)).toString()

export const sentFields = (asked: Asked): [name: string, value: string][] =>
  askedFields.flatMap((name) => {
    const value = asked[name]
    return value === undefined ? [] : [[name, value] as [string, string]]
  })

/**
 * Why nothing may be sent to the address that was named: nobody has shown that it belongs to an application. The
 * person is told, on a page that leads nowhere.
 */
export function strangeness(asked: Asked, client: OauthClient | undefined): string | undefined {
  if (asked.client_id === undefined) return `client_id is missing. ${tell}`
  // guard oauth-21: becomes client === undefined
  if (client === undefined || !client.enabled) {
    return `client_id names no application that may ask for access here. ${tell}`
  }
  if (asked.redirect_uri === undefined) return `redirect_uri is missing. ${tell}`
  // guard oauth-22: becomes true
  const isKnown = mayRedirect(client, asked.redirect_uri)
  return isKnown ? undefined : `redirect_uri is not the address that is registered. ${tell}`
}
const tell = 'Nothing was sent to it. Tell whoever has made the application.'

export interface Mistake {
  readonly error: 'invalid_request' | 'unsupported_response_type' | 'invalid_scope'
  readonly error_description: string
}

/** What the application has asked for wrongly, as it is told (RFC 6749, 4.1.2.1). */
export function mistake(asked: Asked, challenge: string | undefined): Mistake | undefined {
  const { response_type, scope, state = '', code_challenge, code_challenge_method } = asked
  if (response_type !== 'code') {
    const error = response_type === undefined ? 'invalid_request' : 'unsupported_response_type'
    return { error, error_description: 'response_type must be code.' }
  }
  if (scope !== undefined && scope !== 'cors_api') {
    return { error: 'invalid_scope', error_description: 'scope must be cors_api.' }
  }
  const invalid = (error_description: string): Mistake => ({
    ...{ error: 'invalid_request', error_description },
  })
  // RFC 6749, A.5. Browsers change line breaks in forms, so others would not go back as they came.
  if (/[^ -~]/.test(state)) return invalid('state must be printable ASCII.')
  if (code_challenge === undefined) return invalid('code_challenge is missing: PKCE is required.')
  // guard oauth-23: becomes false
  if (code_challenge_method !== 'S256') return invalid('code_challenge_method must be S256.')
  return challenge === undefined
    ? invalid('code_challenge must be the SHA-256 of the verifier in base64url.')
    : undefined
}

/** The address of the application with an answer; the state goes back as it came, or stays away. */
export function answerAddress(
  { redirect_uri = '', state }: Asked,
  issuer: string,
  answer: Readonly<Record<string, string>>,
): string {
  // guard oauth-25: becomes { ...answer, iss: issuer }
  // guard oauth-26: iss: issuer, ...(state → ...(state
  const parameters = { ...answer, iss: issuer, ...(state === undefined ? {} : { state }) }
  const joint = redirect_uri.includes('?') ? '&' : '?'
  return `${redirect_uri}${joint}${new URLSearchParams(parameters)}`
}
