// From a request that was let in to its answer: read the body, run the handler until it settles, send.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Problem, Refusal } from '../errors.ts'
import { isId } from '../ids.ts'
import { LostRace, Unavailable } from '../store/db.ts'
import { accountant } from './accountant.ts'
import { asError } from './answer-error.ts'
import { jsonType } from './answer-headers.ts'
import type { AppOptions, Incoming } from './app.ts'
import type { BodySpec } from './body.ts'
import { atOnce, together } from './delivery.ts'
import { strangerRefusal } from './doorkeeper.ts'
import type { FairTurns } from './fair-turns.ts'
import { parseFields, selectFields } from './fields.ts'
import { Ignored, ignoredHeader, noteUnread } from './ignored.ts'
import { bodyText } from './json.ts'
import { JsonList } from './json-list.ts'
import { addressOf, networkOf } from './network.ts'
import { readQuery } from './query.ts'
import {
  type AnyRoute,
  firstReply,
  JsonText,
  type Status,
  shapeOf,
  type WithHeaders,
} from './route.ts'
import type { UnreadAnswers } from './unread-answers.ts'

/** Attempts of a handler whose commit loses its race, before the caller is told to come again. */
const attempts = 200

/** The function that answers requests of a route. */
export function answerer<Actor, Base>(
  options: AppOptions<Actor, Base>,
  route: AnyRoute<Base>,
  { listeners, turns, unread, unreadLists }: Shared,
) {
  const { operation } = route
  const { callerOf } = options
  const read = reader(options, route)
  const answer = async (
    caller: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Answered> => {
    if (route.method === 'GET') {
      unread.insistOnRoom(caller)
      unreadLists.insistOnRoom(caller)
    }
    const text = (items: readonly unknown[]) => listText(items, request, reply)
    let ready: ReturnType<typeof read> | undefined
    const run = (actor: Actor | undefined) => {
      const context = options.contextOf(incoming(operation, actor, request), route.access)
      return options.decide(context, {
        read: () => {
          ready ??= read(request, reply)
          const { held, params, given } = ready
          const asked = { params, query: given, body: held.value, listText: text }
          Object.assign(context as object, asked)
          if (held.refusal !== undefined) refuseWhenRead(context as object, held.refusal)
          return params
        },
        handle: () => route.handle(context as never),
      })
    }
    const result = await untilSettled(run, request.actor as Actor | undefined, () =>
      refreshed(options, route, request),
    )
    return { result, fields: (ready?.given as { fields?: string } | undefined)?.fields }
  }
  const count = accountant(options, { unread, unreadLists })
  const cost = mayBeLong(route) ? 'much' : 'little'
  const [first] = firstReply(route)
  const bodied = (status: Status) => shapeOf(route.replies[status]) !== undefined
  // Changes are answered together anyway: when the transaction they share is on disk.
  const deliver = route.method === 'GET' ? together : atOnce
  return (request: FastifyRequest, reply: FastifyReply) => {
    const actor = request.actor as Actor | undefined
    const caller = actor === undefined ? networkOf(addressOf(request)) : callerOf(actor)
    const fail = (error: unknown) => {
      explained(options, route, request, error).then((told) => reply.send(asError(told)))
    }
    const succeed = (answered: Answered) =>
      deliver(() => {
        if (listeners.closing) reply.header('connection', 'close')
        sendOrFail(reply, { first, bodied }, answered)
        count(request, reply, listIn(answered)?.bytes)
      })
    const begin = () => {
      answer(caller, request, reply).then(succeed, fail)
    }
    turns.take(caller, cost, { begin, refuse: fail })
  }
}

/** What all routes share. */
export interface Shared {
  /** `closing` says that a connection ends with its answer. */
  readonly listeners: { readonly closing: boolean }
  readonly turns: FairTurns
  /** In memory. */
  readonly unread: UnreadAnswers
  /** On disk. */
  readonly unreadLists: UnreadAnswers
}

/** Whether an answer may be long, however short the question is. */
const mayBeLong = ({ method, query = {} }: Pick<AnyRoute<never>, 'method' | 'query'>): boolean =>
  method === 'GET' && 'limit' in query

/** The function that takes a request apart, and says which names in it mean nothing to the route. */
function reader<Actor, Base>({ strict }: AppOptions<Actor, Base>, route: AnyRoute<Base>) {
  const { query = {}, body, names = [] } = route
  const ids = [...route.path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !names.includes(name))
  const refuseParameter = (name: string, expects: string) => {
    if (!route.fails.includes(400)) return
    throw new Refusal('bad_request', { message: `${name} must ${expects}.` })
  }
  return (request: FastifyRequest, reply: FastifyReply) => {
    const ignored = new Ignored()
    const held = heldBody(body, request.body as Uint8Array | undefined, { ignored, strict })
    const params = request.params as Record<string, string>
    for (const name of ids) {
      if (!isId(params[name] ?? '')) throw new Refusal('not_found', { absent: true })
    }
    const given = readQuery(
      query,
      request.query as Record<string, string>,
      refuseParameter,
      ignored,
    )
    const { header } = ignored
    if (header !== undefined) reply.header(ignoredHeader, header)
    if (strict || route.refusesUnknown) refuseUnknown(ignored.problemsIn('query'))
    return { held, params, given }
  }
}

/** Refuses with 400 what the handler would not ask for. */
function refuseUnknown(problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const message = problems.map((problem) => problem.message).join(' ')
  throw new Refusal('bad_request', { message })
}

interface Answered {
  readonly result: unknown
  readonly fields: string | undefined
}

/** The value of a body, or what is wrong with its fields; throws 400 when it has no such shape. */
function heldBody(
  body: BodySpec<unknown> | undefined,
  bytes: Uint8Array | undefined,
  { ignored, strict }: { readonly ignored: Ignored; readonly strict: boolean },
): { value?: unknown; refusal?: Refusal } {
  if (body === undefined) {
    if (bytes?.length) noteUnread(Buffer.from(bytes).toString(), ignored)
    if (strict) refuseUnknown(ignored.problemsIn('body'))
    return {}
  }
  const text = bodyText(bytes)
  let problems: readonly Problem[] = []
  try {
    const value = body.read(text, ignored)
    if (strict) problems = ignored.problemsIn('body')
    if (body.unread) refuseUnknown(problems)
    if (problems.length === 0) return { value }
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'invalid') throw error
    problems = [...(error.problems ?? []), ...(strict ? ignored.problemsIn('body') : [])]
  }
  return { refusal: new Refusal('invalid', { problems }) }
}

