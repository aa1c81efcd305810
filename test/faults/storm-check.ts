// What must hold of a store after a crash in the middle of changes, given what was sent and answered.

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

export interface Change {
  readonly audited: AuditedChange
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

/** What a row is about; what is about nothing yet, because it makes it, is told by its operation. */
const subjectOf = ({ user_id, group_id, user_attribute_id, operation }: AuditedChange) =>
  user_id === null && group_id === null && user_attribute_id === null
    ? operation
    : `user ${user_id}, group ${group_id}, attribute ${user_attribute_id}`

/** Rows of an operation that no lane has sent are nobody's. */
function auditProblems(
  lanes: readonly History[],
  applied: readonly number[],
  audit: readonly AuditedChange[],
): StormProblem[] {
  const wanted = bySubject(lanes.flatMap(({ sent }, at) => sent.slice(0, applied[at])))
  const operations = new Set(lanes.flatMap(({ sent }) => sent.map((it) => it.audited.operation)))
  const found = bySubject(
    audit.filter(({ operation }) => operations.has(operation)).map((audited) => ({ audited })),
  )
  const problems: StormProblem[] = []
  for (const subject of new Set([...wanted.keys(), ...found.keys()])) {
    if (wanted.get(subject) === found.get(subject)) continue
    problems.push({ kind: 'half', what: `audit rows of ${subject} are not those of its changes` })
  }
  return problems
}

/** One text for all changes of a subject, in their order. */
function bySubject(changes: readonly Pick<Change, 'audited'>[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { audited } of changes) {
    const subject = subjectOf(audited)
    const change = `${audited.operation} ${JSON.stringify(audited.new_value)}\n`
    texts.set(subject, (texts.get(subject) ?? '') + change)
  }
  return texts
}
