// Says which filter expressions let a row with a datum through.

import type { UserAttribute } from '../domain/user-attribute.ts'
import { refuseIf } from '../errors.ts'
import { rowWith } from '../filter-expressions/admits.ts'
import { invalid } from './question.ts'

/** The types whose values are filter expressions, with the kind of their expressions. */
const kinds = {
  advanced_filter_string: 'string',
  advanced_filter_number: 'number',
  advanced_filter_datetime: 'date',
} as const

export const filterTypes: readonly string[] = Object.keys(kinds)

/** What a date in an expression is relative to. */
export interface Circumstances {
  readonly now: number
  readonly firstMonthOfFiscalYear: number
}

/** The parameters of `admits`. */
export interface Datum {
  readonly value: string
  /** An IANA name; UTC if nothing was said. */
  readonly timezone: string | undefined
}

/** Tells whether an expression of this attribute lets the datum through. Throws 422 if the datum does not fit. */
export function admitting(
  { type }: UserAttribute,
  { value, timezone = 'UTC' }: Datum,
  circumstances: Circumstances,
): (expression: string) => boolean {
  const kind = kinds[type as keyof typeof kinds]
  const row = rowWith(kind, value, { ...circumstances, timezone })
  if (!row.ok) {
    refuseIf([invalid(row.of === 'datum' ? 'value' : 'timezone', `must ${row.must}.`)])
    return () => false
  }
  const known = new Map<string, boolean>()
  return (expression) => {
    const before = known.get(expression)
    if (before !== undefined) return before
    const admits = row.admittedBy(expression) ?? false
    if (known.size >= mostKnown) known.clear()
    if (expression.length <= mostCharacters) known.set(expression, admits)
    return admits
  }
}
const mostKnown = 10_000
const mostCharacters = 200
