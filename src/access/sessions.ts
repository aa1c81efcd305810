// Finds the caller behind the cookie of a browser's session, and notes that the session is used.
import { auditRow, byServer } from '../audit/audit-row.ts'
import type { Actor, Session } from '../domain/actor.ts'
import type { SessionCookie } from '../http/cookie.ts'
import type { Identity } from '../http/face.ts'
import { type OwnOrigin, strangeOrigin, strangeSite } from '../http/own-origin.ts'
import { isSpelledLike } from '../keys/secret-text.ts'
import { limits } from '../limits.ts'
import { type Db, LostRace, Unavailable } from '../store/db.ts'
import {
  type Authenticate,
  type AuthenticatorOptions,
  accessTokens,
  authenticator,
} from './authenticate.ts'
import { noteUse, sessionHolder } from './sql.ts'

interface Options extends Omit<AuthenticatorOptions, 'isToken'> {
  readonly cookie: SessionCookie
  readonly own: OwnOrigin
}

/** Stands before the secret of a cookie. No header can have this character, so none can look like a cookie. */
const byCookie = '\0'
/** In it a page of this server names the person whom it shows. All windows of a browser share its cookie. */
const pageOf = 'x-attrium-person'

/**
 * Callers who present an access token in the Authorization header or, if there is no such header, the cookie of a
 * session. With a cookie, only a page of this server may change anything.
 */
export function callers(options: Options): Identity<Actor> {
  const isToken = (text: string) => isSpelledLike('access_token', text)
  const programs = accessTokens({ ...options, isToken })
  const people = sessions(options)
  const { cookie, own } = options
  return {
    presented: (headers) => {
      // guard session-2: becomes headers.cookie === undefined
      if (headers.authorization !== undefined || headers.cookie === undefined) {
        return programs.presented(headers)
      }
      const secrets = cookie.secretsIn(headers.cookie)
      const person = headers[pageOf]
      const page = person === undefined ? '' : `${byCookie}${person}`
      // guard session-3: becomes secrets.length === 0 ? '' : byCookie + secrets[0]
      return secrets.length === 0 ? '' : byCookie + (secrets.length === 1 ? secrets[0] + page : '')
    },
    barred: (presented, sent) =>
      presented.startsWith(byCookie) ? (strangeOrigin(own, sent) ?? strangeSite(sent)) : undefined,
    find: (presented, fresh) =>
      presented.startsWith(byCookie) ? people(presented, fresh) : programs.find(presented, fresh),
    whyNobody: (presented) =>
      presented.startsWith(byCookie)
        ? presented === byCookie
          ? `Requires authentication. More than one cookie ${cookie.name} was sent; remove them all, then sign in.`
          : presented.lastIndexOf(byCookie) > 0
            ? 'Requires authentication. The person whom this page shows is no longer signed in with this browser; sign in again.'
            : 'Requires authentication. The session has ended; sign in again.'
        : programs.whyNobody(presented),
  }
}

function sessions(options: Options): Authenticate {
  const { db, now } = options
  const isToken = (text: string) => isSpelledLike('session', text)
  const find = authenticator(
    { ...options, isToken },
    { secretIn: (secret) => secret, holder: sessionHolder },
  )
  return async (presented, fresh) => {
    const [, secret = '', person] = presented.split(byCookie)
    const actor = await find(secret, fresh)
    // guard session-11: gone
    if (person !== undefined && person !== actor?.user_id) return undefined
    const { session } = actor ?? {}
    if (actor === undefined || session === undefined) return actor
    if (session.last_used_at + limits.session_noted_milliseconds > now()) return actor
    return (await isNoted(db, actor, session, now())) ? find(secret, true) : actor
  }
}

/** A session lives on while it is used, but not longer than a session may. False if the store takes nothing now. */
async function isNoted(
  db: Db,
  { token_digest, user_id }: Actor,
  { created_at, last_used_at: noted }: Session,
  now: number,
) {
  const expires_at = sessionEnd(created_at, now)
  try {
    await db.commit({
      statements: [noteUse({ token_digest, noted, now, expires_at })],
      audit: auditRow(byServer('extend_session', now), { user_id }),
      changesAuthority: false,
    })
    return true
  } catch (error) {
    if (error instanceof LostRace) return true
    if (error instanceof Unavailable) return false
    throw error
  }
}

/** When a session ends that began at one time and is used at another. */
export const sessionEnd = (created_at: number, used_at: number): number =>
  // guard session-4: becomes used_at + limits.session_idle_milliseconds
  Math.min(created_at + limits.session_milliseconds, used_at + limits.session_idle_milliseconds)
