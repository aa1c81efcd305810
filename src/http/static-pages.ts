// Pages outside the API that anybody may read, and the headers that keep them from loading anything else.
import { createHash } from 'node:crypto'
import type { FastifyInstance, onRequestHookHandler } from 'fastify'

export interface StaticPage {
  readonly type: string
  /** Asked when the page is asked for first: most servers are never asked. */
  readonly read: () => Buffer
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Swagger UI's style sheet carries its icons in itself.
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** Browsers ask each time whether a page is still the same, and are sent only one that is not. */
export function serveStaticPages(
  app: FastifyInstance,
  pages: Record<string, StaticPage>,
  onRequest: onRequestHookHandler,
): void {
  for (const [url, { type, read }] of Object.entries(pages)) {
    let held: { readonly body: Buffer; readonly etag: string } | undefined
    app.get(url, { onRequest }, (request, reply) => {
      held ??= tagged(read())
      const { body, etag } = held
      reply.headers({ ...headers, etag })
      const isHeld = request.headers['if-none-match']?.includes(etag)
      return isHeld ? reply.code(304).send() : reply.type(type).send(body)
    })
  }
}

const tagged = (body: Buffer) => ({
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
})
