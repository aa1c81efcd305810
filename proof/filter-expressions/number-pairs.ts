// Random number expressions with a datum: numbers are whole multiples of one tiny unit, written in many ways.
import type { Random } from '../../test/support/random.ts'
import { type AskedPair, anywhere, letsThrough, several, type Told } from './asked-pair.ts'

/** Digits behind the decimal point that every number is scaled by. */
const SCALE = 24

/** A term without its NOT. */
interface Match {
  readonly text: string
  readonly shape: 'number' | 'comparison' | 'range' | 'null'
  readonly fits: (datum: bigint | null) => boolean
}

interface Term extends Match {
  readonly not: string
}

const unit = 10n ** BigInt(SCALE)
const tiny = [1n, 10n ** 12n, unit / 10n, unit]
const size = (value: bigint) => (value < 0n ? -value : value)

function someNumber(random: Random, near: readonly bigint[]): bigint {
  if (near.length > 0 && random.chance(0.5)) {
    return random.pick(near) + random.pick([0n, 0n, ...tiny, ...tiny.map((step) => -step)])
  }
  const whole = BigInt(random.below(41) - 20)
  if (random.chance(0.5)) return whole * unit
  if (random.chance(0.2)) return whole * unit * 10n ** BigInt(random.below(30))
  return (whole * unit) / random.pick([10n, 100n, 8n, 10n ** 20n])
}

/** The number in digits, with a fraction where it has one, or with an exponent. */
function written(random: Random, value: bigint, isDatum = false): string {
  const sign = value < 0n ? '-' : ''
  const digits = size(value).toString()
  const padded = digits.padStart(SCALE + 1, '0')
  const [whole, fraction] = [padded.slice(0, -SCALE), padded.slice(-SCALE).replace(/0+$/, '')]
  const zeros = random.chance(0.2) ? '0'.repeat(1 + random.below(3)) : ''
  if (isDatum && random.chance(0.1)) return `${sign || '+'}${zeros}${digits}e-${SCALE}`
  if (random.chance(0.2)) {
    const e = random.pick(['e', 'E'])
    const moved = random.below(4)
    const head = digits === '0' ? '0' : digits
    return `${sign}${head}${moved > 0 ? `.${'0'.repeat(moved)}` : ''}${e}-${SCALE}`
  }
  const point = fraction === '' && zeros === '' ? '' : `.${fraction}${zeros}`
  const front = whole === '0' && point !== '' && random.chance(0.3) ? '' : whole
  return `${sign}${front}${point}`
}

export function numberPair(random: Random): AskedPair {
  const used: bigint[] = []
  const terms = several(random, [1, 4], () => someTerm(random, used))
  const datum = random.chance(0.08) ? null : someNumber(random, used)
  const separator = () => random.pick([',', ', ', ' , ', ' OR ', ' or '])
  const expression = terms.map(({ not, text }, at) => `${at > 0 ? separator() : ''}${not}${text}`)
  return {
    kind: 'number',
    expression: expression.join(''),
    datum: datum === null ? null : written(random, datum, true),
    circumstances: anywhere,
    expected: letsThrough(told(terms, datum)),
  }
}

function someTerm(random: Random, used: bigint[]): Term {
  const match = someMatch(random, used)
  const not = random.chance(0.25) ? random.pick(['NOT ', 'not ', '!=', '<>', '!= ']) : ''
  return { ...match, not }
}

function someMatch(random: Random, used: bigint[]): Match {
  const number = () => {
    const value = someNumber(random, used)
    used.push(value)
    return { value, text: written(random, value) }
  }
  const space = random.pick(['', ' ', '  '])
  const [one, other] = [number(), number()]
  const low = one
  const high = other
  const range = (text: string, withLow: boolean, withHigh: boolean): Match => ({
    text,
    shape: 'range',
    fits: (datum) =>
      datum !== null && isBetween(datum, [low.value, withLow], [high.value, withHigh]),
  })
  switch (random.below(8)) {
    case 0:
      return {
        text: random.pick(['NULL', 'null', 'Null']),
        shape: 'null',
        fits: (datum) => datum === null,
      }
    case 1:
    case 2:
      return { text: one.text, shape: 'number', fits: (datum) => datum === one.value }
    case 3: {
      const [withLow, withHigh] = [random.chance(0.5), random.chance(0.5)]
      const ends = [
        `>${withLow ? '=' : ''}${space}${low.text}`,
        `<${withHigh ? '=' : ''}${high.text}`,
      ]
      if (random.chance(0.5)) ends.reverse()
      return range(ends.join(random.pick([' AND ', ' and '])), withLow, withHigh)
    }
    case 4:
      return range(`${low.text} ${random.pick(['to', 'TO'])} ${high.text}`, true, true)
    case 5: {
      const [withLow, withHigh] = [random.chance(0.5), random.chance(0.5)]
      const inside = `${space}${low.text},${space}${high.text}${space}`
      return range(`${withLow ? '[' : '('}${inside}${withHigh ? ']' : ')'}`, withLow, withHigh)
    }
    default:
      return oneSided(random, one)
  }
}

function isBetween(
  datum: bigint,
  [low, withLow]: readonly [bigint, boolean],
  [high, withHigh]: readonly [bigint, boolean],
): boolean {
  if (datum === low && !withLow) return false
  if (datum === high && !withHigh) return false
  return low <= datum && datum <= high
}

/** The same open range in one of its spellings. */
function oneSided(random: Random, { value, text }: { value: bigint; text: string }): Match {
  const [isLow, included] = [random.chance(0.5), random.chance(0.5)]
  const spellings = isLow
    ? [
        `>${included ? '=' : ''} ${text}`,
        `${included ? '[' : '('}${text},)`,
        `${included ? '[' : '('}${text}, inf)`,
      ]
    : [
        `<${included ? '=' : ''} ${text}`,
        `(,${text}${included ? ']' : ')'}`,
        `(-inf, ${text}${included ? ']' : ')'}`,
      ]
  if (included) spellings.push(isLow ? `${text} to` : `to ${text}`)
  return {
    text: random.pick(spellings),
    shape: 'comparison',
    fits: (datum) =>
      datum !== null && (datum === value ? included : isLow ? datum > value : datum < value),
  }
}

/** What each term says, with NOT where the guide puts it. */
function told(terms: readonly Term[], datum: bigint | null): Told[] {
  const nots = terms.flatMap((term, at) => (term.not === '' ? [] : [at]))
  const [only] = nots
  const reaches = (at: number): boolean => {
    if (nots.includes(at)) return true
    if (only === undefined || nots.length > 1) return false
    if (only === 0) return terms[at]?.shape !== 'range'
    const between = terms.slice(Math.min(at, only), Math.max(at, only) + 1)
    return between.every(({ shape }) => shape === 'number')
  }
  return terms.map(({ text, fits }, at) => ({ text, negated: reaches(at), fits: fits(datum) }))
}
