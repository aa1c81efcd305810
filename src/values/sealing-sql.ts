// Statements that seal stored values; each replaces a value only if it has not changed since it was read.

import type { StoredValue } from '../domain/stored-value.ts'
import type { UserAttributeId } from '../ids.ts'
import { idText, prepare, required, type Statement, sql, type Writer } from '../store/statement.ts'

type Key = { user_attribute_id: UserAttributeId }

/** The stored record of an attribute that is not completely sealed. */
export interface Sealing {
  readonly user_attribute_id: UserAttributeId
  readonly part: string
  /** How far the part has got; empty at the beginning of a part. */
  readonly place: string
  readonly with_audit: boolean
}

/** Up to 100 attributes that are not completely sealed. */
export const sealingsLeft: Statement<Sealing> = prepare((writer) =>
  writer
    .selectFrom('sealings')
    .select([
      sql<UserAttributeId>`cast(user_attribute_id as text)`.as('user_attribute_id'),
      'part',
      'place',
      'with_audit',
    ])
    .orderBy('sealings.user_attribute_id')
    .limit(100),
)({})

const again = { part: 'default', place: '' } as const

/** Begins to seal an attribute whose values were readable until this commit, its audit included. */
export const beginSealing = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .insertInto('sealings')
    .values({ user_attribute_id, ...again, with_audit: true })
    .onConflict((conflict) =>
      conflict.column('user_attribute_id').doUpdateSet({ ...again, with_audit: true }),
    ),
)

/** Begins to seal all hidden values under the newest key; the audit no longer holds any of them. */
export const beginSealingAnew: Statement = prepare((writer) => ({
  compile: () =>
    sql`insert into sealings (user_attribute_id, part, place, with_audit)
      select id, 'default', '', ${false} from user_attributes where value_is_hidden = ${true}
      on conflict (user_attribute_id) do update set part = 'default', place = ''`.compile(writer),
}))({})

type Move = Key & { was_part: string; was_place: string }

/** The commit fails if somebody else has continued meanwhile. */
export const moveSealing = (move: Move & { part: string; place: string }): Statement =>
  required(prepareMove(move))
const prepareMove = prepare((writer, move: Move & { part: string; place: string }) =>
  writer
    .updateTable('sealings')
    .set({ part: move.part, place: move.place })
    .where('user_attribute_id', '=', move.user_attribute_id)
    .where('part', '=', move.was_part)
    .where('place', '=', move.was_place),
)

export const endSealing = (move: Move): Statement => required(prepareEnd(move))
const prepareEnd = prepare((writer, move: Move) =>
  writer
    .deleteFrom('sealings')
    .where('user_attribute_id', '=', move.user_attribute_id)
    .where('part', '=', move.was_part)
    .where('place', '=', move.was_place),
)

/** Returns the attribute if it is not completely sealed. */
export const sealingOf = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .selectFrom('sealings')
    .select(idText('user_attribute_id').as('id'))
    .where('user_attribute_id', '=', user_attribute_id),
)

/** Attributes whose values nobody may read, including those that were deleted before they were completely sealed. */
export const hiddenAttributes = prepare((writer) =>
  writer
    .selectFrom('user_attributes')
    .select(idText('id').as('id'))
    .where('value_is_hidden', '=', true)
    .union(writer.selectFrom('sealings').select(idText('user_attribute_id').as('id'))),
)({})

/** Hidden attributes without a record of sealing, and whether their default or a group value is readable. */
export const unsealedHidden = prepare((writer) =>
  writer
    .selectFrom('user_attributes as attribute')
    .select((select) => [
      idText('attribute.id').as('id'),
      sql<number | boolean>`(default_value is not null and default_version is null)
        or ${select.exists(readableIn(writer, 'user_attribute_group_values'))}`.as('readable'),
    ])
    .where('value_is_hidden', '=', true)
    .where('attribute.id', 'not in', writer.selectFrom('sealings').select('user_attribute_id')),
)({})

/**
 * Attributes that are not completely sealed, or that are hidden and have a readable value for any other
 * reason. Reads every value of hidden attributes, so it is used only on the copy from which a backup is made.
 */
export const attributesFoundToSeal = prepare((writer) =>
  writer
    .selectFrom('user_attributes as attribute')
    .select(idText('attribute.id').as('id'))
    .where((where) =>
      where.and([
        where('value_is_hidden', '=', true),
        where.or([
          where.and([where('default_value', 'is not', null), where('default_version', 'is', null)]),
          where.exists(readableIn(writer, 'user_attribute_group_values')),
          where.exists(readableIn(writer, 'user_attribute_user_values')),
          where.exists(readableNext(writer)),
          where.exists(readableIn(writer, 'user_attribute_sign_in_values')),
        ]),
      ]),
    )
    .union(writer.selectFrom('sealings').select(idText('user_attribute_id').as('id'))),
)({})

