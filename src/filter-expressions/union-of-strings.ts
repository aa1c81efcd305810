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
  const kept = new Set<string>()
  for (const [at, part] of parts.entries()) {
    const others = parts.filter((_, other) => other !== at)
    for (const negated of part.negated) {
      const texts = keptOf(negated, others, effort)
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
  const parts = partsOf(expressions)
  const effort = { left: COMPARED_CHARACTERS }
  for (const [of, part] of (parts ?? []).entries()) {
    for (const { term, text } of part.negated) {
      const others = parts ?? []
      effort.left -= isNarrow(term) ? others.reduce((sum, { wide }) => sum + wide.length, 0) : 0
      const beside = others.findIndex(
        (other) => other !== part && (effort.left < 0 || sideOf(term, other, effort) === undefined),
      )
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

/** What is left of a negated term beside the other parts, as texts; undefined if that cannot be written. */
function keptOf(
  { term, text }: WrittenTerm,
  others: readonly Part[],
  effort: Effort,
): readonly string[] | undefined {
  if (isNarrow(term)) {
    const data = term.kind === 'empty' ? ['', null] : [term.kind === 'equals' ? term.text : null]
    // guard union-3: becomes data
    const kept = data.filter((datum) => !others.some((other) => lets(other, datum)))
    if (kept.length === data.length) return [text]
    return kept.map((datum) => (datum === null ? '-NULL' : '-""'))
  }
  let isKept = true
  for (const other of others) {
    const side = sideOf(term, other, effort)
    if (side === undefined) return undefined
    if (side === 'inside') isKept = false
  }
  return isKept ? [text] : []
}

/** Whether a part lets all or nothing of what a negated term excludes through; undefined: neither is proven. */
function sideOf(term: StringMatch, part: Part, effort: Effort): 'inside' | 'apart' | undefined {
  const pattern = isNarrow(term) ? undefined : patternOf(term)
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
