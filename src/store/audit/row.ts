// The audit row of a commit: who changed what (D-06).

/** The row as the program gives it. The engine stores both the row and the change, or neither. */
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
  /** JSON object of the other changes, without values and secrets. */
  readonly details: string | null
  /** An id that the commit generates; the engine fills it in. */
  readonly created?: CreatedId
  /** Details that statements of the commit return; the engine fills them in. */
  readonly found?: readonly FoundDetail[]
  /** Texts about a person, which the engine stores beside the row (decision 58). */
  readonly texts?: PersonalTexts
}

/** The column, or one of the details, that gets the `id` of the first row that this statement returns. */
export type CreatedId = {
  readonly statement: number
} & (
  | { readonly column: 'user_id' | 'group_id' | 'user_attribute_id' }
  | { readonly detail: 'id' | 'role_id' }
)

/** One of the details: the first row that this statement returns, or the `id` of each row. */
export interface FoundDetail {
  readonly statement: number
  readonly detail: string
  readonly as: 'row' | 'ids' | 'rows'
}

/** Fields of the user that the row is about. */
export interface PersonalTexts {
  /** The texts after the change; null where there is none. */
  readonly after: Readonly<Record<string, string | null>>
  /** The statement whose first row has the texts before the change, if there were any. */
  readonly before?: number
}

/**
 * The operation of rows about values that a provider sent at a sign-in (decision 72). Such a row is about a user and an
 * attribute, but is no change of their own value: it is in no list of such changes.
 */
export const signInOperation = 'set_sign_in_values'

/** The columns of the row, in the order in which they are stored and chained. */
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

/** Written out column by column, because every commit calls it. */
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

/** What the engine fills in once the statements of the commit have run. */
export type Open = Pick<AuditRow, 'created' | 'found'>

/** Undefined when every cell of the row is known before the commit. */
export const openIn = ({ created, found }: AuditRow): Open | undefined =>
  created === undefined && found === undefined
    ? undefined
    : { ...(created && { created }), ...(found && { found }) }

const detailsAt = auditColumns.indexOf('details')

/** Fills in what the statements returned. Throws when a created row has no id. */
export function fillIn(cells: AuditCells, { created, found }: Open, rows: readonly unknown[][]) {
  if (created !== undefined) fillCreated(cells, created, rows)
  if (found === undefined) return
  const details = JSON.parse(String(cells[detailsAt] ?? '{}'))
  const told = found.map(({ statement, detail, as }) => [detail, shown(as, rows[statement] ?? [])])
  cells[detailsAt] = JSON.stringify({ ...details, ...Object.fromEntries(told) })
}

function shown(as: FoundDetail['as'], rows: readonly unknown[]): unknown {
  if (as === 'row') return rows[0] ?? null
  return as === 'rows' ? rows : rows.map((row) => String((row as { id: unknown }).id))
}

function fillCreated(cells: AuditCells, created: CreatedId, rows: readonly unknown[][]) {
  const { id } = (rows[created.statement]?.[0] ?? {}) as { id?: string | number }
  if (id === undefined) throw new Error('the created row returned no id to audit')
  if ('column' in created) cells[auditColumns.indexOf(created.column)] = String(id)
  else {
    const details = JSON.parse(String(cells[detailsAt]))
    cells[detailsAt] = JSON.stringify({ [created.detail]: String(id), ...details })
  }
}
