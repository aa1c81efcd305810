// A filter of texts in words, for people who do not know how it is written.
import { parseFilterExpression } from '../../src/filter-expressions/filter-expression.ts'
import type { StringMatch } from '../../src/filter-expressions/string-expression.ts'

/** Terms that are told; more would be no help. */
const most = 6

/** Undefined where the filter is a list of texts, which tells itself, or no filter. */
export function filterTold(type: string | null, value: string | null): string | undefined {
  if (type !== 'advanced_filter_string' || value === null) return undefined
  const parsed = parseFilterExpression('string', value)
  if (!parsed.ok || parsed.terms.length > most) return undefined
  const { terms } = parsed
  if (terms.length > 0 && terms.every(({ negated, kind }) => !negated && kind === 'equals')) {
    return undefined
  }
  const told = (isNegated: boolean) =>
    terms.filter(({ negated }) => negated === isNegated).map(matchTold)
  const [through, kept] = [told(false), told(true)]
  const words = [...through, ...kept]
  if (words.includes(undefined)) return undefined
  const what =
    through.length === 0 || through.includes('everything') ? 'everything' : through.join(', or ')
  return `Lets through ${what}${kept.length === 0 ? '' : `, but not ${kept.join(', nor ')}`}.`
}

/** Undefined for what has no short words. */
function matchTold(match: StringMatch): string | undefined {
  switch (match.kind) {
    case 'any':
      return 'everything'
    case 'null':
      return 'no value'
    case 'empty':
      return 'an empty text'
    case 'equals':
      return `“${match.text}”`
    case 'contains':
      return `what contains “${match.text}”`
    case 'starts_with':
      return `what begins with “${match.text}”`
    case 'ends_with':
      return `what ends with “${match.text}”`
    case 'pattern':
      return undefined
  }
}
