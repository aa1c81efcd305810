// Reads whom a list of texts names.
import { type Problem, Refusal, refuseIf } from '../errors.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { type UserReference, userReference } from './reference.ts'
import { ownNames, referredUsers } from './sql.ts'
import { mayFindByName } from './user-reader.ts'

/**
 * The users in a list of texts, in its order. Throws 400 for too many, 422 with the place of each text that names
 * nobody whom the caller may find.
 */
export async function usersInList(
  context: Context,
  field: string,
  texts: readonly string[],
): Promise<UserId[]> {
  // guard claims-2: becomes false
  if (texts.length > limits.claimed_users) {
    const message = `${field} may have at most ${limits.claimed_users} items.`
    throw new Refusal('bad_request', { message })
  }
  const references = texts.map(userReference)
  const ids = await usersOf(context, references)
  const sentence = mayFindByName(context.actor) ? 'names no user' : byIdAlone
  refuseIf(ids.flatMap((id, at) => (id === undefined ? [nobody(`${field}[${at}]`, sentence)] : [])))
  return ids.flatMap((id) => id ?? [])
}

const byIdAlone =
  'names no user; by e-mail address or embed id you may name others only with the permission see_users'

const nobody = (field: string, sentence: string): Problem => ({
  field,
  code: 'invalid',
  message: `${field} ${sentence}.`,
})

/** Whom each reference names, for this caller; see `mayFindByName`. */
export async function usersOf(
  context: Context,
  references: readonly (UserReference | undefined)[],
): Promise<(UserId | undefined)[]> {
  const { actor } = context
  const all = mayFindByName(actor)
  const asked = references.map(
    (it): UserReference => (it === undefined || (it.by !== 'id' && !all) ? nobodyAtAll : it),
  )
  const { user_id } = actor
  const { rows } = await context.load(referredUsers(asked), ownNames({ user_id }))
  const [foundUsers, own] = rows
  const byPlace = new Map(foundUsers.map(({ place, id }) => [place, id as UserId]))
  return references.map((reference, at) => {
    const isOwn = own.some(({ by, text }) => by === reference?.by && text === reference.text)
    return byPlace.get(at) ?? (isOwn ? user_id : undefined)
  })
}

/** No user has this id. */
const nobodyAtAll: UserReference = { by: 'id', text: '0' as UserId }
