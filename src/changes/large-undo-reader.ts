// Finds what undoes a change that is too long for memory: its rows are read in parts, and each part is decided at once.
import type { Problem } from '../errors.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { peopleIn } from '../moment/present-reader.ts'
import { peopleNow } from '../moment/sql.ts'
import type { Context } from '../request/context.ts'
import { ownTurns } from '../request/own-turns.ts'
import { type Extent, type RowOfChange, someRowsIn } from './extent-sql.ts'
import { isOfValue, type OfValue } from './large-operation.ts'
import { LargePlan } from './large-plan-reader.ts'
import { PackedResult } from './packed-result-reader.ts'
import { around } from './past-effects-reader.ts'
import { Reading } from './read-change.ts'
import { SentOperations } from './sent-operations.ts'
import { applyChange } from './sql.ts'
import { ownValue } from './undo-reader.ts'
import { Undoing } from './undoing.ts'

export interface LargeInverse {
  readonly plan: LargePlan
  /** What was changed again since, or cannot be put back: so many of them as an answer tells. */
  readonly problems: readonly Problem[]
  /** How many of them there are, but for those that the plan has refused. */
  readonly leftOut: number
  readonly hasConflict: boolean
  readonly result: PackedResult | undefined
}

/** Rows of the change that are read at a time. */
const rowsAtOnce = 1000

/** Such a change has values of users alone, and each of them once. With `skips`, it goes on behind many problems. */
export async function largeInverseOf(
  context: Context,
  extent: Extent,
  { skips, keeps }: { readonly skips: boolean; readonly keeps: boolean },
): Promise<LargeInverse> {
  const { before, after } = await around(context, extent)
  const time = context.server.now()
  return context.atOneMoment(async (catalogue, read) => {
    const problems: Problem[] = []
    let [leftOut, hasConflict] = [0, false]
    const tell = (problem: Problem) => {
      if (problems.length < limits.changed_problems) problems.push(problem)
    }
    const reading = new Reading({ operations: limits.large_operations, rows: limits.large_rows })
    const plan = new LargePlan(context, { catalogue, read }, reading, keeps, tell)
    const sent = new SentOperations(catalogue, false)
    const result = keeps ? new PackedResult(context.server.keys) : undefined
    if (keeps) plan.sent = sent
    const inTurn = ownTurns()
    for (let place = Number.MAX_SAFE_INTEGER; ; ) {
      const [rows] = await read(someRowsIn({ ...extent, before: place, most: rowsAtOnce }))
      if (rows.length === 0) break
      const users = [...new Set(rows.flatMap(({ user_id }) => user_id ?? []))] as UserId[]
      const attributes = rows.flatMap(({ user_attribute_id }) => user_attribute_id ?? [])
      const [people] = await read(peopleNow({ ids: JSON.stringify(users) }))
      const undoing = new Undoing({
        catalogues: { before: before.catalogue, after: after.catalogue, now: catalogue },
        held: {
          before: await before.people(users, [...new Set(attributes)] as UserAttributeId[]),
          now: peopleIn(people, time),
        },
        made: nothing,
        time,
        oldest: new Map(),
      })
      for (const row of rows) {
        await inTurn()
        await undo(context, undoing, row)
      }
      undoing.problems.forEach(tell)
      leftOut += undoing.leftOut
      hasConflict ||= undoing.hasConflict
      await plan.decideAll(undoing.operations.filter(isOfValue))
      for (const it of undoing.problems) sent.cannot(it)
      await result?.add(sent.take())
      place = rows.at(-1)?.place ?? 0
      if (!skips && problems.length >= limits.changed_problems) break
    }
    plan.end()
    await result?.end()
    return { plan, problems, leftOut, hasConflict, result }
  })
}

const nothing = {
  ...{ attributes: new Set<string>(), groups: new Set<string>() },
  roles: new Set<string>(),
  ended: { attributes: new Map(), groups: new Map() },
}

async function undo(context: Context, undoing: Undoing, row: RowOfChange): Promise<void> {
  if (row.operation === applyChange) return
  const { length } = undoing.operations
  await ownValue(context, undoing, row)
  const made = undoing.operations.slice(length) as OfValue[]
  // guard large-6: becomes false
  if (made.length > 1 || made.some(isForATime)) {
    undoing.dropAfter(length)
    undoing.cannot(row, forATime)
  }
}
export const forATime =
  'a value for a time, and one that another one follows, is not put back among so many values; set it again.'

const isForATime = (operation: OfValue): boolean => {
  const { starts_at, expires_at } = (operation.op === 'set_user_value' && operation.times) || {}
  return (starts_at ?? expires_at) != null
}
