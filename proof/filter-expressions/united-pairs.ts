// G-50: the union of filter expressions lets through exactly what at least one of them does.
import { admits, type Circumstances } from '../../src/filter-expressions/admits.ts'
import type { FilterKind } from '../../src/filter-expressions/filter-expression.ts'
import { obstacleOf, unionOf } from '../../src/filter-expressions/union.ts'
import { type Random, randomFrom } from '../../test/support/random.ts'
import type { Figure, Outcome } from '../figure.ts'
import { type AskedPair, several } from './asked-pair.ts'
import { datePair } from './date-pairs.ts'
import { numberPair } from './number-pairs.ts'
import { stringPair } from './string-pairs.ts'

const makers: readonly [FilterKind, (random: Random) => AskedPair][] = [
  ['string', stringPair],
  ['number', numberPair],
  ['date', datePair],
]

/** This part of unions of each kind can be written at least, and this part at least lets a row through or not. */
const least = 0.2

export const unitedPairs: Figure = {
  id: 'G-50',
  about: 'unions of filter expressions let through what one of them does',
  run: ({ count, seed }) => compareUnions(count(1_000_000), seed, unionOf),
}

/** Counts of one kind. */
interface Told {
  asked: number
  written: number
  answers: number
  admitted: number
}

export async function compareUnions(
  pairs: number,
  seed: number,
  unite: typeof unionOf,
): Promise<Outcome> {
  const told: Record<FilterKind, Told> = { string: nothing(), number: nothing(), date: nothing() }
  const problems: string[] = []
  for (let at = 0; at < pairs && problems.length < 20; at++) {
    const [kind, make] = makers[at % makers.length] ?? ['string', stringPair]
    const random = randomFrom(seed + at)
    const asked = several(random, [2, 4], () => make(random))
    const wrong = compare(kind, asked, told[kind], unite)
    if (wrong !== undefined) problems.push(JSON.stringify({ seed: seed + at, ...wrong }))
    // Other figures work in this process as well.
    if (at % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  for (const [kind, { asked, written, answers, admitted }] of Object.entries(told)) {
    const shares = [written / asked, admitted / answers, 1 - admitted / answers]
    if (shares.some((share) => share < least)) problems.push(`${kind}: shares of ${shares}`)
  }
  const sum = (of: keyof Told) => Object.values(told).reduce((all, each) => all + each[of], 0)
  const counts = {
    pairs: sum('asked'),
    written: sum('written'),
    answers: sum('answers'),
    disagreements: problems.length,
  }
  return { counts, problems }
}

const nothing = (): Told => ({ asked: 0, written: 0, answers: 0, admitted: 0 })

function compare(kind: FilterKind, asked: readonly AskedPair[], told: Told, unite: typeof unionOf) {
  const expressions = asked.map(({ expression }) => expression)
  const here = asked[0]?.circumstances as Circumstances
  const data = [null, ...asked.map(({ datum }) => datum)]
  told.asked++
  const obstacle = obstacleOf(kind, expressions)
  if (obstacle === undefined) told.written++
  // What all of them allow, some of them must allow as well: a user may be in any of the groups.
  for (const some of partsOf(expressions)) {
    const union = unite(kind, some)
    if (union === undefined) {
      if (obstacle === undefined) return { kind, some, union: null }
      continue
    }
    for (const datum of data) {
      const expected = some.some((text) => admits({ kind, text }, datum, here) === true)
      const actual = admits({ kind, text: union }, datum, here)
      told.answers++
      if (expected) told.admitted++
      if (actual !== expected) return { kind, some, union, datum, here, expected, actual }
    }
  }
  return undefined
}

/** All of them, the first two, and all but the first. */
const partsOf = (all: readonly string[]): readonly (readonly string[])[] =>
  [all, all.slice(0, 2), all.slice(1)].filter((some) => some.length > 0)
