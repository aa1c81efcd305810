// Puts back attributes whose deletion took very many values of users with it: those values are decided in parts.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { type Db, LostRace } from '../store/db.ts'
import { heldBefore } from './deleted-reader.ts'
import { everybody } from './effects-reader.ts'
import { isOfValue } from './large-operation.ts'
import { LargePlan } from './large-plan-reader.ts'
import { forATime, type LargeInverse } from './large-undo-reader.ts'
import { PackedResult } from './packed-result-reader.ts'
import { type Plan, planOf, refusePlan } from './plan-reader.ts'
import { Reading } from './read-change.ts'
import { SentOperations } from './sent-operations.ts'
import type { Inverse } from './undo-reader.ts'
import { Undoing } from './undoing.ts'
import { restoreOwnValues, tellLost } from './undone-deletions.ts'
import { putOwn } from './undone-members.ts'

interface Restoration extends LargeInverse {
  /** Everything but the values that are decided in parts. */
  readonly head: Plan
}

/** With `skips`, what cannot be put back is left out. */
export async function largeRestoration(
  context: Context,
  inverse: Inverse,
  { skips, keeps }: { readonly skips: boolean; readonly keeps: boolean },
): Promise<Restoration> {
  const head = await planOf(context, inverse.operations)
  const { applied } = head
  if (!skips && applied.problems.length > 0) refusePlan(applied, applied.problems)
  return context.atOneMoment(async (catalogue, read) => {
    if (catalogue.version !== head.catalogue.version) throw new LostRace()
    const problems: Problem[] = [...inverse.problems, ...applied.problems]
    let { leftOut, hasConflict } = inverse
    const tell = (problem: Problem) => {
      if (problems.length < limits.changed_problems) problems.push(problem)
    }
    const reading = new Reading({ operations: limits.large_operations, rows: limits.large_rows })
    const at = { catalogue: head.draft.catalogue, before: catalogue, read }
    const plan = new LargePlan(context, at, reading, keeps, tell)
    const sent = new SentOperations(at.catalogue, false)
    const result = keeps ? new PackedResult(context.server.keys) : undefined
    if (keeps) plan.sent = sent
    for (const [operation, verdict] of applied.verdicts) sent.decided(operation, verdict)
    for (const it of inverse.problems) sent.cannot(it)
    await result?.add(sent.take())
    const take = async (undoing: Undoing) => {
      undoing.problems.forEach(tell)
      leftOut += undoing.leftOut
      hasConflict ||= undoing.hasConflict
      await plan.decideAll(undoing.operations.filter(isOfValue))
      for (const it of undoing.problems) sent.cannot(it)
      await result?.add(sent.take())
    }
    for (const deletion of inverse.large) {
      const lost = { hidden: 0, sent: 0 }
      for await (const some of heldBefore(deletion, inverse.before, read)) {
        const undoing = new Undoing(inverse.undoing.parts)
        restoreOwnValues(undoing, deletion.row, some, lost, putForGood)
        await take(undoing)
        await nextTurn()
      }
      const undoing = new Undoing(inverse.undoing.parts)
      tellLost(undoing, deletion.row, lost)
      await take(undoing)
    }
    plan.end()
    await result?.end()
    await addEffects(plan, head, read)
    return { head, plan, problems, leftOut, hasConflict, result }
  })
}

const putForGood: typeof putOwn = (undoing, row, own) => {
  const { now, scheduled } = own.wanted
  // guard undo-deleted-11: becomes false
  if (scheduled !== undefined || now?.expires_at != null) return undoing.cannot(row, forATime)
  putOwn(undoing, row, own)
}

/** The effects on everybody beside those of the values that were decided in parts. */
async function addEffects(plan: LargePlan, { draft, now }: Plan, read: Db['read']): Promise<void> {
  const { comparison } = plan.effects
  await everybody({ comparison, draft, now }, read, (user_id, differences) => {
    for (const difference of differences) {
      // guard undo-deleted-12: becomes true
      const isOthers = !plan.hasChanged(user_id, difference.attribute)
      if (isOthers) plan.effects.add(user_id, difference)
    }
  })
}
