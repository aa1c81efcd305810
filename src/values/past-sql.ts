// Statements that remove the values of a hidden attribute from the past, in portions.
import type { UserAttributeId } from '../ids.ts'
import { idList, idText, prepare, sql } from '../store/statement.ts'

type Key = { user_attribute_id: UserAttributeId }

/** Only while the attribute is hidden or deleted: the reset of a demo may show it again meanwhile. */
const mayGo = (id: UserAttributeId) =>
  sql<boolean>`not exists (select 1 from user_attributes where id = ${id}
    and value_is_hidden = ${false})`

/** All defaults that the attribute ever had; there are few. */
export const emptyPastDefaults = prepare((writer, { user_attribute_id: id }: Key) =>
  writer
    .updateTable('past_attributes')
    .set({ default_value: '' })
    .where('id', '=', id)
    .where('default_value', '<>', '')
    .where(mayGo(id)),
)

/** Some groups that ever had a value, in the order of their ids. */
export const groupsOnce = prepare((writer, key: Key & { after: string; most: number }) =>
  writer
    .selectFrom('past_group_values')
    .select(idText('group_id').as('group_id'))
    .where('user_attribute_id', '=', key.user_attribute_id)
    .where('group_id', '>', key.after)
    .groupBy('group_id')
    .orderBy('past_group_values.group_id')
    .limit(sql<number>`${key.most}`),
)

/** `groups` is a JSON list of ids. */
export const emptyPastGroupValues = prepare(
  (writer, { user_attribute_id: id, groups }: Key & { groups: string }) =>
    writer
      .updateTable('past_group_values')
      .set({ value: '' })
      .where('user_attribute_id', '=', id)
      .where('group_id', 'in', idList(groups))
      .where('value', '<>', '')
      .where(mayGo(id)),
)

/**
 * Some values that sign-ins ever set, in the order of users and of the changes that set them. `change` is that of the
 * last one of the user `after`.
 */
export const signInsOnce = prepare(
  (writer, key: Key & { after: string; change: number; most: number }) => ({
    compile: () =>
      sql<{
        user_id: string
        newest_change: number
      }>`select cast(user_id as text) as user_id, newest_change
        from past_sign_in_values
        where user_attribute_id = ${key.user_attribute_id}
          and (user_id, newest_change) > (cast(${key.after} as bigint), cast(${key.change} as bigint))
        group by past_sign_in_values.user_id, newest_change
        order by past_sign_in_values.user_id, newest_change limit ${key.most}`.compile(writer),
  }),
)

/** `changes` is a JSON list of the changes that set the values. */
export const emptyPastSignIns = prepare(
  (writer, { user_attribute_id: id, changes }: Key & { changes: string }) =>
    writer
      .updateTable('past_sign_in_values')
      .set({ value: '' })
      .where('user_attribute_id', '=', id)
      .where('newest_change', 'in', sql<number>`${idList(changes)}`)
      .where('value', '<>', '')
      .where(mayGo(id)),
)

/** Some users whose value is only known from an archive, in the order of their ids. */
export const usersArchived = prepare((writer, key: Key & { after: string; most: number }) =>
  writer
    .selectFrom('archived_values')
    .select(idText('user_id').as('user_id'))
    .where('user_attribute_id', '=', key.user_attribute_id)
    .where('user_id', '>', key.after)
    .orderBy('archived_values.user_id')
    .limit(sql<number>`${key.most}`),
)

/** `users` is a JSON list of ids. */
export const emptyArchivedValues = prepare(
  (writer, { user_attribute_id: id, users }: Key & { users: string }) =>
    writer
      .updateTable('archived_values')
      .set({ value: '' })
      .where('user_attribute_id', '=', id)
      .where('user_id', 'in', idList(users))
      .where('value', '<>', '')
      .where(mayGo(id)),
)
