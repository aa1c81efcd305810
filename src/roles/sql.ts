// Statements about roles, permission sets and model sets.

import type { Noun, setSorts } from '../domain/named-set.ts'
import type { Page } from '../http/paging.ts'
import type { Sort } from '../http/sorts.ts'
import type { RoleId } from '../ids.ts'
import { fittingMost } from '../store/matching.ts'
import {
  idText,
  prepare,
  required,
  type Statement,
  sql,
  statement,
  writer,
} from '../store/statement.ts'
import { literalTerms } from '../texts/search-terms.ts'
import { textKey } from '../texts/text-key.ts'
import { membersAt } from '../values/members-sql.ts'
import { conditions, type Filter, type Table, termsFit } from './matching-sql.ts'
import type { RoleRow, SetRow } from './shapes.ts'

export const roleSorts = ['id', 'name'] as const

interface Part<Field extends string> {
  readonly page: Page
  readonly sorts: readonly Sort<Field>[]
}
const everything: Part<never> = { page: { limit: undefined, offset: 0 }, sorts: [] }

/** Larger than any number of rows: every engine needs a limit beside `offset`. */
const noLimit = Number.MAX_SAFE_INTEGER

/** Roles with their sets; the users at the time `counted` are counted, without it the count is 0. */
export function roleRows(
  filter: Filter,
  part: Part<(typeof roleSorts)[number]> = everything,
  counted?: number,
): Statement<RoleRow> {
  return statement(
    writer
      .selectFrom('roles')
      .innerJoin('permission_sets', 'permission_sets.id', 'roles.permission_set_id')
      .innerJoin('model_sets', 'model_sets.id', 'roles.model_set_id')
      .select([
        idText('roles.id').as('id'),
        'roles.name',
        (counted === undefined ? sql<number>`0` : userCount(counted)).as('user_count'),
        idText('permission_sets.id').as('permission_set_id'),
        'permission_sets.name as permission_set_name',
        'permission_sets.permissions as permission_set_named',
        'permission_sets.built_in as permission_set_built_in',
        'permission_sets.all_access as permission_set_all_access',
        idText('model_sets.id').as('model_set_id'),
        'model_sets.name as model_set_name',
        'model_sets.models as model_set_named',
        'model_sets.built_in as model_set_built_in',
        'model_sets.all_access as model_set_all_access',
      ])
      .where(conditions('roles', filter))
      .orderBy(orderBy('roles', filter, part.sorts))
      .limit(part.page.limit ?? noLimit)
      .offset(part.page.offset),
  )
}

/** Counts the users who have the role directly or through groups, each once. */
const userCount = (now: number) => sql<number>`(with recursive holders(group_id) as (
    select group_id from role_groups where role_groups.role_id = roles.id
    union select group_groups.group_id from group_groups
      join holders on group_groups.parent_group_id = holders.group_id)
  select count(*) from (select user_id from role_users where role_users.role_id = roles.id
    union select user_id from ${membersAt(now)} as member
      where group_id in (select group_id from holders)) as held)`

export const roleTotal = (filter: Filter): Statement<{ total: number }> =>
  statement(
    writer
      .selectFrom('roles')
      .select(sql<number>`count(*)`.as('total'))
      .where(conditions('roles', filter)),
  )

export function setRows(
  noun: Noun,
  filter: Filter,
  part: Part<(typeof setSorts)[number]> = everything,
): Statement<SetRow> {
  const table = `${noun}_sets` as const
  return statement(
    writer
      .selectFrom(table)
      .select([
        idText('id').as('id'),
        'name',
        sql<string>`${sql.ref(`${noun}s`)}`.as('named'),
        'built_in',
        'all_access',
      ])
      .where(conditions(table, filter))
      .orderBy(orderBy(table, filter, part.sorts))
      .limit(part.page.limit ?? noLimit)
      .offset(part.page.offset),
  )
}

export const setTotal = (noun: Noun, filter: Filter): Statement<{ total: number }> =>
  statement(
    writer
      .selectFrom(`${noun}_sets`)
      .select(sql<number>`count(*)`.as('total'))
      .where(conditions(`${noun}_sets`, filter)),
  )

