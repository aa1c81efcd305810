// The context of one request: its questions, reads and stored changes so far.

import { carriedVersion } from '../catalogue/sql.ts'
import type { Actor } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { insist } from '../domain/permissions.ts'
import type { AttributeFlags, Row, Target } from '../domain/rule.ts'
import { found, Refusal } from '../errors.ts'
import type { Incoming } from '../http/app-options.ts'
import { JsonList, LineFile, type SpooledAnswer } from '../http/json-list.ts'
import { spooledIn } from '../http/send.ts'
import type { GroupId, UserId } from '../ids.ts'
import { type Commit, type Db, LostRace, type RowsOf } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import { commitsOf, guardsOf, refuseLastAdmin, storedBytes } from './commits.ts'
import type { AsksOfThing, AsksOfUser, Change, Context, OpenContext, Server } from './context.ts'

/** How far the decision has come. */
type Stage =
  /** Every read must be of the same moment as the caller's rights. */
  | 'deciding'
  /** The handler decides on the catalogue in memory; its commit has to prove it. */
  | 'presuming'
  /** The proof failed: the handler runs again and reads. */
  | 'presumed_wrongly'
  /** The commit is done: nothing is read after it. */
  | 'stored'

export class RequestContext implements OpenContext, AsksOfThing, AsksOfUser {
  readonly request: Incoming<Actor>
  readonly server: Server
  readonly now: number
  readonly actor: Actor | undefined

  readonly #row: Row
  /** The ids in the path; undefined until the path has been read. */
  #target: Target = {}
  #isAsked = false
  #stage: Stage = 'deciding'
  /** The caller comes from memory, and no read or commit has proven their rights yet. */
  #isUnproven: boolean
  #spooled: SpooledAnswer[] | undefined

  constructor(server: Server, request: Incoming<Actor>, row: Row) {
    this.server = server
    this.request = request
    this.actor = request.actor
    this.now = server.now()
    this.#row = row
    this.#isUnproven = request.actor?.remembered === true
  }

