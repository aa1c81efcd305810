// Answers an accepted request: reads the body, runs the handler until it settles, and sends the answer.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Problem, Refusal } from '../errors.ts'
import { LostRace, Unavailable } from '../store/db.ts'
import { accountant } from './accountant.ts'
import { asError } from './answer-error.ts'
import type { AppOptions, Incoming, Unreadable } from './app-options.ts'
import type { BodySpec } from './body.ts'
import { sentLabel } from './body-labels.ts'
import { costOf } from './cost.ts'
import { atOnce, together } from './delivery.ts'
import { admitAgain } from './doorkeeper.ts'
import type { Spoken } from './face.ts'
import type { FairTurns } from './fair-turns.ts'
import type { HeldBytes } from './held-bytes.ts'
import { Ignored, ignoredHeader, noteUnread } from './ignored.ts'
import { bodyText, sentText } from './json.ts'
import { Later, streamOf, untilAnswered, type Waiters } from './later.ts'
import { addressOf } from './network.ts'
import { pathCheck } from './path-check.ts'
import { readQuery } from './query.ts'
import { repeatedProblems } from './repeated-key.ts'
import { type AnyRoute, firstReply, isHtml, isLines, shapeOf } from './route.ts'
import { type Answered, type Declared, listText, sendOrFail, spooledIn } from './send.ts'
import type { Settling } from './settling.ts'
import { SpooledBody } from './spooled-body.ts'

/** The function that answers requests of a route. */
export function answerer<Actor, Base>(
  options: AppOptions<Actor, Base>,
  face: Spoken<Actor, Base>,
  route: AnyRoute<Base>,
  { listeners, settling, turns, unread, unreadLists, waiters }: Shared,
) {
  const { operation } = route
  const { throttle } = options
  const isExact = face.refusesUnknown === true
  const read = reader({ strict: options.strict || isExact, isExact }, route)
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    again: { readonly earlier?: Later; readonly isLast?: boolean } = {},
  ): Promise<Answered> => {
    if (route.method === 'GET') {
      unread.insistOnRoom(request.caller)
      unreadLists.insistOnRoom(request.caller)
    }
    const asked = read(request, reply)
    const run = (actor: Actor | undefined) => {
      const asking = { ...incoming(operation, actor, request), ...again }
      const context = options.contextOf(asking, route.access)
      if ('given' in asked) {
        Object.assign(context as object, asked.given)
        if (asked.refusal !== undefined) refuseWhenRead(context as object, asked.refusal)
      }
      return options.decide(context, { asked, handle: route.handle as Handle<Base> })
    }
    const result = await settling.settle(async (attempt) =>
      run(
        attempt === 1
          ? (request.actor as Actor | undefined)
          : await admitAgain(face, route, request, true),
      ),
    )
    return { result, fields: 'given' in asked ? asked.given.query.fields : undefined }
  }
  const count = accountant(options, { unread, unreadLists })
  const cost = costOf(route)
  const [first, reply] = firstReply(route)
  const declared: Declared = {
    contentType: isLines(reply) ? reply.lines : face.contentTypes.answers,
    first,
    bodied: (status) => {
      const declared = route.replies[status]
      return isLines(declared) || isHtml(declared) || shapeOf(declared) !== undefined
    },
  }
  // Changes need no grouping: they are answered together when the transaction they share is on disk.
  const deliver = route.method === 'GET' ? together : atOnce
  return (request: FastifyRequest, reply: FastifyReply) => {
    const fail = (error: unknown) => {
      explainRefusal(options, face, route, request, error).then((told) => reply.send(asError(told)))
    }
    const succeed = (answered: Answered) =>
      deliver(() => {
        if (listeners.closing) reply.header('connection', 'close')
        sendOrFail(reply, declared, answered)
        count(request, reply, spooledIn(answered.result)?.bytes)
      })
    const again = async (earlier: Later, isLast: boolean) => {
      // Many wake at once, and what they read is made for all of them.
      await new Promise<void>((begin, refuse) => {
        turns.take(request.caller, 'little', { begin, refuse })
      })
      // guard event-4: gone
      await admitAgain(face, route, request, false)
      return answer(request, reply, { earlier, isLast })
    }
    const wait = async (first: Later) => {
      const parts = { waiter: waiters.add(request.caller, reply.raw), again }
      if (first.text === undefined) {
        const answered = await untilAnswered(first, parts)
        return answered && succeed(answered)
      }
      const sent = (bytes: number) => throttle?.answered(request.caller, bytes, options.now())
      reply.headers(streamHeaders).send(streamOf(first, parts, sent))
    }
    const begin = () => {
      answer(request, reply)
        .then((answered) =>
          answered.result instanceof Later ? wait(answered.result) : succeed(answered),
        )
        .catch(fail)
    }
    turns.take(request.caller, cost, { begin, refuse: fail })
  }
}

