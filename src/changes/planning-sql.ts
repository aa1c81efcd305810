// Statements that read what decides a change, and that fail its commit if it has moved.
import { canSignIn } from '../access/sql.ts'
import type { GroupId } from '../ids.ts'
import { signInsIn } from '../moment/own-values.ts'
import { lastGroupId, sequenceToCome } from '../store/differences.ts'
import { idList, idText, prepare, required, type Statement, sql } from '../store/statement.ts'
import { membersAt } from '../values/members-sql.ts'
import { ownValuesAt } from '../values/own-values-sql.ts'
import { signInValuesOf } from '../values/sign-in-values-sql.ts'
import type { Deciding } from './effects.ts'

/** The rights of the users of a JSON list of ids. */
export const rightsOfUsers = prepare((writer, { ids }: { ids: string }) =>
  writer
    .selectFrom('users')
    .select([
      idText('id').as('id'),
      'authority',
      sql<string | null>`(select json_group_array(cast(role_id as text))
        from role_users where role_users.user_id = users.id)`.as('roles'),
    ])
    .where('id', 'in', idList(ids)),
)

/** Groups that cannot get content. */
export const groupsWithoutContent = prepare((writer) =>
  writer
    .selectFrom('groups')
    .select(idText('id').as('id'))
    .where('can_add_to_content_metadata', '=', false),
)({})

/** The id of the change that a commit begins: the sequence of its first row. */
export const idToCome = prepare((writer) =>
  writer.selectFrom('catalogue').select(sql<number>`${sql.raw(sequenceToCome)}`.as('id')),
)({})

/** The last id that a group has got. */
export const lastGroup = prepare((writer) =>
  writer.selectFrom('catalogue').select(sql<number>`${sql.raw(lastGroupId)}`.as('id')),
)({})

/** No value has the change -1, and one whose change was not recorded has 0. */
export const changeCell = (isThere: boolean, change: number | null | undefined): number =>
  isThere ? (change ?? 0) : -1

/** Fails the commit if one of these values is not the one that was read. `list` has the cells of `changeCell`. */
export const valuesAsRead = (
  list: readonly { user_id: string; user_attribute_id: string; change: number }[],
): Statement =>
  // guard change-6: required( → (
  required(prepareAsRead({ list: JSON.stringify(list) }))
const prepareAsRead = prepare((writer, { list }: { list: string }) => ({
  compile: () =>
    sql<{ version: number }>`select version from catalogue where not exists (
      select 1 from json_each(${list}) as item
        left join user_attribute_user_values as held
          on held.user_id = cast(item.value ->> 'user_id' as bigint)
          and held.user_attribute_id = cast(item.value ->> 'user_attribute_id' as bigint)
      where cast(item.value ->> 'change' as bigint) <>
        case when held.user_id is null then -1 else coalesce(held.newest_change, 0) end)`.compile(
      writer,
    ),
}))

type Drafted = {
  /** JSON lists: groups whose members are administrators, and users who are put into one of them for good. */
  groups: string
  joined: string
  /** A JSON list of the memberships that change: lists of a user and a group. */
  changed: string
}

/** One administrator who would remain with changes that are not stored: the rule of `adminRemains`. */
export const administratorWith = prepare((writer, { groups, joined, changed }: Drafted) => ({
  compile: () =>
    sql<{ id: string }>`select cast(users.id as text) as id from users
      where users.is_disabled = ${sql.lit(false)} and ${canSignIn} and (users.id in ${idList(joined)}
        or exists (select 1 from role_users
          join roles on roles.id = role_users.role_id
          join permission_sets on permission_sets.id = roles.permission_set_id
          where role_users.user_id = users.id and permission_sets.all_access = ${sql.lit(true)})
        or exists (select 1 from group_users as member
          where member.user_id = users.id and member.group_id in ${idList(groups)}
            and member.starts_at is null and member.expires_at is null
            and not exists (select 1 from json_each(${changed}) as item
              where cast(item.value ->> 0 as bigint) = member.user_id
                and cast(item.value ->> 1 as bigint) = member.group_id)))
      limit 1`.compile(writer),
}))

/** What decides some attributes of the users of a JSON list; `attributes` is a JSON list of ids. */
export const peopleDecided = prepare(
  (writer, { ids, attributes, now }: { ids: string; attributes: string; now: number }) => ({
    compile: () =>
      sql<DecidedRow>`select cast(users.id as text) as id,
        (select json_group_object(user_attribute_id, value) from ${ownValuesAt(now)} as held
          where held.user_id = users.id and held.user_attribute_id in ${idList(attributes)}) as own,
        (select json_group_object(user_attribute_id, newest_change)
          from ${ownValuesAt(now)} as held
          where held.user_id = users.id and held.user_attribute_id in ${idList(attributes)}) as changes,
        ${signInValuesOf(sql`users.id`, sql`and user_attribute_id in ${idList(attributes)}`)} as sign_ins,
        (select string_agg(cast(group_id as text), ',') from ${membersAt(now)} as member
          where member.user_id = users.id) as group_ids
      from users where users.id in ${idList(ids)} order by users.id`.compile(writer),
  }),
)

interface DecidedRow {
  readonly id: string
  readonly own: string | null
  readonly changes: string | null
  readonly sign_ins: string | null
  readonly group_ids: string | null
}

export const decidingIn = ({ own, changes, sign_ins, group_ids }: DecidedRow): Deciding => ({
  values: JSON.parse(own ?? '{}'),
  changes: JSON.parse(changes ?? '{}'),
  sign_ins: signInsIn(sign_ins),
  groups: (group_ids?.split(',') ?? []) as GroupId[],
})
