// Applies a change that is too long for memory, or says what it would do.
import { randomBytes } from 'node:crypto'
import type { Problem } from '../errors.ts'
import type { Change, Context } from '../request/context.ts'
import { valueChange } from '../values/value-change.ts'
import type { Answer } from './applied-reader.ts'
import { basisText, insistOnBasis } from './basis.ts'
import { placedProblems, shownProblems, whole } from './change-body.ts'
import { seesEffects, shown } from './effects-reader.ts'
import { firstKeyTime, type Key } from './idempotency-reader.ts'
import type { ReadPlan } from './large-lines-reader.ts'
import type { LargePlan } from './large-plan-reader.ts'
import { askedLast } from './last-administrator-reader.ts'
import type { PackedResult } from './packed-result-reader.ts'
import { type Plan, refusePlan } from './plan-reader.ts'
import { valuesAsRead } from './planning-sql.ts'
import { charge } from './result-reader.ts'
import { applyChange, endOldKey, idOfChange, insertChange, momentsEndNow } from './sql.ts'
import { ofUserValue } from './value-operations-sql.ts'

interface Asked {
  readonly isPreview: boolean
  readonly skips: boolean
  readonly basis: string | undefined
  readonly key: Key | undefined
  /** What is stored before the values. */
  readonly head?: Plan
  /** The change that this one undoes, and what of it is left as it is, with why. */
  readonly undoes?: {
    readonly id: string
    readonly leftOut: number
    readonly problems: readonly Problem[]
  }
}

export async function largeApplied(
  context: Context,
  { plan, reason, result }: ReadPlan,
  { isPreview, skips, basis, key, head, undoes }: Asked,
): Promise<Answer> {
  const { problems, isWhole } = plan.reading.result()
  // guard large-5: becomes false
  if (problems.length > 0 && !(skips && isWhole)) {
    refusePlan(plan, placedProblems(problems, []))
  }
  insistOnBasis(basis, plan.basis)
  const { changes = [], unchanged: same = 0, refused: without = 0 } = head?.applied ?? {}
  const changed = plan.counts.changed + changes.length
  const unchanged = plan.counts.unchanged + same
  const refused = plan.counts.refused + plan.reading.wrongLines + (undoes?.leftOut ?? 0) + without
  const counts = { operations: changed + unchanged + refused, changed, unchanged, refused }
  const isStored = !isPreview && (changed > 0 || key !== undefined)
  const told =
    undoes === undefined
      ? problems.toSorted((one, other) => one.line - other.line).map(whole)
      : shownProblems(undoes.problems, false)
  const sample = seesEffects(context.actor) ? await effectsOf(context, plan) : []
  const id = isStored
    ? await store(context, plan, {
        ...{ reason: reason ?? null, key, counts, problems: told, undoes: undoes?.id ?? null },
        ...{ head, result },
      })
    : null
  return {
    id,
    applied: !isPreview,
    basis: isPreview ? basisText(plan.basis) : null,
    counts,
    effects: seesEffects(context.actor) ? { ...plan.effects.counts, sample } : null,
    problems: told,
  }
}

async function effectsOf(context: Context, { effects }: LargePlan) {
  const { actor, server } = context
  // Read after the decision: these are the names of people, which decide nothing.
  return shown(actor, effects.comparison, effects.sample(), (...statements) =>
    server.db.read(...statements),
  )
}

interface Stored {
  readonly reason: string | null
  readonly key: Key | undefined
  readonly counts: Answer['counts']
  readonly problems: Answer['problems']
  readonly undoes: string | null
  readonly head: Plan | undefined
  readonly result: PackedResult | undefined
}

/** Stores all values in one transaction, with the row that begins them. Returns the id of the change. */
async function store(
  context: Context,
  plan: LargePlan,
  { reason, key, counts, problems, undoes, head, result }: Stored,
): Promise<string> {
  const { actor, server } = context
  const mark = randomBytes(16).toString('base64url')
  const details = { mark, ...counts, ...(reason !== null && { reason }), ...(undoes && { undoes }) }
  const told = JSON.stringify(details)
  // Where several nodes share a store, changes of other values go on beside values that are only set.
  // guard large-9: becomes false
  const isAlone = plan.removes || head !== undefined || server.db.authorityEpoch !== undefined
  const actor_id = actor.user_id
  const beginning: Change = {
    touches: isAlone ? 'ended values' : 'values',
    operation: applyChange,
    statements: [
      ...(head?.proofs ?? []),
      ...(key ? [endOldKey({ actor_id, key: key.key, before: firstKeyTime(context) })] : []),
    ],
    audit: { details },
  }
  const before = head?.applied.changes ?? []
  const record = insertChange({
    ...{
      details: told,
      rows: 1 + before.length + Math.max(1, plan.counts.changed),
      reason,
      undoes,
    },
    ...counts,
    affected_users: plan.effects.counts.users,
    affected_values: plan.effects.counts.values,
    problems: problems.length === 0 ? null : JSON.stringify(problems),
    idempotency_key: key?.key ?? null,
    request_version: key?.version ?? null,
  })
  const last = lastOf(context, plan, mark)
  const ending: Change = {
    ...last,
    statements: [
      ...last.statements,
      record,
      ...(result?.statements(told) ?? []),
      ...(isAlone ? [momentsEndNow({ details: told })] : []),
    ],
  }
  await context.commitAll(askedLast([beginning, ...before, ...plan.changes, ending]))
  if (result !== undefined) charge(context, result)
  const [[begun]] = await server.db.read(idOfChange({ details: told }))
  return String(begun?.id)
}

/** One value is stored as a single change, together with what ends the change. */
function lastOf({ server }: Context, { first }: LargePlan, mark: string): Change {
  if (first === undefined) {
    return {
      touches: 'values',
      operation: applyChange,
      statements: [],
      audit: { details: { mark, ends: true } },
    }
  }
  const { user_id, attribute, value, change } = first
  const { statements, audit } = valueChange(server.keys.hidden, attribute, {
    of: 'user',
    user_id,
    value,
  })
  const asRead = valuesAsRead([{ user_id, user_attribute_id: attribute.id, change }])
  return { ...ofUserValue(value), statements: [asRead, ...statements], audit }
}
