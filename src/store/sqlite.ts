// The SQLite engine: reads on this thread, writes in a thread of their own, one process per file.
import { Worker } from 'node:worker_threads'
import type { Statement as SqliteStatement } from 'better-sqlite3'
import { type Commit, type Db, LostRace, type RowsOf, Unavailable } from './db.ts'
import { type Connection, openConnection } from './sqlite-connection.ts'
import type { Group, GroupOutcome, Outcome, SentStatement, WriterOptions } from './sqlite-writer.ts'
import type { Scalar, Statement } from './statement.ts'

interface Waiting {
  readonly commit: Commit
  readonly resolve: (rows: unknown[][]) => void
  readonly reject: (error: Error) => void
}

/** Pages of WAL (4 KiB each) between checkpoints: 16 MB. */
const checkpointPages = 4000

/**
 * Opens a migrated database file. `onFatal` is called once when the file must not be written again;
 * the process has to stop then (reliability.md F-05).
 */
export async function openSqlite(file: string, onFatal: (why: string) => void): Promise<Db> {
  const options: WriterOptions = { file, checkpointPages }
  const worker = new Worker(new URL('./sqlite-writer.js', import.meta.url), { workerData: options })
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
  return new SqliteDb(openConnection(file, 'reader'), worker, onFatal)
}

class SqliteDb implements Db {
  authorityEpoch = 0
  readonly #reader: Connection
  readonly #worker: Worker
  readonly #onFatal: (why: string) => void
  readonly #prepared = new Map<string, SqliteStatement>()
  readonly #begin: SqliteStatement
  readonly #end: SqliteStatement
  readonly #texts = new Map<string, number>()
  #newTexts: string[] = []
  #waiting: Waiting[] = []
  #flushing: Waiting[] = []
  #scheduled = false
  #closing: (() => void) | undefined
  #broken: string | undefined

  constructor(reader: Connection, worker: Worker, onFatal: (why: string) => void) {
    this.#reader = reader
    this.#worker = worker
    this.#onFatal = onFatal
    this.#begin = reader.prepare('begin')
    this.#end = reader.prepare('commit')
    worker.on('message', (outcome: GroupOutcome) => this.#flushed(outcome))
    worker.on('error', (error) => this.#fail(`the writer thread stopped: ${error.message}`))
  }

  async read<const Statements extends readonly Statement[]>(
    ...statements: Statements
  ): Promise<RowsOf<Statements>> {
    if (statements.length === 1) return [this.#run(statements[0])] as RowsOf<Statements>
    this.#begin.run()
    try {
      return statements.map((statement) => this.#run(statement)) as RowsOf<Statements>
    } finally {
      this.#end.run()
    }
  }

  commit(commit: Commit): Promise<unknown[][]> {
    if (this.#broken !== undefined || this.#closing !== undefined) {
      return Promise.reject(new Unavailable(this.#broken ?? 'the store is closing'))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject })
      if (this.#scheduled || this.#flushing.length > 0) return
      this.#scheduled = true
      // Commits of one turn of the event loop share a transaction even when none is in flight.
      setImmediate(() => this.#flush())
    })
  }

  async close(): Promise<void> {
    if (this.#closing !== undefined) return
    await new Promise<void>((resolve) => {
      this.#closing = resolve
      if (this.#waiting.length === 0 && this.#flushing.length === 0) resolve()
    })
    if (this.#broken === undefined) {
      const exited = new Promise((resolve) => this.#worker.once('exit', resolve))
      this.#worker.postMessage('close')
      await exited
    }
    this.#reader.close()
  }

  #run(statement: Statement | undefined): unknown[] {
    if (statement === undefined) return []
    let prepared = this.#prepared.get(statement.text)
    if (prepared === undefined) {
      prepared = this.#reader.prepare(statement.text)
      // Texts that depend on the request are many; keep the memory bounded.
      if (this.#prepared.size >= 1000) this.#prepared.clear()
      this.#prepared.set(statement.text, prepared)
    }
    return prepared.all(...statement.parameters.map(bound))
  }

  #flush(): void {
    this.#scheduled = false
    this.#flushing = valuesFirst(this.#waiting)
    this.#waiting = []
    const commits = this.#flushing.map(({ commit }) =>
      [commit.audit, ...commit.statements].map((statement) => this.#sent(statement)),
    )
    const group: Group = { newTexts: this.#newTexts, commits }
    this.#newTexts = []
    this.#worker.postMessage(group)
  }

  #sent(statement: Statement): SentStatement {
    let text = this.#texts.get(statement.text)
    if (text === undefined) {
      text = this.#texts.size
      this.#texts.set(statement.text, text)
      this.#newTexts.push(statement.text)
    }
    return [text, statement.parameters.map(bound), statement.required]
  }

  #flushed({ outcomes, fatal }: GroupOutcome): void {
    const flushed = this.#flushing
    this.#flushing = []
    if (this.#waiting.length > 0) this.#flush()
    for (const [at, { commit, resolve, reject }] of flushed.entries()) {
      const outcome = outcomes[at] ?? { failed: 'no outcome', code: '' }
      if ('rows' in outcome) {
        if (commit.changesAuthority) this.authorityEpoch++
        resolve(outcome.rows.slice(1))
      } else reject(errorOf(outcome))
    }
    if (fatal !== undefined) this.#fail(fatal)
    if (this.#flushing.length === 0) this.#closing?.()
  }

  #fail(why: string): void {
    if (this.#broken !== undefined) return
    this.#broken = why
    for (const { reject } of [...this.#flushing, ...this.#waiting]) reject(new Unavailable(why))
    this.#flushing = []
    this.#waiting = []
    this.#closing?.()
    this.#onFatal(why)
  }
}

/** Changes of rights make other commits of the group start over, so they go last (decision 2). */
function valuesFirst(waiting: Waiting[]): Waiting[] {
  const changing = waiting.filter(({ commit }) => commit.changesAuthority)
  if (changing.length === 0 || changing.length === waiting.length) return waiting
  return [...waiting.filter(({ commit }) => !commit.changesAuthority), ...changing]
}

function bound(value: Scalar): string | number | null | Uint8Array {
  return typeof value === 'boolean' ? Number(value) : value
}

function errorOf(outcome: Exclude<Outcome, { rows: unknown[][] }>): Error {
  if ('lost' in outcome) return new LostRace(outcome.lost ?? undefined)
  const full = outcome.code.startsWith('SQLITE_FULL') || outcome.code.startsWith('SQLITE_BUSY')
  const temporary = full || /^SQLITE_(IOERR|CORRUPT|NOTADB|READONLY)/.test(outcome.code)
  return temporary ? new Unavailable(outcome.failed) : new Error(outcome.failed)
}
