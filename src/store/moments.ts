// The moments of the past: every commit that runs alone has one, which says where it stands among the rows of the
// audit and what time it was (decision 59).
import type { AuditRow } from './audit/row.ts'
import { type Commit, isAlone } from './db.ts'
import { sequenceToCome } from './differences.ts'
import { prepare, sql } from './statement.ts'

/** Never earlier than the moment before, although the times of two nodes may differ a little. */
const beginMoment = prepare((writer, { at }: { at: number }) => ({
  compile: () =>
    sql`insert into moments (number, sequence, at, catalogue_version)
      select newest.number + 1, ${sql.raw(sequenceToCome)},
        case when newest.at > cast(${at} as bigint) then newest.at else cast(${at} as bigint) end,
        (select version from catalogue)
      from moments as newest order by newest.number desc limit 1`.compile(writer),
}))

/** The same commit; one that runs alone begins its moment first. */
export function withMoment(commit: Commit): Commit {
  // guard past-2: becomes true
  if (!isAlone(commit)) return commit
  const { audit, more, statements, now = audit.at } = commit
  return {
    ...commit,
    statements: [beginMoment({ at: now }), ...statements],
    audit: afterOne(audit),
    ...(more && { more: more.map(afterOne) }),
  }
}

/** The same row, whose statements come after one more. */
function afterOne(row: AuditRow): AuditRow {
  const { created, found, texts } = row
  if (created === undefined && found === undefined && texts === undefined) return row
  const later = <Of extends { readonly statement: number }>(of: Of): Of => ({
    ...of,
    statement: of.statement + 1,
  })
  return {
    ...row,
    ...(created && { created: later(created) }),
    ...(found && { found: found.map(later) }),
    ...(texts?.before !== undefined && { texts: { ...texts, before: texts.before + 1 } }),
  }
}

/** The rows of the statements that the caller gave. */
export const withoutMoment = ([, ...rows]: unknown[][]): unknown[][] => rows

/** The same for several commits, of which the rows of the first are given. */
export const rowsOfFirst = ([first]: readonly Commit[], rows: unknown[][]): unknown[][] =>
  first !== undefined && isAlone(first) ? withoutMoment(rows) : rows
