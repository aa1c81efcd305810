// Reads the changes that an explanation names.
import { isUndone } from '../audit/undone-sql.ts'
import type { UserId } from '../ids.ts'
import { idList, idText, prepare, sql } from '../store/statement.ts'

/** The rows of the audit with these sequences, each with the names of whoever made the change. */
export const changesWith = prepare((writer, { sequences }: { sequences: string }) =>
  writer
    .selectFrom('audit')
    .leftJoin('users as actor', 'actor.id', 'audit.actor_id')
    .leftJoin('users as real', 'real.id', 'audit.sudo_by')
    .select([
      'audit.sequence',
      'audit.at',
      'audit.operation',
      idText('audit.actor_id').as('actor_id'),
      'actor.first_name as actor_first_name',
      'actor.last_name as actor_last_name',
      idText('audit.sudo_by').as('sudo_by'),
      'real.first_name as real_first_name',
      'real.last_name as real_last_name',
    ])
    .where('audit.sequence', 'in', sql<number>`${idList(sequences)}`),
)

/** Own values of a user whose newest change is that they have ended, with what the change tells. */
export const endedNow = prepare((writer, { user_id }: { user_id: UserId }) => ({
  compile: () =>
    sql<{ user_attribute_id: string; details: string | null }>`
      select cast(audit.user_attribute_id as text) as user_attribute_id, audit.details
      from (select newest_change from user_attribute_user_values
          where user_id = ${user_id} and changes_at is not null
        union all select newest_change from ended_value_histories as ended
          where user_id = ${user_id} and not exists (
            select 1 from user_attribute_user_values as held where held.user_id = ended.user_id
              and held.user_attribute_id = ended.user_attribute_id)) as newest
        cross join audit
      where audit.sequence = newest.newest_change
        and audit.operation = 'expire_user_attribute_user_value'
        and not ${isUndone('audit')}`.compile(writer),
}))

/** The values that these changes have set. */
export const valuesSet = prepare((writer, { list }: { list: string }) =>
  writer
    .selectFrom('audit')
    .select(['sequence', 'new_value'])
    .where('sequence', 'in', sql<number>`${idList(list)}`),
)
