// The arithmetic of the report.
import { expect, test } from 'vitest'
import { median, perSecond, ratio } from './report.ts'

test('the median of an even count lies between the middle two', () => {
  expect(median([4, 1, 3])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

test('a ratio compares the slices of the same round', () => {
  const slices = (...rates: number[]) =>
    rates.map((rate) => ({
      requests: 1,
      perSecond: rate,
      p50: 1,
      p99: 1,
      max: 1,
      serverCpu: 1,
      generatorCpu: 1,
    }))
  const { median, min, max } = ratio(slices(10, 30, 80), slices(10, 10, 20), perSecond)
  expect({ median, min, max }).toEqual({ median: 3, min: 1, max: 4 })
})
