// How the server is: whether it may be sent requests, and whether it can keep what it is told.
import { catalogueVersion } from './catalogue/sql.ts'
import type { Health } from './http/app.ts'
import { type Db, Unavailable } from './store/db.ts'
import type { CommitObserver } from './store/observed.ts'

/** What a check answers, worst first. */
export type Status =
  /** It is stopping: requests under way are finished, new ones belong elsewhere. */
  | 'draining'
  /** The store cannot be read. */
  | 'unavailable'
  /** Reads are served; the last change could not be stored. */
  | 'degraded'
  | 'ok'

interface Options {
  readonly db: Db
  /** Whether there is room to write again, asked after a write has failed. */
  readonly canWrite: () => boolean
}

export class HealthChecks implements CommitObserver {
  #draining = false
  #failed = false
  #cannotWrite = false

  committed(): void {
    this.#cannotWrite = false
  }

  failed(error: unknown): void {
    if (error instanceof Unavailable) this.#cannotWrite = true
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
      // Looker's has no body (looker 11.3).
      '/alive': async () => ({ well: true }),
      '/livez': async () => ({ well: true, status: 'ok' }),
      // Reads are still worth sending here while writes are refused.
      '/readyz': () => check(['ok', 'degraded']),
      '/availability': () => check(['ok']),
    }
  }

  async #status({ db, canWrite }: Options): Promise<Status> {
    if (this.#draining) return 'draining'
    if (this.#failed) return 'unavailable'
    try {
      await (db.probe ?? db).read(catalogueVersion)
    } catch {
      return 'unavailable'
    }
    if (this.#cannotWrite && canWrite()) this.#cannotWrite = false
    return this.#cannotWrite ? 'degraded' : 'ok'
  }
}
