// The pages of the web application: its files under hashed names, and one page for every address that a browser opens.
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify'

/** A file whose name changes with its content. */
export interface Asset {
  readonly type: string
  /** The content as it is, or compressed if the build has it so; called at each request. */
  readonly read: (encoding: Encoding | undefined) => Buffer | undefined
}

/** In the order in which they are preferred. */
const encodings = ['br', 'gzip'] as const
export type Encoding = (typeof encodings)[number]

export interface Application {
  /** The page; `base` leads from the address that was opened to the address of the server. */
  readonly page: (base: string) => string
  readonly assets: Readonly<Record<string, Asset>>
}

/** Addresses below which are no pages of the application. */
const others = /^\/(api|api-docs|assets|guides|metrics|web)(\/|$)/

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Positions are set by scripts, property by property; no text of a style is ever parsed.
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const pageHeaders = {
  // guard web-1: gone
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

const assetHeaders = {
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'accept-encoding',
}

/** Serves the files, and the page where a browser opens an address that nothing else has. */
export function serveApplication(
  app: FastifyInstance,
  { page, assets }: Application,
  onRequest: onRequestHookHandler,
): void {
  app.addHook('onRequest', function (request, reply, done) {
    if (!opensPage(request)) return done()
    onRequest.call(this, request, reply, (error) => {
      if (error !== undefined) return done(error)
      reply.headers(pageHeaders).type('text/html; charset=utf-8')
      reply.send(page(baseFrom(pathOf(request))))
    })
  })
  for (const [url, asset] of Object.entries(assets)) {
    app.get(url, { onRequest }, (request, reply) => {
      const accepted = encodings.filter((it) => accepts(request, it))
      // Small files have fewer forms.
      const encoding = accepted.find((it) => asset.read(it) !== undefined)
      reply.headers(assetHeaders).type(asset.type)
      if (encoding !== undefined) reply.header('content-encoding', encoding)
      return reply.send(asset.read(encoding))
    })
  }
}

/** Whether a browser opens a page: it asks for one, and no route has the address but that of the start page. */
function opensPage(request: FastifyRequest): boolean {
  if (!/\btext\/html\b/.test(request.headers.accept ?? '')) return false
  const path = pathOf(request)
  return (
    request.method === 'GET' &&
    (request.is404 || path === '/') &&
    // guard web-2: becomes true
    !others.test(path)
  )
}

const pathOf = ({ url }: FastifyRequest) => url.split('?', 1)[0] ?? ''

/** A relative address holds behind every proxy, whatever it puts before the path. */
const baseFrom = (path: string): string => {
  const depth = path.split('/').length - 2
  return depth === 0 ? './' : '../'.repeat(depth)
}

const accepts = ({ headers }: FastifyRequest, encoding: Encoding): boolean =>
  [headers['accept-encoding'] ?? ''].flat().some((it) =>
    it
      .split(',')
      .map((part) => part.split(';').map((piece) => piece.trim()))
      .some(([name, weight]) => name === encoding && !/^q=0(\.0*)?$/.test(weight ?? '')),
  )
