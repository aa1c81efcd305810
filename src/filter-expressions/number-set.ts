// Sets of numbers and null that number expressions describe, as stretches of the number line.

import { compareDecimals, type DecimalValue, decimalValue } from './decimal-value.ts'
import type { NumberTerm } from './number-expression.ts'
import type { Bound, NumberMatch } from './number-interval.ts'

/** A place on the number line directly before or behind a number. */
export interface Cut {
  readonly value: DecimalValue
  /** The number as somebody has written it. */
  readonly text: string
  readonly isBehind: boolean
}

/** The numbers from one cut to the next; undefined: without an end. */
export interface Stretch {
  readonly from: Cut | undefined
  readonly to: Cut | undefined
}

export interface NumberSet {
  /** In their order; they neither meet nor overlap. */
  readonly stretches: readonly Stretch[]
  readonly hasNull: boolean
}

/** What an expression with these terms lets through. */
export function setOf(terms: readonly NumberTerm[]): NumberSet {
  const positive = terms.filter(({ negated }) => !negated)
  const negated = terms.filter((term) => term.negated)
  const namesNull = (some: readonly NumberTerm[]) => some.some(({ kind }) => kind === 'null')
  const wanted = positive.length === 0 ? [whole] : positive.flatMap(stretchOf)
  return {
    stretches: covered(wanted, negated.flatMap(stretchOf)),
    // guard union-6: becomes namesNull(positive)
    hasNull: (positive.length === 0 || namesNull(positive)) && !namesNull(negated),
  }
}

export function unionOfSets(sets: readonly NumberSet[]): NumberSet {
  return {
    stretches: covered(
      sets.flatMap(({ stretches }) => stretches),
      [],
    ),
    hasNull: sets.some(({ hasNull }) => hasNull),
  }
}

const whole: Stretch = { from: undefined, to: undefined }

const cutAt = (text: string, isBehind: boolean): Cut[] => {
  const value = decimalValue(text)
  return value === undefined ? [] : [{ value, text, isBehind }]
}

/** Nothing for null, and for a range that ends before it begins. */
function stretchOf(match: NumberMatch): Stretch[] {
  switch (match.kind) {
    case 'null':
      return []
    case 'equals':
      return between(inclusive(match.value), inclusive(match.value))
    case 'compare': {
      const { operator, value } = match
      // guard union-7: operator === '>' → operator !== '<'
      const [cut] = cutAt(value, operator === '>' || operator === '<=')
      if (cut === undefined) return []
      return [
        operator.startsWith('>') ? { from: cut, to: undefined } : { from: undefined, to: cut },
      ]
    }
    case 'range':
      return between(match.low, match.high)
  }
}

const inclusive = (value: string): Bound => ({ value, inclusive: true })

function between(low: Bound, high: Bound): Stretch[] {
  const [from] = cutAt(low.value, !low.inclusive)
  const [to] = cutAt(high.value, high.inclusive)
  return from !== undefined && to !== undefined && order(from, to) < 0 ? [{ from, to }] : []
}

const order = (one: Cut, other: Cut): number =>
  compareDecimals(one.value, other.value) || Number(one.isBehind) - Number(other.isBehind)

/** An end of a stretch, and by how much it changes how many stretches lie there. */
interface Step {
  readonly cut: Cut | undefined
  readonly wanted: number
  readonly excluded: number
}

/** The numbers in one of the wanted stretches and in none of the excluded ones, after one walk along all ends. */
function covered(wanted: readonly Stretch[], excluded: readonly Stretch[]): Stretch[] {
  const steps = [
    ...wanted.flatMap((it) => stepsOf(it, { wanted: 1, excluded: 0 })),
    ...excluded.flatMap((it) => stepsOf(it, { wanted: 0, excluded: 1 })),
  ]
  let [inWanted, inExcluded] = [0, 0]
  for (const step of steps.filter(({ cut }) => cut === undefined)) {
    inWanted += step.wanted
    inExcluded += step.excluded
  }
  const inside = () => inWanted > 0 && inExcluded === 0
  const stretches: Stretch[] = []
  let open: { from: Cut | undefined } | undefined = inside() ? { from: undefined } : undefined
  for (const together of meeting(steps)) {
    for (const step of together) {
      inWanted += step.wanted
      inExcluded += step.excluded
    }
    const cut = together[0]?.cut
    if (open === undefined && inside()) open = { from: cut }
    else if (open !== undefined && !inside()) {
      stretches.push({ from: open.from, to: cut })
      open = undefined
    }
  }
  if (open !== undefined) stretches.push({ from: open.from, to: undefined })
  return stretches
}

function stepsOf({ from, to }: Stretch, by: Omit<Step, 'cut'>): Step[] {
  const back = { wanted: -by.wanted, excluded: -by.excluded }
  return [{ cut: from, ...by }, ...(to === undefined ? [] : [{ cut: to, ...back }])]
}

/** The steps with a cut in their order, those at the same place together. */
function* meeting(steps: readonly Step[]): Generator<readonly Step[]> {
  const placed = steps.filter((step): step is Step & { cut: Cut } => step.cut !== undefined)
  placed.sort((one, other) => order(one.cut, other.cut))
  let together: (Step & { cut: Cut })[] = []
  for (const step of placed) {
    const [first] = together
    if (first !== undefined && order(first.cut, step.cut) !== 0) {
      yield together
      together = []
    }
    together.push(step)
  }
  if (together.length > 0) yield together
}
