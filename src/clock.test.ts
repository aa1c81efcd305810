// What time it is after somebody has put the clock back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { steadyClock } from './clock.ts'

describe('the clock', () => {
  test('is the wall clock while that goes forward', () => {
    let [wall, monotonic] = [1000, 50]
    const now = steadyClock(
      () => wall,
      () => monotonic,
      0,
    )
    expect(now()).toBe(1000)
    ;[wall, monotonic] = [9000, 51]
    expect(now()).toBe(9000)
  })

  test('goes on from the latest time when the wall clock is put back', () => {
    let [wall, monotonic] = [10_000, 0]
    const now = steadyClock(
      () => wall,
      () => monotonic,
      0,
    )
    now()
    ;[wall, monotonic] = [2000, 300.7]
    expect(now()).toBe(10_300)
    ;[wall, monotonic] = [2500, 800]
    expect(now()).toBe(10_800)
  })

  test('starts no earlier than the latest time known from before', () => {
    const now = steadyClock(
      () => 1000,
      () => 0,
      5000,
    )
    expect(now()).toBe(5000)
  })

  test('never goes back and never stands still for longer than the monotonic one', () => {
    const step = fc.record({ wall: fc.integer(), passed: fc.nat({ max: 1000 }) })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let [wall, monotonic] = [0, 0]
        const now = steadyClock(
          () => wall,
          () => monotonic,
          0,
        )
        let before = now()
        for (const { wall: jump, passed } of steps) {
          wall += jump
          monotonic += passed
          const after = now()
          expect(after).toBeGreaterThanOrEqual(before + passed)
          before = after
        }
      }),
    )
  })
})
