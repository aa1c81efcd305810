// How many bytes of answers wait for readers who do not take them: by caller, and in all (T-41, T-42).
import type { ServerResponse } from 'node:http'
import { Refusal } from '../errors.ts'
import { limits } from '../limits.ts'

interface Unread {
  readonly response: ServerResponse
  readonly bytes: number
}

interface Held {
  bytes: number
  /** The oldest first. */
  readonly answers: Set<Unread>
}

export class UnreadAnswers {
  readonly #callers = new Map<string, Held>()
  readonly #mostOfOne: number
  readonly #most: number
  #bytes = 0

  /** Bytes of one caller's answers, and of all. */
  constructor(mostOfOne: number, most: number) {
    this.#mostOfOne = mostOfOne
    this.#most = most
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Refuses somebody who has not read what they were answered. */
  insistOnRoom(caller: string): void {
    const held = this.#callers.get(caller)
    if (held === undefined || held.bytes < this.#mostOfOne) return
    throw new Refusal('overloaded', {
      message: 'Answers to earlier requests have not been read; read them, then try again.',
      headers: { 'Retry-After': '1' },
    })
  }

  /** Counts an answer of so many bytes that has just been sent, when the system did not take it. */
  sent(caller: string, response: ServerResponse, bytes: number): void {
    const left = response.socket?.writableLength ?? 0
    // What is left is told in characters where a text was sent.
    if (left >= limits.unread_bytes_uncounted) this.hold(caller, response, Math.max(left, bytes))
  }

  /**
   * Counts so many bytes until the answer has been read. Beyond the limit of all, the callers who hold most
   * lose their connections, the oldest first: nobody else pays for them.
   */
  hold(caller: string, response: ServerResponse, bytes: number): void {
    if (response.destroyed) return
    const unread = { response, bytes }
    const held = this.#callers.get(caller) ?? { bytes: 0, answers: new Set() }
    this.#callers.set(caller, held)
    held.answers.add(unread)
    held.bytes += bytes
    this.#bytes += bytes
    response.once('close', () => this.#forget(caller, unread))
    while (this.#bytes > this.#most) {
      if (!this.#cutOff(unread)) return
    }
  }

  #forget(caller: string, unread: Unread): void {
    const held = this.#callers.get(caller)
    if (!held?.answers.delete(unread)) return
    held.bytes -= unread.bytes
    this.#bytes -= unread.bytes
    if (held.answers.size === 0) this.#callers.delete(caller)
  }

  /** False when nobody but the newest is left. */
  #cutOff(newest: Unread): boolean {
    const [[caller, held] = []] = [...this.#callers].sort(
      ([, one], [, other]) => other.bytes - one.bytes,
    )
    const [oldest] = held?.answers ?? []
    if (caller === undefined || oldest === undefined || oldest === newest) return false
    this.#forget(caller, oldest)
    oldest.response.destroy()
    return true
  }
}
