// Finds the users who have a value that fits, in the order of their ids.

import type { Catalogue } from '../domain/catalogue.ts'
import {
  effectiveValue,
  type FoundValue,
  ownStep,
  type SignInValue,
} from '../domain/search-path.ts'
import { noFacts, systemValue } from '../domain/system-attributes.ts'
import { byId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Db } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import type { ValueIndex } from '../value-index/value-index.ts'
import { isWanted, type Question } from './question.ts'
import { askedOf, needsIdentities, type Search, searchesFor, valuesThrough } from './search-plan.ts'
import type { Holder } from './shapes.ts'
import {
  type DecidingRow,
  endOf,
  type HolderRow,
  holdersIn,
  type Stretch,
  valuesIn,
} from './sql.ts'

/** Somebody who fits, with the value that they have. */
export interface Found {
  readonly holder: Holder
  readonly found: FoundValue | undefined
}

export interface Asking {
  readonly question: Question
  /** The user after whom the page begins. */
  readonly after: string
  readonly most: number
  /** The index of the values of the attribute, if there is one. */
  readonly index: ValueIndex | undefined
  /** Whether the users who fit are read at the end, and before that only what decides, where most may not fit. */
  readonly showsLast?: boolean
}

/** Somebody who fits, and who has perhaps not been read yet. */
interface Fitting {
  readonly id: string
  readonly holder: Holder | undefined
  readonly found: FoundValue | undefined
}

/** A list of holders in the making. It is read in steps, which must all see one moment. */
export class Look {
  readonly #pursuits: readonly Pursuit[]
  readonly #asking: Asking
  /** Holders who were found before they were read. */
  readonly #shown = new Map<string, Holder>()

  constructor(catalogue: Catalogue, asking: Asking) {
    const judge = judgeOf(catalogue, asking.question)
    const searches = searchesFor(asking.question, catalogue, asking.index)
    this.#pursuits = searches.map((search) => new Pursuit(search, asking, judge))
    this.#asking = asking
  }

  /** The statements of the next step. */
  next(): Statement<unknown>[] {
    const open = this.#open()
    return open.length > 0 ? open.flatMap((pursuit) => pursuit.statements()) : [this.#unread()]
  }

  /** Takes the rows of the step. */
  take(rows: readonly (readonly unknown[])[]): void {
    const open = this.#open()
    let from = 0
    for (const pursuit of open) from = pursuit.take(rows, from)
    if (open.length > 0) return
    for (const holder of rows[0] as readonly HolderRow[]) this.#shown.set(holder.id, holder)
  }

  /** All holders of the page; undefined until enough users were looked at, and all who fit were read. */
  get page(): readonly Found[] | undefined {
    if (this.#open().length > 0) return undefined
    const known = this.#known()
    const page = known.flatMap(({ id, holder = this.#shown.get(id), found }) =>
      holder === undefined ? [] : [{ holder, found }],
    )
    // guard holders-18: becomes page
    return page.length === known.length ? page : undefined
  }

  /** Nobody behind a last one who is already known has to be looked at. */
  #open(): Pursuit[] {
    const known = this.#known()
    const last = known.length < this.#asking.most ? undefined : known.at(-1)?.id
    return this.#pursuits.filter((pursuit) => !pursuit.isPast(last))
  }

  #known(): Fitting[] {
    const known = new Map(
      this.#pursuits.flatMap(({ found }) => found).map((each) => [each.id, each]),
    )
    const inOrder = [...known.values()].sort((one, other) => byId(one.id, other.id))
    return inOrder.slice(0, this.#asking.most)
  }

  #unread(): Statement<unknown> {
    const { after, question } = this.#asking
    const ids = this.#known().flatMap(({ id, holder }) => (holder === undefined ? [id] : []))
    const stretch: Stretch = { after, most: ids.length, along: { by: 'ids', ids } }
    return holdersIn(stretch, askedOf(question), { rows: ids.length, identities: false })
  }
}

/** The holders of a page, however many users have to be looked at. `read` must see one moment. */
export async function holdersOf(
  catalogue: Catalogue,
  asking: Asking,
  read: Db['read'],
): Promise<readonly Found[]> {
  const look = new Look(catalogue, { ...asking, showsLast: true })
  while (look.page === undefined) look.take(await read(...look.next()))
  return look.page
}

type Judge = (row: HolderRow) => FoundValue | undefined

/** Decides by the search path which value a user has. */
export function judgeOf(catalogue: Catalogue, question: Question): Judge {
  const { attribute, of } = question
  const through = valuesThrough(catalogue, question)
  return (row) => {
    const own = row.own ?? undefined
    const { expires_at } = row
    if (of === 'own') return own === undefined ? undefined : ownStep(own, expires_at)
    return effectiveValue(attribute, {
      system: systemValue(attribute, row),
      ...{ user: own, expires_at },
      sign_in: sentIn(row),
      groups: through(row.group_ids),
    })
  }
}

/** What a provider has sent, where that may count. */
const sentIn = ({ sent, provider, sent_at }: HolderRow): SignInValue | undefined =>
  provider === null
    ? undefined
    : { value: sent ?? '', provider, set_at: Number(sent_at), change: 0 }

/** What does not decide where there is such a value. */
const unread = { ...noFacts, group_ids: null }

/** After a stretch in which nobody fits, the next one is so much longer. */
const growth = 4

/** How many more users are looked at than would do if the next ones fit as often as those before. */
const reserve = 1.25

/** One search, as far as it has come. */
class Pursuit {
  readonly found: Fitting[] = []
  readonly #search: Search
  readonly #asking: Asking
  readonly #judge: Judge
  #after: string
  #ended = false
  readonly #shortest: number
  #stretch: number
  /** How many users were looked at. */
  #looked = 0
  /** The last of the users who are looked at in this step, where that is known before. */
  #end: string | undefined

  constructor(search: Search, asking: Asking, judge: Judge) {
    this.#search = search
    this.#asking = asking
    this.#judge = judge
    this.#after = asking.after
    // Nearly everybody whom an index finds fits.
    this.#shortest = search.along.by === 'index' ? asking.most + 1 : limits.searched_first
    this.#stretch = this.#shortest
  }

  /** Whether everybody up to this user was looked at; undefined: everybody there is. */
  isPast(user_id: string | undefined): boolean {
    return this.#ended || (user_id !== undefined && byId(this.#after, user_id) >= 0)
  }

  get #longest(): number {
    const { match } = this.#asking.question
    return match === 'admits' ? limits.evaluated_at_once : limits.searched_at_once
  }

  /** The store leaves out who does not fit, except for `admits`: then most of those whom it finds may not. */
  get #rows(): number {
    const { question, most } = this.#asking
    return question.match === 'admits' ? Math.max(most, limits.evaluated_at_once) : most
  }

