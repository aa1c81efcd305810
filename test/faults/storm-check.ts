// What must hold of a store after a crash in the middle of changes, given what was sent and answered.

import { grouped } from '../../src/grouped.ts'

/** What is stored, as texts by what they are of: `member 5 7`, `group storm 3`. */
export type Facts = Readonly<Record<string, string>>

/** The part of an audit row that says which change it is of. */
export interface AuditedChange {
  readonly operation: string
  readonly user_id: string | null
  readonly group_id: string | null
  readonly user_attribute_id: string | null
  readonly new_value: string | null
}

/** What is known of a row before it is written; a value is compared when the change names one. */
export type ExpectedRow = Omit<AuditedChange, 'new_value'> & { readonly new_value?: string }

export interface Change {
  readonly audited: ExpectedRow
  /** All facts of the lane after this change; those it had before and has no more are absent. */
  readonly facts: Facts
}

/**
 * Facts that nobody else changes. Its one writer sends a change only after it knows what became of the
 * one before, so at most the last is in doubt.
 */
export interface History {
  readonly lane: string
  readonly sent: readonly Change[]
  /** How many of them, from the first, were answered as done. */
  readonly acknowledged: number
}

export interface Stored {
  readonly facts: ReadonlyMap<string, string>
  /** In the order of their sequence. */
  readonly audit: readonly AuditedChange[]
}

export interface StormProblem {
  /** Something acknowledged is gone, or a change is there in part, or what was never asked for is. */
  readonly kind: 'lost' | 'half'
  readonly what: string
}

export interface StormVerdict {
  readonly problems: StormProblem[]
  /** How many changes of each lane are stored, in the order of the lanes. */
  readonly applied: number[]
}

/** Everything that was lost or half applied; no problems when nothing was. */
export function stormVerdict(lanes: readonly History[], stored: Stored): StormVerdict {
  const problems: StormProblem[] = []
  const owned = new Set<string>()
  const applied = lanes.map((history) => appliedOf(history, stored.facts, owned, problems))
  for (const fact of stored.facts.keys()) {
    if (!owned.has(fact)) problems.push({ kind: 'half', what: `${fact} is left over` })
  }
  problems.push(...auditProblems(lanes, applied, stored.audit))
  return { problems, applied }
}

/** How many changes of a lane its facts show; notes the facts that are the lane's. */
function appliedOf(
  { lane, sent, acknowledged }: History,
  facts: Stored['facts'],
  owned: Set<string>,
  problems: StormProblem[],
): number {
  const names = new Set(sent.flatMap((change) => Object.keys(change.facts)))
  for (const name of names) owned.add(name)
  const shows = (count: number) => {
    const wanted = sent[count - 1]?.facts ?? {}
    for (const name of names) if (facts.get(name) !== wanted[name]) return false
    return true
  }
  for (let count = sent.length; count >= 0; count--) {
    if (!shows(count)) continue
    if (count < acknowledged) problems.push({ kind: 'lost', what: `${lane} lost a change` })
    return count
  }
  problems.push({ kind: 'half', what: `${lane} is as no change left it` })
  return acknowledged
}

/** What a row is about; of what it makes nobody knows the id before, so that is told by the operation. */
const subjectOf = (row: Omit<AuditedChange, 'new_value'>) => {
  const { user_id, group_id, user_attribute_id, operation } = row
  return operation.startsWith('create_')
    ? operation
    : `user ${user_id}, group ${group_id}, attribute ${user_attribute_id}`
}

/** Rows of an operation that no lane has sent are nobody's. */
function auditProblems(
  lanes: readonly History[],
  applied: readonly number[],
  audit: readonly AuditedChange[],
): StormProblem[] {
  const expected = lanes.flatMap(({ sent }, at) => sent.slice(0, applied[at]))
  const operations = new Set(lanes.flatMap(({ sent }) => sent.map((it) => it.audited.operation)))
  const wanted = grouped(
    expected.map(({ audited }) => audited),
    subjectOf,
  )
  const known = audit.filter(({ operation }) => operations.has(operation))
  const found = grouped(known, subjectOf)
  const problems: StormProblem[] = []
  for (const subject of new Set([...wanted.keys(), ...found.keys()])) {
    if (areOf(found.get(subject) ?? [], wanted.get(subject) ?? [])) continue
    problems.push({ kind: 'half', what: `audit rows of ${subject} are not those of its changes` })
  }
  return problems
}

/** One row for each change, in their order. */
const areOf = (rows: readonly AuditedChange[], wanted: readonly ExpectedRow[]): boolean =>
  rows.length === wanted.length &&
  rows.every(({ operation, new_value }, at) => {
    const row = wanted[at]
    const isValue = row?.new_value === undefined || row.new_value === new_value
    return row?.operation === operation && isValue
  })
