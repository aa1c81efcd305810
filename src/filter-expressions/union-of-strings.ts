// The union of string expressions: one expression that lets through what at least one of them lets through.

import { matchesString, textOf } from './match-string.ts'
import { areApart, COMPARED_CHARACTERS, type Effort, isWithin, patternOf } from './patterns.ts'
import { Scanner } from './scanner.ts'
import { type StringMatch, type WrittenTerm, writtenTerms } from './string-expression.ts'

/** Lets everything through, null included. */
const everything = '%,NULL'

/** A negated term that excludes a part of what another expression lets through, and not all of it. */
export interface Conflict {
  readonly term: string
  /** The places of its own expression and of the other one. */
  readonly of: number
  readonly beside: number
}

/**
 * The union of these expressions; undefined if there is none that can be written.
 *
 * A row passes a union if it matches a positive term of any expression, where each has one, and no negated term that
 * was kept. A negated term is kept if the other expressions let nothing of what it excludes through, and left out if
 * one of them lets all of it through; only then the union is exact. One that excludes a text or null always is one of
 * both. A negated pattern may be neither: texts with one prefix but for one of them cannot be written.
 */
export function unionOfStrings(expressions: readonly string[]): string | undefined {
  const parts = partsOf(expressions)
  if (parts === undefined) return undefined
  if (parts.some(({ terms }) => terms.length === 0)) return everything
  const effort = { left: COMPARED_CHARACTERS }
  const letting = lettersOf(parts)
  const kept = new Set<string>()
  for (const part of parts) {
    const isLet = (datum: string | null) =>
      letting(datum).some((other) => other !== part && lets(other, datum))
    for (const negated of part.negated) {
      const texts = isNarrow(negated.term)
        ? keptOfTexts(negated, isLet)
        : keptOfPattern(negated, part, parts, effort)
      if (texts === undefined) return undefined
      for (const text of texts) kept.add(text)
    }
  }
  // guard union-2: becomes parts.flatMap(({ positive }) => positive)
  const positive = parts.every(({ positive }) => positive.length > 0)
    ? parts.flatMap(({ positive }) => positive)
    : []
  const texts = new Set(positive.map(({ text }) => (text === '' ? '""' : text)))
  return [...texts, ...kept].join(',') || everything
}

/** The first pair of expressions that no user may have together; undefined if there is none. */
export function conflictOfStrings(expressions: readonly string[]): Conflict | undefined {
  const parts = partsOf(expressions) ?? []
  // So many terms are asked about each text that is excluded.
  const asked = parts.filter(isBroad).reduce((sum, { wide }) => sum + 1 + wide.length, 0)
  const effort = { left: COMPARED_CHARACTERS }
  for (const [of, part] of parts.entries()) {
    for (const { term, text } of part.negated) {
      if (isNarrow(term)) effort.left -= asked
      const isInConflict = (other: Part) =>
        other !== part && (effort.left < 0 || sideOf(term, other, effort) === undefined)
      const beside = isNarrow(term) && effort.left >= 0 ? -1 : parts.findIndex(isInConflict)
      if (beside >= 0) return { term: text, of, beside }
    }
  }
  return undefined
}

/** An expression as the union needs it. */
interface Part {
  readonly terms: readonly WrittenTerm[]
  readonly positive: readonly WrittenTerm[]
  readonly negated: readonly WrittenTerm[]
  /** The terms that are no plain text. */
  readonly wide: readonly WrittenTerm[]
  /** The texts that positive terms and negated terms name. */
  readonly named: ReadonlySet<string>
  readonly excluded: ReadonlySet<string>
}

function partsOf(expressions: readonly string[]): Part[] | undefined {
  const parts = expressions.map(partOf)
  return parts.includes(undefined) ? undefined : (parts as Part[])
}

function partOf(expression: string): Part | undefined {
  const terms = writtenTerms(new Scanner(expression))
  if (terms === undefined) return undefined
  const positive = terms.filter(({ term }) => !term.negated)
  const negated = terms.filter(({ term }) => term.negated)
  return {
    ...{ terms, positive, negated },
    wide: terms.filter(({ term }) => term.kind !== 'equals'),
    named: textsOf(positive),
    excluded: textsOf(negated),
  }
}

