// The writer thread of the SQLite engine: group commit, so that an fsync never stops the event loop.
import { parentPort, Worker, workerData } from 'node:worker_threads'
import type { Chain } from '../audit/chain.ts'
import { type AuditCells, type CreatedId, fillCreated } from '../audit/row.ts'
import { SqliteChain } from './chain.ts'
import { isUnrecoverable, openConnection, pragmas } from './connection.ts'
import { isStored, type Outcome } from './outcome.ts'
import { type Prepared, prepare, rowsOf } from './prepared.ts'
import type { Copied } from './wal-copier.ts'

/** A statement of a commit: the number of its text, its parameters, the rule that it must touch a row. */
export type SentStatement = [
  text: number,
  parameters: (string | number | null | Uint8Array)[],
  required: boolean | string,
]

/** A commit; the audit row is stored after the statements. */
export interface SentCommit {
  /** Places of its guards among those of the group. */
  readonly guards: readonly number[]
  readonly statements: readonly SentStatement[]
  readonly audit: AuditCells
  readonly created: CreatedId | undefined
  readonly changesAuthority: boolean
}

/** Commits that share one transaction, with the texts that this thread has not seen yet. */
export interface Group {
  readonly newTexts: readonly string[]
  readonly guards: readonly SentStatement[]
  readonly commits: readonly SentCommit[]
  /** Copy the rest of the WAL into the file first; the sender holds no snapshot meanwhile. */
  readonly checkpoint: boolean
  /** Empty the WAL afterwards; the sender holds no snapshot meanwhile. */
  readonly scrubs: boolean
  /** A part of commits of which all are stored or none: the transaction ends with the last part. */
  readonly part?: 'last' | 'not last'
}

/** What came of a group; `fatal` when the file must not be written again by this process. */
export interface GroupOutcome {
  readonly outcomes: Outcome[]
  readonly fatal?: string
  /** The WAL has been copied into the file but for what was written meanwhile; then it starts over. */
  readonly checkpointDue: boolean
}

/** Options the thread is started with. */
export interface WriterOptions {
  readonly file: string
  /** Pages of WAL after which the thread copies them into the file. */
  readonly checkpointPages: number
  readonly chain: Chain
}

/** The first message of the thread: how its connection keeps what it commits. */
export interface Durability {
  readonly journal_mode: string
  readonly synchronous: number
}

const options = workerData as WriterOptions
const connection = openConnection(options.file, 'writer')
// This thread says when: a checkpoint completes only while nobody holds an older snapshot.
connection.pragma('wal_autocheckpoint=0')

const texts: string[] = []
const prepared = new Map<number, Prepared>()
const begin = connection.prepare('begin immediate')
const commit = connection.prepare('commit')
const rollback = connection.prepare('rollback')
const checkpoint = connection.prepare('pragma wal_checkpoint(passive)')
const emptyWal = connection.prepare('pragma wal_checkpoint(truncate)')
const walState = connection.prepare('pragma wal_checkpoint(noop)')
const savepoint = connection.prepare('savepoint one')
const release = connection.prepare('release one')
const rollbackToSavepoint = connection.prepare('rollback to one')
const chain = new SqliteChain(connection, options.chain)

/** Where the chain was when the transaction began. */
let before = chain.head

function runGroup(group: Group): GroupOutcome {
  texts.push(...group.newTexts)
  let outcomes: Outcome[]
  // Still open where the parts before this one have begun it.
  if (!connection.inTransaction) before = chain.head
  try {
    if (group.checkpoint) checkpoint.get()
    if (!connection.inTransaction) begin.run()
    held.clear()
    outcomes = group.commits.map((each) => runCommit(each, group.guards))
    if (group.part !== undefined && !outcomes.every(isStored)) {
      chain.head = before
      rollback.run()
      return { outcomes, checkpointDue: false }
    }
    if (group.part === 'not last') return { outcomes, checkpointDue: false }
    chain.keep(before)
    commit.run()
  } catch (error) {
    chain.head = before
    if (connection.inTransaction) rollback.run()
    return failedGroup(group, error)
  }
  // Not among the above: what has been committed must never be told to have failed.
  if (group.scrubs) scrub(pragmas.writer.busy_timeout)
  if (copyFailed !== undefined) return { outcomes, checkpointDue: false, fatal: copyFailed }
  const checkpointDue = copied
  copied = false
  if (!checkpointDue && !copying && pagesToCopy() >= options.checkpointPages) copy()
  return { outcomes, checkpointDue }
}

let copier: Worker | undefined
let [copying, copied] = [false, false]
let copyFailed: string | undefined

/** Only where so much is written that the WAL has to be copied is there a thread for it. */
function copy(): void {
  copying = true
  try {
    copier ??= startCopier()
    copier.postMessage('copy')
  } catch {
    withoutCopier()
  }
}

