// Valid domain allowlists, and when one is narrower than another (looker 3.11, 3.12).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { allowlistProblems, isNarrower } from './domain-allowlist.ts'

/** Few different segments, so that lists often overlap. */
const segment = fc.constantFrom('a', 'b')
const entry = fc
  .record({ host: segment, path: fc.array(segment, { maxLength: 3 }), star: fc.boolean() })
  .map(({ host, path, star }) => [host, ...path, ...(star ? ['*'] : [])].join('/'))
const list = fc.array(entry, { minLength: 1, maxLength: 3 }).map((entries) => entries.join(','))

describe('a domain allowlist', () => {
  it('is a list of hosts and paths with optional schemes, ports and wildcards', () => {
    fc.assert(
      fc.property(list, (text) => {
        expect(allowlistProblems(text)).toEqual([])
      }),
    )
    for (const text of ['https://a.example/*', '*.a.example', 'a:8080', 'a/b?c=d', ' a , b ']) {
      expect(allowlistProblems(text)).toEqual([])
    }
  })

  it('may be absent, not empty', () => {
    expect(allowlistProblems(null)).toEqual([])
    expect(allowlistProblems(undefined)).toEqual([])
    expect(allowlistProblems('')).toHaveLength(1)
  })

  it.each([' ', ',', 'a,', ',a', 'a b', 'https://', 'a/ b', 'a:port', '://a', 'ä.example'])(
    'is not %j',
    (text) => {
      expect(allowlistProblems(text)).toMatchObject([
        { field: 'hidden_value_domain_whitelist', code: 'invalid' },
      ])
    },
  )

  it('has a largest length', () => {
    const text = 'a'.repeat(limits.allowlist_characters)
    expect(allowlistProblems(text)).toEqual([])
    expect(allowlistProblems(`${text}a`)).toHaveLength(1)
  })
})

describe('narrowing', () => {
  it('allows the same list, any part of it, in any order', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), (entries) => {
        const held = entries.join(',')
        expect(isNarrower(held, held)).toBe(true)
        expect(isNarrower([...entries].reverse().join(', '), held)).toBe(true)
        for (const one of entries) expect(isNarrower(one, held)).toBe(true)
      }),
    )
  })

  it('is transitive', () => {
    let held = 0
    fc.assert(
      fc.property(list, list, list, (a, b, c) => {
        if (!(isNarrower(a, b) && isNarrower(b, c))) return
        held++
        expect(isNarrower(a, c)).toBe(true)
      }),
      { numRuns: 30_000 },
    )
    expect(held).toBeGreaterThan(20)
  })

  it('never reaches a host that was not allowed', () => {
    fc.assert(
      fc.property(list, list, (wanted, held) => {
        if (!isNarrower(wanted, held)) return
        const hosts = (text: string) => text.split(',').map((it) => it.split('/')[0])
        for (const host of hosts(wanted)) expect(hosts(held)).toContain(host)
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['a/b/c', 'a/*', true],
    ['a/b/*', 'a/*', true],
    ['a/*', 'a/b/*', false],
    ['ab/*', 'a/*', false],
    ['a/../b', 'a/*', false],
    ['a/b/..', 'a/*', false],
    // Whatever a reader of URLs may take for two dots.
    ['a/%2e%2e/b', 'a/*', false],
    ['a/b/.%2E/*', 'a/*', false],
    ['a/b/%252e.', 'a/*', false],
    ['a/..%2fb', 'a/*', false],
    ['a/b%5C..%5c*', 'a/*', false],
    ['a/..\\b', 'a/*', false],
    ['a/..?*', 'a/*', false],
    ['a/b/..#c', 'a/*', false],
    ['a/..;x/*', 'a/*', false],
    ['a/b..c/...', 'a/*', true],
    ['a/%2e/b%20c/*', 'a/*', true],
    ['x.a', '*.a', false],
    ['a', 'b', false],
  ])('%j under %j: %s', (wanted, held, expected) => {
    expect(isNarrower(wanted, held)).toBe(expected)
  })
})
