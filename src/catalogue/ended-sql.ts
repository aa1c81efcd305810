// Reads the values of groups that have ended by themselves, from the past.
import { idText, prepare, sql } from '../store/statement.ts'

/**
 * The values that had ended by a moment and were taken away by a sweep: the newest one of each group that had none
 * then. Nobody else removes a value after its end, but with its group or its attribute.
 */
export const endedGroupValues = prepare((writer, { moment }: { moment: number }) =>
  writer
    .selectFrom('past_group_values as gone')
    .innerJoin('moments as swept', 'swept.number', 'gone.until')
    .select([
      idText('gone.id').as('id'),
      idText('gone.user_attribute_id').as('user_attribute_id'),
      idText('gone.group_id').as('group_id'),
      ...(['gone.rank', 'gone.value', 'gone.newest_change'] as const),
      ...(['gone.starts_at', 'gone.expires_at'] as const),
    ])
    .where('gone.until', '<=', moment)
    .where(sql<boolean>`swept.at >= gone.expires_at`)
    .where(
      sql<boolean>`not exists (select 1 from past_group_values as later
        where later.user_attribute_id = gone.user_attribute_id and later.group_id = gone.group_id
          and later.since > gone.since and later.since <= ${moment})`,
    )
    .orderBy('gone.id'),
)
