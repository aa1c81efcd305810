// Statements that delete an attribute and its values: at once, or by hiding the attribute first (decision 46).
import { deletedType } from '../domain/value-type.ts'
import type { UserAttributeId } from '../ids.ts'
import { idList, idText, nameOfDeleted, prepare, type Statement, sql } from '../store/statement.ts'

type Key = { user_attribute_id: UserAttributeId }

/** The most user values that one statement removes together with their attribute. */
const valuesAtOnce = 1000

const deleteWithFewValues = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .deleteFrom('user_attributes')
    .where('id', '=', user_attribute_id)
    .where(
      sql<number>`(select count(*) from (select 1 as one from user_attribute_user_values
        where user_attribute_id = ${user_attribute_id} limit ${sql.lit(valuesAtOnce + 1)}) as held)
        + (select count(*) from (select 1 as one from user_attribute_sign_in_values
        where user_attribute_id = ${user_attribute_id} limit ${sql.lit(valuesAtOnce + 1)}) as sent)`,
      '<=',
      sql.lit(valuesAtOnce),
    ),
)

const deleteGroupValues = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .deleteFrom('user_attribute_group_values')
    .where('user_attribute_id', '=', user_attribute_id),
)

const markDeleted = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .updateTable('user_attributes')
    .set({
      // guard deletion-1: gone
      type: sql<string>`${sql.lit(deletedType)}`,
      name: nameOfDeleted('id'),
      label: nameOfDeleted('id'),
      label_key: nameOfDeleted('id'),
      default_value: null,
      default_version: null,
    })
    .where('id', '=', user_attribute_id),
)

/**
 * Deletes an attribute with its values if few users have one. Otherwise nobody sees it any more, and the values of
 * users are removed later.
 */
export const deleteUserAttribute = (key: Key): Statement[] =>
  [deleteWithFewValues, deleteGroupValues, markDeleted].map((statement) => statement(key))

/** Deleted attributes whose values are still to be removed. */
export const deletedAttributes = prepare((writer) =>
  writer
    .selectFrom('user_attributes')
    .select(idText('id').as('id'))
    .where('type', '=', sql.lit(deletedType)),
)({})

const ownersIn = (table: ValueTable, key: Key & { after: string; limit: number }) => sql`
  select * from (select user_id from ${sql.table(table)}
    where user_attribute_id = ${key.user_attribute_id} and user_id > ${key.after}
    order by user_id limit ${key.limit}) as ${sql.ref(`some_of_${table}`)}`
type ValueTable = 'user_attribute_user_values' | 'user_attribute_sign_in_values'

/** Some users who have a value of the attribute, their own or from a sign-in, in the order of their ids. */
export const someOwners = prepare((writer, key: Key & { after: string; limit: number }) => ({
  compile: () =>
    sql<{ user_id: string }>`select cast(user_id as text) as user_id from (
        ${ownersIn('user_attribute_user_values', key)}
        union ${ownersIn('user_attribute_sign_in_values', key)}) as owners
      order by owners.user_id limit ${key.limit}`.compile(writer),
}))

/** It may have been put back since its owners were read. */
const isDeleted = (id: UserAttributeId) =>
  sql<boolean>`exists (select 1 from user_attributes
    where id = ${id} and type = ${sql.lit(deletedType)})`

const removingFrom = (table: ValueTable) =>
  prepare((writer, key: Key & { users: string }) =>
    writer
      .deleteFrom(table)
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('user_id', 'in', idList(key.users))
      // guard undo-deleted-8: gone
      .where(isDeleted(key.user_attribute_id)),
  )
const removeOwnValues = removingFrom('user_attribute_user_values')
const removeSignInValues = removingFrom('user_attribute_sign_in_values')

/** `users` is a JSON list of ids. Removes nothing of an attribute that is there. */
export const removeValues = (key: Key & { users: string }): Statement[] => [
  removeOwnValues(key),
  removeSignInValues(key),
]

/** Removes a deleted attribute once no value is left. */
export const removeDeleted = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .deleteFrom('user_attributes')
    .where('id', '=', user_attribute_id)
    .where('type', '=', sql.lit(deletedType))
    .where((where) =>
      where.and(
        (['user_attribute_user_values', 'user_attribute_sign_in_values'] as const).map((table) =>
          where.not(
            where.exists(
              writer
                .selectFrom(table)
                .select(sql`1`.as('one'))
                .where('user_attribute_id', '=', user_attribute_id),
            ),
          ),
        ),
      ),
    ),
)
