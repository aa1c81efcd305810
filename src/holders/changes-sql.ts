// Statements that tell which values have changed since an index of them was made, by the audit.

import { type Statement, sql, written } from '../store/statement.ts'

/** What has happened since the chains of the audit had these heads. */
export interface Since {
  /** How many rows of the audit there are since then; no more are counted than were asked for. */
  readonly changes: number
  /** How many chains have such rows in an archive, so that they are not counted. */
  readonly archived: number
}
export const happenedSince = (heads: string, most: number): Statement<Since> =>
  written(sql`select
    (select count(*) from ${recentChanges(heads, most)} as recent) as changes,
    (select count(*) from audit_chains where base_sequence > ${headBefore(heads)}) as archived`)

/** Users whose own value has changed since then. */
export const changedSince = (
  heads: string,
  user_attribute_id: string,
  most: number,
): Statement<{ id: string }> =>
  written(sql`select distinct cast(recent.user_id as text) as id
    from ${recentChanges(heads, most)} as recent
    where recent.user_attribute_id = ${user_attribute_id} and recent.user_id is not null`)

/** Rows of the audit since the chains had these heads, at most so many; a chain that is newer counts from its start. */
export const recentChanges = (heads: string, most: number) =>
  sql`(select audit.user_id, audit.user_attribute_id
    from audit_chains cross join audit
    where audit.chain_id = audit_chains.id and audit.chain_sequence > ${headBefore(heads)}
    limit ${most})`

const headBefore = (heads: string) => sql`coalesce((
  select cast(head.value ->> 'chain_sequence' as bigint) from json_each(${heads}) as head
  where cast(head.value ->> 'chain_id' as bigint) = audit_chains.id), 0)`
