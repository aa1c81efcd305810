// Search terms as SQL conditions (looker 8.5).
import type { AliasedExpression, RawBuilder } from 'kysely'
import type { IdsTerm, PatternPart, TextTerm } from '../texts/search-terms.ts'
import { idList, sql } from './statement.ts'

export type Condition = RawBuilder<boolean>

/** Whether a `…_key` column, or a text made of several, fits the term; an empty text stands for null. */
export function textMatches(column: string | RawBuilder<string>, term: TextTerm): Condition {
  const key = typeof column === 'string' ? sql.ref(column) : column
  switch (term.is) {
    case 'null':
      return sql<boolean>`${key} = ''`
    case 'not_null':
      return sql<boolean>`${key} <> ''`
    case 'text':
      // guard input-15: becomes sql.raw(column + " = '" + term.key + "'")
      return sql<boolean>`${key} = ${term.key}`
    case 'pattern':
      // The escape is named because the engines differ: one takes a backslash by default, the other nothing.
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

/** All of the conditions; true when there are none. */
export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? always : sql<boolean>`(${sql.join(conditions, sql` and `)})`

/** Any of the conditions; true when there are none, because nothing was asked for. */
export const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? always : sql<boolean>`(${sql.join(conditions, sql` or `)})`

/** Orders the rows that fit most of the conditions first. Only for tables that are small enough to read every row. */
export const fittingMost = (conditions: readonly Condition[]) =>
  sql<number>`${sql.join(
    // guard search-2: 0 else 1 → 0 else 0
    conditions.map((condition) => sql`case when ${condition} then 0 else 1 end`),
    sql` + `,
  )}`

/** The ids of a page, as a table to select from. */
export type IdPage = AliasedExpression<{ id: string }, 'page'>

/** A search in a table that lists literal matches first. */
export interface LiteralSearch {
  readonly table: string
  /** The column of the ids, with its table. */
  readonly id: string
  readonly conditions: Condition
  /** Conditions with patterns compared as plain texts. A row that fits one of these fits `conditions` too. */
  readonly literals: readonly Condition[]
  readonly limit: number
  readonly offset: number
}

/**
 * The ids of a page with their place: 0 for rows that fit all literals, one more for each that they do not fit;
 * sorted by place, then by id. It joins lists that are each found by an index, and read in its order only as far
 * as the page where one place is enough: sorting by the place itself would read every row that fits.
 */
export function literalFirst(search: LiteralSearch): IdPage {
  const { table, id, conditions, literals, limit, offset } = search
  const column = sql.ref(id)
  const fitting = (fits: Condition) =>
    sql`select ${column} as id from ${sql.table(table)} where ${fits}`
  const page = sql`order by ${column} limit ${limit + offset}`
  const isOne = literals.length === 1
  const literal = literals.map((fits) =>
    isOne ? sql`select id from (${fitting(fits)} ${page}) as first` : fitting(fits),
  )
  const others = sql<boolean>`${conditions} and ${column} not in (
    ${sql.join(literals.map(fitting), sql` union all `)})`
  // guard search-1: - count(*) → + count(*)
  return sql<{ id: string }>`(select id, place from (
    select id, ${literals.length} - count(*) as place
      from (${sql.join(literal, sql` union all `)}) as literal group by id
    union all select id, ${literals.length} as place from (${fitting(others)} ${page}) as others
  ) as found order by place, id limit ${limit} offset ${offset})`.as('page')
}
