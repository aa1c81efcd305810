// What a handler is given: who calls, a way to load and a way to commit, and what the server is.
import { type Actor, callerOf } from './access/actor.ts'
import { type DemoOperation, insist, type Operation, type Target } from './access/permissions.ts'
import { adminRemainsRule, guards } from './access/sql.ts'
import { auditRow, type Subject, type ValueSubject } from './audit/audit-row.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import { carriedVersion, catalogueChanged, readCatalogue } from './catalogue/sql.ts'
import { Refusal } from './errors.ts'
import type { Incoming } from './http/app.ts'
import type { Spool } from './http/json-list.ts'
import { routeWriter } from './http/route.ts'
import type { Throttle } from './http/throttle.ts'
import type { KeyRing } from './keys/key-ring.ts'
import type { RandomBytes } from './keys/secret-text.ts'
import type { AuditRow } from './store/audit/row.ts'
import { type Db, LostRace, type RowsOf } from './store/db.ts'
import type { Statement } from './store/statement.ts'
import type { Turns } from './turns.ts'

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
   * Changes something on the catalogue in memory, before anything has been read: the guards and
   * constraints of its commit say whether that was right. When it was not, or when the change is
   * refused, nothing has happened and the change runs again on what `loaded` reads and insists on.
   */
  presuming<T>(
    loaded: () => Promise<Catalogue>,
    change: (catalogue: Catalogue) => Promise<T>,
  ): Promise<T>
  /**
   * Commits all or nothing, with its audit row, if the caller's token and rights still are what
   * the decision was based on; starts the request over otherwise. Answers the rows returned.
   */
  commit(change: Change): Promise<unknown[][]>
}

export interface Context extends OpenContext {
  readonly actor: Actor
  /** Refuses as the permission table says, unless the caller may do this operation to that. */
  insist(target?: Target, message?: string): void
}

/** Writes a route that needs no sign-in. */
export const openRoute = routeWriter<OpenContext, Operation>()
export const route = routeWriter<Context, Operation | DemoOperation>()

class RequestContext implements OpenContext {
  readonly request: Incoming<Actor>
  readonly server: Server
  readonly now: number
  readonly actor: Actor | undefined

  /** What a decision rests on must be of one moment with the caller's rights; what is shown after it need not. */
  #deciding: boolean
  #committed = false
  /** The caller comes from memory and nothing has been read or stored yet that holds for him. */
  #unproven: boolean

  constructor(server: Server, request: Incoming<Actor>) {
    this.server = server
    this.request = request
    this.actor = request.actor
    this.now = server.now()
    this.#deciding = request.actor !== undefined
    this.#unproven = request.actor?.remembered === true
  }

  insist(target?: Target, message?: string): void {
    if (this.actor === undefined) throw new Refusal('unauthenticated')
    insist(this.request.operation as Operation, this.actor, target, message)
  }

  async load<const Statements extends readonly Statement[]>(...statements: Statements) {
    const { db, catalogueAt } = this.server
    const carrier = statements.findIndex((statement) => statement.versioned)
    const asked = carrier < 0 ? [...statements, carriedVersion] : statements
    const proofs = this.#deciding ? proofsOf(this.actor) : []
    for (;;) {
      const all = await db.read(...asked, ...proofs)
      const version = versionIn(all[carrier < 0 ? statements.length : carrier])
      this.#insistOnCaller(version, all.slice(asked.length))
      const kept = catalogueAt(version)
      const catalogue = kept instanceof Promise ? await kept : kept
      if (catalogue.version === version) return { catalogue, rows: all as RowsOf<Statements> }
    }
  }

  async atOneMoment<T>(action: (catalogue: Catalogue, read: Db['read']) => Promise<T>) {
    const { db, longReads, catalogueAt } = this.server
    return longReads.take(this.actor === undefined ? '' : callerOf(this.actor), () =>
      db.snapshot(async (read) => {
        const [held, ...proven] = await read(
          carriedVersion,
          ...(this.#deciding ? proofsOf(this.actor) : []),
        )
        const version = versionIn(held)
        this.#insistOnCaller(version, proven)
        const catalogue = await catalogueAt(version)
        if (catalogue.version !== version) throw new LostRace()
        return action(catalogue, read)
      }),
    )
  }

  /** What was read belongs to the moment of the caller's rights, and the proofs asked for have rows. */
  #insistOnCaller(version: number, proofs: readonly unknown[][]): void {
    const { authorityEpoch } = this.server.db
    if (this.#deciding && this.actor && !isOfOneMoment(this.actor, version, authorityEpoch)) {
      throw new LostRace()
    }
    insistOnEach(proofs)
    this.#unproven = false
  }

