// Reads the address in the first line of a request, for the routes and for links in answers.

/**
 * Path and query, with one slash where a client sends several: SDKs and looker-cli put their addresses
 * together with one too many (`//api/4.0/login`, `/api//login`; clients 4). A scheme and a host in front of
 * the path are dropped, because they only say which server was meant. The query stays as it is.
 */
export function pathAndQuery(target: string): string {
  if (target.startsWith('/') && !target.includes('//')) return target
  // guard input-17: without .replace(origin, '')
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(target.replace(origin, '')) ?? []
  return `/${path}`.replace(/\/{2,}/g, '/') + rest
}

const origin = /^[a-z]+:\/\/[^/?#]*/i
