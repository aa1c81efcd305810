// Answers that are not there yet: when something has happened, the handler runs again, with the rights of then.
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'

/** What a handler returns when it has to wait, and each part of a stream of events. */
export class Later {
  /** The part of the stream that is sent first; undefined if the answer is none. */
  readonly text: string | undefined
  /** Resolves when the handler is to run again, and soon after `ended` is aborted; never rejects. */
  readonly happened: (ended: AbortSignal) => Promise<void>

  constructor(happened: Later['happened'], text?: string) {
    this.happened = happened
    this.text = text
  }
}

/** A request that waits. */
interface Waiter {
  readonly ended: AbortSignal
  /** Whether its reader has gone, so that nobody wants its answer. */
  readonly isGone: () => boolean
  readonly done: () => void
}

/** Counts requests that wait, by caller and in all, and ends them when the server stops. */
export class Waiters {
  readonly #callers = new Map<string, number>()
  readonly #endings = new Set<AbortController>()
  #isClosing = false

  get isClosing(): boolean {
    return this.#isClosing
  }

  /** Throws 429 or 503 when too many wait. */
  add(caller: string, response: ServerResponse): Waiter {
    const ofCaller = this.#callers.get(caller) ?? 0
    const headers = { 'Retry-After': '1' }
    // guard event-1: becomes false
    if (ofCaller >= limits.waiting_requests_per_caller) {
      throw new Refusal('too_many', { message: tooManyOfYours, headers })
    }
    // guard event-2: becomes false
    if (this.#endings.size >= limits.waiting_requests) {
      throw new Refusal('overloaded', { message: tooMany, headers })
    }
    const ending = new AbortController()
    let isGone = response.destroyed
    const gone = () => {
      isGone = true
      ending.abort()
    }
    // guard event-3: gone
    response.once('close', gone)
    this.#callers.set(caller, ofCaller + 1)
    this.#endings.add(ending)
    if (this.#isClosing || isGone) ending.abort()
    const done = () => {
      if (!this.#endings.delete(ending)) return
      const left = (this.#callers.get(caller) ?? 1) - 1
      if (left > 0) this.#callers.set(caller, left)
      else this.#callers.delete(caller)
    }
    return { ended: ending.signal, isGone: () => isGone, done }
  }

  /** Nobody waits any longer, and whoever comes is answered at once. */
  end(): void {
    this.#isClosing = true
    for (const ending of this.#endings) ending.abort()
  }
}

const tooManyOfYours = `At most ${limits.waiting_requests_per_caller} requests of one caller may wait at a time; wait for an answer, then try again.`
const tooMany = 'Too many requests wait already; try again.'

interface Parts<Answered extends { readonly result: unknown }> {
  readonly waiter: Waiter
  /** Runs the handler again after `earlier`. `isLast`: what is there now is the answer. */
  readonly again: (earlier: Later, isLast: boolean) => Promise<Answered>
}

/** Waits for the answer; undefined if nobody wants it any more. */
export async function untilAnswered<Answered extends { readonly result: unknown }>(
  first: Later,
  { waiter: { ended, isGone, done }, again }: Parts<Answered>,
): Promise<Answered | undefined> {
  try {
    for (let earlier = first; ; ) {
      await earlier.happened(ended)
      if (isGone()) return undefined
      const answered = await again(earlier, ended.aborted)
      if (!(answered.result instanceof Later)) return answered
      earlier = answered.result
    }
  } finally {
    done()
  }
}

/**
 * A stream of the parts, which ends when the server stops, when the caller may no longer read it, and when nobody
 * reads it. Whoever reads slowly is waited for, so that one part at a time is in memory.
 */
export function streamOf<Answered extends { readonly result: unknown }>(
  first: Later,
  { waiter: { ended, done }, again }: Parts<Answered>,
  sent: (bytes: number) => void,
): Readable {
  async function* parts() {
    try {
      for (let part: unknown = first; part instanceof Later; ) {
        const { text = '', happened } = part
        if (text !== '') {
          sent(Buffer.byteLength(text))
          yield text
        }
        await happened(ended)
        if (ended.aborted) return
        part = (await again(part, false)).result
      }
    } catch {
      // The status is sent already: whoever asks again is told why.
    } finally {
      done()
    }
  }
  return Readable.from(parts(), { objectMode: false })
}
