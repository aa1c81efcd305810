// Statements that read what decides the operations of a part of a large change.
import type { UserAttributeId } from '../ids.ts'
import type { UserReference } from '../references/reference.ts'
import { idList, prepare, type Statement, sql } from '../store/statement.ts'
import { membersAt } from '../values/members-sql.ts'
import { slotsOfRow } from '../values/own-values-sql.ts'

/** An operation as it is asked about: whom it names, the attribute (0: none), its place in the part. */
export type AskedValue = readonly [text: string, attribute: UserAttributeId | '0', place: number]

interface ValueRow {
  readonly place: number
  readonly id: string
  /** The version of the user's rights. */
  readonly authority: number
  readonly is_there: number
  readonly value: string | null
  readonly change: number | null
  /** The value with its times, if it has any. */
  readonly slots: string | null
}

/** For each operation whose user there is: the user, and the value that they have. */
export const valuesAsked = (
  by: UserReference['by'],
  asked: readonly AskedValue[],
): Statement<ValueRow> => prepared[by]({ list: JSON.stringify(asked) })

const own = sql.table('user_attribute_user_values')
const text = sql`item.value ->> 0`
const named = {
  id: sql`join users on users.id = cast(${text} as bigint)`,
  email: sql`join credentials_email as named on named.email_key = ${text}
    join users on users.id = named.user_id`,
  external_user_id: sql`join credentials as named on named.kind = 'embed' and named.identity = ${text}
    join users on users.id = named.user_id`,
}
const valuesNamed = (by: UserReference['by']) =>
  prepare((writer, { list }: { list: string }) => ({
    compile: () =>
      sql<ValueRow>`select cast(item.value ->> 2 as bigint) as place, cast(users.id as text) as id,
          users.authority, case when ${own}.user_id is null then 0 else 1 end as is_there,
          ${own}.value, ${own}.newest_change as change, ${slotsOfRow} as slots
        from json_each(${list}) as item ${named[by]}
          left join ${own} on ${own}.user_id = users.id
            and ${own}.user_attribute_id = cast(item.value ->> 1 as bigint)`.compile(writer),
  }))
const prepared = {
  id: valuesNamed('id'),
  email: valuesNamed('email'),
  external_user_id: valuesNamed('external_user_id'),
}

/** The direct groups of users. */
export const groupsOfUsers = prepare((writer, { ids, now }: { ids: string; now: number }) => ({
  compile: () =>
    sql<{ id: string; group_ids: string }>`select cast(user_id as text) as id,
        string_agg(cast(group_id as text), ',') as group_ids
      from ${membersAt(now)} as member where user_id in ${idList(ids)} group by user_id`.compile(
      writer,
    ),
}))
