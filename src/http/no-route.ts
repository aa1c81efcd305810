// Answers requests without a route: unknown paths, and other methods of known paths.
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../errors.ts'
import type { AnswerError } from './answer-error.ts'
import type { AppOptions } from './app-options.ts'
import type { bodyRoom } from './body-room.ts'
import { isAllowed } from './cross-origin.ts'
import { doorkeeper, openDoor } from './doorkeeper.ts'
import type { Spoken } from './face.ts'

/** Answers 404; callers who may see which operations are served get the sentence of `notFound.elsewhere`. */
export function refuseUnknownPaths<Actor, Base>(
  app: FastifyInstance,
  options: AppOptions<Actor, Base>,
  faceAt: (url: string) => Spoken<Actor, Base>,
  answerError: AnswerError,
): void {
  const count = openDoor(options)
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request
    const face = faceAt(url)
    const { prefix, notFound } = face
    const letIn = doorkeeper(options, face, { strangers: 'not_found' })
    const below = url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : ''
    const message = notFound.elsewhere?.sentence(method, below)
    // guard error-15: answerError(face, → answerError(faceAt('/'),
    const refuse = (error: Error) => answerError(face, undefined, error, request, reply)
    if (message === undefined) {
      count(request, reply, (error) => refuse(error ?? new Refusal('not_found')))
      return reply
    }
    letIn(request, reply, (error) => {
      // guard error-4: becomes error === undefined
      const mayKnow = error === undefined && notFound.elsewhere?.mayKnow(request.actor as Actor)
      refuse(error ?? new Refusal('not_found', mayKnow ? { message } : {}))
    })
    return reply
  })
}

/** HEAD is not in this list, because it comes with GET. */
const everyMethod = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

const known: readonly string[] = [...everyMethod, 'HEAD']

/**
 * The method by which a request finds its route. Methods that no path takes, such as those of WebDAV, are answered
 * like TRACE, which no path takes either: 405 with the methods that it takes, where the path is known.
 */
// guard error-17: becomes (method) => method
export const routedMethod = (method: string): string => (known.includes(method) ? method : 'TRACE')

/** Records the routes that are registered from now on; the returned function refuses their other methods. */
export function otherMethods<Actor, Base>(
  app: FastifyInstance,
  options: AppOptions<Actor, Base>,
  faceAt: (url: string) => Spoken<Actor, Base>,
  answerError: AnswerError,
  makeRoom: ReturnType<typeof bodyRoom>,
  crossed: ReadonlySet<string>,
): () => void {
  const methodsOf = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set()
    methodsOf.set(url, methods)
    for (const each of [method].flat()) methods.add(each)
  })
  return () => {
    for (const [url, served] of [...methodsOf]) {
      const allowed = everyMethod.filter((method) => served.has(method))
      const others = everyMethod.filter((method) => !served.has(method))
      const refused = served.has('HEAD') ? others : [...others, 'HEAD']
      const allow = [...allowed].sort().join(', ')
      const refusal = new Refusal('wrong_method', {
        message: `Method Not Allowed: this path accepts ${allow}.`,
        headers: { Allow: allow },
      })
      app.route({
        method: refused,
        url,
        onRequest: [openDoor(options), makeRoom],
        handler: async (request, reply) => {
          if (crossed.has(url) && (await isAllowed(options, request, reply))) return reply.send()
          return answerError(faceAt(url), undefined, refusal, request, reply)
        },
      })
    }
  }
}
