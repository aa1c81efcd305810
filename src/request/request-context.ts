// The context of one request: what has been asked, read and stored for its caller, and what still has to be.
import { type Actor, callerOf } from '../access/actor.ts'
import { type AttributeFlags, insist, type Row, type Target } from '../access/permissions.ts'
import { adminRemainsRule, guards } from '../access/sql.ts'
import { auditRow, type Subject, type ValueSubject } from '../audit/audit-row.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { carriedVersion, catalogueChanged } from '../catalogue/sql.ts'
import { found, Refusal } from '../errors.ts'
import type { Incoming } from '../http/app.ts'
import type { GroupId, UserId } from '../ids.ts'
import type { AuditRow } from '../store/audit/row.ts'
import { type Db, LostRace, type RowsOf } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import type { AsksOfThing, Change, Context, OpenContext, Server } from './context.ts'

/** How far the decision has come. */
type Stage =
  /** What is read has to be of one moment with the caller's rights. */
  | 'deciding'
  /** The handler decides on the catalogue in memory; its commit has to prove it. */
  | 'presuming'
  /** That has not been proven: the handler runs again and reads. */
  | 'presumed_wrongly'
  /** The commit is done: nothing is read after it. */
  | 'stored'

export class RequestContext implements OpenContext, AsksOfThing {
  readonly request: Incoming<Actor>
  readonly server: Server
  readonly now: number
  readonly actor: Actor | undefined

  readonly #row: Row
  /** The ids in the path; undefined until the path has been read. */
  #target: Target = {}
  #isAsked = false
  #stage: Stage = 'deciding'
  /** The caller comes from memory and nothing has been read or stored yet that holds for them. */
  #isUnproven: boolean

  constructor(server: Server, request: Incoming<Actor>, row: Row) {
    this.server = server
    this.request = request
    this.actor = request.actor
    this.now = server.now()
    this.#row = row
    this.#isUnproven = request.actor?.remembered === true
  }

  /** Asks at once where the row says so; `path` has the ids that the call is about. */
  askFirst(path: { readonly user_id?: string; readonly group_id?: string }): void {
    this.#target = path as { user_id?: UserId; group_id?: GroupId }
    if (this.#row.asked === 'first') this.#ask(this.#target)
  }

  allowed<Thing>(thing: Thing | undefined): Thing {
    const { asked, otherwise } = this.#row
    // A 404 is asked before it is known whether there is such a thing: the same way out takes the same time.
    const known = otherwise === 403 ? found(thing) : thing
    const attribute = known as AttributeFlags | undefined
    this.#ask(asked === 'of_attribute' ? { ...this.#target, attribute } : this.#target)
    return found(known)
  }

  #ask(target: Target): void {
    if (!this.#row.open) {
      if (this.actor === undefined) throw new Refusal('unauthenticated')
      insist(this.#row, this.actor, target)
    }
    this.#isAsked = true
  }

  /** Nothing may be stored and nothing may leave while nobody has asked whether the caller may. */
  insistAsked(): void {
    if (this.#isAsked) return
    throw new Error(`${this.#row.operation} was about to end without asking whether its caller may`)
  }

  async load<const Statements extends readonly Statement[]>(...statements: Statements) {
    const { db, catalogueAt } = this.server
    const carrier = statements.findIndex((statement) => statement.versioned)
    const asked = carrier < 0 ? [...statements, carriedVersion] : statements
    this.#insistOnNoCommit()
    const proofs = proofsOf(this.actor)
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
    this.#insistOnNoCommit()
    return longReads.take(this.actor === undefined ? '' : callerOf(this.actor), () =>
      db.snapshot(async (read) => {
        const [held, ...proven] = await read(carriedVersion, ...proofsOf(this.actor))
        const version = versionIn(held)
        this.#insistOnCaller(version, proven)
        const catalogue = await catalogueAt(version)
        if (catalogue.version !== version) throw new LostRace()
        return action(catalogue, read)
      }),
    )
  }

  presume(thing: Statement<{ id: string | null }>): Catalogue | Promise<Catalogue> {
    const inMemory = this.server.catalogueInMemory()
    const isCurrent = inMemory?.version === this.actor?.basis.catalogue
    if (this.#stage !== 'deciding' || inMemory === undefined || !isCurrent) {
      return this.#loadWith(thing)
    }
    this.#stage = 'presuming'
    return inMemory
  }

  async #loadWith(thing: Statement<{ id: string | null }>): Promise<Catalogue> {
    const { catalogue, rows } = await this.load(thing)
    found(rows[0][0]?.id)
    return catalogue
  }

  /** False when there is nothing to run again: nothing was presumed, or it has been stored. */
  stopPresuming(): boolean {
    if (this.#stage !== 'presuming') return false
    this.#stage = 'presumed_wrongly'
    this.#isAsked = this.#row.asked === 'first'
    return true
  }

  async commit({ touches, statements, audit }: Change): Promise<unknown[][]> {
    this.insistAsked()
    if (this.#stage === 'stored') {
      throw new Error('a handler that commits twice may do the first half twice')
    }
    const rows = await this.server.db
      .commit({
        guards: this.actor === undefined ? [] : guardsOf(this.actor),
        statements: touches === 'catalogue' ? [...statements, catalogueChanged] : statements,
        audit: this.#auditRow(audit),
        changesAuthority: touches === 'people' || touches === 'catalogue',
        ...(touches === 'ended values' ? { alone: true } : {}),
      })
      .catch(refuseLastAdmin)
    this.#stage = 'stored'
    this.#isUnproven = false
    return rows
  }

  /** Of a caller from memory: undefined when the answer already holds for them, else the proof. */
  prove(): Promise<void> | undefined {
    if (!this.#isUnproven) return undefined
    return this.server.db.read(...proofsOf(this.actor)).then((rows) => {
      insistOnEach(rows)
      this.#isUnproven = false
    })
  }

  /** A read that fails or loses its race would start over, or refuse, what is stored already. */
  #insistOnNoCommit(): void {
    if (this.#stage !== 'stored') return
    throw new Error('a handler that reads after its commit may commit twice')
  }

  /** What was read belongs to the moment of the caller's rights, and the proofs asked for have rows. */
  #insistOnCaller(version: number, proofs: readonly unknown[][]): void {
    const { actor } = this
    const { authorityEpoch } = this.server.db
    if (actor !== undefined && !isOfOneMoment(actor, version, authorityEpoch)) throw new LostRace()
    insistOnEach(proofs)
    this.#isUnproven = false
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

/** The function that makes the contexts of requests to operations with this access. */
export const contextMaker = (server: Server) => (request: Incoming<Actor>, access: object) =>
  new RequestContext(server, request, access as Row) as RequestContext & Context
