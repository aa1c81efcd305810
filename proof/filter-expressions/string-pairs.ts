// Random string expressions with a datum: each term is made as a regular expression and written as a filter.
import type { Random } from '../../test/support/random.ts'
import { type AskedPair, anywhere, letsThrough, several } from './asked-pair.ts'

/** A piece of a pattern: a text, any characters, or exactly one. */
type Piece = { readonly literal: string } | 'any' | 'one'

type Written =
  | { readonly word: 'NULL' | 'EMPTY'; readonly negated: boolean }
  | { readonly pieces: readonly Piece[]; readonly negated: boolean }

const letters = ['a', 'b', 'A', 'é', '😻', ' ', '-', '%', '_', '^', '"', ',', '\\', '.', '\n']
const words = ['NULL', 'EMPTY', 'null', 'ab', 'aab', 'EMEA', '']

const someText = (random: Random, most: number) =>
  random.chance(0.1)
    ? random.pick(words)
    : several(random, [0, most], () => random.pick(letters)).join('')

export function stringPair(random: Random): AskedPair {
  const terms = several(random, [1, 3], () => someTerm(random))
  const datum = someDatum(random, terms)
  const expression = terms.map((term) => written(random, term)).join(',')
  const told = terms.map((term) => ({
    text: '',
    negated: term.negated,
    fits: fits(term, datum),
  }))
  // Without a character, the expression means any value.
  const expected = expression === '' || letsThrough(told)
  return { kind: 'string', expression, datum, circumstances: anywhere, expected }
}

function someTerm(random: Random): Written {
  const negated = random.chance(0.3)
  if (random.chance(0.12)) return { word: random.pick(['NULL', 'EMPTY'] as const), negated }
  const wild = random.chance(0.7)
  const pieces = several(random, [0, wild ? 5 : 1], (): Piece => {
    if (wild && random.chance(0.35)) return 'any'
    if (wild && random.chance(0.2)) return 'one'
    return { literal: someText(random, 3) }
  })
  return { pieces, negated }
}

function fits(term: Written, datum: string | null): boolean {
  if ('word' in term) return datum === null || (term.word === 'EMPTY' && datum === '')
  if (datum === null) return false
  const source = term.pieces.map((piece) => {
    if (piece === 'any') return '.*'
    if (piece === 'one') return '.'
    return piece.literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  })
  return new RegExp(`^(?:${source.join('')})$`, 'su').test(datum)
}

/** Often a text that one of the terms fits, sometimes with a small change. */
function someDatum(random: Random, terms: readonly Written[]): string | null {
  if (random.chance(0.1)) return null
  if (random.chance(0.15)) return someText(random, 4)
  const term = random.pick(terms)
  if ('word' in term) return random.pick([null, '', 'NULL'])
  const text = term.pieces
    .map((piece) => {
      if (piece === 'any') return someText(random, 3)
      return piece === 'one' ? random.pick(letters) : piece.literal
    })
    .join('')
  if (random.chance(0.75)) return text
  const characters = [...text]
  const at = random.below(characters.length + 1)
  const changed = random.pick([[], [random.pick(letters)]])
  return [...characters.slice(0, at), ...changed, ...characters.slice(at + 1)].join('')
}

function written(random: Random, term: Written): string {
  const minus = term.negated ? '-' : ''
  if ('word' in term) {
    const space = () => random.pick(['', '', ' ', '  '])
    const word = random.chance(0.5) ? term.word : term.word.toLowerCase()
    return `${space()}${minus}${minus && space()}${word}${space()}`
  }
  let text = minus
  for (const piece of term.pieces) {
    if (piece === 'any') text += '%'
    else if (piece === 'one') text += '_'
    else text += literal(random, piece.literal, text === '')
  }
  // Only quotation marks tell a text from the empty expression, and from a keyword.
  const isKeyword = /^\s*-?\s*(null|empty|NULL|EMPTY)\s*$/.test(text)
  return isKeyword || text === ''
    ? `${text.startsWith('-') ? '-' : ''}"${text.replace(/^-/, '')}"`
    : text
}

/** The same text between quotation marks, or with what has a meaning escaped. */
function literal(random: Random, text: string, isFront: boolean): string {
  if (text !== '' && random.chance(0.2)) return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
  return [...text]
    .map((character, at) => {
      if (character === '\\') return random.pick(['^\\', '\\\\'])
      const means = '%_^",'.includes(character) || (isFront && at === 0 && character === '-')
      // Two escaped spaces at the end of a term are one.
      const isPlain = character === ' ' && /^ *$/.test(text.slice(at))
      if (!means) return !isPlain && random.chance(0.1) ? `^${character}` : character
      return random.chance(0.2) ? `\\${character}` : `^${character}`
    })
    .join('')
}
