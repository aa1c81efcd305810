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
        where user_attribute_id = ${user_attribute_id} limit ${sql.lit(valuesAtOnce + 1)}) as held)`,
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

/** Some users who have a value of the attribute, in the order of their ids. */
export const someOwners = prepare((writer, key: Key & { after: string; limit: number }) =>
  writer
    .selectFrom('user_attribute_user_values')
    .select(idText('user_id').as('user_id'))
    .where('user_attribute_id', '=', key.user_attribute_id)
    .where('user_id', '>', key.after)
    .orderBy('user_attribute_user_values.user_id')
    .limit(key.limit),
)

/** `users` is a JSON list of ids. Nobody can set a value of a deleted attribute. */
export const removeValues = prepare((writer, key: Key & { users: string }) =>
  writer
    .deleteFrom('user_attribute_user_values')
    .where('user_attribute_id', '=', key.user_attribute_id)
    .where('user_id', 'in', idList(key.users)),
)

/** Removes a deleted attribute once no value is left. */
export const removeDeleted = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .deleteFrom('user_attributes')
    .where('id', '=', user_attribute_id)
    .where('type', '=', sql.lit(deletedType))
    .where((where) =>
      where.not(
        where.exists(
          writer
            .selectFrom('user_attribute_user_values')
            .select(sql`1`.as('one'))
            .where('user_attribute_id', '=', user_attribute_id),
        ),
      ),
    ),
)
