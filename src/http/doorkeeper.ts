// Who is let in, and what is said to everybody else.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'
import { asError } from './answer-error.ts'
import type { AppOptions } from './app.ts'
import { addressOf } from './network.ts'
import type { AnyRoute } from './route.ts'

/** Lets in who has a living token; refuses before the body is read. */
export function doorkeeper<Actor, Base>(
  options: AppOptions<Actor, Base>,
  { strangers = 'unauthenticated' }: Pick<AnyRoute<Base>, 'strangers'>,
) {
  const { authenticate, throttle, callerOf, now } = options
  return (request: FastifyRequest, _: FastifyReply, done: (error?: Error) => void) => {
    const authorization = request.headers.authorization ?? ''
    const admit = (actor: Actor | undefined) => {
      if (actor === undefined) {
        throttle?.stranger(addressOf(request), now())
        throw strangerRefusal(options, strangers, authorization)
      }
      throttle?.caller(callerOf(actor), now())
      request.actor = actor
    }
    const actor = authenticate(authorization, false)
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

/** Lets in everybody, but nobody too often. */
export function openDoor<Actor, Base>({ throttle, now }: AppOptions<Actor, Base>) {
  return (request: FastifyRequest, _: unknown, done: (error?: Error) => void) => {
    try {
      throttle?.open(addressOf(request), now())
    } catch (error) {
      return done(asError(error))
    }
    done()
  }
}

/** What a caller without a living token is told. */
export function strangerRefusal<Actor, Base>(
  { whyNobody }: AppOptions<Actor, Base>,
  strangers: 'unauthenticated' | 'not_found',
  authorization: string,
): Refusal {
  if (strangers === 'not_found') return new Refusal(strangers)
  return new Refusal(strangers, { message: whyNobody(authorization) })
}
