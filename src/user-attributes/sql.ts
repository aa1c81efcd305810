// Statements about definitions and values.

import type { StoredValue } from '../domain/stored-value.ts'
import type { Definition } from '../domain/user-attribute.ts'
import { labelKey } from '../domain/user-attribute.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import { factColumns } from '../moment/sql.ts'
import { changeToCome, idText, prepare, required, sql, versioned } from '../store/statement.ts'
import { membersAt } from '../values/members-sql.ts'
import { ownValuesAt } from '../values/own-values-sql.ts'
import { signInValuesOf } from '../values/sign-in-values-sql.ts'
import type { ValueKey } from '../values/user-value-sql.ts'

/** Whether the user exists: the id is null if they do not. */
export const userExists = (key: { user_id: UserId }) => versioned(prepareUserExists(key))
const prepareUserExists = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom('catalogue')
    .leftJoin('users', (join) => join.on('users.id', '=', user_id))
    .select(['catalogue.version as catalogue_version', idText('users.id').as('id')]),
)

/** What decides the values of one user, in one row: the ids are null if the user does not exist. */
export const userHeld = (key: { user_id: UserId; now: number }) => versioned(prepareUserHeld(key))
const prepareUserHeld = prepare((writer, { user_id, now }: { user_id: UserId; now: number }) =>
  writer
    .selectFrom('catalogue')
    .leftJoin('users', (join) => join.on('users.id', '=', user_id))
    .leftJoin('credentials_email', 'credentials_email.user_id', 'users.id')
    .select([
      'catalogue.version as catalogue_version',
      ...factColumns,
      // As one JSON object: one row for each value costs three times as much.
      sql<string | null>`(select json_group_object(user_attribute_id, value)
        from ${ownValuesAt(now)} as own where user_id = ${user_id})`.as('by_attribute'),
      signInValuesOf(sql`${user_id}`).as('sign_ins'),
      sql<string | null>`(select json_group_array(cast(group_id as text))
        from ${membersAt(now)} as member where user_id = ${user_id})`.as('group_ids'),
    ]),
)
/** The row of a user who exists. */
export type UserHeldRow = NonNullable<ReturnType<typeof prepareUserHeld>['row']>

export const userValue = prepare((writer, key: ValueKey & { now: number }) =>
  writer
    .selectFrom(ownValuesAt(key.now).as('own'))
    .select('value')
    .where('user_id', '=', key.user_id)
    .where('user_attribute_id', '=', key.user_attribute_id),
)

/** An id that no attribute has ever had; the audit still has the ids of deleted ones. */
export const unusedAttributeId = prepare((writer) =>
  writer.selectFrom('catalogue').select(
    sql<string>`cast(1 + (select max(id) from (
      select max(id) as id from user_attributes union all
      select max(user_attribute_id) from audit
        where user_id is null and user_attribute_id is not null union all
      select max(base_attribute_id) from audit_chains) as used) as text)`.as('id'),
  ),
)({})

type Row = Omit<Definition, 'default_value' | 'choices'> & {
  label_key: string
  /** A JSON list. */
  choices: string | null
}
type Default = { default_value: string | null; default_version: string | null; row: number }

const prepareCreate = prepare((writer, row: Row & Default) =>
  writer
    .insertInto('user_attributes')
    .values({ ...newColumns(row), is_system: false, is_permanent: false })
    .returning(idText('id').as('id')),
)
const prepareCreateAs = prepare((writer, row: Row & Default & { id: UserAttributeId }) =>
  writer
    .insertInto('user_attributes')
    .values({ ...newColumns(row), id: row.id, is_system: false, is_permanent: false })
    .returning(idText('id').as('id')),
)
/**
 * Creates it with a given id if its default is sealed for that id, else with the next id. `place` is that of its
 * audit row in the commit.
 */
export function createUserAttribute(
  definition: Definition,
  stored: StoredValue | undefined,
  id: UserAttributeId | undefined,
  place = 0,
) {
  const row = {
    row: place,
    ...rowOf(definition),
    default_value: stored?.value ?? null,
    default_version: stored?.version ?? null,
  }
  return id === undefined ? prepareCreate(row) : prepareCreateAs({ ...row, id })
}

const prepareUpdate = prepare((writer, row: Row & { user_attribute_id: UserAttributeId }) =>
  writer.updateTable('user_attributes').set(columns(row)).where('id', '=', row.user_attribute_id),
)
/** Updates everything except the default. */
export const updateUserAttribute = (user_attribute_id: UserAttributeId, definition: Definition) =>
  required(prepareUpdate({ ...rowOf(definition), user_attribute_id }))

/** The columns to write by name, from a row or from placeholders for a row. */
function newColumns(row: Row & Default) {
  const { default_value, default_version } = row
  const default_change = changeToCome(row.row)
  return { ...columns(row), default_value, default_version, default_change }
}

const rowOf = ({ choices, ...definition }: Definition): Row => ({
  ...columns({
    ...definition,
    label_key: labelKey(definition.label),
    choices: choices && JSON.stringify(choices),
  }),
})

function columns(row: Row): Row {
  return {
    name: row.name,
    label: row.label,
    label_key: row.label_key,
    type: row.type,
    value_is_hidden: row.value_is_hidden,
    user_can_view: row.user_can_view,
    user_can_edit: row.user_can_edit,
    hidden_value_domain_whitelist: row.hidden_value_domain_whitelist,
    choices: row.choices,
    combine: row.combine,
  }
}

/** Part of the stored user values of an attribute, in the order of user ids, each with the one that follows it. */
export const someUserValues = prepare(
  (writer, key: { user_attribute_id: UserAttributeId; after: string }) =>
    writer
      .selectFrom('user_attribute_user_values')
      .select([idText('user_id').as('user_id'), 'value', 'next_value'])
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('user_id', '>', key.after)
      .orderBy('user_attribute_user_values.user_id')
      .limit(1000),
)

/** The same of values from sign-ins. */
export const someSignInValues = prepare(
  (writer, key: { user_attribute_id: UserAttributeId; after: string }) =>
    writer
      .selectFrom('user_attribute_sign_in_values')
      .select([idText('user_id').as('user_id'), 'value'])
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('user_id', '>', key.after)
      .orderBy('user_attribute_sign_in_values.user_id')
      .limit(1000),
)

/** A chain that was opened later had no row at that time. */
const headBefore = (heads: string) => sql<number>`coalesce((
  select cast(head.value ->> 'chain_sequence' as bigint) from json_each(${heads}) as head
  where cast(head.value ->> 'chain_id' as bigint) = audit_chains.id), 0)`

/**
 * Returns a row if no value of the attribute has changed since the chains of the audit had these heads,
 * which are given as one JSON list.
 */
export const unchangedSince = prepare(
  (writer, key: { user_attribute_id: UserAttributeId; heads: string }) =>
    writer
      .selectFrom('catalogue')
      .select('version')
      .where((where) =>
        where.not(
          where.exists(
            writer
              .selectFrom('audit_chains')
              .innerJoin('audit', 'audit.chain_id', 'audit_chains.id')
              .select('audit.sequence')
              .where('audit.chain_sequence', '>', headBefore(key.heads))
              .where('audit.user_attribute_id', '=', key.user_attribute_id),
          ),
        ),
      ),
)
