// Counts of values: most first, bounded in what is listed and in what is told apart.
import { describe, expect, it } from 'vitest'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { Counter } from './summary.ts'

describe('a summary', () => {
  it('lists values with most holders first, and equal ones by their characters', () => {
    const counter = new Counter(true)
    const counts = [
      ['b', 2],
      ['a', 2],
      ['c', 1],
      ['b', 1],
      [undefined, 4],
    ] as const
    for (const [value, count] of counts) counter.add(value, count)
    expect(counter.result()).toEqual({
      set: 6,
      unset: 4,
      values: [
        { value: 'b', count: 3 },
        { value: 'a', count: 2 },
        { value: 'c', count: 1 },
      ],
      others: { values: 0, count: 0 },
    })
  })

  it('counts hidden values without telling them apart', () => {
    const counter = new Counter(false)
    counter.add('x', 3)
    counter.add('y', 2)
    expect(counter.result()).toMatchObject({ set: 5, values: [], others: { values: 0, count: 0 } })
  })

  it('lists so many values, and counts the others', () => {
    const counter = new Counter(true)
    for (let at = 0; at < limits.summary_values; at++) counter.add(`common ${at}`, 2)
    expect(counter.result().others).toEqual({ values: 0, count: 0 })
    counter.add('rare', 1)
    counter.add('rarest', 1)
    const { values, others } = counter.result()
    expect([values.length, others]).toEqual([limits.summary_values, { values: 2, count: 2 }])
  })

  it('lists fewer values when they are long, and counts the others', () => {
    const counter = new Counter(true)
    const half = 'x'.repeat(limits.page_characters / 2)
    for (const end of ['1', '2', '3']) counter.add(half.slice(1) + end, 1)
    const { values, others } = counter.result()
    expect([values.length, others]).toEqual([2, { values: 1, count: 1 }])
  })

  it('refuses more different values than fit into memory', () => {
    const counter = new Counter(true)
    for (let at = 0; at < limits.counted_values; at++) counter.add(String(at), 1)
    counter.add('0', 1)
    expect(() => counter.add('one more', 1)).toThrow(Refusal)
    const long = new Counter(true)
    long.add('x'.repeat(limits.counted_value_characters), 1)
    expect(() => long.add('y', 1)).toThrow(Refusal)
  })
})
