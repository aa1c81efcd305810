// The audit row of a change, written in the transaction of the change (reliability.md D-06).
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { prepare, type Statement, sql } from '../store/statement.ts'

/** Who did it, through what. */
export interface Circumstances {
  readonly at: number
  readonly request_id: string
  readonly operation: string
  readonly actor_id: UserId | null
  readonly sudo_by: UserId | null
  readonly credentials_api3_id: string | null
  readonly address: string | null
}

/** What was changed. */
export interface Subject {
  readonly user_id?: UserId
  readonly group_id?: GroupId
  readonly user_attribute_id?: UserAttributeId
  /** What else is worth knowing; never a value of an attribute, never a secret. */
  readonly details?: Record<string, unknown>
}

/** A user or group value that is set (`value`) or removed (null). */
export interface ValueChange extends Subject {
  readonly user_attribute_id: UserAttributeId
  readonly value: string | null
  /** Of a hidden attribute neither the old nor the new value is written down. */
  readonly hidden: boolean
}

type Row = {
  readonly [K in keyof Circumstances]: Circumstances[K]
} & {
  readonly user_id: string | null
  readonly group_id: string | null
  readonly user_attribute_id: string | null
  readonly details: string | null
  readonly new_value: string | null
}

const change = prepare((writer, row: Row) => writer.insertInto('audit').values(columns(row)))

const userValueChange = prepare((writer, row: Row) =>
  writer.insertInto('audit').values({
    ...columns(row),
    old_value: sql<string>`(select value from user_attribute_user_values
      where user_id = ${row.user_id} and user_attribute_id = ${row.user_attribute_id})`,
  }),
)

const groupValueChange = prepare((writer, row: Row) =>
  writer.insertInto('audit').values({
    ...columns(row),
    old_value: sql<string>`(select value from user_attribute_group_values
      where group_id = ${row.group_id} and user_attribute_id = ${row.user_attribute_id})`,
  }),
)

export function auditChange(circumstances: Circumstances, subject: Subject): Statement {
  return change(rowOf(circumstances, subject, null))
}

/** Must run before the value changes: it reads the old one. */
export function auditValueChange(circumstances: Circumstances, subject: ValueChange): Statement {
  const row = rowOf(circumstances, subject, subject.hidden ? null : subject.value)
  if (subject.hidden) return change(row)
  return subject.user_id === undefined ? groupValueChange(row) : userValueChange(row)
}

/** Written out key by key: every change of a value comes by here. */
function rowOf(who: Circumstances, subject: Subject, new_value: string | null): Row {
  return {
    at: who.at,
    request_id: who.request_id,
    operation: who.operation,
    actor_id: who.actor_id,
    sudo_by: who.sudo_by,
    credentials_api3_id: who.credentials_api3_id,
    address: who.address,
    user_id: subject.user_id ?? null,
    group_id: subject.group_id ?? null,
    user_attribute_id: subject.user_attribute_id ?? null,
    details: subject.details === undefined ? null : JSON.stringify(subject.details),
    new_value,
  }
}

/** Placeholders by name: the row is a proxy while the statement is written, so it has no own keys. */
function columns(row: Row): Row {
  const { at, request_id, operation, actor_id, sudo_by, credentials_api3_id, address } = row
  const { user_id, group_id, user_attribute_id, details, new_value } = row
  const who = { at, request_id, operation, actor_id, sudo_by, credentials_api3_id, address }
  return { ...who, user_id, group_id, user_attribute_id, details, new_value }
}
