// Routes become a server: register, let in, answer or refuse.
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { answerer } from './answer.ts'
import { answerBrokenHttp, connectionOptions, refuseOversized } from './connections.ts'
import { documentationUrl, errorBody, failureBody, refusalOf, type Where } from './reply.ts'
import type { AnyRoute } from './route.ts'
import { type StaticPage, serveStaticPages } from './static-pages.ts'
import type { Throttle } from './throttle.ts'

export type App = FastifyInstance

/** What the server needs from the rest of the program. */
export interface AppOptions<Actor, Base> {
  readonly routes: readonly AnyRoute<Base>[]
  /** Whether an operation needs no sign-in. */
  readonly isOpen: (operation: string) => boolean
  /** Who calls; undefined refuses with 401. May answer at once or later; `fresh` never from memory. */
  readonly authenticate: (
    authorization: string,
    fresh: boolean,
  ) => Actor | undefined | Promise<Actor | undefined>
  readonly contextOf: (request: Incoming<Actor>) => Base
  /**
   * Asked before anything leaves where callers may come from memory without being known to be the same
   * still: undefined when there is nothing to prove; `LostRace` when the caller has changed.
   */
  readonly prove: ((context: Base) => Promise<void> | undefined) | undefined
  readonly documentationBase: string
  /** Proxies whose X-Forwarded-For names the caller's address. */
  readonly trustedProxies: string | undefined
  /** Undefined: nobody is slowed down. */
  readonly throttle: Throttle | undefined
  /** Whose requests are counted together. */
  readonly throttleKey: (actor: Actor) => string
  readonly now: () => number
  readonly log: Log
  /** Whether each request is worth a line of log. */
  readonly logRequests: boolean
  /** Health checks outside the API: address and status. */
  readonly plain: Record<string, () => Promise<number>>
  /** By address; anybody may read them. */
  readonly pages: Record<string, StaticPage>
}

export interface Log {
  debug(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What a handler's context is made from. */
export interface Incoming<Actor> {
  readonly operation: string
  /** Undefined where anyone may call. */
  readonly actor: Actor | undefined
  readonly request_id: string
  readonly address: string
  /** Path and query as sent. */
  readonly url: string
}

const prefix = '/api/4.0'
const everyMethod = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

declare module 'fastify' {
  interface FastifyRequest {
    actor: unknown
  }
}

export function buildApp<Actor, Base>(options: AppOptions<Actor, Base>): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: limits.body_bytes,
    requestIdHeader: false,
    trustProxy: options.trustedProxies ?? false,
    genReqId: requestIds(),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    http: connectionOptions,
    clientErrorHandler: answerBrokenHttp,
    requestTimeout: 15_000,
    keepAliveTimeout: 65_000,
    connectionTimeout: 0,
    forceCloseConnections: 'idle',
    // biome-ignore lint/suspicious/noExplicitAny: Fastify types it for its own logger only
    frameworkErrors: (error: any, request: any, reply: any) =>
      answerError(options, undefined, error, request, reply),
  })
  app.decorateRequest('actor', undefined)
  refuseOversized(app)
  takeAnyContentType(app)
  if (options.logRequests) logRequests(app, options.log)
  app.setErrorHandler((error, request, reply) =>
    answerError(options, undefined, error, request, reply),
  )
  app.setNotFoundHandler((request, reply) =>
    answerError(options, undefined, new Refusal('not_found'), request, reply),
  )
  const methodsOf = new Map<string, Set<string>>()
  for (const route of options.routes) {
    for (const url of [prefix + route.path, ...(route.aliases ?? [])]) {
      const methods = methodsOf.get(url) ?? new Set()
      methodsOf.set(url, methods.add(route.method))
      register(app, options, route, url.replace(/\{(\w+)\}/g, ':$1'))
    }
  }
  refuseOtherMethods(app, options, methodsOf)
  for (const [url, answer] of Object.entries(options.plain)) {
    app.get(url, async (_, reply) =>
      reply
        .code(await answer())
        .header('content-length', 0)
        .send(),
    )
  }
  serveStaticPages(app, options.pages)
  return app
}

