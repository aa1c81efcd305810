// What a handler is given: who calls, a way to load, to ask and to commit, and what the server is.
import type { Actor } from '../access/actor.ts'
import type { Asked, AttributeFlags } from '../access/permissions.ts'
import type { Subject, ValueSubject } from '../audit/audit-row.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Incoming } from '../http/app.ts'
import type { Spool } from '../http/json-list.ts'
import type { Throttle } from '../http/throttle.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RandomBytes } from '../keys/secret-text.ts'
import type { Db, RowsOf } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import type { Turns } from '../turns.ts'

/** What a commit touches, beside the values of attributes. */
export type Touches =
  /** User values, or a new token: nobody's identity or rights. */
  | 'values'
  /** User values that go away; who sets them anew has to wait for it. */
  | 'ended values'
  /** Users, memberships, credentials, tokens that end. */
  | 'people'
  /** Definitions, group values, groups, nesting, roles. */
  | 'catalogue'

export interface Change {
  readonly touches: Touches
  readonly statements: readonly Statement[]
  readonly audit: Subject | ValueSubject
}

/** What all requests share. */
export interface Server {
  readonly db: Db
  readonly keys: KeyRing
  readonly random: RandomBytes
  readonly now: () => number
  readonly publicUrl: () => string
  /** Of Attrium. */
  readonly version: string
  /** At once when it is the one in memory; perhaps a newer one than was asked for. */
  readonly catalogueAt: (version: number) => Catalogue | Promise<Catalogue>
  /** The newest that has been read; nobody may rely on it before a commit has proven it. */
  readonly catalogueInMemory: () => Catalogue | undefined
  /** Undefined: nobody is slowed down. */
  readonly throttle: Throttle | undefined
  /** For what reads over many turns of the event loop. */
  readonly longReads: Turns
  /** Where a long list waits for its reader. */
  readonly spool: () => Promise<Spool>
  /** Tells the log and the metrics. */
  readonly signInFailed: (request: Incoming<Actor>) => void
}

/** A context before anybody has signed in. */
export interface OpenContext {
  readonly request: Incoming<Actor>
  readonly server: Server
  /** One moment for the whole request, milliseconds since 1970 UTC. */
  readonly now: number
  /** Reads in one snapshot, with the catalogue as of that snapshot. */
  load<const Statements extends readonly Statement[]>(
    ...statements: Statements
  ): Promise<{ catalogue: Catalogue; rows: RowsOf<Statements> }>
  /**
   * Reads over many turns of the event loop, all in one snapshot, with the catalogue as of that one: for
   * what takes too long for one turn. Few run at a time; throws `Unavailable` when too many wait.
   */
  atOneMoment<T>(action: (catalogue: Catalogue, read: Db['read']) => Promise<T>): Promise<T>
  /**
   * The catalogue to decide on, without waiting where the one in memory may do: the guards and constraints
   * of the commit say whether it did. If not, or if the answer would be a refusal, nothing has happened, and
   * the handler runs again on what is then read. Of `thing` the id is asked: null is a 404.
   */
  presume(thing: Statement<{ id: string | null }>): Catalogue | Promise<Catalogue>
  /**
   * Commits all or nothing, with its audit row, if the caller's token and rights still are what
   * the decision was based on; starts the request over otherwise. Returns the rows of each statement: what is
   * shown after a change was read before it, or by a statement of it.
   */
  commit(change: Change): Promise<unknown[][]>
}

export interface Context extends OpenContext {
  readonly actor: Actor
}

/**
 * Given to a handler whose access is asked of what it loads. The thing, if the caller may do this with it;
 * the 404 or 403 of the row otherwise. Nothing is stored and nothing leaves before it has been asked.
 */
export interface AsksOfThing {
  allowed<Thing>(thing: Thing | undefined): Thing
}

/** The same, where flags of the attribute decide. */
export interface AsksOfAttribute {
  allowed<Attribute extends AttributeFlags>(attribute: Attribute | undefined): Attribute
}

/** The question that a row leaves to the handler. */
export type Asking<A extends Asked> = A extends 'of_thing'
  ? AsksOfThing
  : A extends 'of_attribute'
    ? AsksOfAttribute
    : unknown
