// Routes become a server: register, let in, answer or refuse.
import { type FastifyInstance, fastify } from 'fastify'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import type { Log } from '../log.ts'
import { accountant } from './accountant.ts'
import { answerer, type Shared } from './answer.ts'
import { type AnswerError, declared, errorAnswerer } from './answer-error.ts'
import { headerWriter, jsonType, type WriteHeaders } from './answer-headers.ts'
import { unclear } from './broken-http.ts'
import { compressor, isList } from './compression.ts'
import { doorkeeper, openDoor } from './doorkeeper.ts'
import { FairTurns } from './fair-turns.ts'
import { type ListenerOptions, Listeners } from './listeners.ts'
import { otherMethods, prefix, refuseUnknownPaths } from './no-route.ts'
import { requestIds } from './request-id.ts'
import { pathAndQuery } from './request-target.ts'
import { type Access, type AnyRoute, firstReply, type Replies, shapeOf } from './route.ts'
import { serializerOf } from './serializer.ts'
import { type StaticPage, serveStaticPages } from './static-pages.ts'
import type { Throttle } from './throttle.ts'
import { UnreadAnswers } from './unread-answers.ts'

export type App = FastifyInstance

/** What the server needs from the rest of the program. */
export interface AppOptions<Actor, Base> extends ListenerOptions {
  readonly routes: readonly AnyRoute<Base>[]
  /** Who calls; undefined refuses with 401. May answer at once or later; `fresh` never from memory. */
  readonly authenticate: (
    authorization: string,
    fresh: boolean,
  ) => Actor | undefined | Promise<Actor | undefined>
  readonly contextOf: (request: Incoming<Actor>, access: Access) => Base
  /**
   * Runs a handler between the questions that have to be asked before it and before its answer leaves;
   * `LostRace` when it has to run again for the caller as they are by then.
   */
  readonly decide: <T>(context: Base, run: Run<T>) => Promise<T>
  /** What more a caller may be told of a 404 of this path with these parameters; undefined: nothing. */
  readonly explain: (
    context: Base,
    path: string,
    params: Readonly<Record<string, string>>,
  ) => Promise<string | undefined>
  /** The same of a path below the API that no route has; asked before anybody is let in. */
  readonly elsewhere: (method: string, path: string) => string | undefined
  /** Who is told that. */
  readonly mayKnowElsewhere: (actor: Actor) => boolean
  /** Why this header names nobody, in a sentence or two. */
  readonly whyNobody: (authorization: string) => string
  /** Whether names that mean nothing to an operation are refused instead of told in a header. */
  readonly strict: boolean
  readonly documentationBase: string
  /** Proxies whose X-Forwarded-For names the caller's address. */
  readonly trustedProxies: string | undefined
  /** Undefined: nobody is slowed down. */
  readonly throttle: Throttle | undefined
  /** Whose requests are counted together, and take turns with those of others. */
  readonly callerOf: (actor: Actor) => string
  readonly now: () => number
  readonly log: Log
  /** Whether each request is worth a line of log. */
  readonly logRequests: boolean
  /** Hears of every answer of a route; undefined costs nothing. */
  readonly observe: Observe | undefined
  /** Health checks outside the API, by address. */
  readonly health: Record<string, () => Promise<Health>>
  /** By address; anybody may read them. */
  readonly pages: Record<string, StaticPage>
}

/** The template of a route, never an address. */
export type Observe = (method: string, route: string, status: number, milliseconds: number) => void

export interface Health {
  /** 503 when false. */
  readonly well: boolean
  /** The body has it; undefined: there is none. */
  readonly status?: string
}

/** The parts of a run of a handler. */
export interface Run<T> {
  /** Reads the request as the route says, and returns the parameters of the path. */
  readonly read: () => Readonly<Record<string, string>>
  readonly handle: () => T | Promise<T>
}

/** What a handler's context is made from. */
export interface Incoming<Actor> {
  readonly operation: string
  /** Undefined where anyone may call. */
  readonly actor: Actor | undefined
  readonly request_id: string
  readonly address: string
  /** Path and query, as `pathAndQuery` reads them. */
  readonly url: string
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: unknown
    /** Milliseconds of `performance.now()`, where somebody wants to know. */
    arrived: number
  }
}

/** What bodies and queries must be is said by the routes; Fastify would load a validator at every start. */
const compilersFactory = {
  buildValidator: (): never => {
    throw new Error('a route tells Fastify what it takes; the routes check that themselves')
  },
  buildSerializer: () => serializerFor,
}
const serializerFor = ({ schema }: { schema?: unknown }) => serializerOf(schema)