const textsOf = (terms: readonly WrittenTerm[]): ReadonlySet<string> =>
  new Set(terms.flatMap(({ term }) => (term.kind === 'equals' ? [term.text] : [])))

/** Whether the part may let texts through that it does not name. */
const isBroad = ({ positive }: Part): boolean =>
  positive.length === 0 || positive.some(({ term }) => term.kind !== 'equals')

/** Returns a function that returns the parts that may let a text or null through. */
function lettersOf(parts: readonly Part[]): (datum: string | null) => readonly Part[] {
  const broad = parts.filter(isBroad)
  const naming = new Map<string, Part[]>()
  for (const part of parts) {
    for (const text of part.named) {
      const known = naming.get(text)
      if (known === undefined) naming.set(text, [part])
      else known.push(part)
    }
  }
  return (datum) => (datum === null ? broad : [...(naming.get(datum) ?? []), ...broad])
}

/** Whether the part lets this text or null through. */
function lets(part: Part, datum: string | null): boolean {
  const text = datum === null ? null : textOf(datum)
  const isExcluded =
    (datum !== null && part.excluded.has(datum)) ||
    part.wide.some(({ term }) => term.negated && matchesString(term, text))
  if (isExcluded) return false
  if (part.positive.length === 0 || (datum !== null && part.named.has(datum))) return true
  return part.wide.some(({ term }) => !term.negated && matchesString(term, text))
}

/** Whether the term is about single texts and null, so that each of them can be asked about. */
const isNarrow = ({ kind }: StringMatch): boolean =>
  kind === 'equals' || kind === 'empty' || kind === 'null'

/** What is left of a negated term about single texts and null: those that no other part lets through. */
function keptOfTexts(
  { term, text }: WrittenTerm,
  isLet: (datum: string | null) => boolean,
): readonly string[] {
  const data = term.kind === 'empty' ? ['', null] : [term.kind === 'equals' ? term.text : null]
  // guard union-3: becomes data
  const kept = data.filter((datum) => !isLet(datum))
  if (kept.length === data.length) return [text]
  return kept.map((datum) => (datum === null ? '-NULL' : '-""'))
}

/** What is left of a negated pattern beside the other parts; undefined if that cannot be written. */
function keptOfPattern(
  { term, text }: WrittenTerm,
  own: Part,
  parts: readonly Part[],
  effort: Effort,
): readonly string[] | undefined {
  let isKept = true
  for (const other of parts) {
    const side = other === own ? 'apart' : sideOf(term, other, effort)
    if (side === undefined) return undefined
    if (side === 'inside') isKept = false
  }
  return isKept ? [text] : []
}

/** Whether a part lets all or nothing of what a negated term excludes through; undefined: neither is proven. */
function sideOf(term: StringMatch, part: Part, effort: Effort): 'inside' | 'apart' | undefined {
  const pattern = patternOf(term)
  if (pattern === undefined) return 'apart'
  const patterns = (terms: readonly WrittenTerm[]) =>
    terms.flatMap(({ term }) => {
      const one = patternOf(term)
      return one === undefined ? [] : [one]
    })
  const [positive, negated] = [patterns(part.positive), patterns(part.negated)]
  const isWhole =
    part.positive.length === 0 || positive.some((outer) => isWithin(pattern, outer, effort))
  // guard union-4: becomes isWhole
  if (isWhole && negated.every((other) => areApart(pattern, other, effort))) return 'inside'
  if (negated.some((outer) => isWithin(pattern, outer, effort))) return 'apart'
  const isNothing = positive.every(
    (other) =>
      areApart(pattern, other, effort) || negated.some((outer) => isWithin(other, outer, effort)),
  )
  // guard union-5: becomes 'apart'
  return part.positive.length > 0 && isNothing ? 'apart' : undefined
}
