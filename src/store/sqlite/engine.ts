// The SQLite engine: reads on this thread, writes in a thread of their own, one process per file.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Chain } from '../audit/chain.ts'
import { CannotOpen, type Commit, type Db, type RowsOf, Unavailable } from '../db.ts'
import { type Statement, sql, statement, writer } from '../statement.ts'
import { Batch } from './batch.ts'
import { isOutage, isUnrecoverable, openConnection } from './connection.ts'
import { GroupMaker } from './group.ts'
import { errorOf } from './outcome.ts'
import { SqliteReader } from './reader.ts'
import type { GroupOutcome, WriterOptions } from './writer.ts'

interface Waiting {
  readonly commit: Commit
  readonly resolve: (rows: unknown[][]) => void
  readonly reject: (error: Error) => void
}

/** Pages of WAL (4 KiB each) between checkpoints: 64 MB. Fewer cost more. */
const checkpointPages = 16_000

/** Milliseconds after which a snapshot is let go of although nothing was written. */
const longestHold = 1000

/**
 * Opens a migrated database file. `onFatal` is called once when the file must not be written again;
 * the process has to stop then (F-05).
 */
export async function openSqlite(
  file: string,
  chain: Chain,
  onFatal: (why: string) => void,
): Promise<Db> {
  const openReader = () => new SqliteReader(openConnection(file, 'reader'))
  const reader = openReader()
  try {
    const worker = await startWriter({ file, checkpointPages, chain })
    return new SqliteDb({ reader, openReader, worker, onFatal })
  } catch (error) {
    reader.close()
    throw error
  }
}

async function startWriter(options: WriterOptions): Promise<Worker> {
  const worker = new Worker(new URL('./writer.js', import.meta.url), { workerData: options })
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause?: Error) =>
      reject(new CannotOpen(`${options.file} cannot be written to.`, { cause }))
    worker.once('message', () => resolve())
    worker.once('error', refuse)
    worker.once('exit', () => refuse())
  })
  return worker
}

interface Parts {
  readonly reader: SqliteReader
  readonly openReader: () => SqliteReader
  readonly worker: Worker
  readonly onFatal: (why: string) => void
}

class SqliteDb implements Db {
  authorityEpoch = 0
  readonly #reader: SqliteReader
  readonly #openReader: () => SqliteReader
  readonly #worker: Worker
  readonly #onFatal: (why: string) => void
  readonly #groups = new GroupMaker()
  #waiting: Waiting[] = []
  #batches: Batch[] = []
  #flushing: Waiting[] = []
  #inFlight = false
  #scheduled = false
  /** False while the writer copies the WAL into the file: a snapshot held then would let the WAL grow. */
  #mayHold = true
  readonly #releasing: NodeJS.Timeout
  /** Why the writer takes no more groups: it failed or was closed. */
  #stopped: string | undefined
  #closing: Promise<void> | undefined
  #whenIdle: () => void = () => {}
  /** Snapshots to be taken when no group is in flight. */
  #whenFlushed: (() => void)[] = []
  readonly #snapshots = new Set<Promise<unknown>>()

