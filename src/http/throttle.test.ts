// Which callers are slowed down, and which are not.
import { describe, expect, test } from 'vitest'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { Throttle } from './throttle.ts'

function refusal(action: () => void): Refusal | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  return undefined
}

/** Makes that many calls, all at the same moment, and returns the number that is let through. */
function allowedOf(calls: number, call: (at: number) => void): number {
  let allowed = 0
  for (let at = 0; at < calls; at++) if (refusal(() => call(at)) === undefined) allowed++
  return allowed
}

describe('the throttle', () => {
  test('refuses with 429, Retry-After and the RateLimit headers', () => {
    const throttle = new Throttle(10)
    for (let call = 0; call < 50; call++) throttle.caller('key', 0)
    const refused = refusal(() => throttle.caller('key', 0))
    expect(refused?.status).toBe(429)
    expect(refused?.headers).toEqual({
      'Retry-After': '1',
      'RateLimit-Policy': '"api";q=50;w=5',
      RateLimit: '"api";r=0;t=1',
    })
  })

  test('counts strangers by address, and all of an IPv6 network as one', () => {
    const throttle = new Throttle(10)
    expect(allowedOf(1000, () => throttle.stranger('10.0.0.1', 0))).toBe(200)
    expect(allowedOf(1000, () => throttle.stranger('10.0.0.2', 0))).toBe(200)
    const neighbour = (at: number) => `2001:db8::${at.toString(16)}`
    expect(allowedOf(1000, (at) => throttle.stranger(neighbour(at), 0))).toBe(200)
  })

  test('counts requests that need no token by address, and apart from those of strangers', () => {
    const throttle = new Throttle(10)
    expect(allowedOf(1000, () => throttle.open('10.0.0.1', 0))).toBe(500)
    expect(allowedOf(1000, () => throttle.open('10.0.0.2', 0))).toBe(500)
    expect(allowedOf(1000, () => throttle.stranger('10.0.0.1', 0))).toBe(200)
    expect(allowedOf(1000, () => throttle.open('10.0.0.1', 1000))).toBe(50)
  })

  test('counts an answer with its length, but makes nobody wait for longer than a burst', () => {
    const throttle = new Throttle(10)
    const bytes = limits.answer_bytes_per_request
    throttle.answered('small', bytes - 1, 0)
    throttle.answered('large', bytes * 40, 0)
    throttle.answered('huge', bytes * 1_000_000, 0)
    expect(allowedOf(100, () => throttle.caller('small', 0))).toBe(50)
    expect(allowedOf(100, () => throttle.caller('large', 0))).toBe(10)
    expect(allowedOf(100, () => throttle.caller('huge', 0))).toBe(0)
    expect(refusal(() => throttle.caller('huge', 0))?.headers['Retry-After']).toBe('5')
  })

  test('only failed sign-ins count against guessing', () => {
    const throttle = new Throttle(10)
    const signIn = () => throttle.guesses.insistOnRoom('id', '10.0.0.1', 0)
    expect(allowedOf(1000, signIn)).toBe(1000)
    for (let call = 0; call < 10; call++) throttle.guesses.failed('id', '10.0.0.1', 0)
    expect(allowedOf(1000, signIn)).toBe(0)
  })

  test('guesses that are under way together get no more answers than one after the other', () => {
    const throttle = new Throttle(10)
    for (let call = 0; call < 100; call++) throttle.guesses.insistOnRoom('id', '10.0.0.1', 0)
    expect(allowedOf(100, () => throttle.guesses.failed('id', '10.0.0.1', 0))).toBe(10)
  })

  test('guessing from one address does not lock the owner of the key out at another', () => {
    const throttle = new Throttle(10)
    allowedOf(1000, () => throttle.guesses.failed('id', '10.0.0.1', 0))
    expect(refusal(() => throttle.guesses.insistOnRoom('id', '10.0.0.2', 0))).toBeUndefined()
  })

  test('guessing many client ids from one address is refused for all of them', () => {
    const throttle = new Throttle(10)
    const guess = (at: number) => throttle.guesses.failed(`id${at}`, '10.0.0.1', 0)
    expect(allowedOf(1000, guess)).toBe(60)
    expect(refusal(() => throttle.guesses.insistOnRoom('another', '10.0.0.1', 0))?.status).toBe(429)
  })

  test('client ids longer than any are counted as one, or their texts would fill the memory', () => {
    const throttle = new Throttle(10)
    const guess = (at: number) => throttle.guesses.failed('x'.repeat(65 + at), '10.0.0.1', 0)
    expect(allowedOf(30, guess)).toBe(10)
  })

  test('whoever waits as long as both limits say is not refused again', () => {
    const throttle = new Throttle(10)
    for (let at = 0; at < 50; at++) throttle.guesses.failed(`id${at}`, '10.0.0.1', 0)
    allowedOf(10, () => throttle.guesses.failed('id', '10.0.0.1', 0))
    const refused = refusal(() => throttle.guesses.insistOnRoom('id', '10.0.0.1', 0))
    const wait = Number(refused?.headers['Retry-After']) * 1000
    expect(refusal(() => throttle.guesses.insistOnRoom('id', '10.0.0.1', wait))).toBeUndefined()
  })
})
