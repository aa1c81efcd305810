// Which pages of other origins may call the APIs from a browser, with the access tokens that they have (CORS).
import type { FastifyReply, FastifyRequest } from 'fastify'
import { limits } from '../limits.ts'
import { asError } from './answer-error.ts'
import type { AppOptions } from './app-options.ts'
import { ignoredHeader } from './ignored.ts'

type Options = Pick<AppOptions<never, never>, 'isRegistered' | 'own'>

const methods = 'GET, POST, PUT, PATCH, DELETE'
const asked = [
  ...['authorization', 'content-type', 'accept', 'x-looker-appid'],
  ...['if-match', 'if-none-match', 'idempotency-key', 'last-event-id'],
].join(', ')
const shown = [
  ...['link', 'x-total-count', 'etag', 'location', 'retry-after', 'x-request-id', ignoredHeader],
].join(', ')

/**
 * The hook that lets the pages of a registered origin read the answer. Cookies are never allowed with it: such a page
 * has an access token or nothing.
 */
export const crossOrigin =
  (options: Options) =>
  (request: FastifyRequest, reply: FastifyReply, done: (e?: Error) => void) => {
    // guard cors-1: gone
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin === undefined || origin === options.own(request.headers)) return done()
    mayCross(options, origin).then(
      (may) => {
        if (may) {
          reply.header('access-control-allow-origin', origin)
          reply.header('access-control-expose-headers', shown)
        }
        done()
      },
      (error) => done(asError(error)),
    )
  }

/** Every origin that is asked about is spelled as a browser spells one. */
const mayCross = async ({ isRegistered }: Options, origin: string): Promise<boolean> =>
  // guard cors-2: becomes true
  /^https?:\/\/[^\s/]{1,255}$/.test(origin) && (await isRegistered(origin))

/** Answers the question that a browser asks before such a call; false if it asked none, or the answer is no. */
export async function isAllowed(
  options: Options,
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  const { origin } = headers
  if (method !== 'OPTIONS' || origin === undefined) return false
  if (headers['access-control-request-method'] === undefined) return false
  reply.header('vary', 'Origin')
  if (!(await mayCross(options, origin))) return false
  reply.code(204).headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': methods,
    'access-control-allow-headers': asked,
    'access-control-max-age': String(limits.preflight_seconds),
  })
  return true
}
