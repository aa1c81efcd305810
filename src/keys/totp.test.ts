// Codes of a second factor: the examples of the RFC, the steps that count, and the codes for the worst.
import { expect, test } from 'vitest'
import {
  base32Of,
  codeOf,
  newRecoveryCodes,
  recoveryText,
  stepAt,
  stepOfCode,
  totpSecret,
  totpUri,
} from './totp.ts'

const secret = Buffer.from('12345678901234567890')

test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('RFC 6238 has at %i s the code %s', (seconds, code) => {
  expect(codeOf(secret, stepAt(seconds * 1000), 8)).toBe(code)
})

test('a code counts in its step, the one before and the one after', () => {
  const now = 1_234_567_890_000
  const of = (away: number) =>
    stepOfCode(secret, codeOf(secret, stepAt(now) + away), { now, used: 0 })
  expect([-2, -1, 0, 1, 2].map(of).map((step) => step !== undefined)).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
})

test('a code counts once, and none before it counts afterwards', () => {
  const now = 1_234_567_890_000
  const used = stepAt(now)
  const of = (away: number) => stepOfCode(secret, codeOf(secret, used + away), { now, used })
  expect([-1, 0, 1].map(of)).toEqual([undefined, undefined, used + 1])
})

test.each(['', '12345', '1234567', '12345a', '１２３４５６', ' 123456', '-12345'])(
  '%j is no code',
  (code) => {
    expect(stepOfCode(secret, code, { now: 0, used: -9 })).toBeUndefined()
  },
)

test('a secret is base32, as apps read it', () => {
  expect(base32Of(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  expect(totpUri('ABC', 'a+b@c.example')).toBe(
    'otpauth://totp/Attrium:a%2Bb%40c.example?secret=ABC&issuer=Attrium&algorithm=SHA1&digits=6&period=30',
  )
  const digest = () => Buffer.alloc(32, 7).toString('base64url')
  expect(totpSecret({ digest }, 'nonce')).toEqual(Buffer.alloc(20, 7))
})

test('no bytes are no text', () => {
  expect(base32Of(new Uint8Array())).toBe('')
})

test('recovery codes are ten, and may be typed as people type', () => {
  const codes = newRecoveryCodes((count) => Uint8Array.from({ length: count }, (_, at) => at * 37))
  expect(codes).toHaveLength(10)
  for (const code of codes) expect(code).toMatch(/^[2-9a-hjkmnp-z]{5}-[2-9a-hjkmnp-z]{5}$/)
  expect(recoveryText('7', ' AB2C3-d4e5f ')).toBe('recovery/v1 7 ab2c3d4e5f')
})