/** The template of the path, never the path itself, which may hold what nobody should read. */
function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, routeOptions } = request
    const fields = { request_id: id, method, route: routeOptions.url, status: reply.statusCode }
    log.debug({ ...fields, milliseconds: Math.round(reply.elapsedTime) }, 'request')
    done()
  })
}

/** `a7f3-1`, `a7f3-2` …: unique within the logs of a process, and cheap. */
function requestIds(): () => string {
  const start = Math.floor(performance.timeOrigin).toString(36)
  let count = 0
  return () => `${start}-${(++count).toString(36)}`
}

/** Bodies are parsed by what is there, not by the label (client-needs.md 10). */
function takeAnyContentType(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  app.addHook('onRequest', (request, _, done) => {
    const { headers } = request.raw
    if (headers['content-type'] !== undefined) headers['content-type'] = 'application/json'
    done()
  })
}

function register<Actor, Base>(
  app: FastifyInstance,
  options: AppOptions<Actor, Base>,
  route: AnyRoute<Base>,
  url: string,
): void {
  const where: Where = { method: route.method, path: route.path }
  const answer = answerer(options, route)
  app.route({
    method: route.method,
    url,
    ...(route.body === undefined ? {} : { bodyLimit: route.body.bytes }),
    ...(route.reply === undefined ? {} : { schema: { response: { 200: route.reply } } }),
    ...(options.isOpen(route.operation) ? {} : { onRequest: doorkeeper(options, route) }),
    errorHandler: (error, request, reply) =>
      answerError(options, where, declared(route.fails, error), request, reply),
    handler: answer,
  })
}

/** Lets in who has a living token; refuses before the body is read. */
function doorkeeper<Actor, Base>(
  { authenticate, throttle, throttleKey, now }: AppOptions<Actor, Base>,
  { strangers = 'unauthenticated' }: AnyRoute<Base>,
) {
  return (request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void) => {
    const admit = (actor: Actor | undefined) => {
      if (actor === undefined) {
        throttle?.stranger(request.ip, now())
        throw new Refusal(strangers)
      }
      throttle?.caller(throttleKey(actor), now())
      request.actor = actor
    }
    const actor = authenticate(request.headers.authorization ?? '', false)
    if (actor instanceof Promise) {
      actor.then(admit).then(() => done(), done)
      return
    }
    try {
      admit(actor)
    } catch (error) {
      return done(error as Error)
    }
    done()
  }
}

function refuseOtherMethods<Actor, Base>(
  app: FastifyInstance,
  options: AppOptions<Actor, Base>,
  methodsOf: Map<string, Set<string>>,
): void {
  for (const [url, methods] of methodsOf) {
    const others = everyMethod.filter((method) => !methods.has(method))
    if (others.length === 0) continue
    app.route({
      method: others,
      url: url.replace(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) => {
        reply.header('allow', [...methods].sort().join(', '))
        return answerError(options, undefined, new Refusal('wrong_method'), request, reply)
      },
    })
  }
}

function answerError<Actor, Base>(
  { documentationBase, log }: AppOptions<Actor, Base>,
  where: Where | undefined,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalOf(error)
  reply.header('content-type', 'application/json; charset=utf-8')
  reply.header('cache-control', 'no-store')
  if (refusal === undefined) {
    log.error({ request_id: request.id, error }, 'request failed')
    return reply.code(500).send(failureBody(request.id))
  }
  if (refusal.reason === 'unavailable') {
    log.error({ request_id: request.id, error: refusal.cause }, 'store unavailable')
  }
  // Closing while a body still arrives would take the answer away from its sender; it is dropped instead.
  if (refusal.reason === 'too_large') reply.removeHeader('connection')
  reply.headers(refusal.headers)
  const url = documentationUrl(documentationBase, refusal.status, where)
  return reply.code(refusal.status).send(errorBody(refusal, url))
}

/** Where an operation declares no 422, problems with fields are a 400 that says the same. */
function declared(fails: readonly number[], error: unknown): unknown {
  const isProblem = error instanceof Refusal && error.reason === 'invalid'
  if (!isProblem || fails.includes(error.status)) return error
  const message = error.problems?.map((problem) => problem.message).join(' ')
  return new Refusal('bad_request', message === undefined ? {} : { message })
}
