// Versions of answers, and who is told that theirs is still the newest.
import { expect, test } from 'vitest'
import { etagOf, isHeld, unlessHeld } from './etag.ts'
import { JsonText } from './route.ts'

const etag = etagOf('{"region":"EMEA"}')

test('a version is that of exactly one text', () => {
  expect(etag).toMatch(/^"[\w-]{22}"$/)
  expect(etagOf('{"region":"EMEA"}')).toBe(etag)
  expect(etagOf('{"region":"EMEA" }')).not.toBe(etag)
})

test.each([etag, `W/${etag}`, `"other", ${etag}`, ` ${etag} `, '*', ' * '])(
  '%s is the version that is held',
  (held) => expect(isHeld(held, etag)).toBe(true),
)

test.each([undefined, '', '"other"', etag.slice(1, -1), `${etag.slice(0, -2)}"`, '"*"', ','])(
  '%s is another one or none',
  (held) => expect(isHeld(held, etag)).toBe(false),
)

test('whoever holds the version gets no body, everybody else gets it with the version', () => {
  const text = '{"region":"EMEA"}'
  const headers = { etag, 'cache-control': 'private, no-cache' }
  expect(unlessHeld({}, { text, etag })).toEqual({
    answer: new JsonText(text),
    headers,
    status: 200,
  })
  expect(unlessHeld({ held: etag }, { text, etag })).toEqual({
    answer: undefined,
    headers,
    status: 304,
  })
})
