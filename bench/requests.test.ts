// The requests of the benchmark are complete and valid.
import { expect, test } from 'vitest'
import { valueProblems } from '../src/domain/value-type.ts'
import { attributeCount, gets, patches, sampleOf } from './requests.ts'

const attributeIds = Array.from({ length: attributeCount }, (_, attribute) => 100 + attribute)
const asked = { token: 'secret', users: 10_000, attributeIds }

test('every value set fits the type of its attribute and its announced length', () => {
  const next = patches(asked)
  const seen = { users: new Set(), attributes: new Set(), values: new Set() }
  for (let count = 0; count < 50_000; count++) {
    const [head = '', body = ''] = next().toString().split('\r\n\r\n')
    const [, user, attribute] = /^PATCH \S+users\/(\d+)\/attribute_values\/(\d+) /.exec(head) ?? []
    const { value } = JSON.parse(body)
    expect(head).toContain(`content-length: ${body.length}`)
    expect(valueProblems(sampleOf(Number(attribute) - 100), value)).toEqual([])
    seen.users.add(user)
    seen.attributes.add(attribute)
    seen.values.add(value)
  }
  expect(seen.users.size).toBeGreaterThan(9_900)
  expect(seen.attributes.size).toBe(attributeCount)
  expect(seen.values.size).toBeGreaterThan(40_000)
})

test('each GET is a whole request for another user', () => {
  const next = gets(asked)
  const texts = new Set(Array.from({ length: 100 }, () => next().toString()))
  expect(texts.size).toBeGreaterThan(95)
  for (const text of texts) {
    expect(text).toMatch(/^GET \/api\/4\.0\/users\/10[01]\d{4}\/attribute_values HTTP\/1\.1\r\n/)
    expect(text.endsWith('\r\n\r\n')).toBe(true)
  }
})
