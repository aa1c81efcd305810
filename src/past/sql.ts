// Statements that read the past: its moments, the catalogue and the users at one of them, and the values of users.
import { setsValue } from '../audit/sql.ts'
import { idList, idText, prepare, type Statement, sql } from '../store/statement.ts'
import { timedOf } from '../values/own-values-sql.ts'
import { endedGroups, groupsThen, signInValuesThen, timedGroupsThen } from './memberships-sql.ts'

/** Part of a condition: the row was there at the moment `+?`. */
export const at = (row: string, moment: number) =>
  sql<boolean>`${sql.raw(row)}.since <= ${moment}
    and (${sql.raw(row)}.until is null or ${sql.raw(row)}.until > ${moment})`

/** The newest moment up to a time, and where the one after it begins; no row for a time before the first one. */
export const momentBefore = prepare((writer, { time }: { time: number }) => ({
  compile: () =>
    sql<MomentRow>`select here.number, here.sequence, after.sequence as next_sequence,
        coalesce(after.catalogue_version, catalogue.version) as version,
        catalogue.version as newest_version
      from catalogue cross join moments as here left join moments as after on after.number = here.number + 1
      where here.at <= ${time} order by here.at desc, here.number desc limit 1`.compile(writer),
}))
export interface MomentRow {
  readonly number: number
  readonly sequence: number
  readonly next_sequence: number | null
  /** The version of the catalogue at the moment, and the present one. */
  readonly version: number
  readonly newest_version: number
}

/** The first time whose past is known; no row when nothing has happened yet. */
export const firstTime: Statement<{ at: number }> = prepare((writer) =>
  writer
    .selectFrom('moments')
    .select(sql<number>`at`.as('at'))
    .where('at', 'is not', null)
    .orderBy('moments.at')
    .limit(1),
)({})

/** The changes of values that the newest reset up to a moment has undone, as sequences. */
export const undoneBefore = prepare((writer, { moment }: { moment: number }) => ({
  compile: () =>
    sql<{ undone_from: number; undone_until: number }>`
      select kept.sequence as undone_from, reset.sequence as undone_until
      from moments as reset join moments as kept on kept.number = reset.back_to
      where reset.back_to is not null and reset.number <= ${moment}
      order by reset.number desc limit 1`.compile(writer),
}))

/** The newest reset after a moment: it has put values back without changes of their own, and ids have started over. */
export const resetAfter = prepare((writer, { moment }: { moment: number }) => ({
  compile: () =>
    sql<{ at: number }>`select at from moments
      where back_to is not null and number > ${moment} order by number desc limit 1`.compile(
      writer,
    ),
}))

/** The next restoration of a backup after a time: when it was, and the time of the last change before it. */
export const restoredAfter = prepare((writer, { time }: { time: number }) => ({
  compile: () =>
    sql<{ at: number; known_until: number | null }>`select restored.at,
        (select at from audit where sequence < restored.sequence order by sequence desc limit 1)
          as known_until
      from moments as restored where restored.is_restored and restored.at > ${time}
      order by restored.at limit 1`.compile(writer),
}))

/** The time of the newest change that is in an archive; null when none is. */
export const archivedUntil: Statement<{ at: number | null }> = prepare((writer) =>
  writer.selectFrom('audit_chains').select(sql<number | null>`max(base_at)`.as('at')),
)({})

export type Moment = { moment: number }

type People = Moment & { ids: string; attributes: string }

const identityAt = (kind: string, moment: number) => sql<string | null>`(
  select identity from past_identities as at_other
  where at_other.user_id = held.id and at_other.kind = ${sql.lit(kind)}
    and ${at('at_other', moment)})`

/** A column of the own values that a user has now of the attributes in a JSON list, as JSON by attribute. */
const ownNow = (column: 'value' | 'newest_change', attributes: string) => sql<string | null>`(
  select json_group_object(user_attribute_id, ${sql.ref(column)})
  from user_attribute_user_values as own
  where own.user_id = held.id and own.user_attribute_id in ${idList(attributes)})`

/** Those with times. */
const timedNow = (attributes: string) =>
  timedOf(sql`held.id`, sql`and user_attribute_id in ${idList(attributes)}`)

/**
 * The users of a JSON list who were there, with what system attributes read, their groups, and their own values as
 * they are now.
 */
export const pastPeople = prepare((writer, { ids, moment, attributes }: People) =>
  writer
    .selectFrom('past_users as held')
    .select([
      idText('held.id').as('id'),
      'first_name',
      'last_name',
      'timezone',
      'is_disabled',
      sql<string | null>`(select email from past_emails as address
        where address.user_id = held.id and ${at('address', moment)})`.as('email'),
      identityAt('ldap', moment).as('ldap_user_id'),
      identityAt('saml', moment).as('saml_user_id'),
      identityAt('google', moment).as('google_user_id'),
      identityAt('oidc', moment).as('oidc_user_id'),
      groupsThen(sql`held.id`, moment).as('groups'),
      timedGroupsThen(sql`held.id`, moment).as('timed_groups'),
      endedGroups(sql`held.id`, moment).as('ended_groups'),
      ownNow('value', attributes).as('values_now'),
      ownNow('newest_change', attributes).as('changes_now'),
      timedNow(attributes).as('timed_now'),
      signInValuesThen(
        sql`held.id`,
        moment,
        sql`and user_attribute_id in ${idList(attributes)}`,
      ).as('sent_then'),
    ])
    .where('held.id', 'in', idList(ids))
    .where(at('held', moment)),
)

