// The health of the server: whether it takes requests, and whether it can store changes.
import { catalogueVersion } from '../catalogue/sql.ts'
import type { Health } from '../http/app-options.ts'
import type { Db } from '../store/db.ts'
import type { Taking } from '../store/observed.ts'

/** The states of a check, worst first. */
export type Status =
  /** The seed, or the first administrator, is still being stored. */
  | 'starting'
  /** The server is stopping: it finishes requests under way; new ones should go elsewhere. */
  | 'draining'
  /** The store cannot be read. */
  | 'unavailable'
  /** The machine's clock differs from that of the database. */
  | 'clock_off'
  /** Reads are served; the last change could not be stored. */
  | 'degraded'
  | 'ok'

interface Options {
  readonly db: Db
  /** Whether there is room to write again, asked after a write has failed. */
  readonly canWrite: () => boolean
  /** Whether the machine's clock is wrong, if nodes share a database (T-46). */
  readonly clock: { readonly isOff: () => Promise<boolean> }
}

export class HealthChecks implements Taking {
  #started = false
  #draining = false
  #failed = false
  cannotWrite = false

  /** An empty store has its seed, so that callers can sign in. */
  started(): void {
    this.#started = true
  }

  drain(): void {
    this.#draining = true
  }

  /** The store must not be used any more, and the process is about to end. */
  fail(): void {
    this.#failed = true
  }

  /** The checks by address: Looker's two names and those of Kubernetes (looker 11.3). */
  routes(options: Options): Record<string, () => Promise<Health>> {
    const check = async (well: readonly Status[]) => {
      const status = await this.#status(options)
      return { well: well.includes(status), status }
    }
    return {
      // Looker's answer has no body (looker 11.3).
      '/alive': async () => ({ well: true }),
      '/livez': async () => ({ well: true, status: 'ok' }),
      // The node can still answer reads while writes are refused.
      '/readyz': () => check(['ok', 'degraded']),
      '/availability': () => check(['ok']),
    }
  }

  async #status({ db, canWrite, clock }: Options): Promise<Status> {
    if (this.#draining) return 'draining'
    if (this.#failed) return 'unavailable'
    // guard operation-33: becomes false
    if (!this.#started) return 'starting'
    try {
      // guard postgres-13: (db.probe ?? db) → db
      await (db.probe ?? db).read(catalogueVersion)
      // guard postgres-18: gone
      if (await clock.isOff()) return 'clock_off'
    } catch {
      return 'unavailable'
    }
    if (this.cannotWrite && canWrite()) this.cannotWrite = false
    return this.cannotWrite ? 'degraded' : 'ok'
  }
}