  /** Of a caller from memory: undefined when what he was given already holds for him, else the proof. */
  prove(): Promise<void> | undefined {
    if (!this.#unproven) return undefined
    const { db } = this.server
    return db.read(...proofsOf(this.actor)).then((rows) => {
      insistOnEach(rows)
      this.#unproven = false
    })
  }

  async presuming<T>(
    loaded: () => Promise<Catalogue>,
    change: (catalogue: Catalogue) => Promise<T>,
  ): Promise<T> {
    const catalogue = this.server.catalogueInMemory()
    if (catalogue !== undefined && catalogue.version === this.actor?.basis.catalogue) {
      try {
        return await change(catalogue)
      } catch (error) {
        if (this.#committed || !(error instanceof LostRace || error instanceof Refusal)) throw error
      }
    }
    return change(await loaded())
  }

  async commit({ touches, statements, audit }: Change): Promise<unknown[][]> {
    if (this.#committed) throw new Error('a handler that commits twice may do the first half twice')
    const rows = await this.server.db
      .commit({
        guards: this.actor === undefined ? [] : guardsOf(this.actor),
        statements: touches === 'catalogue' ? [...statements, catalogueChanged] : statements,
        audit: this.#auditRow(audit),
        changesAuthority: touches === 'people' || touches === 'catalogue',
        ...(touches === 'ended values' ? { alone: true } : {}),
      })
      .catch(refuseLastAdmin)
    this.#committed = true
    this.#deciding = false
    this.#unproven = false
    return rows
  }

  #auditRow(subject: Subject | ValueSubject): AuditRow {
    const { actor, request, now } = this
    const circumstances = {
      at: now,
      request_id: request.request_id,
      operation: request.operation,
      actor_id: actor?.user_id ?? null,
      sudo_by: actor?.sudo_by ?? null,
      credentials_api3_id: actor?.credentials_api3_id ?? null,
      address: request.address,
    }
    return auditRow(circumstances, subject)
  }
}

const versionIn = (rows: readonly unknown[] = []): number =>
  (rows[0] as { catalogue_version: number } | undefined)?.catalogue_version ?? 0

const known = new WeakMap<Actor, readonly Statement[]>()

/** The same objects for an actor who is remembered. */
function guardsOf(actor: Actor): readonly Statement[] {
  let held = known.get(actor)
  if (held === undefined) {
    held = guards(actor)
    known.set(actor, held)
  }
  return held
}

/** Whether what was just read is of one moment with the caller's rights, as far as this process knows. */
const isOfOneMoment = ({ basis }: Actor, version: number, epoch: number | undefined): boolean =>
  basis.catalogue === version && basis.epoch === epoch

/** Where others write to the database too: statements that return a row each while it is. */
const proofsOf = (actor: Actor | undefined): Statement[] =>
  actor !== undefined && actor.basis.epoch === undefined ? [...guardsOf(actor)] : []

function insistOnEach(rows: readonly unknown[][]): void {
  if (rows.some((found) => found.length === 0)) throw new LostRace()
}

/** Trying again would not help: the change itself leaves nobody who can administer the server. */
function refuseLastAdmin(error: unknown): never {
  if (!(error instanceof LostRace) || error.taken !== adminRemainsRule) throw error
  throw new Refusal('denied', {
    message:
      'The last enabled administrator with an enabled API key must stay one; ' +
      'make another user an admin and give them a key first.',
  })
}

export function contextMaker(server: Server): (request: Incoming<Actor>) => Context {
  return (request) => new RequestContext(server, request) as Context
}

/** The last thing before an answer or a refusal leaves; `LostRace` when the caller has changed. */
export const proveActor = (context: OpenContext): Promise<void> | undefined =>
  (context as RequestContext).prove()

/** Keeps the newest catalogue read; one read at a time serves everybody who waits. */
export function catalogueKeeper(db: Db): Pick<Server, 'catalogueAt' | 'catalogueInMemory'> {
  let newest: Catalogue | undefined
  let reading: Promise<Catalogue> | undefined
  const read = async () => {
    reading ??= readCatalogue(db).finally(() => {
      reading = undefined
    })
    newest = await reading
    return newest
  }
  return {
    catalogueAt: (version) => (newest?.version === version ? newest : read()),
    catalogueInMemory: () => newest,
  }
}
