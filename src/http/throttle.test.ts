// Who is slowed down, and who is not.
import { describe, expect, test } from 'vitest'
import { Refusal } from '../errors.ts'
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

  test('only failed sign-ins count against guessing', () => {
    const throttle = new Throttle(10)
    for (let call = 0; call < 1000; call++) throttle.signIn('id', '10.0.0.1', 0)
    for (let call = 0; call < 10; call++) throttle.signInFailed('id', '10.0.0.1', 0)
    expect(refusal(() => throttle.signIn('id', '10.0.0.1', 0))?.status).toBe(429)
  })

  test('guessing from one address does not lock the owner of the key out at another', () => {
    const throttle = new Throttle(10)
    for (let call = 0; call < 1000; call++) throttle.signInFailed('id', '10.0.0.1', 0)
    expect(refusal(() => throttle.signIn('id', '10.0.0.2', 0))).toBeUndefined()
  })

  test('guessing many client ids from one address is refused for all of them', () => {
    const throttle = new Throttle(10)
    for (let call = 0; call < 60; call++) throttle.signInFailed(`id${call}`, '10.0.0.1', 0)
    expect(refusal(() => throttle.signIn('another', '10.0.0.1', 0))?.status).toBe(429)
  })
})
