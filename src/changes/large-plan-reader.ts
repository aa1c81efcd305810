// Decides a change that is too long for memory: lines that set and remove values of users, in parts.
import { createHash } from 'node:crypto'
import type { Catalogue } from '../domain/catalogue.ts'
import { forGood, nothingOwn } from '../domain/times.ts'
import { type Problem, Refusal } from '../errors.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { slotsAt } from '../moment/own-values.ts'
import { signInsOf } from '../moment/sign-ins-reader.ts'
import type { UserReference } from '../references/reference.ts'
import { ownNames } from '../references/sql.ts'
import { mayFindByName } from '../references/user-reader.ts'
import type { Change, Context } from '../request/context.ts'
import { ownTurns } from '../request/own-turns.ts'
import type { Db } from '../store/db.ts'
import { listedAtMost } from '../values/value-change.ts'
import { problemsIn } from './apply-reader.ts'
import { Applying, type Circumstances, type Of, Refused } from './applying.ts'
import { type Basis, catalogueBasis, groupsBasis, valueBasis } from './basis.ts'
import { draftedChange } from './draft.ts'
import { Comparison, type Deciding } from './effects.ts'
import { LargeDraft, type ReadValue } from './large-draft.ts'
import { LargeEffects } from './large-effects.ts'
import { isOfValue, misfitOf, type OfValue } from './large-operation.ts'
import { type AskedValue, groupsOfUsers, valuesAsked } from './large-planning-sql.ts'
import type { Operation } from './operation.ts'
import { changeCell } from './planning-sql.ts'
import { lineProblem, type Reading } from './read-change.ts'
import { namedIn, type Sent } from './sent-lines.ts'
import {
  type DecidedValue,
  decidedUserValue,
  type ReadAndDecided,
  storedTogether,
} from './value-operations-sql.ts'

/** A value with the one before it, of which at least one is not the user's own. */
interface Open extends DecidedValue {
  readonly held: ReadValue | undefined
}

/** The user of an operation, and the value that they have. */
interface Read {
  readonly id: UserId
  readonly authority: number
  readonly held: ReadValue | undefined
}

interface At {
  readonly catalogue: Catalogue
  readonly before?: Catalogue
  readonly read: Db['read']
}

export class LargePlan {
  readonly catalogue: Catalogue
  readonly reading: Reading
  readonly effects: LargeEffects
  /** What stores all values but the first, in lists. */
  readonly changes: Change[] = []
  first: ReadAndDecided | undefined
  removes = false
  isDenied = false
  counts = { changed: 0, unchanged: 0, refused: 0 }
  /** Hears what becomes of each operation. */
  sent: Sent | undefined
  readonly #context: Context
  /** Decides which values count. */
  readonly #now: number
  readonly #keeps: boolean
  readonly #before: Catalogue
  readonly #refused: (problem: Problem) => void
  readonly #read: Db['read']
  readonly #draft: LargeDraft
  readonly #circumstances: Circumstances
  readonly #lists = new Map<string, ReadAndDecided[]>()
  readonly #values = createHash('sha256')
  readonly #people = createHash('sha256')
  #own: readonly { by: string; text: string | null }[] | undefined
  #user: UserId | undefined

  /**
   * `at`: the catalogue in which values are set, what reads at its moment, and the one before if the change makes
   * another one first. `keeps`: whether what stores the values is made.
   */
  constructor(
    context: Context,
    { catalogue, before = catalogue, read }: At,
    reading: Reading,
    keeps: boolean,
    refused = (problem: Problem) => reading.refused(lineProblem(problem)),
  ) {
    this.#refused = refused
    this.#keeps = keeps
    this.#before = before
    this.catalogue = catalogue
    this.reading = reading
    this.effects = new LargeEffects(new Comparison(before, catalogue))
    this.#context = context
    this.#now = context.server.now()
    this.#read = read
    this.#draft = new LargeDraft(catalogue)
    this.#circumstances = {
      ...{ actor: context.actor, server: context.server, asksRights: true, now: this.#now },
      userOf: () => this.#user,
      rightsOf: () => ({ authority: 0, roles: [] }),
      isForContent: () => false,
    }
  }

