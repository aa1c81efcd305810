// How often a key may call, and when it may call again.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Rate, RateLimiter } from './rate-limit.ts'

/** Calls every `step` ms for `span` ms, and returns the number of allowed calls. */
function allowedIn(limiter: RateLimiter, span: number, step: number): number {
  let allowed = 0
  for (let now = 0; now < span; now += step) if (limiter.take('key', now).allowed) allowed++
  return allowed
}

const anyRate: fc.Arbitrary<Rate> = fc.record({
  perSecond: fc.integer({ min: 1, max: 500 }),
  burst: fc.integer({ min: 1, max: 200 }),
})

describe('the rate limiter', () => {
  test('lets a rested caller make a whole burst at once and not one call more', () => {
    const limiter = new RateLimiter({ perSecond: 10, burst: 20 })
    const verdicts = Array.from({ length: 21 }, () => limiter.take('key', 1000).allowed)
    expect(verdicts).toEqual([...Array(20).fill(true), false])
  })

  test('allows burst + rate × time in a minute of four times the rate, to one call', () => {
    const limiter = new RateLimiter({ perSecond: 100, burst: 200 })
    const allowed = allowedIn(limiter, 60_000, 2.5)
    expect(Math.abs(allowed - (200 + 60 * 100))).toBeLessThanOrEqual(1)
  })

  test('allows a caller that waits as long as it is told', () => {
    fc.assert(
      fc.property(anyRate, (rate) => {
        const limiter = new RateLimiter(rate)
        while (limiter.take('key', 0).allowed);
        const { waitMilliseconds } = limiter.take('key', 0)
        expect(limiter.look('key', waitMilliseconds - 0.001).allowed).toBe(false)
        expect(limiter.take('key', waitMilliseconds + 0.001).allowed).toBe(true)
      }),
    )
  })

  test('never allows more than burst + rate × time, whatever the pattern of calls', () => {
    fc.assert(
      fc.property(anyRate, fc.array(fc.integer({ min: 0, max: 300 })), (rate, gaps) => {
        const limiter = new RateLimiter(rate)
        let [now, allowed] = [0, 0]
        for (const gap of gaps) {
          now += gap
          if (limiter.take('key', now).allowed) allowed++
        }
        expect(allowed).toBeLessThanOrEqual(rate.burst + (rate.perSecond * now) / 1000 + 1e-6)
      }),
    )
  })

  test('counts keys apart', () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 })
    expect(limiter.take('one', 0).allowed).toBe(true)
    expect(limiter.take('one', 0).allowed).toBe(false)
    expect(limiter.take('other', 0).allowed).toBe(true)
  })

  test('looking costs nothing and a refused call costs nothing', () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 })
    expect(limiter.look('key', 0).allowed && limiter.look('key', 0).allowed).toBe(true)
    limiter.take('key', 0)
    for (let call = 0; call < 100; call++) limiter.take('key', 500)
    expect(limiter.take('key', 1000).allowed).toBe(true)
  })

  test('remembers whom it refuses, however many others come by meanwhile', () => {
    const limiter = new RateLimiter({ perSecond: 0.001, burst: 1 })
    limiter.take('refused', 0)
    for (let at = 0; at < 300_000; at++) {
      limiter.take(`10.0.${at}`, 0)
      if (at % 25_000 === 0) expect(limiter.take('refused', 0).allowed).toBe(false)
    }
    expect(limiter.take('refused', 1).allowed).toBe(false)
  })

  test('still limits a busy key after a million others have come by', () => {
    const limiter = new RateLimiter({ perSecond: 0.001, burst: 1 })
    limiter.take('busy', 0)
    for (let at = 0; at < 1_000_000; at++) {
      limiter.take(`10.0.${at}`, 0)
      if (at % 50_000 === 0) limiter.count('busy', 0)
    }
    expect(limiter.take('busy', 1).allowed).toBe(false)
  })
})
