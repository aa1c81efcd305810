// Parses a number in a filter expression.

import { isDigit, type Scanner } from './scanner.ts'

/** True where a number, or a faulty one, begins. */
export function startsDecimal(scanner: Scanner): boolean {
  const char = scanner.peek()
  return isDigit(char) || char === '-' || char === '.' || char === '+'
}

/**
 * Reads a number as written: optional minus, digits, fraction and exponent, with digits or a fraction
 * or both (looker 12.7). A plus or zeros in front are mistakes. Returns text, because a double may not
 * hold it exactly. `expected` is the message when there is no number.
 */
export function parseDecimal(scanner: Scanner, expected: string): string | undefined {
  const start = scanner.position
  if (scanner.peek() === '+') return scanner.fail('expected a number without a leading "+"')
  scanner.take('-')
  const whole = scanner.takeWhile(isDigit)
  if (whole.length > 1 && whole.startsWith('0')) {
    const zeros = scanner.position - whole.length
    return scanner.fail('expected a number without leading zeros', zeros)
  }
  const hasFraction = scanner.take('.')
  if (hasFraction && scanner.takeWhile(isDigit) === '') {
    return scanner.fail('expected a digit after the decimal point')
  }
  if (whole === '' && !hasFraction) return scanner.fail(expected)
  if (scanner.take('e') || scanner.take('E')) {
    if (!scanner.take('-')) scanner.take('+')
    if (scanner.takeWhile(isDigit) === '') return scanner.fail('expected a digit in the exponent')
  }
  return scanner.textFrom(start)
}
