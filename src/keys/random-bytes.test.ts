// No random bytes are returned twice.
import { expect, it } from 'vitest'
import { freshBytes } from './random-bytes.ts'

it('gives as many bytes as are asked for, to each other ones, and leaves them as they are', () => {
  const given = Array.from({ length: 2000 }, (_, at) => freshBytes(at % 2 ? 12 : 9))
  const texts = given.map((bytes) => bytes.toString('hex'))
  expect(texts.map((text) => text.length)).toEqual(given.map((_, at) => (at % 2 ? 24 : 18)))
  expect(new Set(texts).size).toBe(texts.length)
  freshBytes(4096)
  expect(given.map((bytes) => bytes.toString('hex'))).toEqual(texts)
})
