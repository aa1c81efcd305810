// Passwords that many people have are known, in any case.
import { expect, test } from 'vitest'
import { isCommonPassword } from './common-passwords.ts'

test.each([
  ...['administrator', '1q2w3e4r5t6y', 'qwertyuiop123', '123456789012', 'PasswordPassword'],
  ...['!2h7=aol64#exq0q', 'zzzzzzzzzzzz', 'ＡＤＭＩＮＩＳＴＲＡＴＯＲ'],
])('%j is one that many people have', (password) => {
  expect(isCommonPassword(password)).toBe(true)
})

test.each([
  'correct horse battery stapler',
  'administrator of eleven gardens',
  '',
  'x'.repeat(4096),
])('%j is not', (password) => {
  expect(isCommonPassword(password)).toBe(false)
})

test('what is written at random is none of them', () => {
  const common = Array.from({ length: 20_000 }, (_, at) =>
    isCommonPassword(`written at random ${at}`),
  )
  expect(common.filter(Boolean)).toEqual([])
})
