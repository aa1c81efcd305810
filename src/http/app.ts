// Makes a server from the routes: registers them, admits callers, answers or refuses.
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { limits } from '../limits.ts'
import { accountant } from './accountant.ts'
import { answerer, type Shared } from './answer.ts'
import { type AnswerError, declared, errorAnswerer } from './answer-error.ts'
import { headerWriter, jsonType, type WriteHeaders } from './answer-headers.ts'
import type { AppOptions, Health } from './app-options.ts'
import { serveApplication } from './application.ts'
import { forgetLabel, labelGuard, takeAnyLabel } from './body-labels.ts'
import { bodyRoom } from './body-room.ts'
import { unclear } from './broken-http.ts'
import { compressor, isList, noShape } from './compression.ts'
import { crossOrigin } from './cross-origin.ts'
import { doorkeeper, openDoor, visitorDoor } from './doorkeeper.ts'
import { facesByAddress, type Mounted, type Spoken } from './face.ts'
import { FairTurns } from './fair-turns.ts'
import { HeldBytes } from './held-bytes.ts'
import { Waiters } from './later.ts'
import { Listeners } from './listeners.ts'
import { otherMethods, refuseUnknownPaths, routedMethod } from './no-route.ts'
import { strangeOrigin } from './own-origin.ts'
import { requestIds } from './request-id.ts'
import { pathAndQuery } from './request-target.ts'
import { type AnyRoute, firstReply, isLines, type Replies, shapeOf } from './route.ts'
import { serializerOf } from './serializer.ts'
import { Settling } from './settling.ts'
import { spoolGuard, takeSpooledBodies } from './spooling.ts'
import { serveStaticPages } from './static-pages.ts'

export type App = FastifyInstance

declare module 'fastify' {
  interface FastifyRequest {
    actor: unknown
    /** Names the caller in counts and turns: an API key, or the network of a stranger. */
    caller: string
    /** Milliseconds of `performance.now()`, set if answers are logged or observed. */
    arrived: number
  }
}

/** The routes check bodies and queries themselves; Fastify would load a validator at every start. */
const compilersFactory = {
  buildValidator: (): never => {
    throw new Error('a route tells Fastify what it takes; the routes check that themselves')
  },
  buildSerializer: () => serializerFor,
}
const serializerFor = ({ schema }: { schema?: unknown }) => serializerOf(schema)

export function buildApp<Actor, Base>(options: AppOptions<Actor, Base>): FastifyInstance {
  const writeHeaders = headerWriter(options.certificate !== undefined)
  const answerError = errorAnswerer({ log: options.log, writeHeaders })
  const [first, ...others] = options.faces
  const spoken = speaker(options)
  const faceAt = facesByAddress([spoken(first), ...others.map(spoken)])
  const listeners = new Listeners(options)
  const app = fastify({
    logger: false,
    bodyLimit: limits.body_bytes,
    requestIdHeader: false,
    trustProxy: options.trustedProxies ?? false,
    genReqId: requestIds(),
    rewriteUrl: (request) => {
      request.method = routedMethod(request.method ?? '')
      return pathAndQuery(request.url ?? '')
    },
    routerOptions: {
      maxParamLength: limits.path_parameter_characters,
      ignoreTrailingSlash: true,
    },
    schemaController: { compilersFactory },
    serverFactory: listeners.make,
    // The listeners answer broken HTTP, on every address.
    clientErrorHandler: () => {},
    forceCloseConnections: 'idle',
    // Connected callers are answered when the server stops, not turned away.
    // guard operation-21: becomes true
    return503OnClosing: false,
    // biome-ignore lint/suspicious/noExplicitAny: Fastify types it for its own logger only
    frameworkErrors: (error: any, request: any, reply: any) =>
      answerError(faceAt(request.url), undefined, error, request, reply),
  })
  listeners.closeTogether(app)
  app.decorateRequest('actor', undefined)
  app.decorateRequest('caller', '')
  app.decorateRequest('arrived', 0)
  takeAnyLabel(app)
  if (options.spool !== undefined) takeSpooledBodies(app, options.spool)
  const bodies = new HeldBytes(limits.body_bytes_per_caller, limits.bodies_bytes, unanswered)
  const makeRoom = bodyRoom(bodies, limits.body_bytes)
  openEveryAnswer(app, writeHeaders, makeRoom)
  observeAnswers(app, options)
  app.setErrorHandler((error, request, reply) =>
    answerError(faceAt(request.url), undefined, error, request, reply),
  )
  refuseUnknownPaths(app, options, faceAt, answerError)
  const crossed = new Set<string>()
  const refuseOtherMethods = otherMethods(app, options, faceAt, answerError, makeRoom, crossed)
  const shared = {
    answerError,
    bodies,
    crossed,
    listeners,
    settling: new Settling(),
    turns: new FairTurns(),
    unread: new HeldBytes(limits.unread_bytes_per_caller, limits.unread_bytes, unread),
    unreadLists: new HeldBytes(limits.list_bytes_per_caller, limits.list_bytes, unread),
    waiters: new Waiters(),
  }
  app.addHook('preClose', (done) => {
    // guard event-5: gone
    shared.waiters.end()
    done()
  })
  for (const mounted of options.faces) {
    const face = spoken(mounted)
    for (const route of mounted.routes) {
      for (const url of [face.prefix + route.path, ...(route.aliases ?? [])]) {
        register(app, options, { face, route, url }, shared)
      }
    }
  }
  serveHealth(app, options.health)
  serveStaticPages(app, options.pages, openDoor(options))
  if (options.application) serveApplication(app, options.application, openDoor(options))
  refuseOtherMethods()
  return app
}

