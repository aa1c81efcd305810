// Changes: lists of operations that are previewed, applied whole, and listed.
import { attriumTable } from '../domain/permissions.ts'
import { cursorAt, keysetParameters, placeOf } from '../http/cursor.ts'
import { flagParameter, textParameter, wordParameter } from '../http/query.ts'
import { sequenceOf } from '../ids.ts'
import { limits } from '../limits.ts'
import { route } from '../request/route.ts'
import { again, applied } from './applied-reader.ts'
import { insistOnBasis } from './basis.ts'
import { changeBody, operationsIn, placedProblems, shownProblems, whole } from './change-body.ts'
import { earlierWith, keyOf } from './idempotency-reader.ts'
import { largeApplied } from './large-applied-reader.ts'
import { largePlanOf } from './large-lines-reader.ts'
import { planOf, refusePlan } from './plan-reader.ts'
import { AppliedChange, StoredChange, StoredChanges } from './shapes.ts'
import { changeAt, someChanges } from './sql.ts'
import { seesAllChanges, showChange, visibleChange } from './stored-reader.ts'

const tag = 'Change'

const onProblem = wordParameter(
  ['stop', 'skip'],
  '`stop`, the default: if anything is wrong with one operation, nothing is applied. `skip`: it is left out, and ' +
    'the answer says why.',
  'skip',
)

const empty = wordParameter(
  ['keep', 'unset'],
  'What an empty cell of a CSV says: `keep`, the value stays; `unset`, it is removed. Without it, empty cells are ' +
    'refused.',
  'keep',
)

export const applyChangeRoute = route({
  operation: 'apply_change',
  access: attriumTable.apply_change,
  tag,
  method: 'POST',
  path: '/changes',
  summary: 'Apply a change',
  description:
    'Applies a list of operations as one: all of it or nothing. Each operation is allowed exactly where the same ' +
    'call of the Looker API is. The body is JSON, or lines of NDJSON or CSV. With `dry_run=true` nothing is stored, and the answer says what would happen. With ' +
    'an `Idempotency-Key`, the same request within seven days gets the first answer again.',
  example: {
    body: {
      reason: 'Q4 cover',
      changes: [
        { op: 'set_user_value', email: 'jonas@acme.example', attribute: 'region', value: 'EMEA' },
      ],
    } as never,
  },
  query: {
    dry_run: flagParameter('True: stores nothing, and answers the same.', true),
    on_problem: onProblem,
    reason: textParameter('Why the change is made, if the body does not say so.', 'Q4 cover'),
    basis: textParameter('The `basis` of the preview, if the body does not have it.', ''),
    empty,
  },
  body: changeBody,
  listsProblems: true,
  cost: 'much',
  replies: { 200: AppliedChange },
  fails: [400, 403, 404, 409, 422, 429],

  async handle(context) {
    const { body, query } = context
    const isPreview = query.dry_run === true
    const skips = query.on_problem === 'skip'
    const key = isPreview ? undefined : keyOf(context.request, [body.version, query])
    const earlier = key && (await earlierWith(context, key))
    if (earlier !== undefined) return again(context, earlier)
    const given = operationsIn(body, { reason: query.reason, empty: query.empty })
    if (!('operations' in given)) {
      const read = await largePlanOf(context, given, {
        ...{ empty: query.empty, skips, keeps: !isPreview },
      })
      const already = key && (await earlierWith(context, key))
      if (already !== undefined) return again(context, already)
      const basis = body.basis ?? query.basis
      return largeApplied(context, read, { isPreview, skips, basis, key })
    }
    const plan = await planOf(context, given.operations)
    // Somebody may have sent the same request just before.
    const sooner = key && (await earlierWith(context, key))
    if (sooner !== undefined) return again(context, sooner)
    const { problems } = plan.applied
    const areLines = body.lines !== undefined
    const isWrong = problems.length + given.problems.length > 0
    // guard import-13: becomes false
    if (isWrong && !(skips && given.isWhole)) {
      refusePlan(plan.applied, areLines ? placedProblems(given.problems, problems) : problems)
    }
    insistOnBasis(body.basis ?? query.basis, plan.basis)
    return applied(context, plan, {
      ...{ reason: given.reason, isPreview, key, undoes: undefined },
      problems: [...given.problems.map(whole), ...shownProblems(problems, areLines)],
      leftOut: new Set(given.problems.map(({ line }) => line)).size,
      sent: { lines: body.lines && { given: body.lines, empty: query.empty } },
    })
  },
})

export const allChanges = route({
  operation: 'all_changes',
  access: attriumTable.all_changes,
  tag,
  method: 'GET',
  path: '/changes',
  summary: 'List changes',
  description:
    'Returns the changes that were applied as lists of operations, newest first: all of them with the permission ' +
    '`manage_user_attributes`, else your own. Single changes are in the history.',
  query: { limit: keysetParameters.limit, after: keysetParameters.after },
  cost: 'much',
  replies: { 200: StoredChanges },
  fails: [400, 404, 429],

  async handle(context) {
    const { query, actor } = context
    const [place] = placeOf(query, query.after) ?? []
    const limit = query.limit ?? limits.page_items_unasked
    const { rows } = await context.load(
      someChanges({
        before: place === undefined ? Number.MAX_SAFE_INTEGER : sequenceOf(place),
        // guard change-access-1: becomes null
        actor: seesAllChanges(actor) ? null : actor.user_id,
        limit: limit + 1,
      }),
    )
    const shown = rows[0].slice(0, limit)
    const last = shown.at(-1)
    const isLast = rows[0].length <= limit || last === undefined
    return {
      changes: shown.map((row) => showChange(actor, row)),
      next: isLast ? null : cursorAt(query, last.id),
    }
  },
})

export const change = route({
  operation: 'change',
  access: attriumTable.change,
  tag,
  method: 'GET',
  path: '/changes/{change_id}',
  summary: 'Get a change',
  description:
    'Returns a change that was applied: who, when, why, how much. Its operations are the rows of the history that ' +
    'have its id as `change_id`. Returns 404 for changes of others without the permission `manage_user_attributes`.',
  replies: { 200: StoredChange },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows } = await context.load(changeAt({ id: context.params.change_id }))
    return showChange(context.actor, visibleChange(context.actor, rows[0][0]))
  },
})
