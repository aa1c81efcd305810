// Checks a store after a crash in the middle of changes, against the sent and answered requests.

/** The stored facts: a text for each thing, such as `member 5 7` or `group storm 3`. */
export type Facts = Readonly<Record<string, string>>

/** The part of an audit row that identifies its change. */
export interface AuditedChange {
  readonly operation: string
  readonly user_id: string | null
  readonly group_id: string | null
  readonly user_attribute_id: string | null
  readonly new_value: string | null
}

/** The part of a row that is known before it is written; a value is compared if the change names one. */
export type ExpectedRow = Omit<AuditedChange, 'new_value'> & { readonly new_value?: string }

export interface Change {
  readonly audited: ExpectedRow
  /** All facts of the lane after this change; facts that no longer hold are absent. */
  readonly facts: Facts
}

/**
 * Facts that nobody else changes. Their one writer sends a change only after it knows the outcome of the
 * previous one, so at most the last change is in doubt.
 */
export interface History {
  readonly lane: string
  readonly sent: readonly Change[]
  /** The number of changes, from the first, that were answered as done. */
  readonly acknowledged: number
}

export interface Stored {
  readonly facts: ReadonlyMap<string, string>
  /** The rows in the order of their sequence. */
  readonly audit: readonly AuditedChange[]
}

export interface StormProblem {
  /** An acknowledged change is gone, or a change is stored in part, or a change that nobody asked for is stored. */
  readonly kind: 'lost' | 'half'
  readonly what: string
}

export interface StormVerdict {
  readonly problems: StormProblem[]
  /** The number of stored changes of each lane, in the order of the lanes. */
  readonly applied: number[]
}

/** Everything that was lost or half applied; there are no problems if nothing was. */
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

/** The number of changes of a lane that its facts show; notes the facts that belong to the lane. */
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

/** The subject of a row. The id of a created thing is not known beforehand, so the operation identifies it. */
const subjectOf = (row: Omit<AuditedChange, 'new_value'>) => {
  const { user_id, group_id, user_attribute_id, operation } = row
  return operation.startsWith('create_')
    ? operation
    : `user ${user_id}, group ${group_id}, attribute ${user_attribute_id}`
}

/** Rows of an operation that no lane has sent belong to no lane. */
function auditProblems(
  lanes: readonly History[],
  applied: readonly number[],
  audit: readonly AuditedChange[],
): StormProblem[] {
  const expected = lanes.flatMap(({ sent }, at) => sent.slice(0, applied[at]))
  const operations = new Set(lanes.flatMap(({ sent }) => sent.map((it) => it.audited.operation)))
  const wanted = Map.groupBy(
    expected.map(({ audited }) => audited),
    subjectOf,
  )
  const known = audit.filter(({ operation }) => operations.has(operation))
  const found = Map.groupBy(known, subjectOf)
  const problems: StormProblem[] = []
  for (const subject of new Set([...wanted.keys(), ...found.keys()])) {
    if (areOf(found.get(subject) ?? [], wanted.get(subject) ?? [])) continue
    problems.push({ kind: 'half', what: `audit rows of ${subject} are not those of its changes` })
  }
  return problems
}

/** There must be one row for each change, in their order. */
const areOf = (rows: readonly AuditedChange[], wanted: readonly ExpectedRow[]): boolean =>
  rows.length === wanted.length &&
  rows.every(({ operation, new_value }, at) => {
    const row = wanted[at]
    const isValue = row?.new_value === undefined || row.new_value === new_value
    return row?.operation === operation && isValue
  })
