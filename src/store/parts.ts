// Cuts commits with many audit rows into parts that are sent one at a time; all parts are stored or none.
import { openIn } from './audit/row.ts'
import type { Commit } from './db.ts'

/** Audit rows that are sent at a time: enough to keep an engine busy, few enough for one turn of the event loop. */
const rowsAtMost = 1000

/** Whether a commit is so large that others should not wait while it is sent. */
export const isLarge = ({ more = [] }: Commit): boolean => more.length >= rowsAtMost

/** All statements come first, then the audit rows in their order. */
export function inParts(commit: Commit): Commit[] {
  const { more = [], changesAuthority, alone = false } = commit
  if (!isLarge(commit)) return [commit]
  if (openIn(commit.audit) !== undefined) throw new Error('a large commit knows its ids beforehand')
  const parts: Commit[] = [{ ...commit, more: more.slice(0, rowsAtMost - 1) }]
  for (let at = rowsAtMost - 1; at < more.length; at += rowsAtMost) {
    const [audit, ...others] = more.slice(at, at + rowsAtMost)
    if (audit !== undefined) {
      parts.push({ statements: [], audit, more: others, changesAuthority, alone })
    }
  }
  return parts
}

/** Groups commits so that each group has about as many audit rows as are sent at a time. */
export const auditRowsOf = ({ more = [], items }: Commit): number => items?.count ?? 1 + more.length

export function* groupsOf(commits: readonly Commit[]): Generator<readonly Commit[]> {
  let group: Commit[] = []
  let rows = 0
  for (const commit of commits) {
    group.push(commit)
    rows += auditRowsOf(commit)
    if (rows < rowsAtMost) continue
    yield group
    group = []
    rows = 0
  }
  if (group.length > 0) yield group
}