export function buildApp<Actor, Base>(options: AppOptions<Actor, Base>): FastifyInstance {
  const writeHeaders = headerWriter(options.certificate !== undefined)
  const { documentationBase, log } = options
  const answerError = errorAnswerer({ documentationBase, log, writeHeaders })
  const listeners = new Listeners(options)
  const app = fastify({
    logger: false,
    bodyLimit: limits.body_bytes,
    requestIdHeader: false,
    trustProxy: options.trustedProxies ?? false,
    genReqId: requestIds(),
    rewriteUrl: ({ url = '' }) => pathAndQuery(url),
    routerOptions: {
      maxParamLength: limits.path_parameter_characters,
      ignoreTrailingSlash: true,
    },
    schemaController: { compilersFactory },
    serverFactory: listeners.make,
    // The listeners answer it, on every address.
    clientErrorHandler: () => {},
    forceCloseConnections: 'idle',
    // Who is connected when the server stops is answered, not turned away.
    return503OnClosing: false,
    // biome-ignore lint/suspicious/noExplicitAny: Fastify types it for its own logger only
    frameworkErrors: (error: any, request: any, reply: any) =>
      answerError(undefined, error, request, reply),
  })
  listeners.closeTogether(app)
  app.decorateRequest('actor', undefined)
  app.decorateRequest('arrived', 0)
  openEveryAnswer(app, writeHeaders)
  takeAnyContentType(app)
  observeAnswers(app, options)
  app.setErrorHandler((error, request, reply) => answerError(undefined, error, request, reply))
  refuseUnknownPaths(app, options, answerError)
  const refuseOtherMethods = otherMethods(app, options, answerError)
  const shared = {
    answerError,
    listeners,
    turns: new FairTurns(),
    unread: new UnreadAnswers(limits.unread_bytes_per_caller, limits.unread_bytes),
    unreadLists: new UnreadAnswers(limits.list_bytes_per_caller, limits.list_bytes),
  }
  for (const route of options.routes) {
    for (const url of [(route.base ?? prefix) + route.path, ...(route.aliases ?? [])]) {
      register(app, options, route, url, shared)
    }
  }
  serveHealth(app, options.health)
  serveStaticPages(app, options.pages, openDoor(options))
  refuseOtherMethods()
  return app
}

/** Before anything else: the headers of the answer, and whether the request can be read in one way only and is small enough. */
function openEveryAnswer(app: FastifyInstance, writeHeaders: WriteHeaders): void {
  app.addHook('onRequest', (request, reply, done) => {
    writeHeaders(request, reply)
    done(unclear(request.raw))
  })
}

/** The template of the path, never the path itself, which may hold what nobody should read. */
function observeAnswers<Actor, Base>(
  app: FastifyInstance,
  { log, logRequests, observe }: AppOptions<Actor, Base>,
): void {
  if (!logRequests && observe === undefined) return
  app.addHook('onRequest', (request, _, done) => {
    request.arrived = performance.now()
    done()
  })
  // When the answer is handed over: waiting until it has left costs 2 µs a request for the listeners.
  app.addHook('onSend', (request, reply, _, done) => {
    const { id: request_id, method, routeOptions, arrived } = request
    const { statusCode: status } = reply
    const elapsed = performance.now() - arrived
    const route = routeOptions.url ?? 'none'
    observe?.(method, route, status, elapsed)
    const milliseconds = Math.round(elapsed)
    if (logRequests) log.debug({ request_id, method, route, status, milliseconds }, 'request')
    done()
  })
}

function serveHealth(app: FastifyInstance, health: Record<string, () => Promise<Health>>): void {
  for (const [url, check] of Object.entries(health)) {
    app.get(url, async (_, reply) => {
      const { well, status } = await check()
      reply.code(well ? 200 : 503)
      if (status === undefined) return reply.header('content-length', 0).send()
      return reply.header('content-type', jsonType).send({ status })
    })
  }
}

/** Bodies are parsed by what is there, not by the label (clients 10). */
function takeAnyContentType(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    const coding = headers['content-encoding'] ?? 'identity'
    if (coding.toLowerCase() === 'identity') done(null, body)
    else done(new Refusal('unsupported', { message: compressed }))
  })
  app.addHook('onRequest', (request, _, done) => {
    const { headers } = request.raw
    if (headers['content-type'] !== undefined) headers['content-type'] = 'application/json'
    done()
  })
}

const compressed = 'The body must not be compressed; send it without Content-Encoding.'

/** What all routes answer with. */
interface Answering extends Shared {
  readonly answerError: AnswerError
}

function register<Actor, Base>(
  app: FastifyInstance,
  options: AppOptions<Actor, Base>,
  route: AnyRoute<Base>,
  url: string,
  shared: Answering,
): void {
  const { answerError } = shared
  const where = { method: route.method, path: route.path }
  const shape = shapeOf(firstReply(route)[1])
  app.route({
    method: route.method,
    url: withColons(url),
    ...(route.body === undefined ? {} : { bodyLimit: route.body.bytes }),
    schema: { response: shapesIn(route.replies) },
    ...(isList(shape) ? { onSend: compressor(shape, accountant(options, shared)) } : {}),
    onRequest: route.access.open ? openDoor(options) : doorkeeper(options, route),
    errorHandler: (error, request, reply) =>
      answerError(where, declared(route.fails, error), request, reply),
    handler: answerer(options, route, shared),
  })
}

/** By status, of the answers that have a body. */
const shapesIn = (replies: Replies) =>
  Object.fromEntries(
    Object.entries(replies).flatMap(([status, reply]) => {
      const shape = shapeOf(reply)
      return shape === undefined ? [] : [[status, shape]]
    }),
  )

/** A path template as Fastify writes it. */
const withColons = (url: string) => url.replace(/\{(\w+)\}/g, ':$1')
