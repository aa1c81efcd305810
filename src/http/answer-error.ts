// Turns a thrown error into an answer that reveals no more than it may.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'
import type { Log } from '../log.ts'
import type { WriteHeaders } from './answer-headers.ts'
import type { ContentTypes, ErrorShape, Where } from './face.ts'
import { refusalOf } from './reply.ts'

interface Options {
  readonly log: Log
  readonly writeHeaders: WriteHeaders
}

/** How a face answers errors: their shape and their content type. */
export interface Speech {
  readonly errors: ErrorShape
  readonly contentTypes: Pick<ContentTypes, 'answers' | 'headers'>
}

export type AnswerError = (
  speech: Speech,
  where: Where | undefined,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply

/** Answers errors and never throws: Fastify would show the caller the message of an error thrown here. */
export function errorAnswerer(options: Options): AnswerError {
  const { log } = options
  return (speech, where, error, request, reply) => {
    try {
      const refusal = refusalOf(error, {
        method: request.method,
        bodyBytes: request.routeOptions?.bodyLimit,
      })
      if (refusal !== undefined) {
        writeHeadersOf(options, speech, request, reply)
        const body = speech.errors.refusal(refusal, where)
        return refuse(log, refusal, body, request, reply)
      }
      complain(log, request.id, 'request failed', error)
    } catch (another) {
      // guard operation-4: becomes throw another
      complain(log, request.id, 'answering an error failed', another)
    }
    // The failure may come from a header that the handler has set.
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
    writeHeadersOf(options, speech, request, reply)
    // guard input-14: speech.errors.failure(request.id) → { message: String(error), documentation_url: '' }
    return reply.code(500).send(speech.errors.failure(request.id))
  }
}

/** Not every error passes the hooks that write the headers, and Fastify has removed the content type. */
function writeHeadersOf(
  { writeHeaders }: Options,
  { contentTypes }: Speech,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  writeHeaders(request, reply)
  reply.headers(contentTypes.headers ?? {})
  reply.header('content-type', contentTypes.answers)
}

function refuse(
  log: Log,
  refusal: Refusal,
  body: object | string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, reason, cause, headers } = refusal
  if (reason === 'unavailable') complain(log, request.id, 'store unavailable', cause)
  // Closing the connection while a body still arrives would lose the answer; the body is discarded instead.
  if (reason === 'too_large' || reason === 'unsupported') reply.removeHeader('connection')
  reply.headers(headers)
  return reply.code(status).send(body)
}

function complain(log: Log, request_id: string, what: string, error: unknown): void {
  try {
    log.error({ request_id, error }, what)
  } catch {
    // If the log itself fails, there is nobody left to tell.
  }
}

/** If an operation declares no 422, problems with fields become a 400 that says the same. */
export function declared(fails: readonly number[], error: unknown): unknown {
  const isProblem = error instanceof Refusal && error.reason === 'invalid'
  if (!isProblem || fails.includes(error.status)) return error
  const message = error.problems?.map((problem) => problem.message).join(' ')
  return new Refusal('bad_request', message === undefined ? {} : { message })
}

/** Fastify would send a thrown value that is not an error as if it were an answer. */
export const asError = (thrown: unknown): Error =>
  // guard operation-5: becomes thrown
  thrown instanceof Error ? thrown : new Error('no error was thrown', { cause: thrown })
