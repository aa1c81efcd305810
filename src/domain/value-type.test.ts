// Laws of values: a value that fits is stored unchanged, any other is refused and not quoted.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asText, isValueType, textFromBody, valueProblems, valueTypes } from './value-type.ts'

describe('a value', () => {
  it('that fits is stored letter by letter, whatever the type (looker 4.8)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...valueTypes), fc.string({ unit: 'grapheme' }), (type, text) => {
        const given = textFromBody({ type }, text)
        if ('text' in given) expect(given.text).toBe(text)
        else expect(given.problems).toHaveLength(1)
      }),
      { numRuns: 5000 },
    )
  })

  it('of type string may be any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(valueProblems({ type: 'string' }, text)).toEqual([])
      }),
    )
  })

  it('is never quoted in a problem', () => {
    const odd = fc.string({ minLength: 1 }).map((text) => `«canary»${text}`)
    fc.assert(
      fc.property(fc.constantFrom(...valueTypes), odd, (type, text) => {
        for (const { message } of valueProblems({ type }, text))
          expect(message).not.toContain('canary')
      }),
      { numRuns: 2000 },
    )
  })

  it('that is a whole number fits number', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        expect(textFromBody({ type: 'number' }, String(number))).toEqual({ text: String(number) })
        expect(valueProblems({ type: 'number' }, String(number))).toEqual([])
      }),
    )
  })

  it('that is true or false is yes or no, for yesno alone (looker 4.7)', () => {
    for (const type of valueTypes) {
      expect(asText(type, true)).toBe(type === 'yesno' ? 'yes' : undefined)
      expect(asText(type, false)).toBe(type === 'yesno' ? 'no' : undefined)
    }
  })

  it('that is missing is a missing field, null is named by the type (looker 4.4, 4.6)', () => {
    for (const type of valueTypes) {
      expect(valueProblems({ type }, undefined)).toMatchObject([{ code: 'missing_field' }])
      expect(valueProblems({ type }, null)[0]?.message).toMatch(
        /^[A-Z][a-z ]+ value cannot be nil$/,
      )
    }
    expect(valueProblems({ type: 'string' }, null)[0]?.message).toBe('String value cannot be nil')
    expect(valueProblems({ type: 'string' }, null, 'default_value')[0]?.field).toBe('default_value')
  })
})

describe('a datetime', () => {
  const pad = (part: number, length = 2) => String(part).padStart(length, '0')

  it('is every day of the calendar and no other', () => {
    const day = fc.record({
      year: fc.integer({ min: 0, max: 9999 }),
      month: fc.integer({ min: 0, max: 13 }),
      day: fc.integer({ min: 0, max: 32 }),
    })
    fc.assert(
      fc.property(day, ({ year, month, day }) => {
        const date = new Date(0)
        date.setUTCFullYear(year, month - 1, day)
        const real =
          date.getUTCFullYear() === year &&
          date.getUTCMonth() === month - 1 &&
          date.getUTCDate() === day
        const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}`
        expect([text, valueProblems({ type: 'datetime' }, text).length]).toEqual([
          text,
          real ? 0 : 1,
        ])
      }),
      { numRuns: 5000 },
    )
  })

  it('may have a time, a fraction and a zone', () => {
    for (const time of ['T10:00', ' 23:59:59', 'T00:00:00.5', 'T10:00Z', 'T10:00+02:00']) {
      expect(valueProblems({ type: 'datetime' }, `2020-01-01${time}`)).toEqual([])
    }
    for (const time of ['T24:00', 'T10:60', 'T10', 'T10:00:60', 't10:00', 'T10:00 Z', '\n']) {
      expect(valueProblems({ type: 'datetime' }, `2020-01-01${time}`)).toHaveLength(1)
    }
  })
})

describe('a relative url', () => {
  it('never leads a browser to another host', () => {
    const parts = fc.constantFrom('/', '\\', '.', 'a', ':', '@', '?', '#', '%2f', '\t', ' ', '//')
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 8 }), (pieces) => {
        const text = pieces.join('')
        if (valueProblems({ type: 'relative_url' }, text).length > 0) return
        expect(new URL(text, 'https://own.example').host).toBe('own.example')
      }),
      { numRuns: 5000 },
    )
  })
})

describe('a type', () => {
  it('is one of nine names', () => {
    expect(valueTypes).toHaveLength(9)
    expect(isValueType('number')).toBe(true)
    for (const name of ['Number', 'file', '', 'toString']) expect(isValueType(name)).toBe(false)
  })
})