export const pastUserIds = prepare(
  (writer, { moment, after, limit }: Moment & { after: string; limit: number }) =>
    writer
      .selectFrom('past_users as held')
      .select(idText('id').as('id'))
      .where('held.id', '>', after)
      .where(at('held', moment))
      .orderBy('held.id')
      .limit(limit),
)

/** The newest changes of the values that the users in a JSON list had once and do not have now. */
export const endedChanges = prepare((writer, { ids, attributes }: Omit<People, 'moment'>) =>
  writer
    .selectFrom('ended_value_histories as ended')
    .select([
      idText('ended.user_id').as('user_id'),
      idText('ended.user_attribute_id').as('user_attribute_id'),
      'ended.newest_change',
    ])
    .where('ended.user_id', 'in', idList(ids))
    .where('ended.user_attribute_id', 'in', idList(attributes))
    .where(
      sql<boolean>`not exists (select 1 from user_attribute_user_values as held
        where held.user_id = ended.user_id
          and held.user_attribute_id = ended.user_attribute_id)`,
    ),
)

export type Bounds = {
  time: number
  sequence: number
  next_sequence: number
  undone_from: number
  undone_until: number
}

/**
 * Follows the changes of values, newest first, to the first one that was made by then. `list` is JSON of
 * `{item, change}`; for each item, the last change that was reached is returned.
 */
export const changesUntil = prepare(
  (writer, followed: Bounds & { list: string; depth: number }) => ({
    compile: () =>
      sql<ChangeReached>`with recursive
      begun (item, change) as (
        select cast(item.value ->> 'item' as bigint), cast(item.value ->> 'change' as bigint)
        from json_each(${followed.list}) as item),
      followed (item, change, depth) as (
        select item, change, 1 from begun
        union all
        select followed.item, made.previous_change, followed.depth + 1
        from followed join audit as made on made.sequence = followed.change
        where followed.depth < ${followed.depth} and made.previous_change is not null
          and not (${isMadeBy('made', followed)}))
      select followed.item, followed.change, made.sequence, made.previous_change,
        coalesce(made.new_value, '') as value, made.at, made.operation, made.details,
        case when ${setsValue('made')} then 1 else 0 end as sets,
        case when ${isMadeBy('made', followed)} then 1 else 0 end as is_made
      from followed left join audit as made on made.sequence = followed.change
      where followed.depth = ${followed.depth} or made.sequence is null or made.previous_change is null
        or ${isMadeBy('made', followed)}`.compile(writer),
  }),
)

/** Beside changes of the catalogue and of people, only changes of values by several nodes run side by side. */
const isMadeBy = (row: string, bounds: Bounds) => {
  const cell = (name: string) => sql.ref(`${row}.${name}`)
  return sql<boolean>`${cell('sequence')} < ${bounds.next_sequence}
    and (${cell('sequence')} < ${bounds.sequence} or ${cell('at')} <= ${bounds.time})
    and not (${cell('sequence')} >= ${bounds.undone_from} and ${cell('sequence')} < ${bounds.undone_until})`
}

export interface ChangeReached {
  readonly item: number
  readonly change: number
  /** Null when the row is in an archive. */
  readonly sequence: number | null
  readonly previous_change: number | null
  /** Empty when the value is hidden, was removed because its attribute is hidden now, or was cleared. */
  readonly value: string
  /** 1 when the change set a value, 0 when it cleared one. */
  readonly sets: number
  /** 1 when the change was made by then. */
  readonly is_made: number
  readonly at: number
  readonly operation: string
  readonly details: string | null
}

/** The values that rows in an archive have left, for the users of a JSON list. */
export const archivedValues = prepare((writer, { ids, attributes }: Omit<People, 'moment'>) =>
  writer
    .selectFrom('archived_values')
    .select([
      idText('user_id').as('user_id'),
      idText('user_attribute_id').as('user_attribute_id'),
      'sequence',
      'is_set',
      'value',
      'starts_at',
      'expires_at',
    ])
    .where('user_id', 'in', idList(ids))
    .where('user_attribute_id', 'in', idList(attributes)),
)

export type ArchivedRow = NonNullable<ReturnType<typeof archivedValues>['row']>

/** The newest moment whose changes all come before a sequence, with everything else that was made before it. */
export const momentUpTo = prepare((writer, { sequence }: { sequence: number }) => ({
  compile: () =>
    sql<Omit<MomentRow, 'sequence' | 'next_sequence'>>`select here.number,
        coalesce(after.catalogue_version, catalogue.version) as version,
        catalogue.version as newest_version
      from catalogue cross join moments as here left join moments as after on after.number = here.number + 1
      where here.sequence < ${sequence} order by here.sequence desc, here.number desc limit 1`.compile(
      writer,
    ),
}))