  /** Asks at once if the row says so; `path` has the ids that the call is about. */
  askFirst(path: { readonly user_id?: string; readonly group_id?: string }): void {
    this.#target = path as { user_id?: UserId; group_id?: GroupId }
    // guard permission-11: #ask(this.#target) → #isAsked = true
    if (this.#row.asked === 'first') this.#ask(this.#target)
  }

  allowed<Thing>(thing: Thing | undefined): Thing {
    const { asked, otherwise } = this.#row
    // A 404 is asked before it is known whether the thing exists, so that both cases take the same time.
    const known = otherwise === 403 ? found(thing) : thing
    const attribute = known as AttributeFlags | undefined
    this.#ask(asked === 'of_attribute' ? { ...this.#target, attribute } : this.#target)
    return found(known)
  }

  allowedUser(user_id: UserId | undefined): UserId {
    this.#ask(user_id === undefined ? {} : { user_id })
    return found(user_id)
  }

  #ask(target: Target): void {
    if (!this.#row.open) {
      if (this.actor === undefined) throw new Refusal('unauthenticated')
      insist(this.#row, this.actor, target)
    }
    this.#isAsked = true
  }

  /** Throws if nobody has asked whether the caller may do this: before that, nothing is stored or sent. */
  insistAsked(): void {
    if (this.#isAsked) return
    throw new Error(`${this.#row.operation} was about to end without asking whether its caller may`)
  }

  async load<const Statements extends readonly Statement[]>(...statements: Statements) {
    const { db, catalogue: keeper } = this.server
    const carrier = statements.findIndex((statement) => statement.versioned)
    const asked = carrier < 0 ? [...statements, carriedVersion] : statements
    this.#insistOnNoCommit()
    const proofs = proofsOf(this.actor)
    for (;;) {
      const all = await db.read(...asked, ...proofs)
      const version = versionIn(all[carrier < 0 ? statements.length : carrier])
      this.#insistOnCaller(version, all.slice(asked.length))
      const kept = keeper.at(version)
      const catalogue = kept instanceof Promise ? await kept : kept
      if (catalogue.version === version) return { catalogue, rows: all as RowsOf<Statements> }
    }
  }

  async atOneMoment<T>(action: (catalogue: Catalogue, read: Db['read']) => Promise<T>) {
    const { db, longReads, catalogue: keeper } = this.server
    this.#insistOnNoCommit()
    return longReads.take(this.actor?.caller ?? '', () =>
      // guard list-2: db.snapshot → (async (action) => action(db.read.bind(db)))
      db.snapshot(async (read) => {
        const [carried, ...proven] = await read(carriedVersion, ...proofsOf(this.actor))
        const version = versionIn(carried)
        this.#insistOnCaller(version, proven)
        const catalogue = await keeper.at(version)
        if (catalogue.version !== version) throw new LostRace()
        return action(catalogue, read)
      }),
    )
  }

  async newList(): Promise<JsonList> {
    return this.#keep(new JsonList(await this.server.spool()))
  }

  async newFile(): Promise<LineFile> {
    return this.#keep(new LineFile(await this.server.spool()))
  }

  #keep<Spooled extends SpooledAnswer>(made: Spooled): Spooled {
    this.#spooled = [...(this.#spooled ?? []), made]
    return made
  }

  /** Closes the files of long answers that are not the answer: nobody will read them. */
  dropListsBut(answer: unknown): void {
    if (this.#spooled === undefined) return
    const kept = spooledIn(answer)
    // guard list-5: made !== kept → false
    for (const made of this.#spooled) if (made !== kept) made.drop().catch(() => undefined)
  }

  presume(thing: () => Statement<{ id: string | null }>): Catalogue | Promise<Catalogue> {
    const inMemory = this.server.catalogue.newest
    const isCurrent = inMemory?.version === this.actor?.basis.catalogue
    if (this.#stage !== 'deciding' || inMemory === undefined || !isCurrent) {
      return this.#loadWith(thing())
    }
    this.#stage = 'presuming'
    return inMemory
  }

  async #loadWith(thing: Statement<{ id: string | null }>): Promise<Catalogue> {
    const { catalogue, rows } = await this.load(thing)
    found(rows[0][0]?.id)
    return catalogue
  }

  /** Returns false when there is nothing to run again: nothing was presumed, or it has been stored. */
  stopPresuming(): boolean {
    if (this.#stage !== 'presuming') return false
    this.#stage = 'presumed_wrongly'
    this.#isAsked = this.#row.asked === 'first'
    return true
  }

  commit(change: Change): Promise<unknown[][]> {
    return this.#store([change], ([commit]) => this.server.db.commit(commit as Commit))
  }

  commitAll(changes: readonly Change[]): Promise<unknown[][]> {
    return this.#store(changes, (commits) => this.server.db.commitAll(commits))
  }

  async #store(changes: readonly Change[], store: (commits: Commit[]) => Promise<unknown[][]>) {
    // guard permission-10: gone
    this.insistAsked()
    if (this.#stage === 'stored') {
      throw new Error('a handler that commits twice may do the first half twice')
    }
    const { writeBudget } = this.server
    const caller = this.actor?.caller
    // guard budget-1: gone
    if (caller !== undefined) writeBudget?.insist(caller, this.now)
    const commits = commitsOf(this, changes)
    this.#insistInTime(commits[0]?.now)
    const rows = await store(commits).catch(refuseLastAdmin)
    this.#stage = 'stored'
    this.#isUnproven = false
    if (caller !== undefined) writeBudget?.count(caller, storedBytes(commits), this.now)
    return rows
  }

  /** Proves the rights of a caller; undefined if the answer is already proven for them. */
  prove(): Promise<void> | undefined {
    if (this.#stage !== 'stored') this.#insistInTime()
    // guard postgres-8: becomes true
    if (!this.#isUnproven) return undefined
    return this.server.db.read(...proofsOf(this.actor)).then((rows) => {
      insistOnEach(rows)
      this.#isUnproven = false
    })
  }

  /** A read after the commit could fail or lose its race, and so start over or refuse a stored change. */
  #insistOnNoCommit(): void {
    // guard once-1: becomes true
    if (this.#stage !== 'stored') return
    throw new Error('a handler that reads after its commit may commit twice')
  }

  /** Insists that no membership has begun or ended on which the caller's rights rest (decision 70). */
  #insistInTime(time = this.server.now()): void {
    const { rights_until = Number.POSITIVE_INFINITY } = this.actor ?? {}
    // guard membership-7: becomes false
    if (rights_until <= time) throw new LostRace()
  }

  /** Insists that the reads are of the same moment as the caller's rights, and that all proofs have rows. */
  #insistOnCaller(version: number, proofs: readonly unknown[][]): void {
    const { actor } = this
    this.#insistInTime()
    const { authorityEpoch } = this.server.db
    if (actor !== undefined && !isOfOneMoment(actor, version, authorityEpoch)) throw new LostRace()
    insistOnEach(proofs)
    this.#isUnproven = false
  }
}

const versionIn = (rows: readonly unknown[] = []): number =>
  (rows[0] as { catalogue_version: number } | undefined)?.catalogue_version ?? 0

/** Whether a read is of the same moment as the caller's rights, as far as this process knows. */
const isOfOneMoment = ({ basis }: Actor, version: number, epoch: number | undefined): boolean =>
  basis.catalogue === version && basis.epoch === epoch

/** If others write to the database, too: statements that each return a row while the rights hold. */
const proofsOf = (actor: Actor | undefined): Statement[] =>
  actor !== undefined && actor.basis.epoch === undefined ? [...guardsOf(actor)] : []

function insistOnEach(rows: readonly unknown[][]): void {
  if (rows.some((found) => found.length === 0)) throw new LostRace()
}

/** Returns the function that makes the contexts of requests to operations with this access. */
export const contextMaker = (server: Server) => (request: Incoming<Actor>, access: object) =>
  new RequestContext(server, request, access as Row) as RequestContext & Context