/** Problems with fields wait until the handler asks: 404 and 403 come first (looker 6.9). */
function refuseWhenRead(context: object, refusal: Refusal): void {
  Object.defineProperty(context, 'body', {
    get: () => {
      throw refusal
    },
  })
}

/** Runs a handler again while what it decided on changes before its commit. */
async function untilSettled<Actor, T>(
  handle: (actor: Actor | undefined) => Promise<T>,
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
  options: AppOptions<Actor, Base>,
  { access, strangers = 'unauthenticated' }: AnyRoute<Base>,
  request: FastifyRequest,
): Promise<Actor | undefined> {
  if (access.open) return undefined
  const authorization = request.headers.authorization ?? ''
  const actor = await options.authenticate(authorization, true)
  if (actor === undefined) throw strangerRefusal(options, strangers, authorization)
  request.actor = actor
  return actor
}

/** What a context is made from. */
function incoming<Actor>(
  operation: string,
  actor: Actor | undefined,
  request: FastifyRequest,
): Incoming<Actor> {
  const { id, url } = request
  return { operation, actor, request_id: id, address: addressOf(request), url }
}

/** A 404 says more to those who may know; when that cannot be found out now, it says no more. */
async function explained<Actor, Base>(
  { contextOf, explain }: AppOptions<Actor, Base>,
  { operation, access, path }: AnyRoute<Base>,
  request: FastifyRequest,
  error: unknown,
): Promise<unknown> {
  const actor = request.actor as Actor | undefined
  if (!(error instanceof Refusal) || !error.absent || actor === undefined) return error
  const context = contextOf(incoming(operation, actor, request), access)
  try {
    const message = await explain(context, path, request.params as Record<string, string>)
    return message === undefined ? error : new Refusal('not_found', { message })
  } catch (trouble) {
    if (trouble instanceof LostRace || trouble instanceof Unavailable) return error
    return trouble
  }
}

function listIn({ result }: Answered): JsonList | undefined {
  const answer = hasHeaders(result) ? result.answer : result
  return answer instanceof JsonList ? answer : undefined
}

/** Nobody waits for an answer that is delivered later, so nobody else would hear of a failure. */
function sendOrFail(reply: FastifyReply, declared: Declared, answered: Answered): void {
  try {
    send(reply, declared, answered)
  } catch (error) {
    reply.send(asError(error))
  }
}

/** What a route says of its answers: the status of those that name none, and whether one has a body. */
interface Declared {
  readonly first: Status
  readonly bodied: (status: Status) => boolean
}

function send(reply: FastifyReply, declared: Declared, { result, fields }: Answered): void {
  const {
    answer,
    headers,
    status = declared.first,
  } = hasHeaders(result) ? result : { answer: result, headers: undefined }
  if (headers !== undefined) reply.headers(headers)
  if (status !== 200) reply.code(status)
  if (!declared.bodied(status)) {
    reply.send()
    return
  }
  const selection = fields === undefined ? undefined : parseFields(fields)
  reply.header('content-type', jsonType)
  if (answer instanceof JsonText) reply.serializer(asItIs).send(answer.text)
  else if (answer instanceof JsonList) {
    reply.header('content-length', answer.bytes).send(answer.read())
  } else reply.send(selection === undefined ? answer : selectFields(answer, selection))
}

/** The JSON of a list as the shape of the route and `fields` say. */
function listText(items: readonly unknown[], { query }: FastifyRequest, reply: FastifyReply) {
  const selection = parseFields((query as { fields?: string }).fields ?? '')
  const wanted = selection === undefined ? items : selectFields(items, selection)
  const serialize = reply.getSerializationFunction('200') ?? JSON.stringify
  return serialize(wanted as never)
}

const asItIs = (text: unknown) => text as string

function hasHeaders(result: unknown): result is WithHeaders<unknown, Status> {
  return typeof result === 'object' && result !== null && 'answer' in result && 'headers' in result
}
