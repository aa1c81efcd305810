// The write-ahead log of the writer's connection. A separate thread copies it into the file; it is emptied on demand.
import { Worker } from 'node:worker_threads'
import { type Connection, isUnrecoverable, pragmas } from './connection.ts'
import type { Copied } from './wal-copier.ts'

interface Options {
  readonly file: string
  /** Pages in the log that make a copy due. */
  readonly checkpointPages: number
}

export class Wal {
  /** Why the file must not be written again. */
  failed: string | undefined
  /** Pages in the log since it started over, copied or not. */
  pages = 0
  readonly #connection: Connection
  readonly #options: Options
  readonly #passive
  readonly #truncate
  readonly #state
  #copier: Worker | undefined
  #copying = false
  #copied = false
  #tried = false
  #scrubbing: NodeJS.Timeout | undefined

  constructor(connection: Connection, options: Options) {
    this.#connection = connection
    this.#options = options
    // The writer decides when: a checkpoint completes only while nobody holds an older snapshot.
    connection.pragma('wal_autocheckpoint=0')
    this.#passive = connection.prepare('pragma wal_checkpoint(passive)')
    this.#truncate = connection.prepare('pragma wal_checkpoint(truncate)')
    this.#state = connection.prepare('pragma wal_checkpoint(noop)')
  }

  /** Copies the pages that are not in the file yet. */
  checkpoint(): void {
    this.#passive.get()
    this.#tried = true
  }

  /**
   * Whether the writer has to copy the last pages: a copy has ended, of all but the pages written meanwhile; or a
   * reader held the log when they were to be copied, and it has grown long. Starts a copy when one is due.
   */
  copyWhenDue(): boolean {
    const { checkpointPages } = this.#options
    const tried = this.#tried
    const copied = this.#copied
    this.#tried = false
    this.#copied = false
    const left = this.#pagesToCopy()
    if (!copied && !this.#copying && left >= checkpointPages) this.#copy()
    // guard store-12: becomes false
    const isLong = this.pages >= 2 * checkpointPages && left > 0 && left < checkpointPages
    return copied || (isLong && !tried)
  }

  /** Has the thread copy the WAL. The thread is started for the first copy. */
  #copy(): void {
    this.#copying = true
    try {
      this.#copier ??= this.#startCopier()
      this.#copier.postMessage('copy')
    } catch {
      this.#withoutCopier()
    }
  }

  /**
   * A thread needs memory and descriptors; when it lacks them, the disk may still be fine. The writer copies
   * then, which takes longer. The next copy tries a thread again.
   */
  #withoutCopier(): void {
    this.#copier = undefined
    this.#copying = false
    this.#copied = true
  }

  #startCopier(): Worker {
    const thread = new Worker(new URL('./wal-copier.js', import.meta.url), {
      workerData: this.#options.file,
      // The thread keeps no data in memory.
      resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
    })
    thread.on('message', (failed: Copied | undefined) => {
      this.#copying = false
      // A full disk may have room again later: the next group tries again.
      if (failed === undefined) this.#copied = true
      else if (isUnrecoverable(failed.code)) this.failed = failed.message
    })
    // guard limit-19: () => this.#withoutCopier() → ({ message }) => { this.failed = message }
    thread.on('error', () => this.#withoutCopier())
    return thread
  }

  /**
   * Empties the WAL. Another process that reads, for a backup say, may hold it for longer than a commit
   * should wait, and a full disk may have no room for its pages. Then this tries again until the WAL is
   * empty.
   */
  scrub(waitMilliseconds: number): void {
    clearTimeout(this.#scrubbing)
    // guard backup-15: becomes this.#emptied(waitMilliseconds)
    if (!this.#emptied(waitMilliseconds)) this.#scrubbing = setTimeout(() => this.scrub(0), 500)
  }

  #emptied(waitMilliseconds: number): boolean {
    this.#connection.pragma(`busy_timeout=${waitMilliseconds}`)
    try {
      return (this.#truncate.get() as { busy: number }).busy === 0
    } catch (error) {
      const { code = '' } = error as { code?: string }
      if (isUnrecoverable(code)) throw error
      return false
    } finally {
      this.#connection.pragma(`busy_timeout=${pragmas.writer.busy_timeout}`)
    }
  }

  /**
   * Pages that a checkpoint would copy. Pages already copied stay in the WAL until the next write overwrites
   * it. They must not count, or an idle writer would be asked for checkpoints for ever.
   */
  #pagesToCopy(): number {
    const { log, checkpointed } = this.#state.get() as { log: number; checkpointed: number }
    this.pages = log
    return log - checkpointed
  }

  /** Closes the connection too. */
  close(): void {
    clearTimeout(this.#scrubbing)
    this.#connection.close()
    this.#copier?.postMessage('close')
  }
}