  /** Whether the change sets or removes this value. */
  hasChanged(user_id: UserId, attribute: UserAttributeId): boolean {
    return this.#draft.hasChanged(user_id, attribute)
  }

  get basis(): Basis {
    const [values, people] = [this.#values, this.#people].map((it) => it.copy().digest('hex'))
    return { catalogue: catalogueBasis(this.#before), values, people }
  }

  /** Decides operations that are not read from lines. */
  async decideAll(operations: readonly OfValue[]): Promise<void> {
    for (let at = 0; at < operations.length; at += askedAtOnce) {
      await this.#decideSome(operations.slice(at, at + askedAtOnce))
    }
  }

  /** Decides the operations that were read since the last time. */
  async decide(areCells: boolean): Promise<void> {
    const operations: OfValue[] = []
    for (const operation of this.reading.take()) {
      const misfit = misfitOf(operation)
      if (misfit !== undefined) this.#refuse(operation, new Refused([misfit]))
      else if (isOfValue(operation))
        operations.push(areCells ? { ...operation, isCell: true } : operation)
    }
    await this.decideAll(operations)
  }

  /** What was decided last. */
  end(): void {
    for (const list of this.#lists.values()) this.#store(list)
    this.#lists.clear()
  }

  async #decideSome(operations: readonly OfValue[]): Promise<void> {
    const read = await this.#whatIsRead(operations)
    const open: Open[] = []
    const inTurn = ownTurns()
    for (const [at, operation] of operations.entries()) {
      if (at % 100 === 0) await inTurn()
      const of = read[at]
      this.#user = of?.id
      this.#draft.present = of?.held
      this.#draft.place = operation.place
      try {
        const applying = new Applying(this.#draft, this.#circumstances, operation, [])
        const decided = decidedUserValue(applying as Of<OfValue['op']>)
        this.#restOn(of as Read, decided?.attribute.id ?? this.#attributeId(operation))
        if (decided === undefined) this.counts.unchanged++
        else this.#decided(decided, of as Read, open)
        this.sent?.decided(operation, {
          status: decided === undefined ? 'unchanged' : 'changed',
          user_id: of?.id,
          attribute: this.#attributeOf(operation),
        })
      } catch (error) {
        this.#refuse(operation, error, of?.id)
      }
    }
    await this.#addEffects(open)
  }

  /** A change rests on what is so already, too: if it did not, the people of other values would seem to have moved. */
  #restOn({ id, authority, held }: Read, attribute: UserAttributeId | '0'): void {
    this.#values.update(`${id} ${attribute} ${valueBasis(held?.own ?? nothingOwn)}\n`)
    this.#people.update(`${id} ${authority}\n`)
  }

  #decided(decided: DecidedValue, { held }: Read, open: Open[]): void {
    const { user_id, attribute, value } = decided
    const change = changeCell(held !== undefined, held?.change)
    this.counts.changed++
    this.removes ||= value === null
    if (held?.own.now !== undefined && value !== null) {
      const [before, after] = [held.own.now.value, value].map(
        (it) => ({ source: 'user', value: it }) as const,
      )
      this.effects.add(user_id, { attribute: attribute.id, before, after })
    } else {
      open.push({ ...decided, held })
    }
    const kept: ReadAndDecided = { ...decided, change }
    if (this.first === undefined) {
      this.first = kept
      return
    }
    if (!this.#keeps) return
    const key = `${attribute.id} ${value === null}`
    const list = this.#lists.get(key) ?? []
    if (list.push(kept) < listedAtMost) this.#lists.set(key, list)
    else {
      this.#store(list)
      this.#lists.delete(key)
    }
  }

  /** Makes what stores a list of values of one attribute. */
  #store(list: readonly ReadAndDecided[]): void {
    const [first] = list
    const { hidden } = this.#context.server.keys
    if (first !== undefined) this.changes.push(storedTogether(hidden, first, list))
  }

  #refuse(operation: Operation, error: unknown, user_id?: UserId): void {
    const problems = problemsIn(error, operation)
    for (const problem of problems) this.#refused(problem)
    const attribute = isOfValue(operation) ? this.#attributeOf(operation) : undefined
    this.sent?.decided(operation, { status: 'refused', user_id, attribute, problems })
    this.isDenied ||= error instanceof Refusal && error.reason === 'denied'
    this.counts.refused++
  }

  async #whatIsRead(operations: readonly OfValue[]): Promise<readonly (Read | undefined)[]> {
    const asked: Record<UserReference['by'], AskedValue[]> = {
      ...{ id: [], email: [], external_user_id: [] },
    }
    for (const [place, operation] of operations.entries()) {
      const { by, text } = await this.#findable(operation.user)
      asked[by].push([text, this.#attributeId(operation), place])
    }
    const rows = await this.#read(
      ...(['id', 'email', 'external_user_id'] as const)
        .filter((by) => asked[by].length > 0)
        .map((by) => valuesAsked(by, asked[by])),
    )
    const read: (Read | undefined)[] = []
    for (const { place, id, authority, is_there, value, change, slots } of rows.flat()) {
      const forEver = { ...nothingOwn, now: { ...forGood, value: value ?? '', change } }
      const own = slots === null ? forEver : slotsAt(slots, this.#now)
      read[place] = {
        id: id as UserId,
        authority,
        held: is_there === 1 ? { own, change } : undefined,
      }
    }
    return read
  }

  /** The attribute that is meant, if there is one; whether the caller may name it is decided later. */
  #attributeId(operation: OfValue): UserAttributeId | '0' {
    return this.#attributeOf(operation)?.id ?? '0'
  }

  #attributeOf = ({ attribute }: OfValue) => namedIn(this.catalogue, attribute)

  /** Whoever may not find others by their names finds themselves by theirs. */
  async #findable(reference: UserReference): Promise<UserReference> {
    const { actor } = this.#context
    if (reference.by === 'id' || mayFindByName(actor)) return reference
    const { user_id } = actor
    this.#own ??= (await this.#read(ownNames({ user_id })))[0] as never
    const isOwn = this.#own?.some(({ by, text }) => by === reference.by && text === reference.text)
    return { by: 'id', text: isOwn ? user_id : ('0' as UserId) }
  }

