// The SQLite engine: reads run on this thread, writes in a separate one; one process owns the file.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import type { Chain } from '../audit/chain.ts'
import { type Commit, type Db, OutcomeUnknown, type RowsOf, Unavailable } from '../db.ts'
import { rowsOfFirst, withMoment, withoutMoment } from '../moments.ts'
import { inParts, isLarge } from '../parts.ts'
import type { Statement } from '../statement.ts'
import { Batch } from './batch.ts'
import { isOutage, isUnrecoverable, openConnection } from './connection.ts'
import { GroupMaker, valuesFirst } from './group.ts'
import { errorOf, rejectAll } from './outcome.ts'
import { insistOnShortLog } from './overtaken.ts'
import { SqliteReader } from './reader.ts'
import { startWriter } from './start-writer.ts'
import type { GroupOutcome, Progress } from './writer.ts'

interface Waiting {
  readonly commit: Commit
  readonly resolve: (rows: unknown[][]) => void
  readonly reject: (error: Error) => void
}

/** Milliseconds after which a snapshot is released although nothing was written. */
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
  const open = (mode: 'reader' | 'snapshot') => new SqliteReader(openConnection(file, mode))
  const reader = open('reader')
  try {
    const worker = await startWriter({ file, chain })
    return new SqliteDb({ reader, openSnapshot: () => open('snapshot'), worker, onFatal })
  } catch (error) {
    reader.close()
    throw error
  }
}

interface Parts {
  readonly reader: SqliteReader
  readonly openSnapshot: () => SqliteReader
  readonly worker: Worker
  readonly onFatal: (why: string) => void
}

class SqliteDb implements Db {
  authorityEpoch = 0
  readonly #reader: SqliteReader
  readonly #openSnapshot: () => SqliteReader
  readonly #worker: Worker
  readonly #onFatal: (why: string) => void
  readonly #groups = new GroupMaker()
  #waiting: Waiting[] = []
  #batches: Batch[] = []
  /** The batch whose part is with the writer, without an answer yet. */
  #sending: Batch | undefined
  #flushing: Waiting[] = []
  #inFlight = false
  #scheduled = false
  /** False while the writer copies the WAL into the file: a snapshot held meanwhile would make the WAL grow. */
  #mayHold = true
  readonly #releasing: NodeJS.Timeout
  #logPages = 0
  /** Why the writer takes no more groups: it failed or was closed. */
  #stopped: string | undefined
  #closing: Promise<void> | undefined
  #whenIdle: () => void = () => {}
  /** Snapshots to be taken when no group is in flight. */
  #whenFlushed: (() => void)[] = []
  readonly #snapshots = new Set<Promise<unknown>>()

  constructor({ reader, openSnapshot, worker, onFatal }: Parts) {
    this.#reader = reader
    this.#openSnapshot = openSnapshot
    this.#worker = worker
    this.#onFatal = onFatal
    worker.on('message', (outcome: GroupOutcome | Progress) => {
      if ('done' in outcome) this.#sending?.report(outcome.done)
      else this.#flushed(outcome)
    })
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

  /** Releases the snapshot. Nobody is waiting who could be told of a failure. */
  #release(): void {
    try {
      this.#reader.release()
    } catch (error) {
      this.#readError(error)
    }
  }

