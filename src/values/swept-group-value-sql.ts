// What a sweep stores about a value of a group that has begun or ended (decision 70).
import { hasEnded } from '../domain/times.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'
import { idText, prepare, required, sql } from '../store/statement.ts'
import { closeRankGap } from './group-value-sql.ts'
import type { Swept } from './swept-value.ts'
import { subject, timesTold } from './value-change.ts'

/** Values of groups that have begun or ended by now. */
export const dueGroupValues = prepare((writer, { now, most }: { now: number; most: number }) =>
  writer
    .selectFrom('user_attribute_group_values as held')
    .innerJoin('user_attributes as attribute', 'attribute.id', 'held.user_attribute_id')
    .select([
      idText('held.group_id').as('group_id'),
      idText('held.user_attribute_id').as('user_attribute_id'),
      'attribute.value_is_hidden',
      ...(['held.value', 'held.version', 'held.starts_at', 'held.expires_at'] as const),
    ])
    .where((where) =>
      where.or([where('held.expires_at', '<=', now), where('held.starts_at', '<=', now)]),
    )
    .limit(sql<number>`${most}`),
)
export type DueGroupValue = NonNullable<ReturnType<typeof dueGroupValues>['row']>

type Row = {
  group_id: string
  user_attribute_id: string
  value_is_hidden: boolean
  starts_at: number | null
  expires_at: number | null
}

/** Nobody has given it other times meanwhile, or has hidden its attribute. */
const asRead = (row: Row) =>
  sql<boolean>`group_id = ${row.group_id} and user_attribute_id = ${row.user_attribute_id}
    and starts_at is not distinct from ${row.starts_at}
    and expires_at is not distinct from ${row.expires_at}
    and user_attribute_id in (
      select id from user_attributes where value_is_hidden = ${row.value_is_hidden})`

const prepareTakeAway = prepare((writer, row: Row) =>
  writer.deleteFrom('user_attribute_group_values').where(asRead(row)),
)
const prepareBegin = prepare((writer, row: Row) =>
  writer.updateTable('user_attribute_group_values').set({ starts_at: null }).where(asRead(row)),
)

/** Takes the value away if it has ended by then; otherwise it has begun, and has no start any more. */
export function sweptGroupValue(due: DueGroupValue, time: number): Swept {
  const { value, version, value_is_hidden, starts_at, expires_at } = due
  const user_attribute_id = due.user_attribute_id as UserAttributeId
  const key = { group_id: due.group_id as GroupId, user_attribute_id }
  const times = { starts_at, expires_at }
  const row = { ...key, value_is_hidden, ...times }
  const details = timesTold(times)
  if (hasEnded(times, time)) {
    return {
      operation: 'expire_user_attribute_group_value',
      statements: [required(prepareTakeAway(row)), closeRankGap({ user_attribute_id })],
      audit: subject(due, null, { ...key, details }),
    }
  }
  const sealed = value_is_hidden && version !== null ? { version } : {}
  return {
    operation: 'start_user_attribute_group_value',
    statements: [required(prepareBegin(row))],
    audit: subject(due, value, { ...key, details: { ...sealed, ...details } }),
  }
}
