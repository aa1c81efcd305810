// Begins a session in a browser: the statements of a commit, and the answer with its cookie.
import { sessionEnd } from '../access/sessions.ts'
import type { UserId } from '../ids.ts'
import { newSecret, newSessionId } from '../keys/secret-text.ts'
import { limits } from '../limits.ts'
import type { OpenContext } from '../request/context.ts'
import type { Statement } from '../store/statement.ts'
import { showSession } from './shapes.ts'
import { addSession, endSessionWith, endSurplusSessions } from './sql.ts'

type Person = Parameters<typeof showSession>[0] & { readonly sessions: number }

/** The browser gets a new secret, and what it had before ends: a secret that somebody has given it is of no use. */
export function beginSession(
  { server, request, now }: OpenContext,
  person: Person,
  credentials_type: 'email' | 'oidc' = 'email',
) {
  const { keys, random, signIns } = server
  const user_id = person.user_id as UserId
  // guard session-5: becomes signIns.cookie.secretsIn(request.cookie)[0] ?? newSecret('session', random)
  const secret = newSecret('session', random)
  const expires_at = sessionEnd(now, now)
  const before = signIns.cookie.secretsIn(request.cookie).map(keys.digest)
  const isFull = person.sessions >= limits.sessions_per_user
  const statements: Statement[] = [
    ...before.map((token_digest) => endSessionWith({ token_digest })),
    ...(isFull ? [endSurplusSessions({ user_id })] : []),
    addSession({
      token_digest: keys.digest(secret),
      session_id: newSessionId(now, random),
      browser: browserIn(request.browser),
      address: request.address,
      ...{ user_id, now, expires_at, credentials_type },
    }),
  ]
  const headers = { 'set-cookie': signIns.cookie.setTo(secret) }
  // What ends must not be remembered anywhere.
  // guard session-8: becomes 'values'
  const touches = before.length > 0 || isFull ? ('people' as const) : ('values' as const)
  return { statements, touches, answer: { answer: showSession(person, expires_at), headers } }
}

/** The name that a browser gives itself, as far as it is plain text. */
const browserIn = (name: string | undefined): string | null =>
  // guard session-6: .replace(/[^\x20-\x7e]/g, ' ') → .trim()
  name?.replace(/[^\x20-\x7e]/g, ' ').slice(0, limits.browser_characters) ?? null
