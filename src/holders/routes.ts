// Operations that tell who has which value.

import { seesDetails } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { attriumTable } from '../domain/permissions.ts'
import { cursorAt, keysetParameters, placeOf } from '../http/cursor.ts'
import { byId, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Moment } from '../moment/moment.ts'
import { asOfParameter, momentOf } from '../past/as-of-reader.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import type { Db } from '../store/db.ts'
import {
  attributeParameter,
  comparison,
  expiresBefore,
  questionOf,
  source,
  whose,
} from './asked.ts'
import { countFitting, countValues, type Visit } from './count-reader.ts'
import { anySignIns } from './held-sql.ts'
import { type Found, holdersOf, Look } from './holder-reader.ts'
import { indexAt, isProven, proofsOf } from './index-reader.ts'
import { endsBefore, groupsAsked, isWanted, type Question, valueFits } from './question.ts'
import { fittingCount } from './room.ts'
import { usesIndex } from './search-plan.ts'
import {
  type HeldValueAnswer,
  HeldValues,
  type Showing,
  showGroupHolder,
  showHolder,
  ValueSummary,
} from './shapes.ts'
import { Counter } from './summary.ts'
import { countThen, holdersThen } from './then-reader.ts'

const tag = 'Value'

export const values = route({
  operation: 'values',
  access: attriumTable.values,
  tag,
  method: 'GET',
  path: '/values',
  summary: 'List who has a value',
  description:
    'Returns the users who have a value of one attribute that fits, in the order of their ids, with the value and ' +
    'where it comes from. With `of=group` it returns groups. Values of a hidden attribute are never compared: ask ' +
    'for `set` or `unset`.',
  query: {
    attribute: attributeParameter,
    ...whose,
    source,
    ...comparison,
    expires_before: expiresBefore,
    as_of: asOfParameter,
    ...keysetParameters,
  },
  replies: { 200: HeldValues },
  cost: 'much',
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { query, actor } = context
    // A name may be that of another attribute on the next page.
    // guard cursor-2: becomes query
    const mark = ({ attribute }: Question) => ({ ...query, attribute: attribute.id })
    const afterOf = (question: Question) => placeOf(mark(question), query.after)?.[0] ?? '0'
    const most = query.limit ?? limits.page_items_unasked
    const asked = (catalogue: Catalogue, at?: number) =>
      questionOf(actor, catalogue, query, circumstancesOf(context, at))
    const page = (question: Question, rows: readonly HeldValueAnswer[], total: number | null) => {
      const wanted = rows.slice(0, most)
      const shown = wanted.slice(
        0,
        fittingCount(wanted, ({ value }) => value?.length ?? 0),
      )
      const last = shown.at(-1)
      const isLast = rows.length === shown.length || last === undefined
      const next = isLast ? null : cursorAt(mark(question), last.user_id ?? last.group_id ?? '')
      return { values: shown, next, total }
    }
    const groupPage = (catalogue: Catalogue, question: Question) => {
      const all = groupHolders(catalogue, question)
      const after = afterOf(question)
      const rest = all.filter(({ group_id }) => byId(group_id ?? '', after) > 0)
      return page(question, rest, query.count ? all.length : null)
    }
    const { as_of } = query
    if (as_of !== undefined) {
      return then(context, as_of, async (moment) => {
        // guard holders-21: moment.at → undefined
        const question = asked(moment.catalogue, moment.at)
        if (question.of === 'group') return groupPage(moment.catalogue, question)
        const began = performance.now()
        const place = { after: afterOf(question), most: most + 1 }
        const found = await holdersThen(moment, question, place, began)
        let total = 0
        if (query.count) {
          await countThen(
            moment,
            question,
            (value, count) => {
              if (isWanted(question, value)) total += count
            },
            began,
          )
        }
        const shown = shownHolders(context, moment.catalogue, question, found)
        return page(question, shown, query.count ? total : null)
      })
    }
    // One more row than the page has tells that there is a next page.
    const { catalogue, question, found } = await look(context, asked, (question) => ({
      ...{ after: afterOf(question), most: most + 1 },
    }))
    if (question.of === 'group') return groupPage(catalogue, question)
    if (found !== undefined && !query.count) {
      return page(question, shownHolders(context, catalogue, question, found), null)
    }
    return context.atOneMoment(async (catalogue, read) => {
      const question = await withSignIns(asked(catalogue), read)
      const { valueIndexes } = context.server
      const index = usesIndex(question)
        ? await indexAt(valueIndexes, catalogue, question.attribute.id, read)
        : undefined
      const asking = { question, after: afterOf(question), most: most + 1, index }
      const found = await holdersOf(catalogue, asking, read)
      const total = query.count ? await countFitting(catalogue, question, read) : null
      return page(question, shownHolders(context, catalogue, question, found), total)
    })
  },
})

