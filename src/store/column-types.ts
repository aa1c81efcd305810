// The types of columns for Kysely.
import type { ColumnType } from 'kysely'

/** A 64-bit id: written and compared as decimal text, read with `idText` so that no digit is lost. */
export type Id = ColumnType<string, string, string>
export type OptionalId = ColumnType<string | null, string | null, string | null>
export type Flag = boolean
/** May be left out when a row is written. */
export type Defaulted<T> = [T] extends [ColumnType<infer Read, infer Written, infer Set>]
  ? ColumnType<Read, Written | undefined, Set>
  : ColumnType<T, T | undefined, T>
/** Milliseconds since 1970 UTC. */
export type Instant = number

/** From when until when a row counts; null: since it was made, and for good. */
export interface Timed {
  starts_at: Defaulted<Instant | null>
  expires_at: Defaulted<Instant | null>
}