  constructor({ reader, openReader, worker, onFatal }: Parts) {
    this.#reader = reader
    this.#openReader = openReader
    this.#worker = worker
    this.#onFatal = onFatal
    worker.on('message', (outcome: GroupOutcome) => this.#flushed(outcome))
    worker.on('error', () => this.#fail('the writer thread stopped'))
    worker.on('exit', () => this.#fail('the writer thread stopped'))
    this.#releasing = setInterval(() => this.#release(), longestHold).unref()
  }

  /**
   * Reads between two commits share one snapshot: nobody else writes, so it is the newest state, and
   * SQLite need not take and check its locks for each of them.
   */
  async read<const Statements extends readonly Statement[]>(
    ...statements: Statements
  ): Promise<RowsOf<Statements>> {
    try {
      return this.#reader.read(statements)
    } catch (error) {
      this.#reader.release()
      throw this.#readError(error)
    } finally {
      if (!this.#mayHold) this.#reader.release()
    }
  }

  /** Nobody waits for it who could be told that it failed. */
  #release(): void {
    try {
      this.#reader.release()
    } catch (error) {
      this.#readError(error)
    }
  }

  async snapshot<T>(action: (read: Db['read']) => Promise<T>): Promise<T> {
    const reader = await this.#takeSnapshot()
    let begun = false
    const read: Db['read'] = async (...statements) => {
      if (begun) await nextTurn()
      begun = true
      return reader.read(statements)
    }
    const held = action(read)
      .catch((error) => {
        throw this.#readError(error)
      })
      .finally(() => {
        this.#snapshots.delete(held)
        reader.close()
      })
    this.#snapshots.add(held)
    return held
  }

  /**
   * While no group is in flight: what this thread has not been told of yet is not in the snapshot, so that
   * it agrees with `authorityEpoch`.
   */
  #takeSnapshot(): Promise<SqliteReader> {
    return new Promise((resolve, reject) => {
      const take = () => {
        try {
          this.#insistOpen()
          const reader = this.#openReader()
          reader.read([anything])
          resolve(reader)
        } catch (error) {
          reject(this.#readError(error))
        }
      }
      if (this.#inFlight) this.#whenFlushed.push(take)
      else take()
    })
  }

  #readError(error: unknown): unknown {
    const { code = '', message } = error as { code?: string; message: string }
    if (isUnrecoverable(code)) this.#fail(message)
    return isOutage(code) ? new Unavailable(message, code) : error
  }

  #insistOpen(): void {
    if (this.#stopped === undefined && this.#closing === undefined) return
    throw new Unavailable(this.#stopped ?? 'the store is closing')
  }

  commit(commit: Commit): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      this.#insistOpen()
      this.#waiting.push({ commit, resolve, reject })
      if (this.#scheduled || this.#inFlight) return
      this.#scheduled = true
      // Commits of one turn of the event loop share a transaction even when none is in flight.
      setImmediate(() => {
        this.#scheduled = false
        if (!this.#inFlight) this.#flush(false)
      })
    })
  }

  commitAll(commits: readonly Commit[], told: (done: number) => void = () => {}): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#insistOpen()
      this.#batches.push(new Batch(commits, { told, resolve, reject }))
      if (!this.#inFlight) this.#flush(false)
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    clearInterval(this.#releasing)
    await Promise.allSettled(this.#snapshots)
    if (this.#waiting.length > 0 || this.#batches.length > 0 || this.#inFlight) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve
      })
    }
    if (this.#stopped !== undefined) {
      // The reader last: it cannot write, so nothing of the WAL is copied on a failing disk.
      await this.#worker.terminate()
      this.#reader.close()
      return
    }
    this.#stopped = 'the store is closed'
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve))
    // The writer last: whoever closes last copies the WAL into the file and removes it.
    this.#reader.close()
    this.#worker.postMessage('close')
    await exited
  }

  #flush(checkpoint: boolean): void {
    const [batch] = this.#batches
    if (this.#waiting.length === 0 && batch === undefined && !checkpoint) return
    this.#inFlight = true
    if (batch === undefined) {
      this.#flushing = valuesFirst(this.#waiting)
      this.#waiting = []
    }
    const scrubs = this.#flushing.some(({ commit }) => commit.scrubs === true)
    this.#mayHold = !checkpoint && !scrubs
    if (!this.#mayHold) this.#reader.release()
    const { commits, ...part } = batch?.nextPart() ?? { commits: this.#flushing.map(commitOf) }
    this.#worker.postMessage(this.#groups.make(commits, { checkpoint, scrubs, ...part }))
  }

  #flushed({ outcomes, fatal, checkpointDue }: GroupOutcome): void {
    // Reading failed meanwhile: everybody has been told, and the file is left alone.
    if (this.#stopped !== undefined) return
    const flushed = this.#flushing
    this.#flushing = []
    this.#inFlight = false
    this.#mayHold = true
    const [batch] = this.#batches
    if (batch?.begun && batch.flushed(outcomes)) {
      this.#batches.shift()
      this.authorityEpoch++
    }
    this.#reader.release()
    this.#takeSnapshots()
    // The next group is under way before the answers of this one are.
    if (fatal === undefined) this.#flush(checkpointDue)
    for (const [at, { commit, resolve, reject }] of flushed.entries()) {
      const outcome = outcomes[at] ?? { failed: 'no outcome', code: '' }
      if ('rows' in outcome) {
        if (commit.changesAuthority) this.authorityEpoch++
        resolve(outcome.rows)
      } else reject(errorOf(outcome))
    }
    if (fatal !== undefined) this.#fail(fatal)
    if (!this.#inFlight) this.#whenIdle()
  }

  #takeSnapshots(): void {
    const due = this.#whenFlushed
    this.#whenFlushed = []
    for (const take of due) take()
  }

  #fail(why: string): void {
    if (this.#stopped !== undefined) return
    this.#stopped = why
    this.#takeSnapshots()
    for (const { reject } of [...this.#flushing, ...this.#waiting, ...this.#batches]) {
      reject(new Unavailable(why))
    }
    this.#batches = []
    this.#flushing = []
    this.#waiting = []
    this.#inFlight = false
    this.#whenIdle()
    this.#onFatal(why)
  }
}

/** Only reading makes SQLite take a snapshot. */
const anything = statement(writer.selectFrom('catalogue').select(sql`1`.as('one')))

const commitOf = ({ commit }: Waiting) => commit

/** Changes of rights make other commits of the group start over, so they go last (decision 2). */
function valuesFirst(waiting: Waiting[]): Waiting[] {
  const changing = waiting.filter(({ commit }) => commit.changesAuthority)
  if (changing.length === 0 || changing.length === waiting.length) return waiting
  return [...waiting.filter(({ commit }) => !commit.changesAuthority), ...changing]
}
