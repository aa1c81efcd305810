// Statements that read the rows of a change that was applied, and who has used what it made.
import { deletedType } from '../domain/value-type.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'
import { signInOperation } from '../store/audit/row.ts'
import { idList, idText, nameOfDeleted, prepare, sql, type Writer } from '../store/statement.ts'
import { membersListedAt } from '../values/members-sql.ts'
import { ownValuesSetLast } from '../values/own-values-sql.ts'

/** The rows of a change: of a list of operations, or of a single one. */
export type Extent = {
  readonly first: number
  readonly last: number
  readonly at: number
  /** The operation and the details of the first row. */
  readonly operation: string
  readonly details: string | null
  readonly chain_id: string
  /** Null for rows that no chain has yet. */
  readonly first_in_chain: number | null
  readonly last_in_chain: number | null
}

/** The extent of a change by its id, with its author; no row if there is no such change. */
export const extentOf = prepare((writer, { id }: { id: string }) =>
  writer
    .selectFrom('audit as head')
    .leftJoin('changes', 'changes.id', sql<string>`head.sequence` as never)
    .select([
      // All rows of a sign-in are of one moment, and the state before it is the one before each.
      // guard sign-in-value-21: becomes sql<number>`head.sequence`.as('first')
      sql<number>`case when head.operation = ${sql.lit(signInOperation)}
        then (select max(begun.sequence) from moments as begun where begun.sequence <= head.sequence)
        else head.sequence end`.as('first'),
      sql<number>`coalesce((select ended.sequence from audit as ended
        where ended.chain_id = changes.chain_id
          and ended.chain_sequence = changes.last_in_chain), head.sequence)`.as('last'),
      'head.at',
      'head.operation',
      'head.details',
      idText('head.actor_id').as('actor_id'),
      idText('head.chain_id').as('chain_id'),
      'head.chain_sequence as first_in_chain',
      sql<number>`coalesce(changes.last_in_chain, head.chain_sequence)`.as('last_in_chain'),
    ])
    .where('head.sequence', '=', sql<number>`cast(${id} as bigint)`),
)

const rowsOf = ({ chain_id, first_in_chain, last_in_chain }: Extent) =>
  sql<boolean>`chain_id = cast(${chain_id} as bigint)
    and chain_sequence between cast(${first_in_chain} as bigint) and cast(${last_in_chain} as bigint)`

/** The users whom rows of a change name, in the order of their ids. */
export const usersIn = prepare((writer, page: Extent & { after: string; most: number }) =>
  writer
    .selectFrom('audit')
    .select(idText('user_id').as('id'))
    .where(rowsOf(page))
    .where('user_id', '>', page.after as never)
    .groupBy('user_id')
    .orderBy('audit.user_id')
    .limit(sql<number>`${page.most}`),
)

/** The attributes whose own values rows of a change set or remove. */
export const ownAttributesIn = prepare((writer, extent: Extent) =>
  writer
    .selectFrom('audit')
    .select(idText('user_attribute_id').as('id'))
    .where(rowsOf(extent))
    .where('user_id', 'is not', null)
    .where('user_attribute_id', 'is not', null)
    .groupBy('user_attribute_id'),
)

const newestFirst = (writer: Writer, extent: Extent) =>
  writer
    .selectFrom('audit')
    .select([
      'sequence',
      'operation',
      idText('user_id').as('user_id'),
      idText('group_id').as('group_id'),
      idText('user_attribute_id').as('user_attribute_id'),
      'details',
    ])
    .where(rowsOf(extent))
    .orderBy('chain_sequence', 'desc')

/** The rows of a change, newest first, but those of own values of the attributes in a JSON list. */
export const rowsIn = prepare((writer, page: Extent & { but: string }) =>
  newestFirst(writer, page).where(
    sql<boolean>`(user_id is null or user_attribute_id is null
      or user_attribute_id not in ${idList(page.but)})`,
  ),
)

/** The attributes that a change has created. */
export const attributesMadeIn = prepare((writer, extent: Extent) =>
  writer
    .selectFrom('audit')
    .select(idText('user_attribute_id').as('id'))
    .where(rowsOf(extent))
    .where('operation', '=', 'create_user_attribute'),
)

/** One user with a value of the attribute that the change has not set, or with one from a sign-in. */
export const valuesBeyond = prepare(
  (writer, key: Extent & { user_attribute_id: UserAttributeId; now: number }) =>
    writer
      .selectFrom(ownValuesSetLast(key.now).as('held'))
      .select(idText('held.user_id').as('id'))
      .where('held.user_attribute_id', '=', key.user_attribute_id)
      .where(
        sql<boolean>`not exists (select 1 from audit
          where audit.sequence = held.newest_change and ${rowsOf(key)})`,
      )
      .union(
        writer
          .selectFrom('user_attribute_sign_in_values')
          .select(idText('user_id').as('id'))
          .where('user_attribute_id', '=', key.user_attribute_id),
      )
      .limit(1),
)

/** The rows of a change before a place in its chain, newest first; at most so many. */
export const someRowsIn = prepare((writer, page: Extent & { before: number; most: number }) =>
  newestFirst(writer, page)
    .select(sql<number>`chain_sequence`.as('place'))
    .where('chain_sequence', '<', page.before)
    .limit(sql<number>`${page.most}`),
)
export type RowOfChange = NonNullable<ReturnType<typeof rowsIn>['row']>

/** One user who is in the group, or will be, and is not in the JSON list of users. */
export const membersBeyond = prepare(
  (writer, key: { group_id: GroupId; users: string; now: number }) =>
    writer
      .selectFrom(membersListedAt(key.now).as('member'))
      .select(idText('user_id').as('id'))
      .where('group_id', '=', key.group_id)
      .where('user_id', 'not in', idList(key.users))
      .limit(1),
)

/**
 * The rows of the audit about what was removed after an attribute was deleted, each with whether something of it is
 * left; one row without details if there is none. An id may have been deleted several times.
 */
export const valueRemains = prepare(
  (writer, { user_attribute_id }: { user_attribute_id: UserAttributeId }) => ({
    compile: () =>
      sql<Remains>`select removed.details,
        case when exists (select 1 from user_attributes
          where id = ${user_attribute_id} and type = ${sql.lit(deletedType)}) then 1 else 0 end as is_there
      from catalogue left join audit as removed on removed.user_attribute_id = ${user_attribute_id}
        and removed.user_id is null and removed.group_id is null
        and removed.operation <> 'set_user_attribute_group_values'
        and removed.operation = 'remove_deleted_values'`.compile(writer),
  }),
)

/** The same of a group. */
export const groupRemains = prepare((writer, { group_id }: { group_id: GroupId }) => ({
  compile: () =>
    sql<Remains>`select removed.details,
        case when exists (select 1 from groups
          where id = ${group_id} and name_key = ${nameOfDeleted('id')}) then 1 else 0 end as is_there
      from catalogue left join audit as removed on removed.group_id = ${group_id}
        and removed.user_id is null and removed.user_attribute_id is null
        and removed.operation = 'remove_deleted_memberships'`.compile(writer),
}))

interface Remains {
  readonly details: string | null
  readonly is_there: number
}
