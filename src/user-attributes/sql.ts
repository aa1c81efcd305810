// Statements about definitions and values.
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { idText, prepare, required, type Statement, sql, versioned } from '../store/statement.ts'
import type { Definition } from './user-attribute.ts'
import { labelKey } from './user-attribute.ts'

type Value = { user_id: UserId; user_attribute_id: UserAttributeId; value: string }
type ValueKey = Omit<Value, 'value'>
type GroupValueKey = { group_id: GroupId; user_attribute_id: UserAttributeId }

/** Whether there is such a user: his id is null when there is none. */
export const userExists = (key: { user_id: UserId }) => versioned(prepareUserExists(key))
const prepareUserExists = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom('catalogue')
    .leftJoin('users', (join) => join.on('users.id', '=', user_id))
    .select(['catalogue.version as catalogue_version', idText('users.id').as('id')]),
)

/** Who the user is at another system, by the credential that it vouches for. */
function identityAt(kind: string) {
  return sql<string | null>`(select identity from credentials
    where credentials.user_id = users.id and credentials.kind = ${sql.lit(kind)})`
}

/** A user as the system attributes see him; no row when there is none. */
export const userFacts = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom('users')
    .leftJoin('credentials_email', 'credentials_email.user_id', 'users.id')
    .select([
      idText('users.id').as('id'),
      'users.first_name',
      'users.last_name',
      'credentials_email.email',
      'users.timezone',
      identityAt('ldap').as('ldap_user_id'),
      identityAt('saml').as('saml_user_id'),
      identityAt('google').as('google_user_id'),
      identityAt('oidc').as('oidc_user_id'),
    ])
    .where('users.id', '=', user_id),
)

/** All values of a user as one JSON object by attribute: a row each costs three times as much. */
export const userValues = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom('user_attribute_user_values')
    .select(sql<string | null>`json_group_object(user_attribute_id, value)`.as('by_attribute'))
    .where('user_id', '=', user_id),
)

export const userValue = prepare((writer, key: ValueKey) =>
  writer
    .selectFrom('user_attribute_user_values')
    .select('value')
    .where('user_id', '=', key.user_id)
    .where('user_attribute_id', '=', key.user_attribute_id),
)

export const setUserValue = prepare((writer, { user_id, user_attribute_id, value }: Value) =>
  writer
    .insertInto('user_attribute_user_values')
    .values({ user_id, user_attribute_id, value })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'user_attribute_id']).doUpdateSet({
        value: (row) => row.ref('excluded.value'),
      }),
    ),
)

export const clearUserValue = (key: ValueKey): Statement =>
  required(
    prepareClearUserValue({ user_id: key.user_id, user_attribute_id: key.user_attribute_id }),
  )
const prepareClearUserValue = prepare((writer, { user_id, user_attribute_id }: ValueKey) =>
  writer
    .deleteFrom('user_attribute_user_values')
    .where('user_id', '=', user_id)
    .where('user_attribute_id', '=', user_attribute_id),
)

/** Sets a group's value; a new row gets the last rank, an existing one keeps its own (1.6). */
export const setGroupValue = prepare(
  (writer, { group_id, user_attribute_id, value }: GroupValueKey & { value: string }) =>
    writer
      .insertInto('user_attribute_group_values')
      .values({
        group_id,
        user_attribute_id,
        value,
        rank: sql<number>`(select coalesce(max(rank), 0) + 1 from user_attribute_group_values
          where user_attribute_id = ${user_attribute_id})`,
      })
      .onConflict((conflict) =>
        conflict.columns(['user_attribute_id', 'group_id']).doUpdateSet({
          value: (row) => row.ref('excluded.value'),
        }),
      )
      .returning([idText('id').as('id'), 'rank']),
)

const prepareClearGroupValue = prepare((writer, { group_id, user_attribute_id }: GroupValueKey) =>
  writer
    .deleteFrom('user_attribute_group_values')
    .where('group_id', '=', group_id)
    .where('user_attribute_id', '=', user_attribute_id),
)
export const clearGroupValue = (key: GroupValueKey): Statement =>
  required(
    prepareClearGroupValue({ group_id: key.group_id, user_attribute_id: key.user_attribute_id }),
  )

