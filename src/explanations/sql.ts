// Reads the changes that an explanation names.
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
