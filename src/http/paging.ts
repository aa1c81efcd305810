// Selects a page of a list, and writes the headers with the other pages (looker 8.3, 8.4).
import { limits } from '../limits.ts'
import { countParameter } from './query.ts'

const deprecated = true

export const pagingParameters = {
  limit: countParameter(
    'Maximum number of results; without it, all are returned. With it, the headers `X-Total-Count` ' +
      'and `Link` give the number of all results and the addresses of the other pages.',
    10,
  ),
  offset: countParameter('Number of results to skip.', 0),
  page: {
    ...countParameter(
      'Page to return, counted from 1. Use `limit` and `offset` instead; they take precedence.',
      1,
    ),
    deprecated,
  },
  per_page: {
    ...countParameter(
      'Results per page. Use `limit` and `offset` instead; they take precedence.',
      10,
    ),
    deprecated,
  },
}

export interface Page {
  /** Undefined: the whole list. */
  readonly limit: number | undefined
  readonly offset: number
}

interface Asked {
  readonly limit?: number
  readonly offset?: number
  readonly page?: number
  readonly per_page?: number
}

export function pageOf({ limit, offset, page, per_page }: Asked): Page {
  if (limit !== undefined || offset !== undefined) return { limit, offset: offset ?? 0 }
  if (per_page === undefined) return { limit: undefined, offset: 0 }
  const before = Math.max(0, (page ?? 1) - 1) * per_page
  return { limit: per_page, offset: Math.min(before, Number.MAX_SAFE_INTEGER) }
}

/** The request that asks for a list, and the base URL of the server as its clients know it. */
interface ListRequest {
  readonly request: { readonly url: string }
  readonly server: { readonly publicUrl: () => string }
}

/**
 * `Link` and `X-Total-Count` for a page; none when no limit was asked for. The links keep the caller's
 * other parameters and begin with the public URL, its path included, whatever the request line said.
 */
export function pageHeaders(
  page: Page,
  total: number,
  { request, server }: ListRequest,
): Record<string, string> {
  const { limit, offset } = page
  if (limit === undefined) return {}
  const headers: Record<string, string> = { 'X-Total-Count': String(total) }
  // guard input-18: becomes new URL(request.url, server.publicUrl())
  const target = new URL(server.publicUrl() + request.url)
  // Each parameter stays where the caller put it, as recorded (looker 8.4).
  const search = target.search
    .slice(1)
    .split('&')
    .map((part) => ({ part, name: nameOf(part) }))
  const link = (rel: string, at: number) => {
    const own = new Map([
      ['limit', `limit=${limit}`],
      ['offset', `offset=${at}`],
    ])
    const parts = search.flatMap(({ part, name }) => {
      if (!Object.hasOwn(pagingParameters, name)) return name === '' ? [] : [part]
      const ours = own.get(name)
      own.delete(name)
      return ours === undefined ? [] : [ours]
    })
    target.search = [...parts, ...own.values()].join('&')
    return `<${target.href}>; rel="${rel}"`
  }
  // A page of no results is the first and the last one, and none leads on from it.
  const last = total === 0 || limit === 0 ? 0 : Math.floor((total - 1) / limit) * limit
  const links = [link('first', 0), link('last', last)]
  if (limit > 0 && offset + limit < total) links.push(link('next', offset + limit))
  if (limit > 0 && offset > 0) links.push(link('prev', Math.max(0, offset - limit)))
  const fitting = thatFit(links)
  if (fitting.length > 0) headers['Link'] = fitting.join(',')
  return headers
}

/** The part stays as it was sent: encoding it again would make lists of ids half as long again. */
const nameOf = (part: string): string => [...new URLSearchParams(part).keys()][0] ?? ''

/**
 * Node's clients refuse more than 16 KiB of headers, and a link repeats the address. A client that turns pages
 * needs the next link most, and can do without the others.
 */
function thatFit(links: readonly string[]): string[] {
  const [first, last, ...others] = links
  let room = limits.link_header_characters
  const kept = [...others, first, last].filter((link = '') => {
    room -= link.length + 1
    // guard limit-16: becomes true
    return room >= 0
  })
  return links.filter((link) => kept.includes(link))
}
