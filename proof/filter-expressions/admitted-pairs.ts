// G-38: what filter expressions let through equals what naive evaluators say, which never read the expression.
import { admits } from '../../src/filter-expressions/admits.ts'
import type { FilterKind } from '../../src/filter-expressions/filter-expression.ts'
import { type Random, randomFrom } from '../../test/support/random.ts'
import type { Figure, Outcome } from '../figure.ts'
import type { AskedPair } from './asked-pair.ts'
import { datePair } from './date-pairs.ts'
import { numberPair } from './number-pairs.ts'
import { stringPair } from './string-pairs.ts'

const makers: readonly [FilterKind, (random: Random) => AskedPair][] = [
  ['string', stringPair],
  ['number', numberPair],
  ['date', datePair],
]

/** Of each kind, this part at least is let through, and this part at least is not: neither answer is a guess. */
const least = 0.2

export const admittedPairs: Figure = {
  id: 'G-38',
  about: 'filter expressions let through what naive evaluators say',
  run: ({ count, seed }) => comparePairs(count(1_000_000), seed, admits),
}

export async function comparePairs(
  pairs: number,
  seed: number,
  ask: typeof admits,
): Promise<Outcome> {
  const admitted: Record<FilterKind, number> = { string: 0, number: 0, date: 0 }
  const asked: Record<FilterKind, number> = { string: 0, number: 0, date: 0 }
  const problems: string[] = []
  for (let at = 0; at < pairs && problems.length < 20; at++) {
    const [kind, make] = makers[at % makers.length] ?? ['string', stringPair]
    const pair = make(randomFrom(seed + at))
    const answer = ask({ kind, text: pair.expression }, pair.datum, pair.circumstances)
    asked[kind]++
    if (pair.expected) admitted[kind]++
    if (answer !== pair.expected)
      problems.push(JSON.stringify({ seed: seed + at, ...pair, answer }))
    // Other figures work in this process as well.
    if (at % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const shares = makers.map(([kind]) => [kind, admitted[kind] / asked[kind]] as const)
  for (const [kind, share] of shares) {
    if (share < least || share > 1 - least)
      problems.push(`${kind}: a part of ${share} is let through`)
  }
  const counts = {
    pairs: asked.string + asked.number + asked.date,
    ...Object.fromEntries(shares.map(([kind, share]) => [`${kind}s_admitted`, share.toFixed(3)])),
    disagreements: problems.length,
  }
  return { counts, problems }
}
