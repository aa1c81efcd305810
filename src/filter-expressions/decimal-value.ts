// Compares decimal numbers as they are written, without losing a digit.

/**
 * A decimal number in its only normal form. `digits` have no zeros at either end and none at all for zero; `power` is
 * the power of ten of the first digit.
 */
export interface DecimalValue {
  readonly sign: -1 | 0 | 1
  readonly digits: string
  readonly power: bigint
}

const zero: DecimalValue = { sign: 0, digits: '', power: 0n }
const written = /^([+-]?)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/**
 * The value of a number: optional sign, digits or a fraction or both, optional exponent, zeros in front allowed.
 * Returns undefined for any other text. It takes time linear in the text but for the digits of the exponent.
 */
export function decimalValue(text: string): DecimalValue | undefined {
  const parts = written.exec(text)
  if (parts === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts
  if (whole === '' && fraction === '') return undefined
  const all = whole + fraction
  let start = 0
  while (all[start] === '0') start += 1
  let end = all.length
  while (end > start && all[end - 1] === '0') end -= 1
  if (start === end) return zero
  return {
    sign: sign === '-' ? -1 : 1,
    digits: all.slice(start, end),
    power: BigInt(exponent) + BigInt(whole.length - 1 - start),
  }
}

/** Negative, zero or positive, as the first number is less than, equal to or greater than the second one. */
export function compareDecimals(one: DecimalValue, other: DecimalValue): number {
  if (one.sign !== other.sign) return one.sign - other.sign
  return one.sign * compareSizes(one, other)
}

function compareSizes(one: DecimalValue, other: DecimalValue): number {
  // guard admits-13: gone
  if (one.power !== other.power) return one.power < other.power ? -1 : 1
  if (one.digits === other.digits) return 0
  return one.digits < other.digits ? -1 : 1
}
