// Conditions that select roles, permission sets and model sets for lists and searches.

import type { Noun } from '../domain/named-set.ts'
import { adminRoleId } from '../ids.ts'
import {
  allOf,
  always,
  anyOf,
  type Condition,
  idMatches,
  never,
  textMatches,
} from '../store/matching.ts'
import { idList, sql } from '../store/statement.ts'
import type { IdsTerm, TextTerm } from '../texts/search-terms.ts'

export type Table = 'roles' | `${Noun}_sets`

/** Search terms; with `filter_or` one of them is enough. */
interface Terms {
  readonly id?: IdsTerm | undefined
  readonly name?: TextTerm | undefined
  readonly built_in?: boolean | undefined
  readonly all_access?: boolean | undefined
  readonly is_support_role?: boolean | undefined
  /** For roles: the ids of their sets. */
  readonly permission_set_id?: IdsTerm | undefined
  readonly model_set_id?: IdsTerm | undefined
  /** For sets: the list contains all of these names. */
  readonly named?: readonly string[] | undefined
}

/** Selects rows; all conditions must hold, and a missing one excludes nothing. */
export interface Filter {
  readonly ids?: readonly string[] | undefined
  readonly givenToGroups?: boolean
  readonly terms?: Terms
  readonly filter_or?: boolean | undefined
}

export function conditions(table: Table, filter: Filter): Condition {
  const { ids, givenToGroups } = filter
  const id = sql.ref(`${table}.id`)
  const all: Condition[] = []
  if (ids !== undefined) all.push(sql`${id} in ${idList(JSON.stringify(ids))}`)
  if (givenToGroups) all.push(sql`${id} in (select role_id from role_groups)`)
  all.push(termsFit(table, filter))
  return allOf(all)
}

export const termsFit = (table: Table, { filter_or, terms = {} }: Filter): Condition =>
  (filter_or ? anyOf : allOf)(termConditions(table, terms))

function termConditions(table: Table, terms: Terms): Condition[] {
  const { id, name, built_in, all_access, is_support_role, named } = terms
  const all: Condition[] = []
  if (id !== undefined) all.push(idMatches(`${table}.id`, id))
  if (name !== undefined) all.push(textMatches(`${table}.name_key`, name))
  if (built_in !== undefined) all.push(builtIn(table, built_in))
  if (all_access !== undefined) all.push(sql`${sql.ref(`${table}.all_access`)} = ${all_access}`)
  for (const set of ['permission_set_id', 'model_set_id'] as const) {
    const term = terms[set]
    if (term !== undefined) all.push(idMatches(`${table}.${set}`, term))
  }
  if (named !== undefined && table !== 'roles') all.push(holdsAll(table, named))
  // No role here is for support by Looker.
  if (is_support_role !== undefined) all.push(is_support_role ? never : always)
  return all
}

/** Whether the list of a set contains all these names; no list has a name twice. */
const holdsAll = (table: `${Noun}_sets`, names: readonly string[]): Condition =>
  sql`(select count(*) from json_each(${sql.ref(`${table}.${columnOf[table]}`)})
    where value in (select value from json_each(${JSON.stringify(names)}))) = ${names.length}`

const columnOf = { permission_sets: 'permissions', model_sets: 'models' } as const

/** Of all roles, only Admin is built in. */
function builtIn(table: Table, wanted: boolean): Condition {
  if (table !== 'roles') return sql`${sql.ref(`${table}.built_in`)} = ${wanted}`
  return wanted ? sql`roles.id = ${adminRoleId}` : sql`roles.id <> ${adminRoleId}`
}
