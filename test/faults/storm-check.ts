// What must hold of one key after a crash in the middle of writes, given what was sent and answered.

export interface AuditedValue {
  readonly new_value: string | null
}

/** One key has one writer, which sends a value only after it knows what became of the one before. */
export interface KeyHistory {
  readonly key: string
  /** Every value, in the order in which it was sent; all of them differ. */
  readonly sent: readonly string[]
  /** Those whose whole answer was read. */
  readonly acknowledged: ReadonlySet<string>
}

export interface KeyAfter {
  readonly stored: string | undefined
  /** Audit rows of the key in the order of their sequence. */
  readonly audit: readonly AuditedValue[]
}

/** Everything that was lost, doubled or half applied; empty when nothing was. */
export function stormProblems(
  { key, sent, acknowledged }: KeyHistory,
  { stored, audit }: KeyAfter,
): string[] {
  const problems: string[] = []
  const audited = audit.map(({ new_value }) => new_value)
  const said = (what: string) => problems.push(`${key}: ${what}`)

  const lastAcknowledged = sent.findLastIndex((value) => acknowledged.has(value))
  const storedAt = stored === undefined ? -1 : sent.indexOf(stored)
  if (stored !== undefined && storedAt < 0) said('holds a value that was never sent')
  if (storedAt < lastAcknowledged) said('lost an acknowledged value')
  if ((audited.at(-1) ?? undefined) !== stored) said('the newest audit row is not of the value')

  for (const value of acknowledged) {
    if (!audited.includes(value)) said('an acknowledged change has no audit row')
  }
  if (new Set(audited).size < audited.length) said('a change has two audit rows')
  let at = -1
  for (const { new_value } of audit) {
    const sentAt = new_value === null ? -1 : sent.indexOf(new_value)
    if (sentAt <= at) said('audit rows are not in the order of the changes')
    at = sentAt
  }
  return problems
}
