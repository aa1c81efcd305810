// Filter expressions let through what naive evaluators say, and the proof finds evaluators that are wrong.
import { describe, expect, it } from 'vitest'
import { admits } from '../../src/filter-expressions/admits.ts'
import { comparePairs } from './admitted-pairs.ts'

const seed = Date.now() % 1_000_000

describe(`random expressions and data (seed ${seed})`, () => {
  it('are answered as naive evaluators answer them', async () => {
    const { counts, problems } = await comparePairs(6000, seed, admits)
    expect(problems).toEqual([])
    expect(counts).toMatchObject({ pairs: 6000, disagreements: 0 })
  })

  it.each<[string, typeof admits]>([
    [
      'ignores negation',
      (filter, datum, here) => {
        const text = filter.text.replace(/^(-|NOT )/, '')
        return admits({ ...filter, text }, datum, here)
      },
    ],
    [
      'lets null through nowhere',
      (filter, datum, here) => datum !== null && admits(filter, datum, here),
    ],
    [
      'is in another zone',
      (filter, datum, here) => admits(filter, datum, { ...here, timezone: 'Asia/Tokyo' }),
    ],
    [
      'is a second late',
      (filter, datum, here) => admits(filter, datum, { ...here, now: here.now + 1000 }),
    ],
    [
      'has another fiscal year',
      (filter, datum, here) =>
        admits(filter, datum, {
          ...here,
          firstMonthOfFiscalYear: 1 + (here.firstMonthOfFiscalYear % 12),
        }),
    ],
    ['ignores case', (filter, datum, here) => admits(filter, datum?.toLowerCase() ?? null, here)],
  ])('find an evaluator that %s', async (_, wrong) => {
    const { problems } = await comparePairs(6000, seed, wrong)
    expect(problems.length).toBeGreaterThan(0)
  })
})
