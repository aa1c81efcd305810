// When somebody signed in with an API key last.
import type { ColumnTypes } from '../differences.ts'

/** Null: not since this was noted. */
export const useOfKeys = ({ integer }: ColumnTypes): string[] => [
  `alter table credentials_api3 add column last_used_at ${integer}`,
]
