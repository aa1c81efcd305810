// Whether a page of this server made a request: another page must not use the cookie of its visitors.
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from '../errors.ts'

/** The origin of the pages of this server, as a browser that asks for them names it. */
export type OwnOrigin = (headers: IncomingHttpHeaders) => string

/** Without a public URL, it is what the browser calls this server. */
export function ownOrigin(publicUrl: string | undefined, tls: boolean): OwnOrigin {
  const known = publicUrl === undefined ? undefined : new URL(publicUrl).origin
  const scheme = tls ? 'https' : 'http'
  return ({ host = '' }) => known ?? `${scheme}://${host.toLowerCase()}`
}

export interface Sent {
  readonly method: string
  readonly headers: IncomingHttpHeaders
}

/** Why a request may not change anything: another page has made it, or nobody says which page. */
export function strangeOrigin(own: OwnOrigin, { method, headers }: Sent): Refusal | undefined {
  if (method === 'GET') return undefined
  const wanted = own(headers)
  // guard origin-1: becomes true
  if (headers.origin === wanted) return undefined
  return new Refusal('denied', {
    message: `Permission Denied: only pages of ${wanted} may do this; the header Origin must be that. If browsers know this server by another address, set --public-url to it.`,
  })
}

/** Why what a request reads may not be answered by the cookie: a page of another site asks, and it is no link. */
export function strangeSite({ method, headers }: Sent): Refusal | undefined {
  const site = headers['sec-fetch-site']
  // guard origin-2: becomes true
  if (method !== 'GET' || (site !== 'cross-site' && site !== 'same-site')) return undefined
  if (headers['sec-fetch-mode'] === 'navigate') return undefined
  return new Refusal('denied', {
    message:
      'Permission Denied: pages of other sites may not read this with the cookie of a session.',
  })
}
