// Public pages outside the API, and the headers that keep them from loading anything else.
import { createHash } from 'node:crypto'
import type { FastifyInstance, onRequestHookHandler } from 'fastify'

export interface StaticPage {
  readonly type: string
  /** Called at the first request for the page; most servers never get one. */
  readonly read: () => Buffer
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Swagger UI's style sheet contains its icons.
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

/** Browsers ask each time whether a page has changed, and get it only if it has. */
export function serveStaticPages(
  app: FastifyInstance,
  pages: Record<string, StaticPage>,
  onRequest: onRequestHookHandler,
): void {
  for (const [url, { type, read }] of Object.entries(pages)) {
    let cached: { readonly body: Buffer; readonly etag: string } | undefined
    app.get(url, { onRequest }, (request, reply) => {
      cached ??= tagged(read())
      const { body, etag } = cached
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