/** Answers for a moment in the past; that takes a turn of those who read much. */
async function then<T>(
  context: Context,
  as_of: string,
  answer: (moment: Moment) => Promise<T>,
): Promise<T> {
  const { actor, server } = context
  const moment = await momentOf(context, as_of, [])
  return server.longReads.take(actor.caller, () => answer(moment))
}

/** The question of a moment at which it is known whether there are values from sign-ins. */
async function withSignIns(question: Question, read: Db['read']): Promise<Question> {
  const [some] = await read(anySignIns(question.attribute.id))
  return { ...question, signIns: some.length > 0 }
}

/** What one read finds; `found` is undefined if that is not all, or not sure. */
async function look(
  context: Context,
  asked: (catalogue: Catalogue) => Question,
  placeFor: (question: Question) => { readonly after: string; readonly most: number },
) {
  const { catalogue } = await context.load()
  // If there are values from sign-ins after all, the read that says so has not found all.
  const question = { ...asked(catalogue), signIns: false }
  const { of, attribute } = question
  const unknown = { catalogue, question, found: undefined }
  const { valueIndexes } = context.server
  const index = usesIndex(question) ? valueIndexes.at(attribute.id, catalogue.version) : undefined
  if (of === 'group' || (index === undefined && usesIndex(question))) return unknown
  const look = new Look(catalogue, { question, ...placeFor(question), index })
  const proofs = index === undefined ? [] : proofsOf(index, attribute.id)
  const asking = [anySignIns(attribute.id), ...proofs]
  const { catalogue: after, rows } = await context.load(...asking, ...look.next())
  if (after.version !== catalogue.version) return unknown
  // guard sign-in-value-24: gone
  if (rows[0]?.length !== 0) return unknown
  if (index !== undefined && !isProven(index, rows.slice(1, asking.length))) return unknown
  look.take(rows.slice(asking.length))
  return { ...unknown, found: look.page }
}

/** What `admits` is asked at: the moment of the request, or the one that it asks about. */
export const circumstancesOf = ({ server }: Context, at = server.now()) => ({
  now: at,
  firstMonthOfFiscalYear: server.firstMonthOfFiscalYear,
})

const showingOf = ({ actor }: Context, catalogue: Catalogue, { attribute }: Question): Showing => ({
  attribute,
  catalogue,
  // guard holders-8: seesDetails(actor, user_id as UserId) → true
  seesEmail: (user_id) => seesDetails(actor, user_id as UserId),
})

function shownHolders(
  context: Context,
  catalogue: Catalogue,
  question: Question,
  found: readonly Found[],
): HeldValueAnswer[] {
  const showing = showingOf(context, catalogue, question)
  return found.map(({ holder, found }) => showHolder(showing, holder, found))
}

/** Groups with a value that fits, or without any, in the order of their ids. */
function groupHolders(catalogue: Catalogue, question: Question): HeldValueAnswer[] {
  const { attribute } = question
  const showing = { attribute, catalogue, seesEmail: () => false }
  return groupsAsked(catalogue, question).flatMap(({ group_id, held }) =>
    valueFits(question, held?.value) && endsBefore(question, held?.expires_at ?? null)
      ? [showGroupHolder(showing, group_id, held)]
      : [],
  )
}

export const valuesSummary = route({
  operation: 'values_summary',
  access: attriumTable.values_summary,
  tag,
  method: 'GET',
  path: '/values/summary',
  summary: 'Count values',
  description:
    'Returns the different values of an attribute with the number of users who have each, the most common first, and the ' +
    'number of users without a value. At most 1,000 values are listed; `others` counts the rest. With `of=group` it ' +
    'counts groups. Values of a hidden attribute are not told apart.',
  query: { attribute: attributeParameter, ...whose, as_of: asOfParameter },
  replies: { 200: ValueSummary },
  cost: 'much',
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { query, actor } = context
    const summary = async (
      catalogue: Catalogue,
      count: (question: Question, visit: Visit) => Promise<void>,
      at?: number,
    ) => {
      const question = questionOf(actor, catalogue, query, circumstancesOf(context, at))
      const { attribute, of } = question
      const counter = new Counter(!attribute.value_is_hidden)
      if (of === 'group') {
        for (const { held } of groupsAsked(catalogue, question)) counter.add(held?.value, 1)
      } else await count(question, (found, holders) => counter.add(found?.value, holders))
      const { id: user_attribute_id, name, value_is_hidden: hidden } = attribute
      return { user_attribute_id, name, of, hidden, ...counter.result() }
    }
    const { as_of } = query
    if (as_of !== undefined) {
      return then(context, as_of, (moment) =>
        summary(
          moment.catalogue,
          (question, visit) => countThen(moment, question, visit),
          moment.at,
        ),
      )
    }
    return context.atOneMoment((catalogue, read) =>
      summary(catalogue, async (question, visit) =>
        countValues(catalogue, await withSignIns(question, read), read, visit),
      ),
    )
  },
})
