// The writer thread of the SQLite engine: group commit, so that an fsync never stops the event loop.
import { parentPort, workerData } from 'node:worker_threads'
import type { Statement as SqliteStatement } from 'better-sqlite3'
import { openConnection } from './sqlite-connection.ts'

/** A statement of a commit: the number of its text, its parameters, the rule that it must touch a row. */
export type SentStatement = [
  text: number,
  parameters: (string | number | null | Uint8Array)[],
  required: boolean | string,
]

/** Commits that share one transaction, with the texts that this thread has not seen yet. */
export interface Group {
  readonly newTexts: readonly string[]
  readonly commits: readonly (readonly SentStatement[])[]
}

/** How one commit ended. */
export type Outcome =
  | { readonly rows: unknown[][] }
  | { readonly lost: string | null }
  | { readonly failed: string; readonly code: string }

/** What came of a group; `fatal` when the file must not be written again by this process. */
export interface GroupOutcome {
  readonly outcomes: Outcome[]
  readonly fatal?: string
}

/** Options the thread is started with. */
export interface WriterOptions {
  readonly file: string
  /** Pages of WAL after which the thread copies them into the file. */
  readonly checkpointPages: number
}

interface Prepared {
  readonly statement: SqliteStatement
  readonly returnsRows: boolean
}

const options = workerData as WriterOptions
const connection = openConnection(options.file, 'writer')
connection.pragma(`wal_autocheckpoint=${options.checkpointPages}`)

const texts: Prepared[] = []
const begin = connection.prepare('begin immediate')
const commit = connection.prepare('commit')
const rollback = connection.prepare('rollback')
const savepoint = connection.prepare('savepoint one')
const release = connection.prepare('release one')
const rollbackToSavepoint = connection.prepare('rollback to one')

function runGroup(group: Group): GroupOutcome {
  for (const text of group.newTexts) {
    const statement = connection.prepare(text)
    texts.push({ statement, returnsRows: statement.reader })
  }
  try {
    begin.run()
    const outcomes = group.commits.map(runCommit)
    commit.run()
    return { outcomes }
  } catch (error) {
    if (connection.inTransaction) rollback.run()
    return failedGroup(group, error)
  }
}

function runCommit(statements: readonly SentStatement[]): Outcome {
  savepoint.run()
  try {
    const rows: unknown[][] = []
    for (const [text, parameters, required] of statements) {
      const returned = runStatement(text, parameters)
      if (required !== false && returned.touched === 0) {
        rollbackToSavepoint.run()
        release.run()
        return { lost: required === true ? null : required }
      }
      rows.push(returned.rows)
    }
    release.run()
    return { rows }
  } catch (error) {
    if (!connection.inTransaction) throw error
    rollbackToSavepoint.run()
    release.run()
    return outcomeOf(error)
  }
}

const noRows: unknown[] = []

function runStatement(text: number, parameters: readonly unknown[]) {
  const prepared = texts[text]
  if (prepared === undefined) throw new Error('unknown statement')
  if (prepared.returnsRows) {
    const rows = prepared.statement.all(...parameters)
    return { rows, touched: rows.length }
  }
  return { rows: noRows, touched: prepared.statement.run(...parameters).changes }
}

/** A constraint that said no is a lost race; everything else failed. */
function outcomeOf(error: unknown): Outcome {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return { lost: message.replace(/^UNIQUE constraint failed: /, '').split(',')[0] ?? null }
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return { lost: null }
  if (code !== undefined && unrecoverable.test(code)) throw error
  return { failed: message, code: code ?? '' }
}

/** After these the process must stop and the next start read the disk again (D-10). */
const unrecoverable = /^SQLITE_(IOERR|CORRUPT|NOTADB)/

function failedGroup(group: Group, error: unknown): GroupOutcome {
  const { code = '', message } = error as { code?: string; message: string }
  const outcomes = group.commits.map((): Outcome => ({ failed: message, code }))
  return unrecoverable.test(code) ? { outcomes, fatal: message } : { outcomes }
}

const port = parentPort
if (port === null) throw new Error('sqlite-writer runs as a worker thread')
port.on('message', (message: Group | 'close') => {
  if (message === 'close') {
    connection.pragma('wal_checkpoint(TRUNCATE)')
    connection.close()
    port.close()
    return
  }
  port.postMessage(runGroup(message))
})
port.postMessage('open')