function orderBy(table: Table, filter: Filter, sorts: readonly Sort<string>[]) {
  const order = sorts.map(({ field, descending }) => {
    const column = sql.ref(`${table}.${field === 'name' ? 'name_key' : field}`)
    return descending ? sql`${column} desc` : column
  })
  const literals =
    sorts.length > 0 ? [] : literalTerms(filter.terms ?? {}, filter.filter_or ?? false)
  const fits = literals.map((terms) => termsFit(table, { ...filter, terms }))
  if (fits.length > 0) order.push(fittingMost(fits))
  return sql.join([...order, sql.ref(`${table}.id`)])
}

/** A row if another one has the name; case is ignored. */
export const nameTaken = (table: Table, key: string, except = '0'): Statement<{ id: string }> =>
  statement(
    writer
      .selectFrom(table)
      .select(idText('id').as('id'))
      .where('name_key', '=', key)
      .where('id', '<>', except),
  )

/** A row if a role uses the set. */
export const setInUse = (noun: Noun, id: string): Statement<{ id: string }> =>
  statement(
    writer
      .selectFrom('roles')
      .select(idText('id').as('id'))
      .where(`${noun}_set_id`, '=', id)
      .limit(1),
  )

export interface SetColumns {
  readonly name: string
  /** The names, sorted. */
  readonly named: readonly string[]
}
type StoredSet = { name: string; name_key: string; named: string }
const stored = ({ name, named }: SetColumns): StoredSet => ({
  name,
  name_key: textKey(name),
  named: JSON.stringify(named),
})

const inserts = {
  permission: prepare((writer, { name, name_key, named }: StoredSet) =>
    writer
      .insertInto('permission_sets')
      .values({ name, name_key, permissions: named, built_in: false, all_access: false })
      .returning(idText('id').as('id')),
  ),
  model: prepare((writer, { name, name_key, named }: StoredSet) =>
    writer
      .insertInto('model_sets')
      .values({ name, name_key, models: named, built_in: false, all_access: false })
      .returning(idText('id').as('id')),
  ),
}
export const createSet = (noun: Noun, columns: SetColumns) => inserts[noun](stored(columns))

const updates = {
  permission: prepare((writer, { id, name, name_key, named }: StoredSet & { id: string }) =>
    writer
      .updateTable('permission_sets')
      .set({ name, name_key, permissions: named })
      .where('id', '=', id),
  ),
  model: prepare((writer, { id, name, name_key, named }: StoredSet & { id: string }) =>
    writer.updateTable('model_sets').set({ name, name_key, models: named }).where('id', '=', id),
  ),
}
export const updateSet = (noun: Noun, id: string, columns: SetColumns) =>
  required(updates[noun]({ ...stored(columns), id }))

const deletes = {
  permission: prepare((writer, { id }: { id: string }) =>
    writer.deleteFrom('permission_sets').where('id', '=', id),
  ),
  model: prepare((writer, { id }: { id: string }) =>
    writer.deleteFrom('model_sets').where('id', '=', id),
  ),
}
export const deleteSet = (noun: Noun, id: string) => required(deletes[noun]({ id }))

export interface RoleColumns {
  readonly name: string
  readonly permission_set_id: string
  readonly model_set_id: string
}
type StoredRole = { [K in keyof RoleColumns]: string } & { name_key: string }

const insertRole = prepare((writer, row: StoredRole) =>
  writer
    .insertInto('roles')
    .values({
      name: row.name,
      name_key: row.name_key,
      permission_set_id: row.permission_set_id,
      model_set_id: row.model_set_id,
    })
    .returning(idText('id').as('id')),
)
export const createRole = (columns: RoleColumns) =>
  insertRole({ ...columns, name_key: textKey(columns.name) })

const prepareUpdate = prepare((writer, row: StoredRole & { role_id: string }) =>
  writer
    .updateTable('roles')
    .set({
      name: row.name,
      name_key: row.name_key,
      permission_set_id: row.permission_set_id,
      model_set_id: row.model_set_id,
    })
    .where('id', '=', row.role_id),
)
export const updateRole = (role_id: RoleId, columns: RoleColumns) =>
  required(prepareUpdate({ ...columns, name_key: textKey(columns.name), role_id }))

const prepareDelete = prepare((writer, { role_id }: { role_id: RoleId }) =>
  writer.deleteFrom('roles').where('id', '=', role_id),
)
/** Deletes a role; everybody who has it loses it. */
export const deleteRole = (role_id: RoleId) => required(prepareDelete({ role_id }))
