// What is asked of the server that no route has: paths nobody knows, and other methods of those it knows.
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../errors.ts'
import type { AnswerError } from './answer-error.ts'
import type { AppOptions } from './app.ts'
import { doorkeeper, openDoor } from './doorkeeper.ts'

/** Of every path in the API. */
export const prefix = '/api/4.0'

/** An operation of Looker's that is not served is named to those who may see what is served. */
export function refuseUnknownPaths<Actor, Base>(
  app: FastifyInstance,
  options: AppOptions<Actor, Base>,
  answerError: AnswerError,
): void {
  const letIn = doorkeeper(options, { strangers: 'not_found' })
  const count = openDoor(options)
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request
    const below = url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : ''
    const message = options.elsewhere(method, below)
    const refuse = (error: Error) => answerError(undefined, error, request, reply)
    if (message === undefined) {
      count(request, reply, (error) => refuse(error ?? new Refusal('not_found')))
      return reply
    }
    letIn(request, reply, (error) => {
      const told = error === undefined && options.mayKnowElsewhere(request.actor as Actor)
      refuse(error ?? new Refusal('not_found', told ? { message } : {}))
    })
    return reply
  })
}

/** HEAD comes with GET. */
const everyMethod = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

/** Listens to the routes that are registered from now on; the function refuses their other methods. */
export function otherMethods<Actor, Base>(
  app: FastifyInstance,
  options: AppOptions<Actor, Base>,
  answerError: AnswerError,
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
        message: `Method Not Allowed: this path takes ${allow}.`,
        headers: { Allow: allow },
      })
      app.route({
        method: refused,
        url,
        onRequest: openDoor(options),
        handler: (request, reply) => answerError(undefined, refusal, request, reply),
      })
    }
  }
}
