// Statements on the second store that tell the values of users, with their times.

import { sql } from '../store/statement.ts'
import { kept, movedUp } from '../values/user-value-sql.ts'
import { prepared, type ToldValue } from './sql.ts'

type OfUser = { user_id: string; user_attribute_id: string }
type ToldTimes = {
  starts_at: number | null
  expires_at: number | null
  changes_at: number | null
}
export const tellUserValue = prepared<OfUser & ToldValue & ToldTimes>(
  (row) => sql`insert into user_attribute_user_values
      (user_id, user_attribute_id, value, version, newest_change, starts_at, expires_at, changes_at)
    values (${row.user_id}, ${row.user_attribute_id}, ${row.value}, ${row.version},
      row_being_told(), ${row.starts_at}, ${row.expires_at}, ${row.changes_at})
    on conflict do update set value = excluded.value, version = excluded.version,
      newest_change = excluded.newest_change, starts_at = excluded.starts_at,
      expires_at = excluded.expires_at, changes_at = excluded.changes_at, next_value = null,
      next_version = null, next_starts_at = null, next_expires_at = null`,
)
/** A value that follows the one that is there; `keeps` says where that one is. */
export const tellNextValue = prepared<OfUser & ToldValue & ToldTimes & { keeps: string }>(
  (row) => sql`update user_attribute_user_values
    set value = ${kept(row.keeps, 'value')}, version = ${kept(row.keeps, 'version')},
      starts_at = ${kept(row.keeps, 'starts_at')}, expires_at = ${kept(row.keeps, 'expires_at')},
      next_value = ${row.value}, next_version = ${row.version}, next_starts_at = ${row.starts_at},
      next_expires_at = ${row.expires_at}, changes_at = ${row.changes_at},
      newest_change = row_being_told()
    where user_id = ${row.user_id} and user_attribute_id = ${row.user_attribute_id}`,
)
/** The value that follows takes the place of the one that is there, if there is one that follows. */
export const tellMovedUp = prepared<OfUser & { changes_at: number | null }>(
  (row) => sql`update user_attribute_user_values
    set ${movedUp(row.changes_at, sql<number>`row_being_told()`)}
    where user_id = ${row.user_id} and user_attribute_id = ${row.user_attribute_id}`,
)
export const valueToldBy = prepared<OfUser, { sequence: number }>(
  (row) => sql<{ sequence: number }>`select newest_change as sequence
    from user_attribute_user_values
    where user_id = ${row.user_id} and user_attribute_id = ${row.user_attribute_id}`,
)
export const endUserValue = prepared<OfUser>(
  (row) => sql`delete from user_attribute_user_values
    where user_id = ${row.user_id} and user_attribute_id = ${row.user_attribute_id}`,
)

/** What a sign-in has set. */
export const tellSignInValue = prepared<
  OfUser & ToldValue & { provider: string; set_at: number | null }
>(
  (row) => sql`insert into user_attribute_sign_in_values
      (user_id, user_attribute_id, value, version, provider, set_at, newest_change)
    values (${row.user_id}, ${row.user_attribute_id}, ${row.value}, ${row.version},
      ${row.provider}, ${row.set_at}, row_being_told())
    on conflict do update set value = excluded.value, version = excluded.version,
      provider = excluded.provider, set_at = excluded.set_at, newest_change = excluded.newest_change`,
)
export const removeSignInValue = prepared<OfUser>(
  (row) => sql`delete from user_attribute_sign_in_values
    where user_id = ${row.user_id} and user_attribute_id = ${row.user_attribute_id}`,
)