  async snapshot<T>(action: (read: Db['read']) => Promise<T>): Promise<T> {
    const reader = await this.#takeSnapshot()
    const at = { begun: false, logPages: this.#logPages }
    const read: Db['read'] = async (...statements) => {
      // guard list-1: gone
      if (at.begun) await nextTurn()
      at.begun = true
      insistOnShortLog(at.logPages, this.#logPages)
      return reader.read(statements)
    }
    const snapshot = action(read)
      .catch((error) => {
        throw this.#readError(error)
      })
      .finally(() => {
        this.#snapshots.delete(snapshot)
        reader.close()
      })
    this.#snapshots.add(snapshot)
    return snapshot
  }

  /** Takes a snapshot while no group is in flight, so that it agrees with `authorityEpoch`. */
  #takeSnapshot(): Promise<SqliteReader> {
    return new Promise((resolve, reject) => {
      const take = () => {
        try {
          this.#insistOpen()
          const reader = this.#openSnapshot()
          reader.takeSnapshot()
          resolve(reader)
        } catch (error) {
          reject(this.#readError(error))
        }
      }
      // guard list-3: becomes false
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

  commit(given: Commit): Promise<unknown[][]> {
    const commit = withMoment(given)
    return commit === given ? this.#commit(given) : this.#commit(commit).then(withoutMoment)
  }

  #commit(commit: Commit): Promise<unknown[][]> {
    if (isLarge(commit)) return this.#commitSet([commit])
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

  async commitAll(commits: readonly Commit[], report?: (done: number) => void) {
    return rowsOfFirst(commits, await this.#commitSet(commits.map(withMoment), report))
  }

  #commitSet(commits: readonly Commit[], report: (done: number) => void = () => {}) {
    return new Promise<unknown[][]>((resolve, reject) => {
      this.#insistOpen()
      this.#batches.push(new Batch(commits.flatMap(inParts), { report, resolve, reject }))
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
      // The reader closes last: it cannot write, so the WAL is not copied on a failing disk.
      await this.#worker.terminate()
      this.#reader.close()
      return
    }
    this.#stopped = 'the store is closed'
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve))
    // The writer closes last: the last connection copies the WAL into the file and removes it.
    this.#reader.close()
    this.#worker.postMessage('close')
    await exited
  }

  #flush(checkpoint: boolean): void {
    const batch = this.#batchInTurn()
    if (this.#waiting.length === 0 && batch === undefined && !checkpoint) return
    this.#inFlight = true
    this.#sending = batch
    if (batch === undefined) {
      this.#flushing = valuesFirst(this.#waiting)
      this.#waiting = []
    }
    const scrubs = batch?.scrubsNow ?? this.#flushing.some(({ commit }) => commit.scrubs === true)
    this.#mayHold = !checkpoint && !scrubs
    if (!this.#mayHold) this.#reader.release()
    const waiting = () => ({ commits: this.#flushing.map(({ commit }) => commit) })
    const { commits, ...part } = batch?.nextPart() ?? waiting()
    this.#worker.postMessage(this.#groups.make(commits, { checkpoint, scrubs, ...part }))
  }

  /** Waiting commits go between two parts: the writer begins the transaction of a batch with its last part. */
  #batchInTurn(): Batch | undefined {
    return this.#sending !== undefined && this.#waiting.length > 0 ? undefined : this.#batches[0]
  }

  #flushed({ outcomes, fatal, checkpointDue, logPages }: GroupOutcome): void {
    // A read has failed for good meanwhile: all callers were told, and the file must not be written.
    if (this.#stopped !== undefined) return
    this.#logPages = logPages ?? this.#logPages
    const flushed = this.#flushing
    this.#flushing = []
    this.#inFlight = false
    this.#mayHold = true
    const sent = this.#sending
    const [ended] = sent === undefined ? [] : outcomes
    if (sent !== undefined && ended !== undefined) {
      this.#batches.shift()
      if (sent.changesAuthority && 'rows' in ended) this.authorityEpoch++
      sent.end(ended)
    }
    this.#reader.release()
    this.#takeSnapshots()
    // The next group is sent before the callers of this one are answered.
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
    rejectAll([...this.#flushing, ...this.#batches.splice(0, 1)], new OutcomeUnknown(why))
    rejectAll([...this.#waiting, ...this.#batches], new Unavailable(why))
    this.#batches = []
    this.#flushing = []
    this.#waiting = []
    this.#inFlight = false
    this.#whenIdle()
    this.#onFatal(why)
  }
}
