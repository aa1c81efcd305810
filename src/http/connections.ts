// What is refused before there is a request to route: broken HTTP, too long addresses, too many headers.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { errorBody, generalDocumentation } from './reply.ts'

/** How Node reads connections; slow senders are looked for every second (reliability.md T-33). */
export const connectionOptions = {
  maxHeaderSize: limits.header_bytes,
  connectionsCheckingInterval: 1000,
  headersTimeout: 10_000,
} as const

/** Refuses what Node would cut short without a word, and answers what Node would not. */
export function refuseOversized(app: FastifyInstance): void {
  // Node drops headers above its limit silently; it has to see one more than is allowed.
  app.server.maxHeadersCount = limits.header_count + 1
  // Whoever expects something else than 100-continue is served all the same (RFC 9110, 10.1.1).
  app.server.on('checkExpectation', (request, response) =>
    app.server.emit('request', request, response),
  )
  app.addHook('onRequest', (request, _, done) => {
    const { url = '', rawHeaders } = request.raw
    if (url.length > limits.url_characters) {
      const message = `The address has more than ${limits.url_characters} characters.`
      return done(new Refusal('too_large', { message }))
    }
    if (rawHeaders.length / 2 > limits.header_count) {
      const message = `The request has more than ${limits.header_count} headers.`
      return done(new Refusal('too_large', { message, headers: { Connection: 'close' } }))
    }
    done()
  })
}

/** What a connection that does not speak HTTP is told before it is closed. */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = statusOfBroken[error.code ?? ''] ?? 400
  const refusal = new Refusal('bad_request', { message: wordsOfBroken[status] ?? brokenWords })
  const body = JSON.stringify(errorBody(refusal, generalDocumentation))
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

const statusOfBroken: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}
const brokenWords = 'The request is not valid HTTP.'
const wordsOfBroken: Record<number, string> = {
  408: 'The request did not arrive in time.',
  413: 'The request has too long chunk extensions.',
  431: `The request has more than ${limits.header_bytes} bytes of headers.`,
}
