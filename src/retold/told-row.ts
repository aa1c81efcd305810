// A row of the audit in the form in which it is told, and the functions with which an operation tells it.
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import type { Statement } from '../store/statement.ts'

/** The contents of a row of the audit, with the ids that its operation is about. */
export interface ToldRow {
  readonly operation: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  /** An id is undefined when the operation is not about such a thing. */
  readonly user: UserId
  readonly group: GroupId
  readonly attribute: UserAttributeId
  readonly details: Details
  /** Null also when the value was removed later. */
  readonly value: string | null
  /** The digest that stands for a value, removed or not; it depends on the place in the chain. */
  readonly digest: (value: string) => string
  readonly redacted: string | null
  readonly place: readonly [chain_id: string, chain_sequence: number]
}

/** All details that an operation may record; older versions record fewer. */
export interface Details {
  readonly [name: string]: unknown
  readonly fields?: readonly string[]
  readonly fingerprints?: Readonly<Record<string, string | null>>
  readonly version?: string
  readonly is_disabled?: boolean
  readonly models_dir_validated?: boolean | null
  readonly name?: string
  readonly client_id?: string
  readonly forced_password_reset_at_next_login?: boolean
  readonly kind?: string
}

export type Numbered = 'roles' | 'permission_sets' | 'model_sets'

/** The row, and the functions with which an operation tells its effect. */
export interface Teller {
  readonly row: ToldRow
  readonly run: (...statements: readonly Statement[]) => void
  /** Notes that the row does not tell these fields of a thing; the field '' means whether the thing exists. */
  readonly open: (thing: string, key: string, ...fields: string[]) => void
  readonly told: (thing: string, key: string, ...fields: string[]) => void
  readonly print: (field: string, text: string) => string
  /** Notes that an older row does not tell the id of the role or the set that was just made. */
  readonly idMayDiffer: (thing: Numbered) => void
}

export type Effect = (teller: Teller) => void

/** The ids in a list of the details; empty when there is no such list. */
export const listOf = (ids: unknown) => (ids as string[] | undefined) ?? []
