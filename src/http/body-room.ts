// Counts long bodies against their callers from before they arrive until they are answered (T-42).
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { limits } from '../limits.ts'
import { asError } from './answer-error.ts'
import type { HeldBytes } from './held-bytes.ts'
import { addressOf, networkOf } from './network.ts'

/** The hook that refuses a long body when its caller has too many under way; `most`: bytes of the longest body. */
export const bodyRoom =
  (bodies: HeldBytes, most: number) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
    const bytes = comingBytes(request.raw.headers, most)
    if (bytes < limits.body_bytes_uncounted) return done()
    const caller = request.caller === '' ? networkOf(addressOf(request)) : request.caller
    try {
      // guard limit-21: gone
      bodies.insistOnRoom(caller)
    } catch (error) {
      return done(asError(error))
    }
    bodies.hold(caller, reply.raw, bytes)
    done()
  }

/** The bytes that the head of the request announces, or if it announces none, the most that may come. */
function comingBytes(headers: IncomingHttpHeaders, most: number): number {
  // guard limit-22: becomes false
  if (headers['transfer-encoding'] !== undefined) return most
  return Math.min(Number(headers['content-length'] ?? 0), most)
}
