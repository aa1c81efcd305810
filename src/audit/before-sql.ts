// Statements with which a commit reads what it is about to change, for its own audit row (decision 58).
import type { GroupId, RoleId, UserAttributeId, UserId } from '../ids.ts'
import type { FoundDetail } from '../store/audit/row.ts'
import { idList, idText, prepare, type Statement, sql } from '../store/statement.ts'

type OfUser = { user_id: UserId }

/** More things of a kind than this are not named in an audit row. */
const mostNamed = 10_000

/** A commit that removes more members or values than this removes them later, in portions that name them. */
const removedAtOnce = 1000

/** The texts of a user that an audit row may name (decision 58). */
export const textsBefore = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('users')
    .leftJoin('credentials_email', 'credentials_email.user_id', 'users.id')
    .select(['first_name', 'last_name', 'home_folder_id', 'ui_state', 'credentials_email.email'])
    .where('users.id', '=', user_id),
)

export const flagsBefore = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('users')
    .select(['is_disabled', 'models_dir_validated', 'is_service_account'])
    .where('users.id', '=', user_id),
)

/** The reads of a commit, each with the detail of the audit row that gets its rows. */
interface Reads {
  readonly statements: readonly Statement[]
  readonly found: readonly FoundDetail[]
}

const reads = (
  first: number,
  ...told: readonly (readonly [detail: string, as: FoundDetail['as'], statement: Statement])[]
): Reads => ({
  statements: told.map(([, , statement]) => statement),
  found: told.map(([detail, as], at) => ({ statement: first + at, detail, as })),
})

const groupsOfUser = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('group_users')
    .select(idText('group_id').as('id'))
    .where('user_id', '=', user_id)
    .orderBy('group_users.group_id')
    .limit(sql.lit(mostNamed)),
)
const rolesOfUser = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('role_users')
    .select(idText('role_id').as('id'))
    .where('user_id', '=', user_id)
    .orderBy('role_users.role_id')
    .limit(sql.lit(mostNamed)),
)
const keysOfUser = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('credentials_api3')
    .select('client_id as id')
    .where('user_id', '=', user_id)
    .orderBy('credentials_api3.id')
    .limit(sql.lit(mostNamed)),
)
const kindsOfUser = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('credentials')
    .select('kind as id')
    .where('user_id', '=', user_id)
    .unionAll(
      writer
        .selectFrom('credentials_email')
        .select(sql<string>`'email'`.as('id'))
        .where('user_id', '=', user_id),
    )
    .limit(sql.lit(mostNamed)),
)
/** Those of own values, and of what a provider has sent. */
const attributesOfUser = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom(
      writer
        .selectFrom('user_attribute_user_values')
        .select('user_attribute_id')
        .where('user_id', '=', user_id)
        .union(
          writer
            .selectFrom('user_attribute_sign_in_values')
            .select('user_attribute_id')
            .where('user_id', '=', user_id),
        )
        .as('held'),
    )
    .select(idText('user_attribute_id').as('id'))
    .orderBy('held.user_attribute_id')
    .limit(sql.lit(mostNamed)),
)

/** Everything that is deleted with a user; `first` is the place of the first read in the commit. */
export const heldByUser = (user: OfUser, first: number): Reads =>
  reads(
    first,
    ['from', 'row', flagsBefore(user)],
    ['group_ids', 'ids', groupsOfUser(user)],
    ['role_ids', 'ids', rolesOfUser(user)],
    ['client_ids', 'ids', keysOfUser(user)],
    ['kinds', 'ids', kindsOfUser(user)],
    ['user_attribute_ids', 'ids', attributesOfUser(user)],
  )

type OfGroup = { group_id: GroupId }
const groupBefore = prepare((writer, { group_id }: OfGroup) =>
  writer.selectFrom('groups').select('can_add_to_content_metadata').where('id', '=', group_id),
)
const parentsOfGroup = prepare((writer, { group_id }: OfGroup) =>
  writer
    .selectFrom('group_groups')
    .select(idText('parent_group_id').as('id'))
    .where('group_id', '=', group_id)
    .orderBy('group_groups.parent_group_id'),
)
const groupsInGroup = prepare((writer, { group_id }: OfGroup) =>
  writer
    .selectFrom('group_groups')
    .select(idText('group_id').as('id'))
    .where('parent_group_id', '=', group_id)
    .orderBy('group_groups.group_id')
    .limit(sql.lit(mostNamed)),
)
const rolesOfGroup = prepare((writer, { group_id }: OfGroup) =>
  writer
    .selectFrom('role_groups')
    .select(idText('role_id').as('id'))
    .where('group_id', '=', group_id)
    .orderBy('role_groups.role_id'),
)
const valuesOfGroup = prepare((writer, { group_id }: OfGroup) =>
  writer
    .selectFrom('user_attribute_group_values')
    .select([idText('user_attribute_id').as('user_attribute_id'), 'rank'])
    .where('group_id', '=', group_id)
    .orderBy('user_attribute_group_values.user_attribute_id'),
)
const fewMembers = prepare((writer, { group_id }: OfGroup) =>
  writer
    .selectFrom('group_users')
    .select(idText('user_id').as('id'))
    .where('group_id', '=', group_id)
    .where(
      sql<number>`(select count(*) from (select 1 as one from group_users
        where group_id = ${group_id} limit ${sql.lit(removedAtOnce + 1)}) as held)`,
      '<=',
      sql.lit(removedAtOnce),
    )
    .orderBy('group_users.user_id'),
)

