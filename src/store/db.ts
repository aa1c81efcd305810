// The one narrow interface to a database: read a snapshot, commit all or nothing, close.
import type { AuditRow } from './audit/row.ts'
import type { Items } from './items.ts'
import type { Statement } from './statement.ts'

/** Rows of each statement, in the order of the statements. */
export type RowsOf<Statements extends readonly Statement[]> = {
  [K in keyof Statements]: Statements[K] extends Statement<infer Row> ? Row[] : never
}

/** Some statements and the audit row that belongs to them: committed together or not at all. */
export interface Commit {
  /**
   * Each must return a row, or the commit is lost. They read only data that changes with authority, so a guard
   * that several commits of a group share, as the same object, is asked once.
   */
  readonly guards?: readonly Statement[]
  readonly statements: readonly Statement[]
  readonly audit: AuditRow
  /** The rows after `audit`: where a statement changes many things, each thing has a row. No ids are filled in. */
  readonly more?: readonly AuditRow[]
  /**
   * A list in place of `more`: each item has a row like `audit`, and each statement that is required must touch as
   * many rows as there are items.
   */
  readonly items?: Items
  /** False when it only changes values or adds a token, and so changes nobody's identity or rights. */
  readonly changesAuthority: boolean
  /** No other node commits while this commit runs. That is always so for a commit that changes authority. */
  readonly alone?: boolean
  /** The time of the commit, where that is not the time of its audit row. */
  readonly now?: number
  /** Nothing that was deleted or overwritten before stays in the files once it is answered, or soon after. */
  readonly scrubs?: boolean
}

/** Whether a commit is alone, on every node, while it runs. */
export const isAlone = ({ changesAuthority, alone }: Commit): boolean =>
  // guard history-4: becomes changesAuthority
  changesAuthority || alone === true

export interface Db {
  /** Runs reads in one snapshot. */
  read<const Statements extends readonly Statement[]>(
    ...statements: Statements
  ): Promise<RowsOf<Statements>>
  /**
   * Runs reads that all see one moment, for work that takes too long for one turn of the event loop: other
   * requests are served between two reads. `read` may be used until `action` has ended.
   */
  snapshot<T>(action: (read: Db['read']) => Promise<T>): Promise<T>
  /**
   * Commits durably, then returns the rows of each statement. Throws `LostRace` when a required
   * statement found no row or a constraint was violated: nothing of the commit is stored then. Throws
   * `Unavailable` when the store cannot write the change or its audit row.
   */
  commit(commit: Commit): Promise<unknown[][]>
  /**
   * Stores these commits in this order, each with its audit rows: all of them or none. Each commit gives the ids
   * of the rows that it creates. If one is lost, all are. `report` is called with the number of commits done.
   * Returns the rows of each statement of the first commit.
   */
  commitAll(commits: readonly Commit[], report?: (done: number) => void): Promise<unknown[][]>
  /**
   * Counts the commits that may have changed somebody's identity or rights. Undefined when other
   * processes write too: then nothing may be remembered.
   */
  readonly authorityEpoch: number | undefined
  /** Reads on a separate connection. Only an engine whose reads may wait for a connection has it. */
  readonly probe?: Pick<Reading, 'read'>
  /** The time of the database, milliseconds since 1970 UTC. Only an engine that several nodes share has it. */
  readonly time?: () => Promise<number>
  close(): Promise<void>
}

/** A store that is not written to. */
export type Reading = Pick<Db, 'read' | 'time' | 'close'>

/** A read has become outdated, or another request took a unique name first: start the request over. */
export class LostRace extends Error {
  /**
   * `table.column` of the unique constraint that was violated, or the name of the rule, if it has
   * one, of the required statement that found no row.
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
 * it. Nothing of a commit was stored.
 */
export class Unavailable extends Error {
  /** The code that the engine or the system gives the reason. */
  readonly code: string | undefined
  constructor(message: string, code?: string) {
    super(message)
    this.name = 'Unavailable'
    this.code = code
  }
}

/** The disk or the connection failed while a commit was being stored: nobody knows whether it is. */
export class OutcomeUnknown extends Unavailable {
  constructor(why: string, code?: string) {
    super(`whether it was stored is unknown: ${why}`, code)
    this.name = 'OutcomeUnknown'
  }
}

/**
 * The store contains something that no version writes. The message is one sentence: it names the thing and
 * says what to do. A server does not start with such a store.
 */
export class Unreadable extends Unavailable {
  constructor(thing: string) {
    super(`${thing}; another program has changed it: restore a backup.`, 'UNREADABLE')
    this.name = 'Unreadable'
  }
}
