// The one narrow interface to a database: read a snapshot, commit all or nothing, close.
import { CannotRun } from '../errors.ts'
import type { AuditRow } from './audit/row.ts'
import type { Statement } from './statement.ts'

/** Rows of each statement, in the order of the statements. */
export type RowsOf<Statements extends readonly Statement[]> = {
  [K in keyof Statements]: Statements[K] extends Statement<infer Row> ? Row[] : never
}

/** Some statements and the audit row that belongs to them: committed together or not at all. */
export interface Commit {
  /**
   * Each returns a row, or the commit is lost. They read only what commits that change authority change, so
   * those of a group which ask the same, as the same object, are asked once.
   */
  readonly guards?: readonly Statement[]
  readonly statements: readonly Statement[]
  readonly audit: AuditRow
  /** False when it changes only values or adds a token: nobody's identity or rights. */
  readonly changesAuthority: boolean
  /** No other node commits meanwhile; as it is with every one that changes authority. */
  readonly alone?: boolean
  /** Nothing that was deleted or overwritten before stays in the files once it is answered. */
  readonly scrubs?: boolean
}

/** Whether a commit is alone, on every node, while it runs. */
export const isAlone = ({ changesAuthority, alone }: Commit): boolean =>
  changesAuthority || alone === true

export interface Db {
  /** Runs reads in one snapshot. */
  read<const Statements extends readonly Statement[]>(
    ...statements: Statements
  ): Promise<RowsOf<Statements>>
  /**
   * Reads of one moment for what takes too long for one turn of the event loop: between two of them others
   * get theirs. `read` is good until `action` has ended.
   */
  snapshot<T>(action: (read: Db['read']) => Promise<T>): Promise<T>
  /**
   * Commits durably, then answers the rows that each statement returned. Throws `LostRace` when a
   * required statement found no row or a constraint said no: nothing of it is stored then. Throws
   * `Unavailable` when the store cannot write the change or its audit row.
   */
  commit(commit: Commit): Promise<unknown[][]>
  /**
   * Commits in this order, each with its audit row, of which all are stored or none. They give the ids of what
   * they create themselves, and are lost like one: with the first that is. `told` hears how many are done.
   */
  commitAll(commits: readonly Commit[], told?: (done: number) => void): Promise<void>
  /**
   * Counts the commits that may have changed who somebody is or what they may do, when this
   * process is the only writer; undefined when it is not, and nothing may be remembered.
   */
  readonly authorityEpoch: number | undefined
  /** Reads on a connection of its own; there where reads may have to wait for one. */
  readonly probe?: Pick<Reading, 'read'>
  close(): Promise<void>
}

/** A store that is not written to. */
export type Reading = Pick<Db, 'read' | 'close'>

/** What was read has changed since, or somebody took a unique name first: start the request over. */
export class LostRace extends Error {
  /**
   * `table.column` of the unique constraint that said no, or the rule of the required statement
   * that found no row, when it has a name.
   */
  readonly taken: string | undefined
  constructor(taken?: string) {
    super(taken === undefined ? 'a row has changed' : `${taken} said no`)
    this.name = 'LostRace'
    this.taken = taken
  }
}

/**
 * The store cannot be read or written now: the disk is full or failing, or another program has locked
 * it. After a failing disk nobody knows whether the commit was stored; otherwise it was not.
 */
export class Unavailable extends Error {
  /** As the engine or the system calls the reason. */
  readonly code: string | undefined
  constructor(message: string, code?: string) {
    super(message)
    this.name = 'Unavailable'
    this.code = code
  }
}

/** The store cannot be opened as it is; the message is one sentence that says what to do. */
export class CannotOpen extends CannotRun {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'CannotOpen'
  }
}
