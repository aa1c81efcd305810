// Reads whom a reference names, as far as its caller may know.
import { type Actor, may } from '../domain/actor.ts'
import { Refusal } from '../errors.ts'
import type { UserId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { textKey } from '../texts/text-key.ts'
import { type UserReference, userReference } from './reference.ts'
import { ownNames, referredUser } from './sql.ts'

/**
 * Whoever may not see users finds only themselves by an address or an embed id: else they would learn whose it is,
 * and that somebody has it (looker 5.6).
 */
// guard reference-4: becomes true
export const mayFindByName = (actor: Actor): boolean => may(actor, 'see_users')

/**
 * The user whom a text in a path names; undefined if it names nobody. The handler asks whether its caller may do this
 * about them: until then, nothing tells anybody who exists.
 */
export async function userInPath(context: Context, text: string): Promise<UserId | undefined> {
  const reference = userReference(text)
  if (reference === undefined) throw new Refusal('not_found', { message: noReference })
  // Nothing is read to find an id: what is read later tells whether it is somebody's.
  if (reference.by === 'id') return reference.text
  const user_id = await foundUser(context, reference)
  if (user_id === undefined && !mayFindByName(context.actor)) {
    throw new Refusal('not_found', { message: needsToSee })
  }
  return user_id
}

/**
 * An address is found by today's owner. Who had it at another time may be somebody else, so a question about that time
 * is refused unless it was the same person's.
 */
export function insistNamedThen(text: string, { email }: { readonly email: string | null }): void {
  const reference = userReference(text)
  // guard reference-5: becomes true
  if (reference?.by !== 'email' || textKey(email ?? '') === reference.text) return
  throw new Refusal('not_found', { message: anothersThen })
}

const anothersThen =
  'Not found: at that time this was not the address of the user who has it now; name the user by id.'

const noReference =
  'Not found: name a user by id, by e-mail address, or by external_user_id: followed by their id in your application.'
const needsToSee =
  'Not found: to name other users by e-mail address or embed id you need the permission see_users.'

/**
 * Whom a reference names, for this caller. For callers who may not see users, the store is asked about themselves
 * alone: the time of another read would tell them who exists (T-20).
 */
export async function foundUser(
  context: Context,
  reference: UserReference,
): Promise<UserId | undefined> {
  const { actor } = context
  if (mayFindByName(actor)) {
    const { rows } = await context.load(referredUser(reference))
    return rows[0][0]?.id as UserId | undefined
  }
  const { user_id } = actor
  if (reference.by === 'id') return reference.text === user_id ? user_id : undefined
  const { rows } = await context.load(ownNames({ user_id }))
  const isOwn = rows[0].some(({ by, text }) => by === reference.by && text === reference.text)
  return isOwn ? user_id : undefined
}
