// Keys that an object has twice are found with their place, and nothing else is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repeatedKey } from './repeated-key.ts'

describe('a key that is there twice', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a\\"":1,"b":2,"a\\"":2}', 'a?'],
    ['{"a":{"b":1},"b":2,"c":{"d":[],"d":{}}}', 'c.d'],
    ['{"changes":[{},[{"x":{}},7],{"value":"}","b":"a","value":null}]}', 'changes[2].value'],
    ['[[],[1,2,{"":1,"":1}]]', '[1][2].?'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('is found in %s', (text, place) => {
    expect(repeatedKey(text)).toBe(place)
  })

  it.each([
    '{"a":"a","b":["a","a",{"a":{"a":"a"}}],"c":{"a":1}}',
    '"a"',
    '[{"a":1},{"a":1}]',
    '{"a":"\\\\","b":"\\"a","A":1}',
  ])('is not found in %s', (text) => {
    expect(repeatedKey(text)).toBeUndefined()
  })

  it('is found wherever it is put into JSON, and JSON without one has none', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.string(), fc.json(), (other, key, value) => {
        expect(repeatedKey(other)).toBeUndefined()
        const pair = `${JSON.stringify(key)}: ${value}`
        expect(repeatedKey(`[${other}, {${pair}}]`)).toBeUndefined()
        expect(repeatedKey(`[${other}, {${pair}, "x${key.length}y": 0 ,${pair}}]`)).toMatch(
          /^\[1\]\./,
        )
      }),
    )
  })

  it('is looked for in time that grows with the length alone', () => {
    const keys = Array.from({ length: 200_000 }, (_, at) => `"${at}":[]`)
    const from = performance.now()
    expect(repeatedKey(`{${keys.join()},"199999":1}`)).toBe('199999')
    expect(performance.now() - from).toBeLessThan(5000)
  })
})
