// The parts that the operations on permission sets and on model sets share.

import { storedNames } from '../catalogue/stored-names.ts'
import { listProblems, type Noun, setSorts, sortedNames } from '../domain/named-set.ts'
import { isUnchanged } from '../domain/unchanged.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { pageHeaders, pageOf, pagingParameters } from '../http/paging.ts'
import {
  fieldsParameter,
  flagParameter,
  sortsParameter,
  textParameter,
  type ValuesOf,
} from '../http/query.ts'
import { anyTermParameter, idsTermParameter, textTermParameter } from '../http/search-parameters.ts'
import { parseSorts } from '../http/sorts.ts'
import type { Context } from '../request/context.ts'
import { nameProblems } from '../texts/names.ts'
import { idsTerm, namesTerm, textTerm } from '../texts/search-terms.ts'
import { textKey } from '../texts/text-key.ts'
import { insistModifiable, insistUnused } from './access.ts'
import type { SetRow } from './shapes.ts'
import {
  createSet,
  deleteSet,
  nameTaken,
  type SetColumns,
  setInUse,
  setRows,
  setTotal,
  updateSet,
} from './sql.ts'

export const setSearchQuery = {
  fields: fieldsParameter,
  limit: pagingParameters.limit,
  offset: pagingParameters.offset,
  sorts: sortsParameter(setSorts),
  id: idsTermParameter('1'),
  name: textTermParameter('Name', 'A%'),
  all_access: flagParameter(
    'True: only the set that covers everything. False: only the others.',
    true,
  ),
  built_in: flagParameter(
    'True: only the set that comes with the server. False: only the others.',
    true,
  ),
  filter_or: anyTermParameter,
}

/** The parameter with the names that a set must contain. */
export const namedParameter = (noun: Noun) =>
  textParameter(
    `Return only sets that contain all of these ${noun}s, separated by commas (from Looker 26.12).`,
    '',
  )

export async function searchSets(
  context: Context & { readonly query: ValuesOf<typeof setSearchQuery> },
  noun: Noun,
  named: string | undefined,
): Promise<{ rows: SetRow[]; headers: Record<string, string> }> {
  const { query } = context
  const page = pageOf(query)
  const filter = {
    filter_or: query.filter_or,
    terms: {
      id: query.id === undefined ? undefined : idsTerm('id', query.id),
      name: query.name === undefined ? undefined : textTerm('name', query.name),
      all_access: query.all_access,
      built_in: query.built_in,
      named: named === undefined ? undefined : namesTerm(`${noun}s`, named),
    },
  }
  const part = { page, sorts: parseSorts(query.sorts, setSorts) }
  const { rows } = await context.load(setRows(noun, filter, part), setTotal(noun, filter))
  return { rows: rows[0], headers: pageHeaders(page, rows[1][0]?.total ?? 0, context) }
}

export async function allSets(context: Context, noun: Noun): Promise<SetRow[]> {
  const { rows } = await context.load(setRows(noun, {}))
  return rows[0]
}

export async function oneSet(context: Context, noun: Noun, id: string): Promise<SetRow> {
  const { rows } = await context.load(setRows(noun, { ids: [id] }))
  return found(rows[0][0])
}

/** The fields of a set in a body. */
export interface GivenSet {
  readonly name?: string | null | undefined
  readonly named?: readonly string[] | null | undefined
}

/** Checks the old and the new names of a set for further problems. */
type NamedProblems = (before: readonly string[], after: readonly string[]) => Problem[]
const none: NamedProblems = () => []

export async function commitNewSet(
  context: Context,
  noun: Noun,
  given: GivenSet,
  namedProblems = none,
): Promise<SetRow> {
  const columns = { name: given.name ?? '', named: sortedNames(given.named ?? []) }
  const { rows } = await context.load(nameTaken(`${noun}_sets`, textKey(columns.name)))
  refuseIf([
    ...nameProblems(`${noun} set`, given.name, () => rows[0].length > 0),
    ...listProblems(`${noun}s`, columns.named),
    ...namedProblems([], columns.named),
  ])
  const [inserted] = await context.commit({
    touches: 'catalogue',
    statements: [createSet(noun, columns)],
    audit: { created: { detail: 'id', statement: 0 }, details: audited(noun, columns) },
  })
  const { id } = found((inserted as { id: string }[])[0])
  return rowOf(id, columns)
}

export async function commitSetChange(
  context: Context,
  noun: Noun,
  id: string,
  given: GivenSet,
  namedProblems = none,
): Promise<SetRow> {
  const before = await oneSet(context, noun, id)
  insistModifiable(before.built_in)
  const namedBefore = storedNames(before.named, `${noun} set ${id}`)
  const columns = {
    name: given.name ?? before.name,
    named: sortedNames(given.named ?? namedBefore),
  }
  const { rows } = await context.load(nameTaken(`${noun}_sets`, textKey(columns.name), id))
  refuseIf([
    ...nameProblems(`${noun} set`, columns.name, () => rows[0].length > 0),
    ...listProblems(`${noun}s`, columns.named),
    ...namedProblems(namedBefore, columns.named),
  ])
  if (isUnchanged({ name: before.name, named: sortedNames(namedBefore) }, columns)) return before
  await context.commit({
    touches: 'catalogue',
    statements: [updateSet(noun, id, columns)],
    audit: {
      details: {
        ...{ id, ...audited(noun, columns) },
        from: audited(noun, { name: before.name, named: namedBefore }),
      },
    },
  })
  return rowOf(id, columns)
}

export async function commitSetDeletion(
  context: Context,
  noun: Noun,
  id: string,
): Promise<undefined> {
  const before = await oneSet(context, noun, id)
  insistModifiable(before.built_in)
  const { rows } = await context.load(setInUse(noun, id))
  insistUnused(rows[0].length > 0)
  await context.commit({
    touches: 'catalogue',
    statements: [deleteSet(noun, id)],
    audit: {
      details: {
        ...{ id, name: before.name },
        from: { [`${noun}s`]: storedNames(before.named, `${noun} set ${id}`) },
      },
    },
  })
  return undefined
}

const audited = (noun: Noun, { name, named }: SetColumns) => ({ name, [`${noun}s`]: named })

const rowOf = (id: string, { name, named }: SetColumns): SetRow => ({
  id,
  name,
  named: JSON.stringify(named),
  built_in: false,
  all_access: false,
})
