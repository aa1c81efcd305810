// Pages outside the API that anybody may read, and the headers that keep them from loading anything else.
import type { FastifyInstance } from 'fastify'

export interface StaticPage {
  readonly type: string
  readonly body: Buffer
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
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

export function serveStaticPages(app: FastifyInstance, pages: Record<string, StaticPage>): void {
  for (const [url, { type, body }] of Object.entries(pages)) {
    app.get(url, (_, reply) => reply.headers({ ...headers, 'content-type': type }).send(body))
  }
}
