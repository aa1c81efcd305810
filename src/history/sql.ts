// Statements that read the rows of a history, and what a row alone does not tell.
import { changeReplaced } from '../audit/replaced-sql.ts'
import { isUndone } from '../audit/undone-sql.ts'
import type { Db } from '../store/db.ts'
import { idList, idText, type Part, prepare, sql } from '../store/statement.ts'
import { within } from './finding-sql.ts'

/** Reads statements together, with the rights of the caller. */
export type Read = Db['read']

const columns = [
  'audit.sequence',
  'at',
  'request_id',
  'operation',
  idText('actor_id').as('actor_id'),
  idText('sudo_by').as('sudo_by'),
  idText('credentials_api3_id').as('credentials_api3_id'),
  idText('user_id').as('user_id'),
  idText('group_id').as('group_id'),
  idText('user_attribute_id').as('user_attribute_id'),
  'new_value',
  'details',
  'redacted',
  'previous_change',
] as const

/** These rows, newest first. */
export const rowsAt = prepare((writer, { list }: { list: string }) =>
  writer
    .selectFrom('audit')
    .select(columns)
    .select(changeReplaced('audit').as('replaced'))
    .select(isUndone('audit').as('is_undone'))
    .where('sequence', 'in', sql<number>`${idList(list)}`)
    .orderBy('sequence', 'desc'),
)
export type AuditedRow = NonNullable<ReturnType<typeof rowsAt>['row']>

/** The values that these rows have stored. */
export const valuesAt = prepare((writer, { list }: { list: string }) =>
  writer
    .selectFrom('audit')
    .select(['sequence', 'new_value', 'redacted', 'details'])
    .where('sequence', 'in', sql<number>`${idList(list)}`),
)
export type ValuesRow = NonNullable<ReturnType<typeof valuesAt>['row']>

/** The texts that these rows have changed. */
export const textsAt = prepare((writer, { list }: { list: string }) =>
  writer
    .selectFrom('audit_texts')
    .select(['sequence', 'field', 'before', 'after'])
    .where('sequence', 'in', sql<number>`${idList(list)}`)
    .where('sequence', '>', 0)
    .orderBy('audit_texts.sequence')
    .orderBy('field'),
)
export type TextsRow = NonNullable<ReturnType<typeof textsAt>['row']>

/** The newest change of one group's value before another one. */
export const groupValueBefore = prepare(
  (writer, key: { group_id: string; user_attribute_id: string; before: number }) =>
    writer
      .selectFrom('audit')
      .select(['sequence', 'new_value', 'redacted', 'details'])
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('group_id', '=', key.group_id)
      .where('sequence', '<', key.before)
      .where(stillThere(key.before))
      .where(within('audit_by_group_value'))
      .orderBy('user_attribute_id', 'desc')
      .orderBy('group_id', 'desc')
      .orderBy('sequence', 'desc')
      .limit(1),
)

/** Finds the newest row about an attribute before a change that has this detail, by an index of such rows. */
const newestOf = (
  index: Parameters<typeof within>[0],
  detail: string,
  isThere: (before: number) => Part<boolean>,
) =>
  prepare((writer, key: { user_attribute_id: string; before: number }) =>
    writer
      .selectFrom('audit')
      .select(['sequence', 'new_value', 'redacted', 'details'])
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('sequence', '<', key.before)
      .where(isThere(key.before))
      .where(within(index))
      .where(sql<boolean>`(details like ${sql.lit(`%"${detail}":%`)})`)
      .orderBy('user_attribute_id', 'desc')
      .orderBy('sequence', 'desc')
      .limit(1),
  )

const stillThere = (before: number) => sql<boolean>`not ${isUndone('audit', sql`${before}`)}`
const newestBefore = (...[index, detail]: [Parameters<typeof within>[0], string]) =>
  newestOf(index, detail, stillThere)

/** The newest list of group values before a change; only such rows have `groups` in their details. */
export const listBefore = newestBefore('audit_by_definition', 'groups')

/** The newest definition before a change; its value is the default. */
export const definitionBefore = newestBefore('audit_by_named_attribute', 'has_default_value')

/** The newest definition of all, also one that a reset has undone. */
export const newestDefinition = newestOf(
  'audit_by_named_attribute',
  'has_default_value',
  () => sql<boolean>`1 = 1`,
)

/** Changes of single group values of an attribute between two rows, oldest first. */
export const groupValuesBetween = prepare(
  (writer, key: { user_attribute_id: string; after: number; before: number; limit: number }) =>
    writer
      .selectFrom('audit')
      .select(['sequence', idText('group_id').as('group_id'), 'new_value'])
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('user_id', 'is', null)
      .where('group_id', 'is not', null)
      .where(stillThere(key.before))
      .where('sequence', '>', key.after)
      .where('sequence', '<', key.before)
      .orderBy('user_attribute_id')
      .orderBy('sequence')
      .limit(key.limit),
)