/** Everything that is deleted with a group. */
export const heldByGroup = (group: OfGroup): Reads =>
  reads(
    0,
    ['from', 'row', groupBefore(group)],
    ['parent_group_ids', 'ids', parentsOfGroup(group)],
    ['group_ids', 'ids', groupsInGroup(group)],
    ['role_ids', 'ids', rolesOfGroup(group)],
    ['values', 'rows', valuesOfGroup(group)],
    ['user_ids', 'ids', fewMembers(group)],
  )

type OfAttribute = { user_attribute_id: UserAttributeId }
const ownersIn = (
  table: 'user_attribute_user_values' | 'user_attribute_sign_in_values',
  { user_attribute_id }: OfAttribute,
) => sql`select * from (select user_id from ${sql.table(table)}
  where user_attribute_id = ${user_attribute_id} limit ${sql.lit(removedAtOnce + 1)}) as some_of`
const fewOwners = prepare((writer, key: OfAttribute) => ({
  compile: () =>
    sql<{ id: string }>`with owners (user_id) as (${ownersIn('user_attribute_user_values', key)}
        union ${ownersIn('user_attribute_sign_in_values', key)})
      select cast(user_id as text) as id from owners
      where (select count(*) from owners) <= ${sql.lit(removedAtOnce)} order by user_id`.compile(
      writer,
    ),
}))
/** The users whose values are deleted together with an attribute. */
export const ownersOfAttribute = (attribute: OfAttribute): Reads =>
  reads(0, ['user_ids', 'ids', fewOwners(attribute)])

type OfRole = { role_id: RoleId }
const usersOfRole = prepare((writer, { role_id }: OfRole) =>
  writer
    .selectFrom('role_users')
    .select(idText('user_id').as('id'))
    .where('role_id', '=', role_id)
    .orderBy('role_users.user_id')
    .limit(sql.lit(mostNamed)),
)
const groupsOfRole = prepare((writer, { role_id }: OfRole) =>
  writer
    .selectFrom('role_groups')
    .select(idText('group_id').as('id'))
    .where('role_id', '=', role_id)
    .orderBy('role_groups.group_id'),
)
/** The holders of a role that is deleted. */
export const holdersOfRole = (role: OfRole): Reads =>
  reads(0, ['user_ids', 'ids', usersOfRole(role)], ['group_ids', 'ids', groupsOfRole(role)])

const nameOfRole = prepare((writer, { role_id }: OfRole) =>
  writer.selectFrom('roles').select('name').where('id', '=', role_id),
)

type Listed = OfRole & { ids: string }
const losers = prepare((writer, { role_id, ids }: Listed) =>
  writer
    .selectFrom('role_users')
    .select(idText('user_id').as('id'))
    .where('role_id', '=', role_id)
    .where('user_id', 'not in', idList(ids))
    .orderBy('role_users.user_id')
    .limit(sql.lit(mostNamed)),
)
const keepers = prepare((writer, { role_id, ids }: Listed) =>
  writer
    .selectFrom('role_users')
    .select(idText('user_id').as('id'))
    .where('role_id', '=', role_id)
    .where('user_id', 'in', idList(ids))
    .orderBy('role_users.user_id')
    .limit(sql.lit(mostNamed)),
)
/** The users who lose a role when these ids become its holders, and those who keep it. */
export const holdersBefore = (role_id: RoleId, users: readonly string[]): Reads => {
  const listed = { role_id, ids: JSON.stringify(users) }
  return reads(
    0,
    ['removed', 'ids', losers(listed)],
    ['kept', 'ids', keepers(listed)],
    ['role', 'row', nameOfRole({ role_id })],
  )
}

/** The name of a role whose groups are set. */
export const roleBefore = (role: OfRole): Reads => reads(0, ['role', 'row', nameOfRole(role)])

export const rolesBefore = (user: OfUser): Reads => reads(0, ['from', 'ids', rolesOfUser(user)])

const emailBefore = prepare((writer, { user_id }: OfUser) =>
  writer
    .selectFrom('credentials_email')
    .select(['forced_password_reset_at_next_login'])
    .where('user_id', '=', user_id),
)
/** The flags of an e-mail credential; the texts of its user come first. */
export const addressBefore = (user: OfUser): Reads => ({
  statements: [textsBefore(user), emailBefore(user)],
  found: [{ statement: 1, detail: 'from', as: 'row' }],
})

/** The texts of a credential of another kind. */
export const credentialBefore = prepare((writer, { id }: { id: string }) =>
  writer
    .selectFrom('credentials')
    .select(['identity', 'credentials.email as credential_email'])
    .where('id', '=', id),
)

type OfKey = { client_id: string }
export const purposeBefore = prepare((writer, { client_id }: OfKey) =>
  writer.selectFrom('credentials_api3').select('purpose').where('client_id', '=', client_id),
)
const keyFlagsBefore = prepare((writer, { client_id }: OfKey) =>
  writer.selectFrom('credentials_api3').select('is_disabled').where('client_id', '=', client_id),
)
/** An API key; its purpose comes first, which is a text about its user. */
export const keyBefore = (key: OfKey): Reads => ({
  statements: [purposeBefore(key), keyFlagsBefore(key)],
  found: [{ statement: 1, detail: 'from', as: 'row' }],
})
