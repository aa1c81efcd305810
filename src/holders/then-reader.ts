// Finds and counts holders of values at a moment in the past, user by user.

import type { Catalogue } from '../domain/catalogue.ts'
import { holdings } from '../domain/held-values.ts'
import { effectiveValue, type FoundValue, ownStep } from '../domain/search-path.ts'
import { Refusal } from '../errors.ts'
import type { GroupId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Held, Moment } from '../moment/moment.ts'
import type { Visit } from './count-reader.ts'
import type { Found } from './holder-reader.ts'
import { isWanted, type Question } from './question.ts'

/** The first holders after a user, as many as were asked for. */
export async function holdersThen(
  moment: Moment,
  question: Question,
  { after, most }: { readonly after: string; readonly most: number },
  began?: number,
): Promise<readonly Found[]> {
  const holders: Found[] = []
  await overPeople(
    moment,
    question,
    after,
    ({ facts }, found) => {
      if (isWanted(question, found)) holders.push({ holder: facts, found })
      return holders.length < most
    },
    began,
  )
  return holders.slice(0, most)
}

/** Visits the value of everybody whom the question is about. */
export const countThen = (
  moment: Moment,
  question: Question,
  visit: Visit,
  began?: number,
): Promise<void> =>
  overPeople(
    moment,
    question,
    '0',
    (_, found) => {
      visit(found, 1)
      return true
    },
    began,
  )

function insistSince(began: number): void {
  if (performance.now() - began < limits.then_milliseconds) return
  const message =
    'The question about a time in the past took too long: ask for a smaller page, without count, or about one user.'
  throw new Refusal('overloaded', { message, headers: { 'Retry-After': '60' } })
}

/** Throws 503 when it takes too long. Goes on as long as `visit` returns true. */
async function overPeople(
  moment: Moment,
  question: Question,
  after: string,
  visit: (held: Held, found: FoundValue | undefined) => boolean,
  began = performance.now(),
): Promise<void> {
  for (let from = after as UserId; ; ) {
    // guard holders-16: gone
    insistSince(began)
    const ids = await moment.userIds(from, limits.searched_then)
    const people = await moment.people(ids, [question.attribute.id])
    for (const id of ids) {
      const held = people.get(id)
      if (held === undefined || !isAsked(question, held)) continue
      if (!visit(held, valueThen(moment.catalogue, question, held))) return
    }
    const last = ids.at(-1)
    if (last === undefined || ids.length < limits.searched_then) return
    from = last
  }
}

function isAsked({ is_disabled, within }: Question, held: Held): boolean {
  if (is_disabled !== undefined && held.is_disabled !== is_disabled) return false
  if (within === undefined) return true
  return held.groups.some(({ group_id }) => within.has(group_id as GroupId))
}

function valueThen(
  catalogue: Catalogue,
  { attribute, of }: Question,
  held: Held,
): FoundValue | undefined {
  if (of === 'effective') return effectiveValue(attribute, holdings(catalogue, held)(attribute))
  const own = held.values[attribute.id]
  return own === undefined ? undefined : ownStep(own, held.timed[attribute.id]?.now?.expires_at)
}
