// Parsing JSON: valid JSON is read as JSON.parse reads it, and harmful input is a 400.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { bodyText, parseJson } from './json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the text of a body', () => {
  it('is what was encoded, without blanks around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(text.trim() !== '')
        expect(bodyText(bytes(`\n ${text}\t`))).toBe(text.trim())
      }),
    )
  })

  it('is undefined when there is none', () => {
    for (const nothing of [undefined, bytes(''), bytes(' \r\n')]) {
      expect(bodyText(nothing)).toBeUndefined()
    }
  })

  it('is a 400 when the bytes are not UTF-8', () => {
    for (const broken of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0x7b, 0x80]]) {
      expect(() => bodyText(Uint8Array.from(broken))).toThrow('UTF-8')
    }
  })
})

describe('JSON', () => {
  const pollutes = /__proto__|constructor|prototype/

  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        fc.pre(!pollutes.test(text))
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('is a 400 whenever JSON.parse throws, without repeating the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        fc.pre(!isJson)
        expect(() => parseJson(text)).toThrow(/^The body (is not valid JSON|nests deeper)/)
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps numbers under chosen keys as they were written, and all else', () => {
    const number = fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,30})?([eE][+-]?\d{1,4})?$/)
    const keys = new Set(['value'])
    fc.assert(
      fc.property(number, fc.json({ maxDepth: 4 }), (text, other) => {
        fc.pre(!pollutes.test(other) && !other.includes('value'))
        const body = `{"value":${text},"rank":${text},"list":[{"value" :\n${text}}],"other":${other}}`
        expect(parseJson(body, keys)).toEqual({
          value: text,
          rank: Number(text),
          list: [{ value: text }],
          other: JSON.parse(other),
        })
      }),
      { numRuns: 500 },
    )
    expect(parseJson('{"value":"1.10","rank":1}', keys)).toEqual({ value: '1.10', rank: 1 })
    expect(parseJson('{"value":[1.10]}', keys)).toEqual({ value: [1.1] })
  })

  it('nests as deep as the limit and no deeper, quotes not counted', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(() => parseJson(nested(limits.json_depth))).not.toThrow()
    expect(() => parseJson(nested(limits.json_depth + 1))).toThrow('nests deeper')
    expect(() => parseJson('['.repeat(1_000_000))).toThrow('nests deeper')
    const quoted = JSON.stringify(`"\\${nested(100)}`)
    expect(parseJson(quoted)).toBe(`"\\${nested(100)}`)
  })

  it.each([
    '{"__proto__":{}}',
    '{"a":[{"constructor":1}]}',
    '{"prototype":null}',
    '{"\\u005f_proto__":1}',
    '{"a":{"b":{"c\\u006fnstructor":1}}}',
  ])('with a key that reaches prototypes is a 400: %s', (text) => {
    expect(() => parseJson(text)).toThrow('leave it out')
  })

  it('may hold those words as values', () => {
    expect(parseJson('["__proto__","constructor"]')).toEqual(['__proto__', 'constructor'])
  })
})
