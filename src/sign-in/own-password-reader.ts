// Whether somebody who has signed in knows their password: a browser that was left open must not be enough for more.
import { found } from '../errors.ts'
import type { Context } from '../request/context.ts'
import { failPassword } from './failing-reader.ts'
import { accountOf } from './sql.ts'

/** The account of the caller, whose password was in `field`. Throws 422 if it is wrong, 404 if they have none. */
export async function ownAccount(context: Context, field: string, password: string | undefined) {
  const { actor, server, request, now } = context
  const { user_id } = actor
  const account = `user ${user_id}`
  // guard guess-4: gone
  server.signIns.guesses.insistOnRoom(account, request.address, now)
  const { rows } = await context.load(accountOf({ user_id }))
  const held = rows[0][0]
  const own = found(held?.password_hash == null ? undefined : held, noPassword)
  const isRight = await server.signIns.isPassword(held, password ?? '', request.address)
  if (!isRight) return failPassword(context, { account, user_id, why: 'password' }, field)
  return { ...own, user_id, password_hash: own.password_hash ?? '' }
}
const noPassword =
  'Not found: you have no password yet; ask an administrator for a link to choose one.'
