// The audit row that every commit carries: who did what to whom (D-06).

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
  /**
   * The value after the change: of a user, of a group, of all groups as a JSON list, or the default
   * of a definition; null when there is none or when it is hidden.
   */
  readonly new_value: string | null
  /** JSON object of what else changed, without values and secrets. */
  readonly details: string | null
  /** The id that the commit itself gives, filled in by the engine. */
  readonly created?: CreatedId
}

/** The column gets the `id` of the first row that this statement of the commit returned. */
export interface CreatedId {
  readonly column: 'user_id' | 'group_id' | 'user_attribute_id'
  readonly statement: number
}

/** What the row says, in the order in which it is stored and chained. */
export const auditColumns = [
  'at',
  'request_id',
  'operation',
  'actor_id',
  'sudo_by',
  'credentials_api3_id',
  'address',
  'user_id',
  'group_id',
  'user_attribute_id',
  'new_value',
  'details',
] as const satisfies readonly (keyof AuditRow)[]

/** One for each of `auditColumns`; ids are decimal text. */
export type AuditCells = (string | number | null)[]

/** Written out: every commit comes by here. */
export const auditCells = (row: AuditRow): AuditCells => [
  row.at,
  row.request_id,
  row.operation,
  row.actor_id,
  row.sudo_by,
  row.credentials_api3_id,
  row.address,
  row.user_id,
  row.group_id,
  row.user_attribute_id,
  row.new_value,
  row.details,
]

/** Fills in the id that the commit gave. Throws when the statement returned no row with an id. */
export function fillCreated(cells: AuditCells, created: CreatedId, rows: readonly unknown[][]) {
  const { id } = (rows[created.statement]?.[0] ?? {}) as { id?: string | number }
  if (id === undefined) throw new Error('the created row returned no id to audit')
  cells[auditColumns.indexOf(created.column)] = String(id)
}
