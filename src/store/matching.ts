// Search terms as SQL conditions (looker 8.5).
import type { AliasedExpression, RawBuilder } from 'kysely'
import type { IdsTerm, PatternPart, TextTerm } from '../search-terms.ts'
import { idList, sql } from './statement.ts'

export type Condition = RawBuilder<boolean>

/** Whether a `…_key` column, or a text made of some, in which the empty text stands for nothing, fits. */
export function textMatches(column: string | RawBuilder<string>, term: TextTerm): Condition {
  const key = typeof column === 'string' ? sql.ref(column) : column
  switch (term.is) {
    case 'null':
      return sql<boolean>`${key} = ''`
    case 'not_null':
      return sql<boolean>`${key} <> ''`
    case 'text':
      return sql<boolean>`${key} = ${term.key}`
    case 'pattern':
      // Said on every engine: one of them would take a backslash for the escape otherwise.
      return sql<boolean>`${key} like ${term.parts.map(likeText).join('')} escape '\\'`
  }
}

const likeText = (part: PatternPart): string =>
  typeof part === 'string' ? part.replace(/[%_\\]/g, '\\$&') : part.wildcard

/** Whether an id column that is never null fits the term. */
export function idMatches(column: string, term: IdsTerm): Condition {
  switch (term.is) {
    case 'null':
      return never
    case 'not_null':
      return always
    case 'ids':
      return sql<boolean>`${sql.ref(column)} in ${idList(JSON.stringify(term.ids))}`
  }
}

export const always: Condition = sql<boolean>`1 = 1`
export const never: Condition = sql<boolean>`1 = 0`

/** All of them; true when there is none. */
export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? always : sql<boolean>`(${sql.join(conditions, sql` and `)})`

/** Any of them; true when there is none, as when nothing was asked for. */
export const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? always : sql<boolean>`(${sql.join(conditions, sql` or `)})`

/** An order in which rows that fit come first; for tables of which every row may be looked at. */
export const fitsFirst = (condition: Condition) =>
  sql<number>`case when ${condition} then 0 else 1 end`

/** The ids of a page, as something to select from. */
export type IdPage = AliasedExpression<{ id: string }, 'page'>

/** What is looked for in a table, where rows that fit literally come first. */
export interface LiteralSearch {
  readonly table: string
  /** The column of the ids, with its table. */
  readonly id: string
  readonly conditions: Condition
  /** The same, its patterns taken for the texts that they are: such rows fit the conditions too. */
  readonly literal: Condition
  readonly limit: number
  readonly offset: number
}

/**
 * The ids of a page with their place: 0 for rows that fit literally, 1 for the others, in this order and
 * then that of the ids. Two lists that are each found in the order of an index and end at the page: an
 * order by the place itself would have to look at every row that fits.
 */
export function literalFirst(search: LiteralSearch): IdPage {
  const { table, id, conditions, literal, limit, offset } = search
  const column = sql.ref(id)
  const ids = (fits: Condition) => sql`select ${column} as id from ${sql.table(table)}
    where ${fits} order by ${column} limit ${limit + offset}`
  const others = sql<boolean>`${conditions} and ${column} not in (
    select ${column} from ${sql.table(table)} where ${literal})`
  return sql<{ id: string }>`(select id, place from (
    select id, 0 as place from (${ids(literal)}) as literal
    union all select id, 1 as place from (${ids(others)}) as others) as found
    order by place, id limit ${limit} offset ${offset})`.as('page')
}
