// Refuses requests that never reach a route: broken HTTP, addresses that are too long, too many headers.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { answerHeaders, jsonType } from './answer-headers.ts'
import { STATUS_CODES } from './node-http.ts'
import { errorBody, generalDocumentation } from './reply.ts'

const addressTooLong = `The address has more than ${limits.url_characters} characters.`

/** Refuses long addresses, too many headers, and no host or two. Node would silently drop headers or pick one host. */
export function unclear(request: IncomingMessage): Refusal | undefined {
  const { url = '', rawHeaders, headers, httpVersion } = request
  if (url.length > limits.url_characters) {
    return new Refusal('address_too_long', { message: addressTooLong })
  }
  if (rawHeaders.length / 2 > limits.header_count) {
    const message = `The request has more than ${limits.header_count} headers.`
    return new Refusal('too_large', { message, headers: { Connection: 'close' } })
  }
  if (hasTwoHosts(rawHeaders)) {
    const message = 'The request has more than one Host header.'
    return new Refusal('bad_request', { message, headers: { Connection: 'close' } })
  }
  // Node would refuse it too, with an empty body.
  // guard input-24: becomes false
  if (headers.host === undefined && httpVersion === '1.1') {
    const message = 'The request has no Host header.'
    return new Refusal('bad_request', { message, headers: { Connection: 'close' } })
  }
  return undefined
}

/** A proxy in front may use the other Host header (RFC 9112, 3.2). */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  // guard input-19: > 1 → > 99
  return hosts > 1
}

/** Node's error, with the bytes that it read last. */
type BrokenHttp = NodeJS.ErrnoException & { readonly rawPacket?: Buffer }

/** Whether the head is too large and the address alone is too long. */
const isLongAddress = ({ code, rawPacket }: BrokenHttp): boolean =>
  code === 'HPE_HEADER_OVERFLOW' && longAddress.test(rawPacket?.toString('latin1') ?? '')
const longAddress = new RegExp(`^[A-Z]+ \\S{${limits.url_characters + 1}}`)

/** Writes a last answer to a connection that does not speak HTTP. */
export function answerBrokenHttp(error: BrokenHttp, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = isLongAddress(error) ? 414 : (statusOfBroken[error.code ?? ''] ?? 400)
  const refusal = new Refusal('bad_request', { message: wordsOfBroken[status] ?? brokenWords })
  const body = JSON.stringify(errorBody(refusal, generalDocumentation))
  const headers = {
    'content-type': jsonType,
    ...answerHeaders,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'))
}

const statusOfBroken: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}
const brokenWords = 'The request is not valid HTTP.'
const wordsOfBroken: Record<number, string> = {
  408:
    'The request did not arrive in time: its head may take ' +
    `${limits.headers_milliseconds / 1000} seconds, and all of it ${limits.request_milliseconds / 1000}. Send less at once.`,
  413: 'The chunk extensions of the request are too long.',
  414: addressTooLong,
  431: `The request has more than ${limits.header_bytes} bytes of headers.`,
}
