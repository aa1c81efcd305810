// Opens connections to PostgreSQL. It does not try too often while the server is away, and it gives up a connection
// that does not answer.
import { Unavailable } from '../db.ts'
import { PostgresConnection } from './connection.ts'
import { connectTo, type Target, timeouts } from './target.ts'

/** Milliseconds between attempts to connect while none succeeds; doubles up to the longest. */
const pause = { shortest: 50, longest: 1000 }

export class PostgresLink {
  readonly #target: Target
  readonly #open = new Set<PostgresConnection>()
  readonly #watching: NodeJS.Timeout
  #pause = 0
  #notBefore = 0

  constructor(target: Target) {
    this.#target = target
    this.#watching = setInterval(() => this.#giveUpOnTheSilent(), 250).unref()
  }

  get pooled(): boolean {
    return this.#target.pooled
  }

  /** Opens a connection. Throws Unavailable; does so without trying when the last attempt has only just failed. */
  async connect(onLost: () => void): Promise<PostgresConnection> {
    if (performance.now() < this.#notBefore) throw new Unavailable('the database is away')
    try {
      const client = await connectTo(this.#target)
      this.#pause = 0
      const connection = new PostgresConnection(client, !this.pooled, () => {
        this.#open.delete(connection)
        onLost()
      })
      this.#open.add(connection)
      return connection
    } catch (error) {
      this.#pause = Math.min(Math.max(this.#pause * 2, pause.shortest), pause.longest)
      this.#notBefore = performance.now() + this.#pause
      const { message, code } = error as NodeJS.ErrnoException
      throw new Unavailable(`the database cannot be reached: ${message}`, code)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#watching)
    await Promise.all([...this.#open].map((connection) => connection.end()))
  }

  /** After a network partition the operating system reports no error for many minutes. */
  #giveUpOnTheSilent(): void {
    const now = performance.now()
    for (const connection of this.#open) {
      const { busySince } = connection
      // guard postgres-15: timeouts.answer → 60_000
      if (busySince !== undefined && now - busySince > timeouts.answer) connection.destroy()
    }
  }
}
