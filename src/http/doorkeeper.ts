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
    const admit = (actor: Found<Actor> | undefined) => {
      if (actor === undefined) {
        throttle?.stranger(addressOf(request), now())
        throw strangerRefusal(identity, strangers, presented)
      }
      throttle?.caller(actor.caller, now())
      request.actor = actor
      request.caller = actor.caller
    }
    const actor = identity.find(presented, false)
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

/** The answer to a caller without a valid token. */
export function strangerRefusal<Actor>(
  { whyNobody }: Identity<Actor>,
  strangers: 'unauthenticated' | 'not_found',
  presented: string,
): Refusal {
  if (strangers === 'not_found') return new Refusal(strangers)
  // guard error-13: whyNobody(presented) → whyNobody(presented) + presented.length
  return new Refusal(strangers, { message: whyNobody(presented) })
}
