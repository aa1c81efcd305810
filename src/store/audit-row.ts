// The audit row that every commit carries: who did what to whom (reliability.md D-06).
import { prepare, type Statement } from './statement.ts'

/** As the program gives it; the engine stores it with the change or neither. */
export interface AuditRow {
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly request_id: string
  readonly operation: string
  readonly actor_id: string | null
  readonly sudo_by: string | null
  readonly credentials_api3_id: string | null
  readonly address: string | null
  readonly user_id: string | null
  readonly group_id: string | null
  readonly user_attribute_id: string | null
  /** The value after the change; null when there is none or when it is hidden. */
  readonly new_value: string | null
  /** JSON object of what else changed, without values and secrets. */
  readonly details: string | null
}

const insertRow = prepare((writer, row: { [K in keyof AuditRow]: AuditRow[K] }) =>
  writer.insertInto('audit').values({
    at: row.at,
    request_id: row.request_id,
    operation: row.operation,
    actor_id: row.actor_id,
    sudo_by: row.sudo_by,
    credentials_api3_id: row.credentials_api3_id,
    address: row.address,
    user_id: row.user_id,
    group_id: row.group_id,
    user_attribute_id: row.user_attribute_id,
    new_value: row.new_value,
    details: row.details,
  }),
)

/**
 * Runs last in its commit: rows of one value are then numbered in the order in which they took
 * effect, on every engine, so the value before a change is the one of the row before.
 */
export const addAuditRow = (row: AuditRow): Statement => insertRow({ ...row })
