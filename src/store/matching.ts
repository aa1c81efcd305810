// Search terms as SQL conditions (looker 8.5).
import type { RawBuilder } from 'kysely'
import type { IdsTerm, TextTerm } from '../search-terms.ts'
import { idList, sql } from './statement.ts'

export type Condition = RawBuilder<boolean>

/** Whether a `…_key` column, in which the empty text stands for nothing, fits the term. */
export function textMatches(column: string, term: TextTerm): Condition {
  const key = sql.ref(column)
  switch (term.is) {
    case 'null':
      return sql<boolean>`${key} = ''`
    case 'not_null':
      return sql<boolean>`${key} <> ''`
    case 'text':
      return sql<boolean>`${key} = ${term.key}`
    case 'pattern':
      // Said on every engine: one of them would take a backslash for the escape otherwise.
      return sql<boolean>`${key} like ${term.key.replaceAll('\\', '\\\\')} escape '\\'`
  }
}

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
