// The context of a handler: the caller, ways to load, to ask and to commit, and the server.

import type { Subject, ValueSubject } from '../audit/audit-row.ts'
import type { CatalogueKeeper } from '../catalogue/catalogue-keeper.ts'
import type { ClaimsMemory } from '../claims-memory/claims-memory.ts'
import type { Actor } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { Asked, AttributeFlags } from '../domain/rule.ts'
import type { Incoming } from '../http/app-options.ts'
import type { JsonList, LineFile, Spool } from '../http/json-list.ts'
import type { Throttle } from '../http/throttle.ts'
import type { WriteBudget } from '../http/write-budget.ts'
import type { UserId } from '../ids.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RandomBytes } from '../keys/secret-text.ts'
import type { Providers } from '../providers/providers.ts'
import type { Db, RowsOf } from '../store/db.ts'
import type { Items } from '../store/items.ts'
import type { Statement } from '../store/statement.ts'
import type { ValueIndexes } from '../value-index/value-indexes.ts'
import type { Sealer } from '../values/sealer.ts'
import type { SignIns } from './sign-ins.ts'
import type { Turns } from './turns.ts'

/** The kinds of data that a commit touches, besides values of attributes. */
export type Touches =
  /** User values, or a new token; nobody's identity or rights change. */
  | 'values'
  /** User values that are removed; a change that sets them again has to wait for it. */
  | 'ended values'
  /** Users, memberships, credentials, tokens that end. */
  | 'people'
  /** Definitions, group values, groups, nesting, roles. */
  | 'catalogue'

export interface Change {
  readonly touches: Touches
  readonly statements: readonly Statement[]
  readonly audit: Subject | ValueSubject
  /** Further rows of the audit, if a statement changes many things. */
  readonly more?: readonly (Subject | ValueSubject)[]
  /** A list of values in place of `more`; each has a row like `audit`. */
  readonly items?: Items
  /** The operation that its rows name, if it is not that of the request. */
  readonly operation?: string
}

/** The part of the server that all requests share. */
export interface Server {
  readonly db: Db
  readonly keys: KeyRing
  readonly random: RandomBytes
  readonly now: () => number
  readonly publicUrl: () => string
  /** The version of Attrium. */
  readonly version: string
  readonly catalogue: CatalogueKeeper
  /** Whether a change of who gets a value through groups needs the right to set the value (decision 53). */
  readonly guardGroupValues: boolean
  /** Whether it can be put back to its seed. */
  readonly isDemo: boolean
  /** The first month of the fiscal year in filter expressions, 1 for January to 12 for December. */
  readonly firstMonthOfFiscalYear: number
  /** Undefined: nobody is slowed down. */
  readonly throttle: Throttle | undefined
  /** Undefined: anybody may have as much stored as they like. */
  readonly writeBudget: WriteBudget | undefined
  /** Seals the values that are left to seal. */
  readonly sealer: Sealer
  /** Limits reads that take many turns of the event loop. */
  readonly longReads: Turns
  /** Finds users by their values. */
  readonly valueIndexes: ValueIndexes
  readonly claimsMemory: ClaimsMemory
  /** Opens a spool, where a long list waits for its reader. */
  readonly spool: () => Promise<Spool>
  /** What all sign-ins of people share. */
  readonly signIns: SignIns
  /** The providers with which people sign in. */
  readonly providers: Providers
  /** Reports to the log that a provider does not answer as it has to. */
  readonly providerFailed: (provider_id: string, error: unknown) => void
  /** Reports a failed sign-in to the log and the metrics. */
  readonly signInFailed: (request: Incoming<Actor>) => void
  /** Reports to the log that a key has as many living tokens as it may have. */
  readonly tokensRefused: (request: Incoming<Actor>) => void
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
   * Reads over many turns of the event loop, all in one snapshot, with the catalogue as of that snapshot. It is
   * for reads that take too long for one turn. Few run at a time; throws 429 when too many of the caller's wait.
   */
  atOneMoment<T>(action: (catalogue: Catalogue, read: Db['read']) => Promise<T>): Promise<T>
  /** A list for the answer. Its file is closed if it does not become the answer. */
  newList(): Promise<JsonList>
  /** The same for a file of lines. */
  newFile(): Promise<LineFile>
  /**
   * The catalogue to decide on. If the one in memory may be current, it is used without waiting, and the guards and
   * constraints of the commit prove that it was. If it was not, or if the answer would be a refusal, nothing has
   * happened, and the handler runs again on freshly read data. If `thing` is read, an id of null is a 404.
   */
  presume(thing: () => Statement<{ id: string | null }>): Catalogue | Promise<Catalogue>
  /**
   * Commits all or nothing, with its audit row, if the caller's token and rights are still those that the decision
   * was based on; otherwise starts the request over. Returns the rows of each statement: data that is shown after
   * a change was read before it, or is returned by one of its statements.
   */
  commit(change: Change): Promise<unknown[][]>
  /**
   * The same for several changes, in their order: all of them or none. Each gives the ids of what it creates. Returns
   * the rows of the first.
   */
  commitAll(changes: readonly Change[]): Promise<unknown[][]>
}

export interface Context extends OpenContext {
  readonly actor: Actor
}

/**
 * Given to a handler whose access depends on the thing that it loads. `allowed` returns the thing if the caller may
 * do this with it, and throws the 404 or 403 of the row otherwise. Nothing is stored or sent before it is called.
 */
export interface AsksOfThing {
  allowed<Thing>(thing: Thing | undefined): Thing
}

/** The same, where the flags of the attribute decide. */
export interface AsksOfAttribute {
  allowed<Attribute extends AttributeFlags>(attribute: Attribute | undefined): Attribute
}

/**
 * Given to a handler whose path names a user by a reference: returns the user if the caller may do this about them,
 * and throws the 404 of the row otherwise, as it does if there is no such user.
 */
export interface AsksOfUser {
  allowedUser(user_id: UserId | undefined): UserId
}

/** The question that a row leaves to the handler. */
export type Asking<A extends Asked> = A extends 'of_thing'
  ? AsksOfThing
  : A extends 'of_attribute'
    ? AsksOfAttribute
    : A extends 'of_user'
      ? AsksOfUser
      : unknown
