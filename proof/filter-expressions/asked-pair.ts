// A filter expression and a datum, with the answer that the rules of the guide give without reading the expression.
import type { Circumstances } from '../../src/filter-expressions/admits.ts'
import type { FilterKind } from '../../src/filter-expressions/filter-expression.ts'
import type { Random } from '../../test/support/random.ts'

export interface AskedPair {
  readonly kind: FilterKind
  readonly expression: string
  readonly datum: string | null
  readonly circumstances: Circumstances
  readonly expected: boolean
}

/** The text of one term, and what it says of the datum without its negation. */
export interface Told {
  readonly text: string
  readonly negated: boolean
  readonly fits: boolean
}

/** The rule for all kinds: some positive term fits, if there are any, and no negated one does. */
export function letsThrough(terms: readonly Told[]): boolean {
  const positive = terms.filter(({ negated }) => !negated)
  const negated = terms.filter((term) => term.negated)
  const wanted = positive.length === 0 || positive.some(({ fits }) => fits)
  return wanted && negated.every(({ fits }) => !fits)
}

/** Strings and numbers do not depend on them. */
export const anywhere: Circumstances = { now: 0, timezone: 'UTC', firstMonthOfFiscalYear: 1 }

/** A list of `least` to `most` items. */
export function several<Item>(
  random: Random,
  [least, most]: readonly [number, number],
  make: () => Item,
): Item[] {
  return Array.from({ length: least + random.below(most - least + 1) }, make)
}
