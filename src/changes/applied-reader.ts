// Stores a change that is decided, and answers what it has done.
import { randomBytes } from 'node:crypto'
import type { Static } from '../http/schema.ts'
import { limits } from '../limits.ts'
import type { Change, Context } from '../request/context.ts'
import { type Db, LostRace } from '../store/db.ts'
import { basisText } from './basis.ts'
import { Comparison } from './effects.ts'
import { type Effects, effectsOf, seesEffects } from './effects-reader.ts'
import { firstKeyTime, type Key } from './idempotency-reader.ts'
import { askedLast, insistOnAdministrator } from './last-administrator-reader.ts'
import type { Plan } from './plan-reader.ts'
import { idToCome } from './planning-sql.ts'
import { charge, resultOf, type SentChange } from './result-reader.ts'
import type { AppliedChange } from './shapes.ts'
import { applyChange, type ChangeRow, endOldKey, insertChange, momentsEndNow } from './sql.ts'
import { countsIn } from './stored-reader.ts'

export type Answer = Static<typeof AppliedChange>

interface Asked {
  readonly reason: string | undefined
  readonly isPreview: boolean
  readonly key: Key | undefined
  /** The change that this one undoes. */
  readonly undoes: string | undefined
  /** Why operations were left out, and how many of them are not in the plan. */
  readonly problems: Answer['problems']
  readonly leftOut: number
  /** What its result is made of. */
  readonly sent: SentChange
}

/** Applies a plan, or says what it would do. */
export async function applied(context: Context, plan: Plan, asked: Asked): Promise<Answer> {
  const { actor } = context
  const { changes, unchanged } = plan.applied
  await insistOnAdministrator(context, changes, plan.draft)
  const refused = plan.applied.refused + asked.leftOut
  const counts = {
    operations: changes.length + refused + unchanged,
    changed: changes.length,
    unchanged,
    refused,
  }
  // A key is kept even if there is nothing to do: the same request must not do something later.
  const isStored = !asked.isPreview && (changes.length > 0 || asked.key !== undefined)
  const effects = isStored || seesEffects(actor) ? await effectsIn(context, plan) : undefined
  const problems = asked.problems.slice(0, limits.changed_problems)
  const id =
    isStored && effects !== undefined
      ? await store(context, plan, { ...asked, counts, effects, problems })
      : null
  // Readable values are sealed before the answer if there is time, and the rest afterwards.
  // guard change-7: id !== null && hides(plan) → false
  if (id !== null && hides(plan)) {
    await context.server.sealer.startAndWait(limits.sealing_milliseconds)
  }
  return {
    id,
    applied: !asked.isPreview,
    basis: asked.isPreview ? basisText(plan.basis) : null,
    counts,
    effects: seesEffects(actor) && effects !== undefined ? effects : null,
    problems,
  }
}

/** Whether the values of an attribute become hidden. */
const hides = ({ catalogue, draft }: Plan): boolean =>
  [...draft.catalogue.attributes.values()].some(
    ({ id, value_is_hidden }) =>
      value_is_hidden && catalogue.attributes.get(id)?.value_is_hidden === false,
  )

/** Everybody is looked at only if definitions, groups or group values differ. */
async function effectsIn(context: Context, plan: Plan): Promise<Effects> {
  const { draft, catalogue: before, now: time } = plan
  const { actor } = context
  const comparison = new Comparison(before, draft.catalogue)
  if (comparison.everywhere.size === 0) {
    const read: Db['read'] = async (...statements) => (await context.load(...statements)).rows
    return effectsOf(actor, { comparison, draft, now: time }, read)
  }
  return context.atOneMoment(async (now, read) => {
    if (now.version !== before.version) throw new LostRace()
    return effectsOf(actor, { comparison, draft, now: time }, read)
  })
}

interface Stored extends Asked {
  readonly counts: Answer['counts']
  readonly effects: Effects
}

/** Stores all changes in one transaction, with the row that begins them. Returns the id of the change. */
async function store(context: Context, plan: Plan, asked: Stored): Promise<string> {
  const { key, reason = null, undoes = null, counts, effects, problems } = asked
  const { changes } = plan.applied
  const result = await resultOf(context, plan, asked.sent)
  // The row that begins a change is found again by its details, which are random.
  const mark = randomBytes(16).toString('base64url')
  const details = { mark, ...counts, ...(reason !== null && { reason }), ...(undoes && { undoes }) }
  const actor_id = context.actor.user_id
  const beginning: Change = {
    // Nobody else commits meanwhile, so what is proven now stays true.
    touches: 'ended values',
    operation: applyChange,
    statements: [
      idToCome,
      ...plan.proofs,
      ...(key ? [endOldKey({ actor_id, key: key.key, before: firstKeyTime(context) })] : []),
    ],
    audit: { details },
  }
  const told = JSON.stringify(details)
  const nothing: Change = { ...beginning, statements: [], audit: { details: { mark, ends: true } } }
  const stored = changes.length > 0 ? changes : [nothing]
  const rows = stored.reduce((sum, { more = [] }) => sum + 1 + more.length, 1)
  const record = insertChange({
    ...{ details: told, rows, reason, undoes, ...counts },
    affected_users: effects.users,
    affected_values: effects.values,
    problems: problems.length === 0 ? null : JSON.stringify(problems),
    idempotency_key: key?.key ?? null,
    request_version: key?.version ?? null,
  })
  const last = stored.at(-1) as Change
  const ending = {
    ...last,
    statements: [
      ...last.statements,
      record,
      ...result.statements(told),
      momentsEndNow({ details: told }),
    ],
  }
  const [[begun]] = (await context.commitAll(
    askedLast([beginning, ...stored.slice(0, -1), ending]),
  )) as [{ id: number }[]]
  charge(context, result)
  return String(begun?.id)
}

/** The answer to a request that was sent before, with the effects that its caller may see now. */
export async function again(context: Context, row: ChangeRow): Promise<Answer> {
  const effects = { users: row.affected_users, values: row.affected_values, sample: [] }
  return {
    id: row.id,
    applied: true,
    basis: null,
    counts: countsIn(row),
    effects: seesEffects(context.actor) ? effects : null,
    problems: row.problems === null ? [] : JSON.parse(row.problems),
  }
}
