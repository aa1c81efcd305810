// What Looker's own parser makes of an expression, and which rows that lets through.
import { parseFilterExpression, treeToList } from '@looker/filter-expressions'
import type { FilterKind } from '../../src/filter-expressions/filter-expression.ts'
import { letsThrough } from './asked-pair.ts'
import { stretchOf } from './looker-dates.ts'

/** One condition of Looker's tree. */
export interface Item {
  readonly type: string
  readonly is: boolean
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own fields
  readonly [field: string]: any
}

/** The conditions that Looker's parser reads; undefined if it reads none. */
export function lookerItems(kind: FilterKind, expression: string): readonly Item[] | undefined {
  const items = treeToList(parseFilterExpression(kind, expression)) as unknown as Item[]
  return items.some(({ type }) => type === 'matchesAdvanced') ? undefined : items
}

/** Which rows these conditions let through. Dates are read in UTC, `now` and the fiscal year as given. */
export function lookerRule(
  kind: FilterKind,
  items: readonly Item[],
  { now, firstMonthOfFiscalYear }: { now: number; firstMonthOfFiscalYear: number },
): (datum: string | null) => boolean {
  const conditions = items.map((item) => ({
    text: item.type,
    negated: !item.is || item.type === 'notnull',
    fits: conditionOf(kind, item, now, firstMonthOfFiscalYear),
  }))
  return (datum) => letsThrough(conditions.map((it) => ({ ...it, fits: it.fits(datum) })))
}

function conditionOf(
  kind: FilterKind,
  item: Item,
  now: number,
  firstMonthOfFiscalYear: number,
): (datum: string | null) => boolean {
  if (item.type === 'anyvalue' || item['value']?.length === 0) return () => true
  if (item.type === 'null' || item.type === 'notnull') return (datum) => datum === null
  if (kind === 'string') return (datum) => fitsString(item, datum)
  if (kind === 'number') return (datum) => datum !== null && fitsNumber(item, Number(datum))
  const [from, end] = stretchOf(item, now, firstMonthOfFiscalYear)
  return (datum) => datum !== null && Date.parse(datum) >= from && Date.parse(datum) < end
}

function fitsString({ type, value }: Item, datum: string | null): boolean {
  if (type === 'blank') return datum === null || datum === ''
  if (datum === null) return false
  const texts: readonly string[] = value
  switch (type) {
    case 'match':
      return texts.includes(datum)
    case 'contains':
      return texts.some((text) => datum.includes(text))
    case 'startsWith':
      return texts.some((text) => datum.startsWith(text))
    case 'endsWith':
      return texts.some((text) => datum.endsWith(text))
    case 'other':
      return texts.some((text) =>
        new RegExp(`^${text.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'su').test(datum),
      )
    default:
      throw new Error(`Looker has a type of strings that this test does not know: ${type}`)
  }
}

function fitsNumber({ type, value, bounds, low, high }: Item, datum: number): boolean {
  if (type === 'between') {
    const [atLow, atHigh] = [bounds.startsWith('['), bounds.endsWith(']')]
    const isAbove = datum > Number(low) || (atLow && datum === Number(low))
    return isAbove && (datum < Number(high) || (atHigh && datum === Number(high)))
  }
  const numbers: readonly number[] = value.map(Number)
  const compared: Record<string, (number: number) => boolean> = {
    '=': (number) => datum === number,
    '>': (number) => datum > number,
    '>=': (number) => datum >= number,
    '<': (number) => datum < number,
    '<=': (number) => datum <= number,
  }
  const compare = compared[type]
  if (!compare)
    throw new Error(`Looker has a type of numbers that this test does not know: ${type}`)
  return numbers.some(compare)
}
