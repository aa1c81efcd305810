// What a change has done to people, and how it is undone.
import { attriumTable } from '../domain/permissions.ts'
import { type Problem, Refusal } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { cursorAt, keysetParameters, placeOf } from '../http/cursor.ts'
import { flagParameter, wordParameter } from '../http/query.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { again, applied } from './applied-reader.ts'
import { insistOnBasis } from './basis.ts'
import { oneReason, shownProblems } from './change-body.ts'
import { attributesMadeIn, type Extent, extentOf } from './extent-sql.ts'
import { earlierWith, keyOf } from './idempotency-reader.ts'
import { largeApplied } from './large-applied-reader.ts'
import { largeRestoration } from './large-restoring-reader.ts'
import { largeInverseOf } from './large-undo-reader.ts'
import { effectsOfChange } from './past-effects-reader.ts'
import { planOf, refusePlan } from './plan-reader.ts'
import { AppliedChange, EffectPage, UndoneChange } from './shapes.ts'
import { visibleChange } from './stored-reader.ts'
import { inverseOf } from './undo-reader.ts'

const tag = 'Change'

/** A change of the history, if the caller may know of it: a list of operations, or a single one. */
async function changeNamed(context: Context, id: string): Promise<Extent> {
  const { rows } = await context.load(extentOf({ id }))
  return visibleChange(context.actor, rows[0][0])
}

export const changeEffects = route({
  operation: 'change_effects',
  access: attriumTable.change_effects,
  tag,
  method: 'GET',
  path: '/changes/{change_id}/effects',
  summary: 'List the effects of a change',
  description:
    'Returns each effective value that a change has made different, before and after it, with the groups, ranks and ' +
    'defaults of then: of a list of operations, or of any single change of the history by its `change_id`. What is ' +
    'hidden now is hidden.',
  query: { limit: keysetParameters.limit, after: keysetParameters.after },
  cost: 'much',
  replies: { 200: EffectPage },
  fails: [400, 404, 429],

  async handle(context) {
    const { query, params } = context
    const extent = await changeNamed(context, params.change_id)
    const mark = { ...query, change: params.change_id }
    const [user, attribute] = placeOf(mark, query.after, 2) ?? []
    const after = user && attribute ? { user, attribute } : undefined
    const limit = query.limit ?? limits.page_items_unasked
    const { effects, reached } = await context.server.longReads.take(context.actor.caller, () =>
      effectsOfChange(context, extent, { after, limit }),
    )
    const next = reached && cursorAt(mark, reached.user, reached.attribute)
    return { effects, next: next ?? null }
  },
})

const onConflict = wordParameter(
  ['stop', 'skip'],
  '`stop`, the default: if something was changed again since, or cannot be put back, nothing is undone. `skip`: it ' +
    'is left as it is, and the answer says why.',
  'skip',
)

export const undoChange = route({
  operation: 'undo_change',
  access: attriumTable.undo_change,
  tag,
  method: 'POST',
  path: '/changes/{change_id}/undo',
  summary: 'Undo a change',
  description:
    'Puts back what was there before a change, as a change of its own that can be undone in turn: of a list of ' +
    'operations, or of any single change of the history by its `change_id`. Each part is allowed exactly where the ' +
    'same call is. If something was changed again since, the answer is 409 and names it. An attribute or a group that ' +
    'was deleted comes back with its id and everything that went with it. Hidden values are not kept, so they cannot ' +
    'be put back; neither can a person who was deleted, nor what a sign-in has sent.',
  example: { path: { change_id: '93' }, body: { reason: 'The wrong list' } },
  query: {
    dry_run: flagParameter('True: stores nothing, and answers the same.', true),
    on_conflict: onConflict,
  },
  listsProblems: true,
  body: objectBody(UndoneChange, {
    optional: true,
    about: 'The reason, and the basis of a preview.',
  }),
  cost: 'much',
  replies: { 200: AppliedChange },
  fails: [400, 403, 404, 409, 422, 429],

  async handle(context) {
    const { query, params, body } = context
    const isPreview = query.dry_run === true
    const asked = ['undo', params.change_id, body, query]
    const key = isPreview ? undefined : keyOf(context.request, asked)
    const extent = await changeNamed(context, params.change_id)
    const earlier = key && (await earlierWith(context, key))
    if (earlier !== undefined) return again(context, earlier)
    const reason = oneReason(body.reason ?? undefined)
    const skips = query.on_conflict === 'skip'
    const made = isLong(extent) ? await madeBy(context, extent) : []
    if (isLong(extent) && made.length === 0) {
      const { problems, hasConflict, leftOut, plan, result } = await largeInverseOf(
        context,
        extent,
        { skips, keeps: !isPreview },
      )
      if (!skips && leftOut > 0) refuse(problems, hasConflict)
      if (!skips && problems.length > 0) refusePlan(plan, problems)
      const undoes = { id: String(extent.first), leftOut, problems }
      const basis = body.basis ?? undefined
      return largeApplied(
        context,
        { plan, reason, result },
        { isPreview, skips, basis, key, undoes },
      )
    }
    const inverse = await inverseOf(context, extent, made)
    const { operations, problems, leftOut, hasConflict } = inverse
    if (!skips) refuse(problems, hasConflict)
    if (inverse.large.length > 0) {
      const restored = await largeRestoration(context, inverse, { skips, keeps: !isPreview })
      const { plan, head, result } = restored
      if (!skips && restored.leftOut > 0) refuse(restored.problems, restored.hasConflict)
      if (!skips && restored.problems.length > 0) refusePlan(plan, restored.problems)
      const undoes = { id: String(extent.first), ...restored }
      const basis = body.basis ?? undefined
      const asked = { isPreview, skips, basis, key, head, undoes }
      return largeApplied(context, { plan, reason, result }, asked)
    }
    const plan = await planOf(context, operations)
    if (plan.applied.problems.length > 0 && !skips) refusePlan(plan.applied, plan.applied.problems)
    insistOnBasis(body.basis ?? undefined, plan.basis)
    return applied(context, plan, {
      ...{ reason, isPreview, key },
      undoes: String(extent.first),
      problems: shownProblems([...problems, ...plan.applied.problems], false),
      leftOut,
      sent: { leftOut: problems },
    })
  },
})

/** The attributes that a change has created. */
async function madeBy(context: Context, extent: Extent): Promise<string[]> {
  const { rows } = await context.load(attributesMadeIn(extent))
  return rows[0].map(({ id }) => id ?? '')
}

/** A change of so many rows is undone in parts. */
const isLong = ({ first_in_chain, last_in_chain }: Extent): boolean =>
  (last_in_chain ?? 0) - (first_in_chain ?? 0) > limits.changed_operations

/** Refuses an undo of which something cannot be put back. */
function refuse(problems: readonly Problem[], hasConflict: boolean): void {
  if (problems.length === 0) return
  throw new Refusal(hasConflict ? 'taken' : 'invalid', {
    problems,
    ...(hasConflict && {
      message:
        'Nothing was undone: something was changed again since. on_conflict=skip leaves that as it is.',
    }),
  })
}
