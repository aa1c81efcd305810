// Shows a stored e-mail credential, for every operation that returns one.
import type { Context } from '../request/context.ts'
import { showEmail } from './email.ts'
import { linksOf } from './links.ts'
import type { StoredEmail } from './sql.ts'

export function showStoredEmail(context: Context, row: StoredEmail) {
  const url = `${context.server.publicUrl()}/api/4.0/users/${row.user_id}`
  return showEmail(row, { id: row.user_id, url }, linksOf(context))
}
