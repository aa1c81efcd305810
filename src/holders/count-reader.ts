// Counts values over all users, in parts of one moment.

import type { Catalogue } from '../domain/catalogue.ts'
import type { FoundValue } from '../domain/search-path.ts'
import { isReserved, noFacts } from '../domain/system-attributes.ts'
import { limits } from '../limits.ts'
import type { Db } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import { judgeOf } from './holder-reader.ts'
import { isWanted, type Question } from './question.ts'
import { alongOf, askedOf, needsIdentities, valuesAsked } from './search-plan.ts'
import {
  type Along,
  endOf,
  groupSetCounts,
  heldCounts,
  holdersIn,
  isFiltered,
  type Stretch,
  userCount,
} from './sql.ts'

/** Called with each value that was found and how many have it; the same value may come again. */
export type Visit = (found: FoundValue | undefined, count: number) => void

/** How many have a value that fits. */
export async function countFitting(
  catalogue: Catalogue,
  question: Question,
  read: Db['read'],
): Promise<number> {
  let total = 0
  if (question.expires_before !== undefined) {
    const judge = judgeOf(catalogue, question)
    await overAll(
      valuesAsked(question),
      read,
      (stretch) => ending(stretch, question),
      (row) => {
        if (isWanted(question, judge(row))) total++
      },
    )
    return total
  }
  await countValues(catalogue, question, read, (found, count) => {
    if (isWanted(question, found)) total += count
  })
  return total
}

/** Visits the values of everybody whom the question is about, whether they fit or not. */
export async function countValues(
  catalogue: Catalogue,
  question: Question,
  read: Db['read'],
  visit: Visit,
): Promise<void> {
  const asked = askedOf(question)
  const along = alongOf(question)
  const judge = judgeOf(catalogue, question)
  const { attribute, of } = question
  if (isReserved(attribute)) {
    const shown = { rows: limits.searched_at_once, identities: needsIdentities(question) }
    await overAll(
      along,
      read,
      (stretch) => holdersIn(stretch, asked, shown),
      (row) => visit(judge(row), 1),
    )
    return
  }
  let held = 0
  const ofValues: Along = along.by === 'group' ? along : valuesAsked(question)
  await overAll(
    ofValues,
    read,
    (stretch) => heldCounts(stretch, asked),
    ({ value: text, provider, count }) => {
      held += Number(count)
      const value = text ?? ''
      const sent = { source: 'sign_in', value, ...{ set_at: 0, change: 0 } } as const
      visit(provider === null ? { source: 'user', value } : { ...sent, provider }, Number(count))
    },
  )
  if (!isFiltered(asked)) {
    const [[all]] = await read(userCount)
    // Often everybody has such a value; then nobody is left to look at.
    if (Number(all?.count) === held) return
  }
  const groupsMatter = of !== 'own' && catalogue.groupValues(attribute.id).length > 0
  await overAll(
    along,
    read,
    (stretch) => groupSetCounts(stretch, asked, groupsMatter),
    ({ group_ids, count }) =>
      visit(judge({ ...noFacts, ...nothingHeld, group_ids }), Number(count)),
  )
}

const nothingHeld = { own: null, expires_at: null, sent: null, provider: null, sent_at: null }

const ending = (stretch: Stretch, question: Question) =>
  holdersIn(stretch, askedOf(question), { rows: limits.searched_at_once, identities: false })

async function overAll<Row>(
  along: Along,
  read: Db['read'],
  statement: (stretch: Stretch) => Statement<Row>,
  take: (row: Row) => void,
): Promise<void> {
  for (let after: string | null = '0'; after !== null; ) {
    const stretch: Stretch = { after, most: limits.searched_at_once, along }
    const [rows, ends] = await read(statement(stretch), endOf(stretch))
    for (const row of rows) take(row)
    after = ends[0]?.end ?? null
  }
}
