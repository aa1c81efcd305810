// The claims in the text of an ID token.
import { type Claims, claimsIn } from '../domain/sent-claims.ts'

/** Its claims, whoever has signed it; undefined: it is no token. */
export function claimsOfToken(token: string): Claims | undefined {
  const [, payload = '', ...rest] = token.split('.')
  return rest.length === 1 ? claimsIn(Buffer.from(payload, 'base64url').toString()) : undefined
}