  /** The effects on users who have no own value before or after. */
  async #addEffects(open: readonly Open[]): Promise<void> {
    const { comparison } = this.effects
    const isOfGroups = ({ attribute }: Open) =>
      this.catalogue.storedGroupValues(attribute.id).length > 0
    const ids = [...new Set(open.filter(isOfGroups).map(({ user_id }) => user_id))]
    const [rows] =
      ids.length === 0
        ? [[]]
        : await this.#read(groupsOfUsers({ ids: JSON.stringify(ids), now: this.#now }))
    const asked = [open.map((it) => it.user_id), open.map((it) => it.attribute.id)] as const
    const signIns = await signInsOf(this.#read, ...asked)
    const groups = new Map(rows.map(({ id, group_ids }) => [id, group_ids.split(',') as GroupId[]]))
    // Of all others, groups have no part in what they get.
    for (const id of ids) this.#people.update(`${id} ${groupsBasis(groups.get(id) ?? [])}\n`)
    for (const { user_id, attribute, value, held } of open) {
      const direct = groups.get(user_id) ?? []
      const having = (text: string | undefined, by: number | null): Deciding => ({
        groups: direct,
        // guard sign-in-value-19: becomes {}
        sign_ins: signIns.get(user_id) ?? {},
        values: text === undefined ? {} : { [attribute.id]: text },
        changes: { [attribute.id]: by },
      })
      const { now } = held?.own ?? nothingOwn
      const before = having(now?.value, now?.change ?? null)
      const after = having(value ?? undefined, draftedChange)
      for (const difference of comparison.differences([attribute.id], before, after)) {
        this.effects.add(user_id, difference)
      }
    }
  }
}

/** Operations whose users and values are read at a time. */
const askedAtOnce = 2000