/** The parts that all routes share. */
export interface Shared {
  /** If `closing` is true, a connection ends with its answer. */
  readonly listeners: { readonly closing: boolean }
  readonly settling: Settling
  readonly turns: FairTurns
  /** Answers that wait in memory for their readers. */
  readonly unread: HeldBytes
  /** Lists that wait on disk for their readers. */
  readonly unreadLists: HeldBytes
  /** Requests that wait for something to happen. */
  readonly waiters: Waiters
}

/** The second one tells a common proxy to pass each part on at once. */
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'x-accel-buffering': 'no',
} as const

interface Strictness {
  /** Names that the route does not know are refused. */
  readonly strict: boolean
  /** Empty parameters are refused: they would count as absent, and a filter that is absent finds everybody. */
  readonly isExact: boolean
}

/** Returns the function that reads a request and reports the names in it that the route does not know. */
function reader<Base>({ strict, isExact }: Strictness, route: AnyRoute<Base>) {
  const { query = {}, body } = route
  const checkPath = pathCheck(route)
  const refuseParameter = (name: string, expects: string) => {
    if (!route.fails.includes(400)) return
    throw new Refusal('bad_request', { message: `${name} must ${expects}.` })
  }
  const readable = (request: FastifyRequest, reply: FastifyReply): Readable => {
    const ignored = new Ignored()
    const bytes = request.body as Uint8Array | undefined
    const other = body?.others && otherBody(body.others, request.raw.rawHeaders)
    const content =
      other?.spooled && request.body instanceof SpooledBody
        ? { value: other.spooled(request.body), refusal: undefined }
        : other === undefined
          ? readBody(body, bytes, { ignored, strict, isExact })
          : { value: other.read(sentText(bytes)), refusal: undefined }
    const params = request.params as Record<string, string>
    checkPath(params)
    const asked = request.query as Record<string, string>
    for (const name in isExact ? query : {}) {
      // guard error-18: becomes false
      if (asked[name] === '' && query[name]?.mayBeEmpty !== true) {
        refuseParameter(name, 'not be empty; leave it out instead')
      }
    }
    const given = readQuery(query, asked, refuseParameter, ignored)
    // guard version-2: becomes true
    const knowsVersions = route.hasVersions === true || request.headers['if-match'] === undefined
    if (!knowsVersions) ignored.note('query', 'If-Match', noVersions)
    const { header } = ignored
    if (header !== undefined) reply.header(ignoredHeader, header)
    // guard search-4: becomes strict
    // guard error-7: without strict ||
    if (strict || route.refusesUnknown) refuseUnknown(ignored.problemsIn('query'))
    const text: ListText = (items) => listText(items, request, reply)
    const { value, refusal } = content
    return { params, refusal, given: { params, query: given, body: value, listText: text } }
  }
  return (request: FastifyRequest, reply: FastifyReply): Readable | Unreadable => {
    try {
      return readable(request, reply)
    } catch (error) {
      return { unreadable: error }
    }
  }
}

/** A request whose shape is right: the input of its handler, and the problems with fields of its body. */
interface Readable {
  readonly params: Readonly<Record<string, string>>
  readonly refusal: Refusal | undefined
  readonly given: {
    readonly params: Readonly<Record<string, string>>
    readonly query: { readonly fields?: string }
    readonly body: unknown
    readonly listText: ListText
  }
}

