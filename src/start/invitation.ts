// The link with which an administrator chooses a password: of the first start, or of a command beside the server.
import { auditRow, byOperator } from '../audit/audit-row.ts'
import { addressOf as linkTo } from '../credentials/email.ts'
import { linkToken } from '../credentials/links.ts'
import { CannotRun } from '../errors.ts'
import { adminUserId, type UserId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { newClientId } from '../keys/secret-text.ts'
import { limits } from '../limits.ts'
import { accountOf } from '../sign-in/sql.ts'
import { type Db, LostRace, Unavailable } from '../store/db.ts'
import { type Making, ownerOf } from './new-key.ts'
import { addInvitation } from './sql.ts'

export interface Invitation {
  readonly link: string
  /** The user and why it is for them, as the end of a sentence. */
  readonly owner: string
  /** When the link ends, as RFC 3339. */
  readonly ends: string
}

/**
 * Makes a link for an administrator; `user` is an id or an e-mail address, without one it is the enabled administrator
 * with the lowest id. Their earlier links end. Throws CannotRun, one sentence.
 */
export async function invite(
  { db, keys, random, now, publicUrl }: Making,
  user: string | undefined,
): Promise<Invitation> {
  const { user_id, why, promoted } = await ownerOf(db, user)
  if (promoted) throw new CannotRun(nobodyIsOne)
  const [[account]] = await db.read(accountOf({ user_id }))
  if (account === undefined) throw new CannotRun(hasNoAddress(user_id))
  const nonce = newClientId(random)
  const expires_at = now + limits.invitation_milliseconds
  try {
    await db.commit({
      statements: [addInvitation({ user_id, nonce, expires_at })],
      audit: auditRow(byOperator('admin_invite', now), { user_id, details: { channel: 'local' } }),
      changesAuthority: false,
    })
  } catch (error) {
    if (error instanceof LostRace || error instanceof Unavailable) throw new CannotRun(notStored)
    throw error
  }
  return {
    link: linkTo(publicUrl, linkToken(keys, 'password_reset', user_id, nonce)),
    owner: `user ${user_id} (${account.email}), ${why}`,
    ends: new Date(expires_at).toISOString(),
  }
}
const nobodyIsOne = 'There is no enabled administrator; make one first: attrium admin new-key USER'
const hasNoAddress = (user_id: UserId) =>
  `User ${user_id} has no e-mail address to sign in with; add one, or name another administrator.`
const notStored =
  'The link could not be stored, because the store accepts no changes now; try again.'

interface Asked {
  readonly db: Pick<Db, 'read'>
  readonly keys: Pick<KeyRing, 'digest'>
  readonly now: number
  readonly publicUrl: string
}

/** The link of the first start, as long as it works and the administrator has no password. */
export async function firstLink({ db, keys, now, publicUrl }: Asked): Promise<string | undefined> {
  const user_id = adminUserId
  const [[account]] = await db.read(accountOf({ user_id }))
  const { password_reset_nonce: nonce = null, password_reset_expires_at: ends = null } =
    account ?? {}
  // guard first-link-1: becomes nonce === null
  if (nonce === null || (ends ?? 0) <= now || account?.password_hash !== null) return undefined
  return linkTo(publicUrl, linkToken(keys, 'password_reset', user_id, nonce))
}
