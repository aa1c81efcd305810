// Says which rows a filter expression lets through.

import { instantOf } from './datum-instant.ts'
import { decimalValue } from './decimal-value.ts'
import { type FilterKind, type FilterTerms, parseFilterExpression } from './filter-expression.ts'
import { matchesDate } from './match-date.ts'
import { matchesNumber } from './match-number.ts'
import { matchesString, textOf } from './match-string.ts'
import { timeZone } from './time-zone.ts'

/** The maximum length of a datum in UTF-16 code units: time grows with it and with the expression (T-19). */
export const DATUM_CHARACTERS = 1024

/** What an expression means depends on these, beside the row. Strings and numbers need none of them. */
export interface Circumstances {
  /** The instant that relative dates count from, milliseconds since 1970 UTC. */
  readonly now: number
  /** The zone of days and of dates without an offset, an IANA name such as `Europe/Berlin`. */
  readonly timezone: string
  /** 1 for January to 12 for December. */
  readonly firstMonthOfFiscalYear: number
}

/** A row that expressions may let through or not. */
export interface Row {
  readonly ok: true
  /** True if the expression lets the row through; undefined if it is not an expression of this kind. */
  readonly admittedBy: (expression: string) => boolean | undefined
}

/** The datum or the time zone cannot be used: `${field} must ${must}.` is the sentence for the caller. */
export interface Misfit {
  readonly ok: false
  readonly of: 'datum' | 'timezone'
  readonly must: string
}

/**
 * The row with this datum in the column that expressions of this kind filter; null is a row without one. To ask many
 * expressions about a row, make it once, and remember the answers where many people have the same value. Looker's
 * meaning of expressions is public in part; the guide of filter expressions has all the rules (decision 54).
 */
export function rowWith(
  kind: FilterKind,
  datum: string | null,
  circumstances: Circumstances,
): Row | Misfit {
  // guard admits-14: becomes false
  if (datum !== null && datum.length > DATUM_CHARACTERS) {
    return misfit('datum', `have at most ${DATUM_CHARACTERS} characters`)
  }
  switch (kind) {
    case 'string':
      return stringRow(datum)
    case 'number':
      return numberRow(datum)
    case 'date':
      return dateRow(datum, circumstances)
  }
}

/** Whether one expression lets one row through; see `rowWith`. */
export function admits(
  { kind, text }: { readonly kind: FilterKind; readonly text: string },
  datum: string | null,
  circumstances: Circumstances,
): boolean | undefined | Misfit {
  const row = rowWith(kind, datum, circumstances)
  return row.ok ? row.admittedBy(text) : row
}

function stringRow(datum: string | null): Row {
  const text = datum === null ? null : textOf(datum)
  return rowOf('string', (term) => matchesString(term, text))
}

function numberRow(datum: string | null): Row | Misfit {
  const value = datum === null ? null : decimalValue(datum)
  if (value === undefined) return misfit('datum', 'be a number, such as 25 or -0.5')
  return rowOf('number', (term) => matchesNumber(term, value))
}

function dateRow(datum: string | null, circumstances: Circumstances): Row | Misfit {
  const { now, timezone, firstMonthOfFiscalYear } = circumstances
  const zone = timeZone(timezone)
  if (zone === undefined) return misfit('timezone', 'be an IANA time zone, such as Europe/Berlin')
  const instant = datum === null ? null : instantOf(datum, zone)
  if (instant === undefined) return misfit('datum', 'be a date YYYY-MM-DD, optionally with a time')
  const here = { zone, now, wall: zone.wallTime(now), firstMonthOfFiscalYear }
  return rowOf('date', (term) => matchesDate(term, instant, here))
}

function rowOf<Kind extends FilterKind>(
  kind: Kind,
  matches: (term: FilterTerms[Kind]) => boolean,
): Row {
  const admittedBy = (expression: string): boolean | undefined => {
    const parsed = parseFilterExpression(kind, expression)
    return parsed.ok ? passes(parsed.terms, matches) : undefined
  }
  return { ok: true, admittedBy }
}

/** A row passes that matches at least one positive term, if there are any, and no negated one. */
function passes<Term extends object>(
  terms: readonly Term[],
  matches: (term: Term) => boolean,
): boolean {
  let [hasPositive, isWanted] = [false, false]
  for (const term of terms) {
    if ('negated' in term && term.negated === true) {
      // guard admits-4: gone
      if (matches(term)) return false
    } else {
      hasPositive = true
      isWanted ||= matches(term)
    }
  }
  // guard admits-5: becomes true
  return isWanted || !hasPositive
}

const misfit = (of: Misfit['of'], must: string): Misfit => ({ ok: false, of, must })
