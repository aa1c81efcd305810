// Charges a sent answer to its caller: its size counts against their rate, and its bytes count until they read it.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppOptions } from './app-options.ts'
import type { HeldBytes } from './held-bytes.ts'

export interface Accounts {
  /** Answers that wait in memory for their readers. */
  readonly unread: HeldBytes
  /** Lists that wait on disk for their readers. */
  readonly unreadLists: HeldBytes
}

/** `spooled`: bytes of a list that waits on disk; `made`: bytes of an answer before it was compressed. */
export type Count = (
  request: FastifyRequest,
  reply: FastifyReply,
  spooled?: number,
  made?: number,
) => void

export function accountant<Actor, Base>(
  { throttle, now }: AppOptions<Actor, Base>,
  { unread, unreadLists }: Accounts,
): Count {
  return (request, reply, spooled, made) => {
    const { actor, caller } = request
    const bytes = spooled ?? made ?? Number(reply.getHeader('content-length') ?? 0)
    if (spooled !== undefined) unreadLists.hold(caller, reply.raw, spooled)
    else unread.sent(caller, reply.raw, Number(reply.getHeader('content-length') ?? 0))
    if (actor !== undefined) throttle?.answered(caller, bytes, now())
  }
}
