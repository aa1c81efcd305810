// The writer thread of the SQLite engine. It commits in groups, and its fsync never stops the event loop.
import { parentPort, workerData } from 'node:worker_threads'
import type { Chain } from '../audit/chain.ts'
import { type AuditCells, fillIn, type Open } from '../audit/row.ts'
import type { SentTexts } from '../audit/texts.ts'
import { rowsOfItems, unpacked, withItems } from '../items.ts'
import { SqliteChain } from './chain.ts'
import { isUnrecoverable, openConnection, pragmas } from './connection.ts'
import { isStored, type Outcome } from './outcome.ts'
import { type Prepared, prepare, rowsOf } from './prepared.ts'
import { Wal } from './wal.ts'

/** A statement of a commit: the number of its text, its parameters, and whether or by which rule it is required. */
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
  readonly open: Open | undefined
  readonly texts: readonly SentTexts[] | undefined
  /** JSON list of the audit rows after it: one text costs less to send than many cells. */
  readonly more: string | undefined
  /** A packed list of values, each with a row like `audit`. */
  readonly items: Uint8Array | undefined
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
  /** A part of commits that are all stored or none: the writer gathers the parts until the last is there. */
  readonly part?: 'last' | 'not last'
}

/** The number of commits of a set that are done. */
export interface Progress {
  readonly done: number
}

/** The outcome of a group; `fatal` when this process must not write to the file again. */
export interface GroupOutcome {
  readonly outcomes: Outcome[]
  readonly fatal?: string
  /** The WAL was copied into the file, except pages written meanwhile. A checkpoint copies these and restarts it. */
  readonly checkpointDue: boolean
  /** Pages in the WAL since it started over; undefined if nothing was written. */
  readonly logPages?: number
}

/** Options the thread is started with. */
export interface WriterOptions {
  readonly file: string
  /** Pages of WAL after which the thread copies them into the file. */
  readonly checkpointPages: number
  readonly chain: Chain
}

/** The first message of the thread: the settings that decide whether its commits survive a crash. */
export interface Durability {
  readonly journal_mode: string
  readonly synchronous: number
}

const options = workerData as WriterOptions
const connection = openConnection(options.file, 'writer')
const wal = new Wal(connection, options)

const texts: string[] = []
const prepared = new Map<number, Prepared>()
const begin = connection.prepare('begin immediate')
const commit = connection.prepare('commit')
const rollback = connection.prepare('rollback')
const savepoint = connection.prepare('savepoint one')
const release = connection.prepare('release one')
const rollbackToSavepoint = connection.prepare('rollback to one')
const chain = new SqliteChain(connection, options.chain)

/** The parts received so far of the set that is being sent. */
let gathered: Group[] = []

function runGroup(group: Group): GroupOutcome {
  texts.push(...group.newTexts)
  let outcomes: Outcome[]
  const before = chain.head
  try {
    if (group.checkpoint) wal.checkpoint()
    if (group.part !== undefined) gathered.push(group)
    // guard store-10: gone
    if (group.part === 'not last') return { outcomes: [], checkpointDue: false }
    begin.run()
    holding.clear()
    outcomes = group.part === 'last' ? [runSet()] : runEach(group)
    // guard seed-1: becomes false
    if (group.part === 'last' && !outcomes.every(isStored)) {
      chain.head = before
      rollback.run()
      return { outcomes, checkpointDue: false }
    }
    // guard store-11: gone
    chain.keep(before)
    commit.run()
  } catch (error) {
    chain.head = before
    gathered = []
    if (connection.inTransaction) rollback.run()
    return failedGroup(group, error)
  }
  // Outside the `try`: a group that is committed must never be reported as failed.
  if (group.scrubs) wal.scrub(pragmas.writer.busy_timeout)
  if (wal.failed !== undefined) return { outcomes, checkpointDue: false, fatal: wal.failed }
  return { outcomes, checkpointDue: wal.copyWhenDue(), logPages: wal.pages }
}