  /** Whether users are read only when it is known that they fit. */
  get #readsValues(): boolean {
    const { question, showsLast } = this.#asking
    return showsLast === true && question.match === 'admits' && this.#search.along.by === 'values'
  }

  statements(): Statement<unknown>[] {
    const { along, asked } = this.#search
    const { question } = this.#asking
    const shown = { rows: this.#rows, identities: needsIdentities(question) }
    const place = { after: this.#after, most: this.#stretch }
    switch (along.by) {
      case 'index': {
        const ids = along.index.find(question.text, place.after, place.most)
        this.#end = ids.length < place.most ? undefined : ids.at(-1)
        return [holdersIn({ ...place, along: { by: 'ids', ids } }, asked, shown)]
      }
      case 'changes':
        this.#end = undefined
        return [holdersIn({ ...place, most: limits.changes_caught_up, along }, asked, shown)]
      default: {
        const stretch: Stretch = { ...place, along }
        const rows = this.#readsValues
          ? valuesIn(stretch, asked, this.#rows)
          : holdersIn(stretch, asked, shown)
        return [rows, endOf(stretch)]
      }
    }
  }

  /** Takes the rows of its statements, which begin at this place; returns the place after them. */
  take(all: readonly (readonly unknown[])[], from: number): number {
    const rows = all[from] as readonly DecidingRow[]
    const { by } = this.#search.along
    const knowsEnd = by === 'index' || by === 'changes'
    const ends = knowsEnd ? [] : (all[from + 1] as readonly { end: string | null }[])
    const end = knowsEnd ? this.#end : (ends[0]?.end ?? undefined)
    const before = this.found.length
    for (const row of rows) {
      const holder = this.#readsValues ? undefined : (row as HolderRow)
      const found = this.#judge(holder ?? { ...unread, ...row })
      // guard holders-3: becomes true
      if (isWanted(this.#asking.question, found)) this.found.push({ id: row.id, holder, found })
    }
    const isFull = rows.length === this.#rows
    const last = isFull ? rows.at(-1)?.id : end
    if (last === undefined) this.#ended = true
    else this.#after = last
    if (!isFull) {
      this.#looked += this.#stretch
      const next = this.found.length > before ? this.#expected() : this.#stretch * growth
      this.#stretch = Math.min(Math.max(next, this.#shortest), this.#longest)
    }
    return from + (knowsEnd ? 1 : 2)
  }

  /** How many users have to be looked at until the page is full. */
  #expected(): number {
    const missing = this.#asking.most - this.found.length
    return Math.ceil((missing / this.found.length) * this.#looked * reserve)
  }
}
