// Statements about stored values that are to be sealed; each replaces a value only while it is what was read.
import type { UserAttributeId } from '../ids.ts'
import type { StoredValue } from '../keys/hidden-value.ts'
import { idText, prepare, type Statement, sql, type Writer } from '../store/statement.ts'

type Key = { user_attribute_id: UserAttributeId }

/** Attributes that have become hidden, or whose values are to get another key. */
export const attributesToSeal = prepare((writer) =>
  writer.selectFrom('user_attributes').select(idText('id').as('id')).where('sealed', '=', false),
)({})

/**
 * The same, and those that are hidden and have a readable value, however it came there. Reads every value
 * of the hidden ones: for a start and a backup, not for a request.
 */
export const attributesFoundToSeal = prepare((writer) =>
  writer
    .selectFrom('user_attributes as attribute')
    .select(idText('attribute.id').as('id'))
    .where((where) =>
      where.or([
        where('sealed', '=', false),
        where.and([
          where('value_is_hidden', '=', true),
          where.or([
            where.and([
              where('default_value', 'is not', null),
              where('default_version', 'is', null),
            ]),
            where.exists(readableIn(writer, 'user_attribute_group_values')),
            where.exists(readableIn(writer, 'user_attribute_user_values')),
          ]),
        ]),
      ]),
    ),
)({})

function readableIn(
  writer: Writer,
  table: 'user_attribute_group_values' | 'user_attribute_user_values',
) {
  return writer
    .selectFrom(table)
    .select(sql`1`.as('one'))
    .where('user_attribute_id', '=', sql<UserAttributeId>`attribute.id`)
    .where('version', 'is', null)
}

const mark = prepare((writer, row: Key & { sealed: boolean }) =>
  writer
    .updateTable('user_attributes')
    .set({ sealed: row.sealed })
    .where('id', '=', row.user_attribute_id),
)
export const markUnsealed = (user_attribute_id: UserAttributeId): Statement =>
  mark({ user_attribute_id, sealed: false })
export const markSealed = ({ user_attribute_id }: Key): Statement =>
  mark({ user_attribute_id, sealed: true })

/** Everything hidden is to get the newest key. */
export const markAllUnsealed: Statement = prepare((writer) =>
  writer.updateTable('user_attributes').set({ sealed: false }).where('value_is_hidden', '=', true),
)({})

export const storedDefaultOf = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .selectFrom('user_attributes')
    .select([sql<string>`default_value`.as('value'), 'default_version as version'])
    .where('id', '=', user_attribute_id)
    .where('default_value', 'is not', null),
)

export const storedGroupValues = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .selectFrom('user_attribute_group_values')
    .select([idText('group_id').as('group_id'), 'value', 'version'])
    .where('user_attribute_id', '=', user_attribute_id),
)

/** Part of the user values, in the order of user ids. */
export const storedUserValues = prepare((writer, key: Key & { after: string }) =>
  writer
    .selectFrom('user_attribute_user_values')
    .select([idText('user_id').as('user_id'), 'value', 'version'])
    .where('user_attribute_id', '=', key.user_attribute_id)
    .where('user_id', '>', key.after)
    .orderBy('user_attribute_user_values.user_id')
    .limit(1000),
)

export const sealDefault = prepare((writer, row: Key & { old: string } & StoredValue) =>
  writer
    .updateTable('user_attributes')
    .set({ default_value: row.value, default_version: row.version })
    .where('id', '=', row.user_attribute_id)
    .where('default_value', '=', row.old)
    .where('value_is_hidden', '=', true),
)

/** `list`: JSON of `{user_id, old, value, version}`. */
export const sealUserValues = prepare((writer, { list }: { list: string } & Key) =>
  sealing(writer, 'user_attribute_user_values', 'user_id', list),
)
/** `list`: JSON of `{group_id, old, value, version}`. */
export const sealGroupValues = prepare((writer, { list }: { list: string } & Key) =>
  sealing(writer, 'user_attribute_group_values', 'group_id', list),
)

function sealing(
  writer: Writer,
  table: 'user_attribute_user_values' | 'user_attribute_group_values',
  owner: 'user_id' | 'group_id',
  list: string,
) {
  // Only while it is hidden: a demo that is reset meanwhile may show it again.
  const compile = () =>
    sql`update ${sql.table(table)} as held
      set value = item.value ->> 'value', version = item.value ->> 'version'
      from json_each(${list}) as item
      where held.${sql.ref(owner)} = cast(item.value ->> ${sql.lit(owner)} as bigint)
        and held.user_attribute_id = cast(item.value ->> 'user_attribute_id' as bigint)
        and held.value = item.value ->> 'old'
        and held.user_attribute_id in (
          select id from user_attributes where value_is_hidden = ${true})`.compile(writer)
  return { compile }
}
