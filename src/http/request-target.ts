// The address in the first line of a request, as the routes and every link in an answer read it.

/**
 * Path and query, with one slash where a client sends several: SDKs and looker-cli put their addresses
 * together with one too many (`//api/4.0/login`, `/api//login`; clients 4). A scheme and a host in front of
 * the path are dropped, because they only say which server was meant. The query stays as it is.
 */
export function pathAndQuery(target: string): string {
  if (target.startsWith('/') && !target.includes('//')) return target
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(target.replace(origin, '')) ?? []
  return `/${path}`.replace(/\/{2,}/g, '/') + rest
}

const origin = /^[a-z]+:\/\/[^/?#]*/i