/** Guards of the group that were found to hold. They keep holding until a commit changes authority. */
const holding = new Set<number>()

function holds(place: number, guards: readonly SentStatement[]): boolean {
  if (holding.has(place)) return true
  const [text, parameters] = guards[place] as SentStatement
  if (runStatement(text, parameters).touched === 0) return false
  holding.add(place)
  return true
}

const runEach = ({ commits, guards }: Group) => commits.map((each) => runCommit(each, guards))

/** Runs a set without savepoints, because all of it is stored or none. Returns the rows of its first commit. */
function runSet(): Outcome {
  const parts = gathered
  gathered = []
  let first: Outcome | undefined
  let done = 0
  try {
    for (const { commits, guards } of parts) {
      for (const each of commits) {
        const outcome = apply(each, guards)
        // guard store-9: gone
        if (!isStored(outcome)) return outcome
        first ??= outcome
      }
      done += commits.length
      port?.postMessage({ done } satisfies Progress)
    }
    return first ?? { rows: [] }
  } catch (error) {
    if (!connection.inTransaction) throw error
    return outcomeOf(error)
  }
}

function runCommit(one: SentCommit, guards: readonly SentStatement[]): Outcome {
  const before = chain.head
  savepoint.run()
  try {
    const outcome = apply(one, guards)
    // guard store-3: gone
    if (!isStored(outcome)) rollbackToSavepoint.run()
    release.run()
    return outcome
  } catch (error) {
    chain.head = before
    if (!connection.inTransaction) throw error
    // guard store-4: gone
    rollbackToSavepoint.run()
    release.run()
    return outcomeOf(error)
  }
}

/** Runs a commit. When it is lost or throws, the caller must roll its changes back. */
function apply(one: SentCommit, guards: readonly SentStatement[]): Outcome {
  const { statements, audit, open, more, items, texts: beside } = one
  try {
    // guard store-6: gone
    if (!one.guards.every((place) => holds(place, guards))) return { lost: null }
    if (items !== undefined) return applyItems(one, unpacked(items))
    const rows: unknown[][] = []
    for (const [text, parameters, required] of statements) {
      const returned = runStatement(text, parameters)
      if (required !== false && returned.touched === 0) {
        return { lost: required === true ? null : required }
      }
      rows.push(returned.rows)
    }
    if (open !== undefined) fillIn(audit, open, rows)
    const first = chain.head.chain_sequence + 1
    chain.add(audit)
    if (more !== undefined) chain.addMany(JSON.parse(more) as AuditCells[])
    if (beside !== undefined) chain.addTexts(beside, first, rows)
    return { rows }
  } finally {
    // guard store-7: gone
    if (one.changesAuthority) holding.clear()
  }
}

function applyItems({ statements, audit }: SentCommit, items: string): Outcome {
  const rows = rowsOfItems(audit, items)
  for (const [text, parameters, required] of statements) {
    const { touched } = runStatement(text, withItems(parameters, items))
    // guard large-1: becomes false
    if (required !== false && touched !== rows.length) return { lost: null }
  }
  chain.addMany(rows)
  return { rows: [] }
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

/** Prepares a text on first use, so that a text that cannot be prepared fails only its commit. */
function preparedNow(text: number): Prepared {
  const made = prepare(connection, texts[text] ?? '')
  prepared.set(text, made)
  return made
}

/** A violated constraint is a lost race; every other error is a failure. */
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
  const each = group.part === undefined ? group.commits : [group]
  const outcomes = each.map((): Outcome => ({ failed: message, code }))
  const failed = { outcomes, checkpointDue: false }
  return isUnrecoverable(code) ? { ...failed, fatal: message } : failed
}

const port = parentPort
if (port === null) throw new Error('the writer of SQLite runs as a worker thread')
port.on('message', (message: Group | 'close') => {
  if (message === 'close') {
    wal.close()
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
