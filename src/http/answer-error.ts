// From anything that was thrown to the answer that says no more than it may.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'
import type { Log } from '../log.ts'
import { jsonType, type WriteHeaders } from './answer-headers.ts'
import { documentationUrl, errorBody, failureBody, refusalOf, type Where } from './reply.ts'

interface Options {
  readonly documentationBase: string
  readonly log: Log
  readonly writeHeaders: WriteHeaders
}

export type AnswerError = (
  where: Where | undefined,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply

/** Answers errors and never throws: Fastify would show the caller the message of what comes out of here. */
export function errorAnswerer(options: Options): AnswerError {
  const { log } = options
  return (where, error, request, reply) => {
    try {
      const refusal = refusalOf(error)
      if (refusal !== undefined) return refuse(options, where, refusal, request, reply)
      complain(log, request.id, 'request failed', error)
    } catch (another) {
      complain(log, request.id, 'answering an error failed', another)
    }
    // A header that the handler has set may be what failed.
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
    writeHeadersOf(options, request, reply)
    return reply.code(500).send(failureBody(request.id))
  }
}

/** Not every error comes by the hooks that write them, and Fastify has taken the type away. */
function writeHeadersOf({ writeHeaders }: Options, request: FastifyRequest, reply: FastifyReply) {
  writeHeaders(request, reply)
  reply.header('content-type', jsonType)
}

function refuse(
  options: Options,
  where: Where | undefined,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, reason, cause, headers } = refusal
  if (reason === 'unavailable') complain(options.log, request.id, 'store unavailable', cause)
  writeHeadersOf(options, request, reply)
  // Closing while a body still arrives would take the answer away from its sender; it is dropped instead.
  if (reason === 'too_large' || reason === 'unsupported') reply.removeHeader('connection')
  reply.headers(headers)
  const url = documentationUrl(options.documentationBase, status, where)
  return reply.code(status).send(errorBody(refusal, url))
}

function complain(log: Log, request_id: string, what: string, error: unknown): void {
  try {
    log.error({ request_id, error }, what)
  } catch {
    // Where the log is what fails, there is nobody left to tell.
  }
}

/** Where an operation declares no 422, problems with fields are a 400 that says the same. */
export function declared(fails: readonly number[], error: unknown): unknown {
  const isProblem = error instanceof Refusal && error.reason === 'invalid'
  if (!isProblem || fails.includes(error.status)) return error
  const message = error.problems?.map((problem) => problem.message).join(' ')
  return new Refusal('bad_request', message === undefined ? {} : { message })
}

/** Fastify would send what is thrown without being an error as if it were an answer. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error('no error was thrown', { cause: thrown })