const noVersions = 'is a header that this operation does not heed; leave it out.'

type Handle<Base> = (context: Base) => unknown

type ListText = (items: readonly unknown[]) => string

/** Refuses unknown names with 400 at once, because the handler would never ask for them. */
function refuseUnknown(problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const message = problems.map((problem) => problem.message).join(' ')
  throw new Refusal('bad_request', { message })
}

/** How a body is read that is of another type than JSON by its label. */
const otherBody = (
  others: NonNullable<BodySpec<unknown>['others']>,
  rawHeaders: readonly string[],
) => {
  const label = sentLabel(rawHeaders)
  return label === undefined || !Object.hasOwn(others, label) ? undefined : others[label]
}

/** Returns the value of a body or the problems with its fields; throws 400 when its shape is wrong. */
function readBody(
  body: BodySpec<unknown> | undefined,
  bytes: Uint8Array | undefined,
  { ignored, strict, isExact }: Strictness & { readonly ignored: Ignored },
): { value?: unknown; refusal?: Refusal } {
  if (body === undefined) {
    if (bytes?.length) noteUnread(Buffer.from(bytes).toString(), ignored)
    if (strict) refuseUnknown(ignored.problemsIn('body'))
    return {}
  }
  const text = bodyText(bytes)
  let problems: readonly Problem[] = []
  // Only what is valid JSON is looked at.
  const repeated = () => (isExact && text !== undefined ? repeatedProblems(text) : [])
  try {
    const value = body.read(text, ignored)
    // guard error-6: gone
    if (strict) problems = ignored.problemsIn('body')
    // guard error-20: gone
    problems = [...repeated(), ...problems]
    // guard error-8: gone
    if (body.unread) refuseUnknown(problems)
    if (problems.length === 0) return { value }
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'invalid') throw error
    const unknown = strict ? ignored.problemsIn('body') : []
    problems = [...repeated(), ...(error.problems ?? []), ...unknown]
  }
  return { refusal: new Refusal('invalid', { problems }) }
}

/** Throws problems with fields only when the handler reads the body: 404 and 403 come first (looker 6.9). */
function refuseWhenRead(context: object, refusal: Refusal): void {
  Object.defineProperty(context, 'body', {
    get: () => {
      throw refusal
    },
  })
}

/** The facts of a request from which its context is made. */
function incoming<Actor>(
  operation: string,
  actor: Actor | undefined,
  request: FastifyRequest,
): Incoming<Actor> {
  const { id, url, headers } = request
  const [held, expected] = [headers['if-none-match'], headers['if-match']]
  const idempotencyKey = headers['idempotency-key'] as string | undefined
  const lastEventId = headers['last-event-id'] as string | undefined
  const { accept: accepted, cookie } = headers
  const browser = headers['user-agent']
  const asked = { held, expected, idempotencyKey, accepted, lastEventId, cookie, browser }
  return { operation, actor, request_id: id, address: addressOf(request), url, ...asked }
}

/** Explains a 404 to callers who may know; if that cannot be read now, the 404 stays as it is. */
async function explainRefusal<Actor, Base>(
  { contextOf }: AppOptions<Actor, Base>,
  { notFound }: Spoken<Actor, Base>,
  { operation, access, path }: AnyRoute<Base>,
  request: FastifyRequest,
  error: unknown,
): Promise<unknown> {
  const actor = request.actor as Actor | undefined
  const { explain } = notFound
  if (!(error instanceof Refusal) || !error.absent || actor === undefined || explain === undefined)
    return error
  const context = contextOf(incoming(operation, actor, request), access)
  try {
    const message = await explain(context, path, request.params as Record<string, string>)
    return message === undefined ? error : new Refusal('not_found', { message })
  } catch (trouble) {
    if (trouble instanceof LostRace || trouble instanceof Unavailable) return error
    return trouble
  }
}