/** Returns a face with the addresses and the identity checks of this server. */
const speaker =
  <Actor, Base>({ identities, addresses }: AppOptions<Actor, Base>) =>
  ({ face }: Mounted<Actor, Base>): Spoken<Actor, Base> => ({
    ...face,
    errors: face.errors(addresses),
    identity: identities[face.identity],
  })

/** Adds the first hook: it sets the headers of the answer, and refuses requests that are too large or ambiguous. */
function openEveryAnswer(
  app: FastifyInstance,
  writeHeaders: WriteHeaders,
  makeRoom: ReturnType<typeof bodyRoom>,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    writeHeaders(request, reply)
    forgetLabel(request.raw)
    const refusal = unclear(request.raw)
    // The body of a request without a route is read, too, before the 404 is sent.
    if (refusal === undefined && request.is404) makeRoom(request, reply, done)
    else done(refusal)
  })
}

const unread = 'Answers to earlier requests have not been read; read them, then try again.'
const unanswered =
  'Earlier requests with long bodies are under way; wait for their answers, then try again.'

/** Reports the template of a path, never the path itself, which may contain secrets. */
function observeAnswers<Actor, Base>(
  app: FastifyInstance,
  { log, logRequests, observe }: AppOptions<Actor, Base>,
): void {
  if (!logRequests && observe === undefined) return
  app.addHook('onRequest', (request, _, done) => {
    request.arrived = performance.now()
    done()
  })
  // Measured when the answer is handed over: waiting until it is sent costs 2 µs a request for the listeners.
  app.addHook('onSend', (request, reply, _, done) => {
    const { id: request_id, method, routeOptions, arrived } = request
    const { statusCode: status } = reply
    const elapsed = performance.now() - arrived
    // guard operation-25: becomes request.url
    // guard input-16: routeOptions.url → request.url ?? routeOptions.url
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

/** The parts that all routes share. */
interface Answering extends Shared {
  readonly answerError: AnswerError
  /** Long bodies of requests under way. */
  readonly bodies: HeldBytes
  /** The addresses that pages of registered origins may call. */
  readonly crossed: Set<string>
}

/** A route at one of its addresses. */
interface Place<Actor, Base> {
  readonly face: Spoken<Actor, Base>
  readonly route: AnyRoute<Base>
  readonly url: string
}

function register<Actor, Base>(
  app: FastifyInstance,
  options: AppOptions<Actor, Base>,
  { face, route, url }: Place<Actor, Base>,
  shared: Answering,
): void {
  const { answerError, bodies, crossed } = shared
  const where = { method: route.method, path: route.path }
  const [, reply] = firstReply(route)
  const shape = isLines(reply) ? noShape : shapeOf(reply)
  const { headers } = face.contentTypes
  const mayCross = face.crossOrigin === true && route.sameOriginOnly !== true
  if (mayCross) crossed.add(withColons(url))
  app.route({
    method: route.method,
    url: withColons(url),
    ...(route.body === undefined ? {} : { bodyLimit: route.body.bytes }),
    schema: { response: shapesIn(route.replies) },
    ...(isLines(reply) || isList(shape)
      ? { onSend: compressor(shape ?? noShape, accountant(options, shared)) }
      : {}),
    onRequest: [
      ...(mayCross ? [crossOrigin(options)] : []),
      ...(headers === undefined ? [] : [withHeaders(headers)]),
      route.access.open
        ? route.knowsVisitors
          ? visitorDoor(options, face)
          : openDoor(options)
        : doorkeeper(options, face, route),
      ...(face.ownPagesOnly === true ? [ownPages(options)] : []),
      ...(route.method === 'GET' ? [] : [bodyRoom(bodies, route.body?.bytes ?? limits.body_bytes)]),
      // guard error-16: face.contentTypes → { bodies: 'any' }
      ...(route.body === undefined
        ? []
        : labelGuard(face.contentTypes, Object.keys(route.body.others ?? {}))),
      ...(route.body?.others === undefined || options.spool === undefined
        ? []
        : [spoolGuard(route.body)]),
    ],
    errorHandler: (error, request, reply) =>
      answerError(face, where, declared(route.fails, error), request, reply),
    handler: answerer(options, face, route, shared),
  })
}

const withHeaders =
  (headers: Readonly<Record<string, string>>) =>
  (_: FastifyRequest, reply: FastifyReply, done: () => void) => {
    reply.headers(headers)
    done()
  }

/** The hook that refuses changes that another page than one of this server makes. */
const ownPages =
  <Actor, Base>({ own }: AppOptions<Actor, Base>) =>
  (request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void) =>
    // guard origin-4: becomes done()
    done(strangeOrigin(own, request))

/** The shapes by status, for the answers that have a body. */
const shapesIn = (replies: Replies) =>
  Object.fromEntries(
    Object.entries(replies).flatMap(([status, reply]) => {
      const shape = shapeOf(reply)
      return shape === undefined ? [] : [[status, shape]]
    }),
  )

/** A path template as Fastify writes it. */
const withColons = (url: string) => url.replace(/\{(\w+)\}/g, ':$1')