function readableIn(
  writer: Writer,
  table:
    | 'user_attribute_group_values'
    | 'user_attribute_user_values'
    | 'user_attribute_sign_in_values',
) {
  return writer
    .selectFrom(table)
    .select(sql`1`.as('one'))
    .where('user_attribute_id', '=', sql<UserAttributeId>`attribute.id`)
    .where('version', 'is', null)
}

/** The same for values that follow others. */
function readableNext(writer: Writer) {
  return writer
    .selectFrom('user_attribute_user_values')
    .select(sql`1`.as('one'))
    .where('user_attribute_id', '=', sql<UserAttributeId>`attribute.id`)
    .where('next_value', 'is not', null)
    .where('next_version', 'is', null)
}

export const storedDefaultOf = prepare((writer, { user_attribute_id }: Key) =>
  writer
    .selectFrom('user_attributes')
    .select([sql<string>`default_value`.as('value'), 'default_version as version'])
    .where('id', '=', user_attribute_id)
    .where('default_value', 'is not', null),
)

/** Some of the group values, in the order of group ids. */
export const storedGroupValues = prepare((writer, key: Key & { after: string; most: number }) =>
  writer
    .selectFrom('user_attribute_group_values')
    .select([idText('group_id').as('group_id'), 'value', 'version'])
    .where('user_attribute_id', '=', key.user_attribute_id)
    .where('group_id', '>', key.after)
    .orderBy('user_attribute_group_values.group_id')
    .limit(sql<number>`${key.most}`),
)

/** Some of the user values, in the order of user ids. */
export const storedUserValues = prepare((writer, key: Key & { after: string; most: number }) =>
  writer
    .selectFrom('user_attribute_user_values')
    .select([idText('user_id').as('user_id'), 'value', 'version', 'next_value', 'next_version'])
    .where('user_attribute_id', '=', key.user_attribute_id)
    .where('user_id', '>', key.after)
    .orderBy('user_attribute_user_values.user_id')
    .limit(sql<number>`${key.most}`),
)

/** Some of the values from sign-ins, in the order of user ids. */
export const signInValuesToSeal = prepare((writer, key: Key & { after: string; most: number }) =>
  writer
    .selectFrom('user_attribute_sign_in_values')
    .select([idText('user_id').as('user_id'), 'value', 'version'])
    .where('user_attribute_id', '=', key.user_attribute_id)
    .where('user_id', '>', key.after)
    .orderBy('user_attribute_sign_in_values.user_id')
    .limit(sql<number>`${key.most}`),
)

/** Some of the user values and their versions, in the order of user ids; a readable value has no version. */
export const readableUserValues = prepare((writer, key: Key & { after: string }) =>
  writer
    .selectFrom('user_attribute_user_values')
    .select([
      idText('user_id').as('user_id'),
      sql<string | null>`case when next_value is not null and next_version is null
        then null else version end`.as('version'),
    ])
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

/** `list` is JSON of `{user_id, old, value, version}`. */
export const sealUserValues = prepare((writer, { list }: { list: string } & Key) =>
  sealing(writer, 'user_attribute_user_values', 'user_id', list),
)
/** The same for values that follow others. */
export const sealNextValues = prepare((writer, { list }: { list: string } & Key) =>
  sealing(writer, 'user_attribute_user_values', 'user_id', list, 'next_'),
)
/** The same for values from sign-ins. */
export const sealSignInValues = prepare((writer, { list }: { list: string } & Key) =>
  sealing(writer, 'user_attribute_sign_in_values', 'user_id', list),
)
/** `list` is JSON of `{group_id, old, value, version}`. */
export const sealGroupValues = prepare((writer, { list }: { list: string } & Key) =>
  sealing(writer, 'user_attribute_group_values', 'group_id', list),
)

function sealing(
  writer: Writer,
  table:
    | 'user_attribute_user_values'
    | 'user_attribute_group_values'
    | 'user_attribute_sign_in_values',
  owner: 'user_id' | 'group_id',
  list: string,
  slot: '' | 'next_' = '',
) {
  // Only while the attribute is hidden: the reset of a demo may show it again meanwhile.
  const compile = () =>
    sql`update ${sql.table(table)} as held
      set ${sql.ref(`${slot}value`)} = item.value ->> 'value',
        ${sql.ref(`${slot}version`)} = item.value ->> 'version'
      from json_each(${list}) as item
      where held.${sql.ref(owner)} = cast(item.value ->> ${sql.lit(owner)} as bigint)
        and held.user_attribute_id = cast(item.value ->> 'user_attribute_id' as bigint)
        and ${sql.ref(`held.${slot}value`)} = item.value ->> 'old'
        and held.user_attribute_id in (
          select id from user_attributes where value_is_hidden = ${true})`.compile(writer)
  return { compile }
}
