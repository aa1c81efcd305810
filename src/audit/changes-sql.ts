// Finds the change, a list of operations, to which rows of the audit belong (decision 61).
import { idList, idText, prepare, sql } from '../store/statement.ts'

/** For each of these rows that belongs to a change: which one, and why it was made. `list` is a JSON list. */
export const changesOfRows = prepare((writer, { list }: { list: string }) =>
  writer
    .selectFrom('audit')
    .innerJoin('changes', (join) =>
      join.on(
        // Rows of a change are neighbours in their chain, so only the newest change that begins before can have them.
        sql<boolean>`changes.id = (select begun.id from changes as begun
          where begun.chain_id = audit.chain_id and begun.first_in_chain <= audit.chain_sequence
          order by begun.first_in_chain desc limit 1)
          and changes.last_in_chain >= audit.chain_sequence`,
      ),
    )
    .select(['audit.sequence', idText('changes.id').as('change_id'), 'changes.reason'])
    .where('audit.sequence', 'in', sql<number>`${idList(list)}`),
)

/** Rows of a change, newest first; none if it is no list of operations. */
export const rowsOfChange = prepare(
  (writer, page: { change: string; since: number; before: number; limit: number }) =>
    writer
      .selectFrom('changes')
      .innerJoin('audit', (join) =>
        join.on(
          sql<boolean>`audit.chain_id = changes.chain_id
            and audit.chain_sequence between changes.first_in_chain and changes.last_in_chain`,
        ),
      )
      .select(['audit.sequence', sql<number>`coalesce(octet_length(new_value), 0)`.as('bytes')])
      .where('changes.id', '=', page.change)
      .where('audit.sequence', '>=', page.since)
      .where('audit.sequence', '<', page.before)
      .orderBy('audit.sequence', 'desc')
      .limit(sql<number>`${page.limit}`),
)