/**
 * Closes the gap that a removed group value leaves, so that ranks stay 1 to n. The places are counted
 * before any row moves: a count that saw rows already moved would give two groups the same rank.
 */
export const closeRankGap = prepare(
  (writer, { user_attribute_id }: { user_attribute_id: UserAttributeId }) =>
    writer
      .updateTable('user_attribute_group_values as moved')
      .from((from) =>
        from
          .selectFrom('user_attribute_group_values')
          .select(['id', sql<number>`row_number() over (order by rank, id)`.as('place')])
          .where('user_attribute_id', '=', user_attribute_id)
          .as('ranked'),
      )
      .set({ rank: sql<number>`ranked.place` })
      .whereRef('ranked.id', '=', 'moved.id'),
)

export const clearGroupValues = prepare(
  (writer, { user_attribute_id }: { user_attribute_id: UserAttributeId }) =>
    writer
      .deleteFrom('user_attribute_group_values')
      .where('user_attribute_id', '=', user_attribute_id),
)

export const addGroupValue = prepare(
  (writer, row: GroupValueKey & { value: string; rank: number }) =>
    writer
      .insertInto('user_attribute_group_values')
      .values({
        group_id: row.group_id,
        user_attribute_id: row.user_attribute_id,
        value: row.value,
        rank: row.rank,
      })
      .returning(idText('id').as('id')),
)

const prepareCreate = prepare((writer, row: Definition & { label_key: string }) =>
  writer
    .insertInto('user_attributes')
    .values({ ...columns(row), is_system: false, is_permanent: false })
    .returning(idText('id').as('id')),
)
export const createUserAttribute = (definition: Definition) =>
  prepareCreate({ ...columnsOf(definition), label_key: labelKey(definition.label) })

const prepareUpdate = prepare(
  (writer, row: Definition & { label_key: string; user_attribute_id: UserAttributeId }) =>
    writer.updateTable('user_attributes').set(columns(row)).where('id', '=', row.user_attribute_id),
)
export const updateUserAttribute = (user_attribute_id: UserAttributeId, definition: Definition) =>
  required(
    prepareUpdate({
      ...columnsOf(definition),
      label_key: labelKey(definition.label),
      user_attribute_id,
    }),
  )

/** The written columns by name, from a row or from the placeholders that stand for one. */
function columns(row: Definition & { label_key: string }) {
  return { ...columnsOf(row), label_key: row.label_key }
}

function columnsOf(row: Definition): Definition {
  return {
    name: row.name,
    label: row.label,
    type: row.type,
    default_value: row.default_value,
    value_is_hidden: row.value_is_hidden,
    user_can_view: row.user_can_view,
    user_can_edit: row.user_can_edit,
    hidden_value_domain_whitelist: row.hidden_value_domain_whitelist,
  }
}

export const deleteUserAttribute = prepare(
  (writer, { user_attribute_id }: { user_attribute_id: UserAttributeId }) =>
    writer.deleteFrom('user_attributes').where('id', '=', user_attribute_id),
)

/** Part of the stored user values of an attribute, in the order of user ids. */
export const someUserValues = prepare(
  (writer, key: { user_attribute_id: UserAttributeId; after: string }) =>
    writer
      .selectFrom('user_attribute_user_values')
      .select([idText('user_id').as('user_id'), 'value'])
      .where('user_attribute_id', '=', key.user_attribute_id)
      .where('user_id', '>', key.after)
      .orderBy('user_attribute_user_values.user_id')
      .limit(1000),
)

/** A chain that was opened since had no row. */
const headBefore = (heads: string) => sql<number>`coalesce((
  select cast(head.value ->> 'chain_sequence' as bigint) from json_each(${heads}) as head
  where cast(head.value ->> 'chain_id' as bigint) = audit_chains.id), 0)`

/**
 * Returns a row as long as no value of the attribute has changed since the audit's chains had these
 * heads, given as one JSON list.
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
