// The values of users that count at a time, as statements see them: the same rule as in domain/times.ts.
import { idText, type Part, prepare, sql, written } from '../store/statement.ts'

const held = 'user_attribute_user_values'
const cell = (column: string) => sql.ref(`${held}.${column}`)

/** The change that set the value; one that nobody recorded is 0 where another change has followed. */
const valueChange = sql<number | null>`case when ${cell('value_change')} is null
  then ${cell('newest_change')} else nullif(${cell('value_change')}, 0) end`

/** Whether the value that follows has taken over. */
const follows = (now: number) => sql<boolean>`${cell('next_starts_at')} <= ${now}`

/**
 * In place of the table: the values that count at this time. `newest_change` is the change that set the value. A row
 * without times is decided by one column.
 */
export const ownValuesAt = (now: number) => sql<OwnRow>`(select user_id, user_attribute_id,
    case when ${follows(now)} then ${cell('next_value')} else ${cell('value')} end as value,
    case when ${follows(now)} then ${cell('newest_change')} else ${valueChange} end as newest_change,
    case when ${follows(now)} then ${cell('next_expires_at')} else ${cell('expires_at')} end
      as expires_at,
    case when ${follows(now)} then null else ${cell('next_starts_at')} end as replaced_at
  from ${sql.table(held)} where ${counts(now)})`

export interface OwnRow {
  user_id: string
  user_attribute_id: string
  value: string
  newest_change: number | null
  /** When it ends; null: never. */
  expires_at: number | null
  /** When the value that follows takes its place; null: none does. */
  replaced_at: number | null
}

const counts = (now: number) =>
  // guard times-14: becomes sql<boolean>`1 = 1`
  sql<boolean>`(${cell('changes_at')} is null or case
    when ${follows(now)} then coalesce(${cell('next_expires_at')} > ${now}, ${sql.raw('1 = 1')})
    else coalesce(${cell('starts_at')} <= ${now}, ${sql.raw('1 = 1')})
      and coalesce(${cell('expires_at')} > ${now}, ${sql.raw('1 = 1')}) end)`

/** The values that count at this time or start later, each with the change that set what comes last. */
export const ownValuesSetLast = (now: number) => sql<
  Pick<OwnRow, 'user_id' | 'user_attribute_id' | 'newest_change'>
>`(select user_id, user_attribute_id,
    case when next_value is null then ${valueChange} else ${cell('newest_change')} end as newest_change
  from ${sql.table(held)} where case when next_value is null
    then expires_at is null or expires_at > ${now}
    else next_expires_at is null or next_expires_at > ${now} end)`

/** How many values of an attribute are stored for the first `most` users after one; `end` is the last, null without. */
export const storedCount = prepare(
  (writer, place: { user_attribute_id: string; after: string; most: number }) =>
    writer
      .selectFrom((from) =>
        from
          .selectFrom(held)
          .select('user_id')
          .where('user_attribute_id', '=', place.user_attribute_id)
          .where('user_id', '>', place.after)
          .orderBy('user_id')
          .limit(sql<number>`${place.most}`)
          .as('page'),
      )
      .select([
        sql<number>`count(*)`.as('count'),
        sql<string | null>`cast(max(user_id) as text)`.as('end'),
      ]),
)

/** Where a walk along the values with times stands. */
export interface TimedPlace {
  readonly changes_at: number
  readonly user_id: string
  readonly user_attribute_id: string
}

/** The next values with times, at most `most`: where they stand, and whether they count at this time. */
export const timedValues = (after: TimedPlace, now: number, most: number) =>
  written<TimedPlace & { readonly counts: number }>(sql`select changes_at,
      cast(user_id as text) as user_id, cast(user_attribute_id as text) as user_attribute_id,
      case when ${counts(now)} then 1 else 0 end as counts
    from ${sql.table(held)}
    where changes_at is not null and (changes_at, user_id, user_attribute_id)
      > (${after.changes_at}, ${after.user_id}, ${after.user_attribute_id})
    order by changes_at, ${cell('user_id')}, ${cell('user_attribute_id')} limit ${most}`)

const slots = sql`json_object(
    'value', ${cell('value')}, 'starts_at', starts_at, 'expires_at', expires_at, 'change', ${valueChange},
    'newest_change', ${cell('newest_change')}, 'next_value', next_value,
    'next_starts_at', next_starts_at, 'next_expires_at', next_expires_at)`
const mayHaveTimes = sql<boolean>`(changes_at is not null or ${cell('value_change')} is not null)`

/** A row of the table as JSON, all that `Slots` has; null if it has no times. */
export const slotsOfRow = sql<string | null>`case when ${mayHaveTimes} then ${slots} end`

/** The own values of a user that have times, as JSON by attribute: all that `Slots` has. */
export const timedOf = (user: Part, only: Part = sql``) => sql<string | null>`(
  select json_group_object(user_attribute_id, ${slots})
  from ${sql.table(held)} where user_id = ${user} and ${mayHaveTimes} ${only})`

/** Own values of which something has begun or ended by now, those that are longest due first. */
export const dueValues = prepare((writer, { now, most }: { now: number; most: number }) =>
  writer
    .selectFrom(`${held} as own`)
    .innerJoin('user_attributes as attribute', 'attribute.id', 'own.user_attribute_id')
    .select([
      idText('own.user_id').as('user_id'),
      idText('own.user_attribute_id').as('user_attribute_id'),
      'attribute.value_is_hidden',
      'own.value',
      'own.version',
      'own.starts_at',
      'own.expires_at',
      'own.newest_change',
      sql<number | null>`case when own.value_change is null then own.newest_change
        else nullif(own.value_change, 0) end`.as('change'),
      'own.next_value',
      'own.next_version',
      'own.next_starts_at',
      'own.next_expires_at',
    ])
    .where('own.changes_at', '<=', now)
    .orderBy('own.changes_at')
    .limit(sql<number>`${most}`),
)
export type DueValue = NonNullable<ReturnType<typeof dueValues>['row']>
