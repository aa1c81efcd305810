// The events of a server for all who read them: pages that several read are made once, and who waits is woken together.
import { setTimeout as pause } from 'node:timers/promises'
import type { CatalogueKeeper } from '../catalogue/catalogue-keeper.ts'
import { limits } from '../limits.ts'
import type { Server } from '../request/context.ts'
import { Turns } from '../request/turns.ts'
import { bellOf } from '../store/observed.ts'
import { cursorOf, gone, type Position } from './cursor.ts'
import { Horizon } from './horizon-reader.ts'
import { type Page, pageAfter } from './page-reader.ts'
import { rowAt, rowBefore } from './sql.ts'
import { markOf } from './window-reader.ts'

const feeds = new WeakMap<CatalogueKeeper, Feed>()

/** Each server has one. */
export function feedOf(server: Server): Feed {
  const feed = feeds.get(server.catalogue) ?? new Feed(server)
  feeds.set(server.catalogue, feed)
  return feed
}

export interface Question {
  readonly caller: string
  readonly position: Position
  readonly limit: number
  /** The version of the catalogue of which the caller's rights are: what is hidden in it is hidden in the page. */
  readonly version: number
}

/** A position after which nothing was settled up to the number `horizon` of the audit. */
export type Place = Pick<Page, 'position' | 'horizon'>

interface Waiting {
  /** The number of the audit up to which it was looked. */
  readonly horizon: number
  readonly wake: () => void
}

export class Feed {
  readonly #server: Server
  readonly #horizon: Horizon
  readonly #turns = new Turns({
    atOnce: limits.long_lists,
    waiting: limits.waiting_requests_per_caller,
  })
  /** The one that was asked for last comes last. */
  readonly #pages = new Map<string, Promise<Page>>()
  readonly #waiting = new Set<Waiting>()
  #isWatching = false

  constructor(server: Server) {
    this.#server = server
    this.#horizon = new Horizon(server.db)
  }

  /** Where somebody stands who begins to read now: everything before is seen by whoever reads from now on. */
  async newest(): Promise<Position> {
    const sequence = await this.#horizon.settled()
    const [[row]] = await this.#server.db.read(rowBefore({ sequence }))
    return { sequence: row?.sequence ?? 0, mark: markOf(row?.mac ?? null) }
  }

  /** Throws 410 unless the row of the position is still there. */
  async insistOn({ sequence, mark }: Position): Promise<void> {
    const [[row]] = await this.#server.db.read(rowAt({ sequence }))
    // guard event-12: becomes row === undefined
    if (row === undefined || markOf(row.mac) !== mark) throw gone()
  }

  /** The page after a position. Whoever asks for the same one gets the same, as long as it has events. */
  async page(question: Question): Promise<Page> {
    const { caller, position, limit, version } = question
    const key = `${version} ${limit} ${cursorOf(position)}`
    const known = this.#pages.get(key)
    if (known !== undefined) return known
    const made = this.#turns.take(caller, async () => {
      const horizon = await this.#horizon.settled()
      return pageAfter(this.#server, position, { limit, horizon })
    })
    this.#pages.set(key, made)
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > limits.event_pages && oldest !== undefined) this.#pages.delete(oldest)
    const forget = () => this.#pages.get(key) === made && this.#pages.delete(key)
    made.then((page) => page.events.length === 0 && forget(), forget)
    return made
  }

  /**
   * Waits until there may be something after a place, until rights may have changed, until the time of
   * `performance.now()`, or until `ended` is aborted. Returns the place from which it is to be read.
   */
  async happened(
    question: Question,
    from: Place,
    { until, ended }: { readonly until: number; readonly ended: AbortSignal },
  ): Promise<Place> {
    for (let place = from; ; ) {
      const isOver = await this.#settledBeyond(place.horizon, until, ended)
      if (isOver) return place
      const page = await this.page({ ...question, position: place.position })
      // guard event-13: page.begun → false
      if (page.events.length > 0 || page.more || page.begun) return place
      place = page
    }
  }

  /** Waits until more is settled; returns true if the time is over first. */
  async #settledBeyond(horizon: number, until: number, ended: AbortSignal): Promise<boolean> {
    const left = until - performance.now()
    if (left <= 0 || ended.aborted) return true
    let timer: NodeJS.Timeout | undefined
    let isOver = false
    let waiting: Waiting | undefined
    const end = () => {
      isOver = true
      waiting?.wake()
    }
    await new Promise<void>((resolve) => {
      waiting = { horizon, wake: resolve }
      this.#waiting.add(waiting)
      ended.addEventListener('abort', end, { once: true })
      timer = setTimeout(end, left)
      bellOf(this.#server.db).ring()
      this.#watch()
    })
    clearTimeout(timer)
    ended.removeEventListener('abort', end)
    if (waiting !== undefined) this.#waiting.delete(waiting)
    if (this.#waiting.size === 0) bellOf(this.#server.db).ring()
    return isOver
  }

  /** While somebody waits: looks when this process has stored something, and at intervals what other nodes have. */
  #watch(): void {
    if (this.#isWatching) return
    this.#isWatching = true
    void this.#look().finally(() => {
      this.#isWatching = false
    })
  }

  async #look(): Promise<void> {
    const { db } = this.#server
    // Whoever has nobody beside them hears of everything.
    const interval = db.authorityEpoch === undefined ? limits.event_look_milliseconds : undefined
    while (this.#waiting.size > 0) {
      // It also rings when somebody begins to wait, and when nobody does any longer.
      const sign = bellOf(db).wait(interval)
      const settled = await this.#horizon.settled().catch(() => 0)
      const woken = [...this.#waiting].filter(({ horizon }) => horizon < settled)
      for (const { wake } of woken) wake()
      // Each costs about a millisecond, so that the more there are, the more changes are told together.
      await pause(limits.event_pause_milliseconds + woken.length)
      await sign
    }
  }
}
