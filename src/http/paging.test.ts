// Pages and their headers (looker 8.3, 8.4).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { pageHeaders, pageOf } from './paging.ts'

const asked = {
  request: { url: '/api/4.0/users?fields=id&page=3&per_page=9' },
  server: { publicUrl: () => 'https://host:19999' },
}
const count = fc.nat({ max: 200 })

/** Offsets by relation. */
function linksIn(headers: Record<string, string>): Record<string, number> {
  const found = (headers['Link'] ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)
  return Object.fromEntries(
    [...found].map(([, target = '', rel = '']) => [
      rel,
      Number(new URL(target).searchParams.get('offset')),
    ]),
  )
}

describe('a page', () => {
  it.each([
    [{}, { limit: undefined, offset: 0 }],
    [{ limit: 5 }, { limit: 5, offset: 0 }],
    [{ offset: 5 }, { limit: undefined, offset: 5 }],
    [
      { page: 3, per_page: 10 },
      { limit: 10, offset: 20 },
    ],
    [{ per_page: 10 }, { limit: 10, offset: 0 }],
    [
      { page: 0, per_page: 10 },
      { limit: 10, offset: 0 },
    ],
    [{ page: 3 }, { limit: undefined, offset: 0 }],
    [
      { limit: 5, offset: 1, page: 3, per_page: 10 },
      { limit: 5, offset: 1 },
    ],
  ])('asked for as %j is %j', (asked, page) => {
    expect(pageOf(asked)).toEqual(page)
  })
})

describe('the headers of a page', () => {
  it('are those that were recorded', () => {
    const at = (offset: number) =>
      `<https://host:19999/api/4.0/users?fields=id&limit=5&offset=${offset}>`
    expect(pageHeaders({ limit: 5, offset: 0 }, 107, asked)).toEqual({
      'X-Total-Count': '107',
      Link: `${at(0)}; rel="first",${at(105)}; rel="last",${at(5)}; rel="next"`,
    })
  })

  it('begin with the public URL, its path included', () => {
    const server = { publicUrl: () => 'https://x.example/attrium' }
    const { Link } = pageHeaders({ limit: 5, offset: 0 }, 1, { ...asked, server })
    expect(Link).toContain('<https://x.example/attrium/api/4.0/users?fields=id&limit=5&offset=0>')
  })

  it('have the first and the last page of no results, and none to go on to', () => {
    for (const offset of [0, 7]) {
      const headers = pageHeaders({ limit: 0, offset }, 107, asked)
      expect([headers['X-Total-Count'], linksIn(headers)]).toEqual(['107', { first: 0, last: 0 }])
      expect(headers['Link']).toContain('users?fields=id&limit=0&offset=0>; rel="first"')
    }
  })

  it('are none without a limit', () => {
    expect(pageHeaders({ limit: undefined, offset: 3 }, 107, asked)).toEqual({})
  })

  it('lead through every item once when next is followed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), count, (limit, total) => {
        let seen = 0
        for (let offset: number | undefined = 0; offset !== undefined; ) {
          expect(offset).toBe(seen)
          seen += Math.min(limit, total - offset)
          offset = linksIn(pageHeaders({ limit, offset }, total, asked))['next']
        }
        expect(seen).toBe(total)
      }),
    )
  })

  it('lead to a last page that has something, and back to the first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), count, count, (limit, offset, total) => {
        const links = linksIn(pageHeaders({ limit, offset }, total, asked))
        const last = links['last'] ?? -1
        expect(last % limit).toBe(0)
        expect(total === 0 ? last : total - last).toBeLessThanOrEqual(limit)
        expect(total === 0 || last < total).toBe(true)
        expect(links['first']).toBe(0)
        expect('prev' in links).toBe(offset > 0)
        expect('next' in links).toBe(offset + limit < total)
      }),
    )
  })

  it('stay within what clients of Node take, and keep the next page longest', () => {
    const ids = Array.from({ length: 2000 }, (_, at) => 1000 + at)
    for (const length of [1, 700, 1200, 1600]) {
      const url = `/api/4.0/users?ids=${ids.slice(0, length).join(',')}&page=3&%6Cimit=7`
      const headers = pageHeaders({ limit: 5, offset: 5 }, 2000, { ...asked, request: { url } })
      expect(headers['Link']?.length).toBeLessThanOrEqual(limits.link_header_characters)
      expect(linksIn(headers)['next']).toBe(10)
      const next = /<([^>]*)>; rel="next"/.exec(headers['Link'] ?? '')?.[1] ?? ''
      expect([...new URL(next).searchParams.keys()]).toEqual(['ids', 'limit', 'offset'])
    }
    const odd = `/api/4.0/users?x=${'"'.repeat(8000)}`
    expect(pageHeaders({ limit: 5, offset: 5 }, 20, { ...asked, request: { url: odd } })).toEqual({
      'X-Total-Count': '20',
    })
  })
})
