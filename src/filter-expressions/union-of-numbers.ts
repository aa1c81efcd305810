// The union of number expressions. It can always be written: what expressions describe is stretches of numbers.

import { decimalValue } from './decimal-value.ts'
import { parseNumberExpression } from './number-expression.ts'
import { type NumberSet, type Stretch, setOf, unionOfSets } from './number-set.ts'
import { Scanner } from './scanner.ts'

/** One expression that lets through what at least one of these does; undefined if one of them is no expression. */
export function unionOfNumbers(expressions: readonly string[]): string | undefined {
  const sets: NumberSet[] = []
  for (const text of expressions) {
    const parsed = parseNumberExpression(new Scanner(text))
    if (!parsed.ok) return undefined
    sets.push(setOf(parsed.terms))
  }
  return written(unionOfSets(sets))
}

/** Numbers stay as somebody has written them. */
function written({ stretches, hasNull }: NumberSet): string {
  const [first] = stretches
  if (first === undefined) return hasNull ? 'NULL' : 'NULL,NOT NULL'
  if (stretches.length === 1 && first.from === undefined && first.to === undefined) {
    return hasNull ? '<0,>=0,NULL' : 'NOT NULL'
  }
  const missing = missingNumbers(stretches)
  if (missing !== undefined) {
    return [...missing.map((text) => `NOT ${text}`), ...(hasNull ? [] : ['NOT NULL'])].join(',')
  }
  return [...stretches.map(termOf), ...(hasNull ? ['NULL'] : [])].join(',')
}

/** The single numbers that the stretches leave out, if they leave out nothing else. */
function missingNumbers(stretches: readonly Stretch[]): string[] | undefined {
  const [first, last] = [stretches[0], stretches.at(-1)]
  if (first?.from !== undefined || last?.to !== undefined) return undefined
  const missing: string[] = []
  for (const [at, { to }] of stretches.slice(0, -1).entries()) {
    const from = stretches[at + 1]?.from
    const isOne = to !== undefined && from !== undefined && isNumber({ from: to, to: from })
    if (!isOne) return undefined
    missing.push(to.text)
  }
  return missing
}

/** Whether a stretch has one number. */
function isNumber({ from, to }: Stretch): boolean {
  if (from === undefined || to === undefined || from.isBehind || !to.isBehind) return false
  const [one, other] = [decimalValue(from.text), decimalValue(to.text)]
  return one?.sign === other?.sign && one?.digits === other?.digits && one?.power === other?.power
}

function termOf(stretch: Stretch): string {
  const { from, to } = stretch
  if (from === undefined) return `<${to?.isBehind ? '=' : ''}${to?.text ?? '0'}`
  if (to === undefined) return `>${from.isBehind ? '' : '='}${from.text}`
  if (isNumber(stretch)) return from.text
  return `${from.isBehind ? '(' : '['}${from.text},${to.text}${to.isBehind ? ']' : ')'}`
}