/**
 * A thread needs memory and descriptors, and that there are none says nothing about the disk. This one
 * copies then, which takes longer; the next time there may be a thread again.
 */
function withoutCopier(): void {
  copier = undefined
  ;[copying, copied] = [false, true]
}

function startCopier(): Worker {
  const thread = new Worker(new URL('./wal-copier.js', import.meta.url), {
    workerData: options.file,
    // It holds nothing.
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
  })
  thread.on('message', (failed: Copied | undefined) => {
    copying = false
    // A full disk has room again some time: the next group tries once more.
    if (failed === undefined) copied = true
    else if (isUnrecoverable(failed.code)) copyFailed = failed.message
  })
  thread.on('error', withoutCopier)
  return thread
}

let scrubbing: NodeJS.Timeout | undefined

/**
 * Leaves nothing in the WAL. Another process that reads, for a backup say, may hold it for longer than a
 * commit should wait, and a full disk may have no room for what is in it; then it is tried again until it
 * is done.
 */
function scrub(waitMilliseconds: number): void {
  clearTimeout(scrubbing)
  if (!emptied(waitMilliseconds)) scrubbing = setTimeout(() => scrub(0), 500)
}

function emptied(waitMilliseconds: number): boolean {
  connection.pragma(`busy_timeout=${waitMilliseconds}`)
  try {
    return (emptyWal.get() as { busy: number }).busy === 0
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (isUnrecoverable(code)) throw error
    return false
  } finally {
    connection.pragma(`busy_timeout=${pragmas.writer.busy_timeout}`)
  }
}

/**
 * Pages that a checkpoint would copy. Those it has copied stay in the WAL until the next write starts it
 * over, so they must not count, or an idle writer would be asked for checkpoints for ever.
 */
function pagesToCopy(): number {
  const { log, checkpointed } = walState.get() as { log: number; checkpointed: number }
  return log - checkpointed
}

/** Guards of the group that hold: until authority changes nothing else can be true of them. */
const held = new Set<number>()

function holds(place: number, guards: readonly SentStatement[]): boolean {
  if (held.has(place)) return true
  const [text, parameters] = guards[place] as SentStatement
  if (runStatement(text, parameters).touched === 0) return false
  held.add(place)
  return true
}

function runCommit(one: SentCommit, guards: readonly SentStatement[]): Outcome {
  const { statements, audit, created } = one
  const before = chain.head
  savepoint.run()
  try {
    if (!one.guards.every((place) => holds(place, guards))) {
      release.run()
      return { lost: null }
    }
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
    if (created !== undefined) fillCreated(audit, created, rows)
    chain.add(audit)
    release.run()
    return { rows }
  } catch (error) {
    chain.head = before
    if (!connection.inTransaction) throw error
    rollbackToSavepoint.run()
    release.run()
    return outcomeOf(error)
  } finally {
    if (one.changesAuthority) held.clear()
  }
}

const noRows: unknown[] = []

function runStatement(text: number, parameters: readonly unknown[]) {
  const one = prepared.get(text) ?? preparedNow(text)
  if (one.returnsRows) {
    const rows = rowsOf(one, parameters)
    return { rows, touched: rows.length }
  }
  return { rows: noRows, touched: one.statement.run(...parameters).changes }
}

/** On first use, so that a text that cannot be prepared fails only the commit that holds it. */
function preparedNow(text: number): Prepared {
  const made = prepare(connection, texts[text] ?? '')
  prepared.set(text, made)
  return made
}

/** A constraint that said no is a lost race; everything else failed. */
function outcomeOf(error: unknown): Outcome {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return { lost: message.replace(/^UNIQUE constraint failed: /, '').split(',')[0] ?? null }
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return { lost: null }
  if (code !== undefined && isUnrecoverable(code)) throw error
  return { failed: message, code: code ?? '' }
}

function failedGroup(group: Group, error: unknown): GroupOutcome {
  const { code = '', message } = error as { code?: string; message: string }
  const outcomes = group.commits.map((): Outcome => ({ failed: message, code }))
  const failed = { outcomes, checkpointDue: false }
  return isUnrecoverable(code) ? { ...failed, fatal: message } : failed
}

const port = parentPort
if (port === null) throw new Error('the writer of SQLite runs as a worker thread')
port.on('message', (message: Group | 'close') => {
  if (message === 'close') {
    clearTimeout(scrubbing)
    connection.close()
    copier?.postMessage('close')
    port.close()
    return
  }
  port.postMessage(runGroup(message))
})
const durability: Durability = {
  journal_mode: connection.pragma('journal_mode', { simple: true }) as string,
  synchronous: connection.pragma('synchronous', { simple: true }) as number,
}
port.postMessage(durability)
