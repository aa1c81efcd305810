// Columns for the session of a token, so that it does not need the audit (looker 7.7).
import type { ColumnTypes } from '../differences.ts'

export function sessions({ text }: ColumnTypes): string[] {
  return [`alter table access_tokens add column address ${text}`]
}
