// Makes a new API key for an administrator, at the request of the owner of the store's files (decision 34).
import { enabledAdministrators, knownUser } from '../access/sql.ts'
import { auditRow, byOperator } from '../audit/audit-row.ts'
import { emailHolder, emailOfUser } from '../credentials/sql.ts'
import { CannotRun } from '../errors.ts'
import { isId, type UserId } from '../ids.ts'
import { newApiKey } from '../keys/api-key.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RandomBytes } from '../keys/secret-text.ts'
import { type Db, LostRace, Unavailable } from '../store/db.ts'
import { writeLookerIni } from './looker-ini.ts'
import { newKeyCommit } from './sql.ts'

export interface Making {
  readonly db: Db
  readonly keys: Pick<KeyRing, 'digest' | 'fingerprints'>
  readonly random: RandomBytes
  readonly now: number
  readonly lookerIni: string
  readonly publicUrl: string
}

/** The new key without its secret, which is only in looker.ini. */
export interface MadeKey {
  readonly client_id: string
  readonly lookerIni: string
  /** The user and the reason why it is theirs, as the end of a sentence. */
  readonly owner: string
}

/** The user whom the key is for. */
interface Owner {
  readonly user_id: UserId
  readonly why: string
  /** Whether there was no enabled administrator, so that this user becomes one. */
  readonly promoted: boolean
}

/** How often the administrators may change meanwhile before the command gives up. */
const attempts = 5

/**
 * Makes the key and puts it into looker.ini. `user` is an id or an e-mail address; without one the key is
 * for the enabled administrator with the lowest id. Throws CannotRun, one sentence.
 */
export async function makeKey(making: Making, user: string | undefined): Promise<MadeKey> {
  const { db, keys, random, now, lookerIni, publicUrl } = making
  const key = newApiKey(random)
  const stored = { client_id: key.client_id, secret_digest: keys.digest(key.client_secret), now }
  for (let attempt = 1; ; attempt++) {
    const { why, ...owner } = await ownerOf(db, user)
    try {
      await db.commit({
        ...newKeyCommit({ ...stored, ...owner }),
        audit: auditRow(byOperator('admin_new_key', now), {
          user_id: owner.user_id,
          details: {
            client_id: key.client_id,
            channel: 'local',
            fingerprints: keys.fingerprints({ secret_digest: stored.secret_digest }),
            ...(owner.promoted ? { made_administrator: true } : {}),
          },
        }),
      })
    } catch (error) {
      if (error instanceof LostRace && attempt < attempts) continue
      if (error instanceof LostRace || error instanceof Unavailable) throw new CannotRun(notStored)
      throw error
    }
    try {
      writeLookerIni(lookerIni, publicUrl, key)
    } catch {
      throw new CannotRun(lost(lookerIni, owner.user_id, key.client_id))
    }
    const address = await addressOf(db, owner.user_id)
    return { client_id: key.client_id, lookerIni, owner: `user ${owner.user_id}${address}, ${why}` }
  }
}
const lost = (file: string, user_id: UserId, client_id: string) =>
  `${file} cannot be written, so nobody has the secret of the new key; end it with attrium key revoke ${user_id} ${client_id}.`
const notStored =
  'The key could not be stored, because the store accepts no changes now; try again.'

export async function addressOf(db: Db, user_id: UserId): Promise<string> {
  const [[credential]] = await db.read(emailOfUser({ user_id }))
  return credential === undefined ? '' : ` (${credential.email})`
}

export async function ownerOf(db: Db, user: string | undefined): Promise<Owner> {
  const named = user === undefined ? undefined : await userNamed(db, user)
  const [rows] = await db.read(enabledAdministrators)
  const admins = rows.map(({ id }) => id as UserId)
  const [first, ...others] = admins
  if (first === undefined) {
    if (named === undefined) throw new CannotRun(nobodyIsOne)
    return { user_id: named, why: 'who is now enabled and an administrator', promoted: true }
  }
  if (named === undefined) {
    const why =
      others.length === 0
        ? 'the only enabled administrator'
        : `the enabled administrator with the lowest id; others are ${listed(others)}`
    return { user_id: first, why, promoted: false }
  }
  // guard new-key-1: becomes named !== undefined
  if (admins.includes(named)) return { user_id: named, why: 'as requested', promoted: false }
  throw new CannotRun(
    `User ${named} is not an enabled administrator; name one of these: ${listed(admins)}.`,
  )
}
const nobodyIsOne =
  'There is no enabled administrator; name a user to make one: attrium admin new-key USER'

/** More ids than this are only counted. */
const mostListed = 10
const listed = (ids: readonly UserId[]) =>
  `${ids.slice(0, mostListed).join(', ')}${ids.length > mostListed ? ` and ${ids.length - mostListed} more` : ''}`

async function userNamed(db: Db, user: string): Promise<UserId> {
  if (!isId(user) && !user.includes('@')) {
    throw new CannotRun('USER must be the id or the e-mail address of a user.')
  }
  const [[known], [holder]] = await db.read(
    knownUser({ user_id: (isId(user) ? user : '0') as UserId }),
    emailHolder(user),
  )
  const user_id = known?.id ?? holder?.user_id
  if (user_id === undefined) throw new CannotRun('No user has that id or e-mail address.')
  return user_id as UserId
}
