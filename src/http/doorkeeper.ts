// Admits callers, and refuses all others.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'
import { asError } from './answer-error.ts'
import type { AppOptions } from './app-options.ts'
import type { Found, Identity, Spoken } from './face.ts'
import { addressOf, networkOf } from './network.ts'
import type { AnyRoute } from './route.ts'

/** Admits callers with a living token; refuses others before the body is read. */
export function doorkeeper<Actor, Base>(
  { throttle, now }: AppOptions<Actor, Base>,
  { identity }: Pick<Spoken<Actor, Base>, 'identity'>,
  { strangers = 'unauthenticated' }: Pick<AnyRoute<Base>, 'strangers'>,
) {
  return (request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void) => {
    const presented = identity.presented(request.headers)
    const barred = identity.barred(presented, request)
    const admit = (actor: Found<Actor> | undefined) => {
      if (actor === undefined) {
        throttle?.stranger(addressOf(request), now())
        throw barred ?? strangerRefusal(identity, strangers, presented)
      }
      throttle?.caller(actor.caller, now())
      request.actor = actor
      request.caller = actor.caller
    }
    const actor = barred === undefined ? identity.find(presented, false) : undefined
    if (actor instanceof Promise) {
      actor.then(admit).then(
        () => done(),
        (error) => done(asError(error)),
      )
      return
    }
    try {
      admit(actor)
    } catch (error) {
      return done(asError(error))
    }
    done()
  }
}

/** Admits everybody, but limits how often they may call. */
export function openDoor<Actor, Base>({ throttle, now }: AppOptions<Actor, Base>) {
  return (request: FastifyRequest, _: unknown, done: (error?: Error) => void) => {
    try {
      const address = addressOf(request)
      throttle?.open(address, now())
      request.caller = networkOf(address)
    } catch (error) {
      return done(asError(error))
    }
    done()
  }
}

/** Admits everybody, and finds out who has signed in with the browser, if somebody has. */
export function visitorDoor<Actor, Base>(
  options: AppOptions<Actor, Base>,
  { identity }: Pick<Spoken<Actor, Base>, 'identity'>,
) {
  const letIn = openDoor(options)
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) =>
    letIn(request, reply, (refusal) => {
      if (refusal !== undefined) return done(refusal)
      visitor(identity, request).then(
        (actor) => {
          request.actor = actor
          done()
        },
        (error) => done(asError(error)),
      )
    })
}

async function visitor<Actor>(identity: Identity<Actor>, request: FastifyRequest, fresh = false) {
  const presented = identity.presented(request.headers)
  if (presented === '') return undefined
  const barred = identity.barred(presented, request)
  if (barred !== undefined) throw barred
  return identity.find(presented, fresh)
}

/** The caller of a request that runs again, with their current rights; `fresh`: read from the store in any case. */
export async function admitAgain<Actor, Base>(
  { identity }: Spoken<Actor, Base>,
  { access, knowsVisitors, strangers = 'unauthenticated' }: AnyRoute<Base>,
  request: FastifyRequest,
  fresh: boolean,
): Promise<Actor | undefined> {
  if (access.open) return knowsVisitors ? visitor(identity, request, fresh) : undefined
  const presented = identity.presented(request.headers)
  const actor = await identity.find(presented, fresh)
  if (actor === undefined) throw strangerRefusal(identity, strangers, presented)
  request.actor = actor
  return actor
}

/** The answer to a caller without a valid token. */
function strangerRefusal<Actor>(
  { whyNobody }: Identity<Actor>,
  strangers: 'unauthenticated' | 'not_found',
  presented: string,
): Refusal {
  if (strangers === 'not_found') return new Refusal(strangers)
  // guard error-13: whyNobody(presented) → whyNobody(presented) + presented.length
  return new Refusal(strangers, { message: whyNobody(presented) })
}
