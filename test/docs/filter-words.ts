// Describes a parsed filter expression in the words of the guide, to check its tables.
import type { DateTerm } from '../../src/filter-expressions/date-expression.ts'
import type { DatePoint, Duration } from '../../src/filter-expressions/date-point.ts'
import type { Bound, NumberMatch } from '../../src/filter-expressions/number-interval.ts'
import type { StringMatch } from '../../src/filter-expressions/string-expression.ts'

/** Joins terms by their meaning: positive ones with or, then the negated ones with and. */
export function meaning<Term extends object>(
  terms: readonly Term[],
  words: (term: Term) => string,
): string {
  const isNegated = (term: Term) => 'negated' in term && term.negated === true
  const positive = terms.filter((term) => !isNegated(term)).map(words)
  const negated = terms.filter(isNegated).map((term) => `not ${words(term)}`)
  return [...(positive.length > 0 ? [positive.join(' or ')] : []), ...negated].join(', and ')
}

export function stringWords(match: StringMatch): string {
  switch (match.kind) {
    case 'null':
      return 'null'
    case 'empty':
      return 'empty or null'
    case 'any':
      return 'any text'
    case 'equals':
      return `is "${match.text}"`
    case 'contains':
      return `contains "${match.text}"`
    case 'starts_with':
      return `starts with "${match.text}"`
    case 'ends_with':
      return `ends with "${match.text}"`
    case 'pattern': {
      const signs = { any: '%', one: '_' }
      return `fits ${match.parts.map((it) => (it.kind === 'text' ? it.text : signs[it.kind])).join('')}`
    }
  }
}

export function numberWords(match: NumberMatch): string {
  switch (match.kind) {
    case 'null':
      return 'null'
    case 'equals':
      return `is ${match.value}`
    case 'compare':
      return `${match.operator} ${match.value}`
    case 'range':
      return `from ${endWords(match.low)} to ${endWords(match.high)}`
  }
}

const endWords = ({ value, inclusive }: Bound) => (inclusive ? value : `${value} (excluded)`)

export function dateWords(term: DateTerm): string {
  switch (term.kind) {
    case 'any':
      return 'any time'
    case 'null':
      return 'null'
    case 'in':
      return `in ${pointWords(term.point)}`
    case 'past':
      return `the past ${lengthWords(term.duration)}`
    case 'before':
    case 'after':
      return `${term.kind} ${pointWords(term.point)}`
    case 'range':
      return `from ${pointWords(term.from)} to ${pointWords(term.to)} (excluded)`
    case 'span':
      return `${lengthWords(term.duration)} from ${pointWords(term.from)}`
  }
}

const lengthWords = ({ count, unit }: Duration) => `${count} ${unit}${count === 1 ? '' : 's'}`
const two = (number: number) => String(number).padStart(2, '0')

function pointWords(point: DatePoint): string {
  switch (point.kind) {
    case 'now':
      return 'now'
    case 'day':
      return point.day
    case 'weekday':
      return point.weekday
    case 'period':
      return `${point.which} ${point.unit}`
    case 'offset':
      return `${lengthWords(point.duration)} ${point.direction.replace('_', ' ')}`
    case 'year':
      return `${point.fiscal ? 'fiscal ' : ''}${point.year}`
    case 'quarter':
      return `${point.fiscal ? 'fiscal ' : ''}${point.year}-Q${point.quarter}`
    case 'month':
      return `${point.year}-${two(point.month)}`
    case 'date':
      return `${point.year}-${two(point.month)}-${two(point.day)}`
    case 'time': {
      const { hour, minute, second } = point.clock
      const day = `${point.year}-${two(point.month)}-${two(point.day)}`
      const seconds = second === undefined ? '' : `:${two(second)}`
      return `${day} ${two(hour)}:${two(minute)}${seconds}`
    }
  }
}
