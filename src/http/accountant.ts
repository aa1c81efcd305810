// What an answer that has just been sent costs its caller: requests of its rate, and room while it is not read.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppOptions } from './app.ts'
import { addressOf, networkOf } from './network.ts'
import type { UnreadAnswers } from './unread-answers.ts'

export interface Accounts {
  /** In memory. */
  readonly unread: UnreadAnswers
  /** On disk. */
  readonly unreadLists: UnreadAnswers
}

/** `spooled`: bytes of a list that waits on disk; `made`: bytes of an answer before it was compressed. */
export type Count = (
  request: FastifyRequest,
  reply: FastifyReply,
  spooled?: number,
  made?: number,
) => void

export function accountant<Actor, Base>(
  { callerOf, throttle, now }: AppOptions<Actor, Base>,
  { unread, unreadLists }: Accounts,
): Count {
  return (request, reply, spooled, made) => {
    const actor = request.actor as Actor | undefined
    const caller = actor === undefined ? networkOf(addressOf(request)) : callerOf(actor)
    const bytes = spooled ?? made ?? Number(reply.getHeader('content-length') ?? 0)
    if (spooled !== undefined) unreadLists.hold(caller, reply.raw, spooled)
    else unread.sent(caller, reply.raw, Number(reply.getHeader('content-length') ?? 0))
    if (actor !== undefined) throttle?.answered(caller, bytes, now())
  }
}
