// Refuses an e-mail address that another user has.
import { refuseIf } from '../errors.ts'
import type { UserId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { emailTaken } from './email.ts'
import { emailHolder } from './sql.ts'

/** Refuses an address that another user has; of two callers who ask at the same time, the store refuses one. */
export async function refuseTaken(context: Context, user_id: UserId, email: string) {
  const { rows } = await context.load(emailHolder(email))
  const holder = rows[0][0]
  refuseIf(holder === undefined || holder.user_id === user_id ? [] : [emailTaken])
}
