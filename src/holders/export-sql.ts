// Statements that read what an export tells of users and of the values that were set on them.

import { idList, type Statement, sql, written } from '../store/statement.ts'
import { ownValuesAt } from '../values/own-values-sql.ts'

export interface OwnRow {
  readonly user_id: string
  readonly user_attribute_id: string
  /** Null where it is hidden. */
  readonly value: string | null
  /** When it ends; null if it does not. */
  readonly expires_at: number | null
  /** When the one that follows takes its place; null if none does. */
  readonly replaced_at: number | null
  /** When it was set, and by whom; null if that is not known here any more. */
  readonly at: number | null
  readonly actor_id: string | null
}

/** The values of some attributes that were set on some users; `hidden` are attributes whose values are not read. */
export function ownValues(
  user_ids: readonly string[],
  attributes: readonly string[],
  hidden: readonly string[],
  now: number,
): Statement<OwnRow> {
  const ids = (list: readonly string[]) => idList(JSON.stringify(list))
  // guard holders-12: becomes sql`own.value`
  const value = sql`case when own.user_attribute_id in ${ids(hidden)} then null else own.value end`
  return written(sql`select cast(own.user_id as text) as user_id,
      cast(own.user_attribute_id as text) as user_attribute_id,
      ${value} as value, own.expires_at, own.replaced_at, audit.at, cast(audit.actor_id as text) as actor_id
    from ${ownValuesAt(now)} as own
      left join audit on audit.sequence = own.newest_change
    where own.user_id in ${ids(user_ids)} and own.user_attribute_id in ${ids(attributes)}`)
}

/** A change, as far as the audit still has it. */
export interface Change {
  readonly sequence: number
  readonly at: number
  readonly actor_id: string | null
}

/** The changes with these sequences. */
export const changesAt = (sequences: readonly number[]): Statement<Change> =>
  written(sql`select sequence, at, cast(actor_id as text) as actor_id from audit
    where sequence in ${idList(JSON.stringify(sequences.map(String)))}`)

/** The names of some users. */
export const namesOf = (
  user_ids: readonly string[],
): Statement<{ id: string; first_name: string; last_name: string }> =>
  written(sql`select cast(id as text) as id, first_name, last_name from users
    where id in ${idList(JSON.stringify(user_ids))}`)
