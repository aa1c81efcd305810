// The audit row of a change, written in the transaction of the change (D-06).
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { AuditRow, CreatedId, FoundDetail, PersonalTexts } from '../store/audit/row.ts'

/** The author of a change, and the request that made it. */
export interface Circumstances {
  readonly at: number
  readonly request_id: string
  readonly operation: string
  readonly actor_id: UserId | null
  readonly sudo_by: UserId | null
  readonly credentials_api3_id: string | null
  readonly address: string | null
}

/** A change without a request. */
export const byServer = (operation: string, at: number): Circumstances => ({
  at,
  request_id: 'server',
  operation,
  actor_id: null,
  sudo_by: null,
  credentials_api3_id: null,
  address: null,
})

/** A change by a command beside the server; the operating system decides who may run it. */
export const byOperator = (operation: string, at: number): Circumstances => ({
  ...byServer(operation, at),
  request_id: 'local',
})

/** The changed object, other than a value. */
export interface Subject extends Named {
  readonly value?: never
  readonly hidden?: never
}

interface Named {
  readonly user_id?: UserId
  readonly group_id?: GroupId
  readonly user_attribute_id?: UserAttributeId
  /** The one of these ids that the commit generates, and the statement that returns it. */
  readonly created?: CreatedId
  /** More details; never a value of an attribute, never a secret. */
  readonly details?: Record<string, unknown>
  /** Details that statements of the commit return. */
  readonly found?: readonly FoundDetail[]
  /** Texts about the user, kept beside the row. */
  readonly texts?: PersonalTexts
}

declare const madeWithItsStatements: unique symbol
/**
 * A value of a user, of a group or of all groups, or a default value, that is set (`value`) or removed
 * (null). Only `values/value-change.ts` makes one.
 */
export interface ValueSubject extends Named {
  readonly value: string | null
  /** True for a hidden attribute: then no value is written. */
  readonly hidden: boolean
  readonly [madeWithItsStatements]: true
}

/** Written out key by key, because every change of a value calls it. */
export function auditRow(who: Circumstances, subject: Subject | ValueSubject): AuditRow {
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
    new_value: subject.hidden === false ? subject.value : null,
    details: subject.details === undefined ? null : JSON.stringify(subject.details),
    ...(subject.created === undefined ? {} : { created: subject.created }),
    ...(subject.found === undefined ? {} : { found: subject.found }),
    ...(subject.texts === undefined ? {} : { texts: subject.texts }),
  }
}
