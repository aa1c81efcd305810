// Routes become a server: authenticate, read the request, run the handler, answer or refuse.
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { Refusal } from '../errors.ts'
import { isId } from '../ids.ts'
import { limits } from '../limits.ts'
import { LostRace, Unavailable } from '../store/db.ts'
import { parseFields, selectFields } from './fields.ts'
import { bodyText } from './json.ts'
import { readQuery } from './query.ts'
import { documentationUrl, errorBody, failureBody, refusalOf, type Where } from './reply.ts'
import type { AnyRoute, WithHeaders } from './route.ts'
import type { Throttle } from './throttle.ts'

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
  /** Answers outside the API: health checks. */
  readonly plain: Record<string, () => { status: number }>
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
const attempts = 200
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
    http: { maxHeaderSize: limits.header_bytes },
    requestTimeout: 15_000,
    keepAliveTimeout: 65_000,
    connectionTimeout: 0,
    forceCloseConnections: 'idle',
    // biome-ignore lint/suspicious/noExplicitAny: Fastify types it for its own logger only
    frameworkErrors: (error: any, request: any, reply: any) =>
      answerError(options, undefined, error, request, reply),
  })
  app.decorateRequest('actor', undefined)
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
    app.get(url, (_, reply) => reply.code(answer().status).header('content-length', 0).send())
  }
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

function answerer<Actor, Base>(options: AppOptions<Actor, Base>, route: AnyRoute<Base>) {
  const { query = {}, body, handle, operation } = route
  const ids = [...route.path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !route.names?.includes(name))
  const refuseParameter = (name: string, expects: string) => {
    if (!route.fails.includes(400)) return
    throw new Refusal('bad_request', { message: `${name} must ${expects}.` })
  }
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const text = body === undefined ? undefined : bodyText(request.body as Uint8Array | undefined)
    const readBody = body?.read(text)
    const params = request.params as Record<string, string>
    for (const name of ids) if (!isId(params[name] ?? '')) throw new Refusal('not_found')
    const given = readQuery(query, request.query as Record<string, string>, refuseParameter)
    const run = (actor: Actor | undefined) => {
      const { id, ip, url } = request
      const base = options.contextOf({ operation, actor, request_id: id, address: ip, url })
      return handle(
        Object.assign(base as object, { params, query: given, body: readBody }) as never,
      )
    }
    const result = await untilSettled(run, request.actor as Actor | undefined, () =>
      refreshed(options, route, request),
    )
    return send(reply, route.reply !== undefined, result, given as { fields?: string })
  }
}

/** Runs a handler again while what it decided on changes before its commit. */
async function untilSettled<Actor, T>(
  handle: (actor: Actor | undefined) => T | Promise<T>,
  actor: Actor | undefined,
  refresh: () => Promise<Actor | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await handle(attempt === 1 ? actor : await refresh())
    } catch (error) {
      if (!(error instanceof LostRace) || attempt >= attempts) throw error
    }
  }
}

/** The caller as he is now, for another attempt. */
async function refreshed<Actor, Base>(
  { authenticate, isOpen }: AppOptions<Actor, Base>,
  { operation, strangers = 'unauthenticated' }: AnyRoute<Base>,
  request: FastifyRequest,
): Promise<Actor | undefined> {
  if (isOpen(operation)) return undefined
  const actor = await authenticate(request.headers.authorization ?? '', true)
  if (actor === undefined) throw new Refusal(strangers)
  return actor
}

function send(
  reply: FastifyReply,
  hasBody: boolean,
  result: unknown,
  query: { fields?: string },
): FastifyReply {
  if (!hasBody) return reply.code(204).send()
  const { answer, headers } = hasHeaders(result) ? result : { answer: result, headers: undefined }
  if (headers !== undefined) reply.headers(headers)
  const selection = query.fields === undefined ? undefined : parseFields(query.fields)
  reply.header('content-type', 'application/json; charset=utf-8')
  return reply.send(selection === undefined ? answer : selectFields(answer, selection))
}

function hasHeaders(result: unknown): result is WithHeaders<unknown> {
  return typeof result === 'object' && result !== null && 'answer' in result && 'headers' in result
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
  const refusal = asRefusal(error)
  reply.header('content-type', 'application/json; charset=utf-8')
  reply.header('cache-control', 'no-store')
  if (refusal === undefined) {
    log.error({ request_id: request.id, error }, 'request failed')
    return reply.code(500).send(failureBody(request.id))
  }
  if (refusal.reason === 'unavailable') {
    log.error({ request_id: request.id, error: refusal.cause }, 'store unavailable')
  }
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

function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof Unavailable || error instanceof LostRace) {
    return new Refusal('unavailable', {
      message:
        'The change could not be stored; whether it was is unknown. Read it back or try again.',
      headers: { 'Retry-After': '1' },
      cause: error,
    })
  }
  return refusalOf(error as { statusCode?: number; code?: string })
}
