// The lines of a result as one caller may see them now, as CSV.
import type { Actor } from '../domain/actor.ts'
import { may, seesDetails } from '../domain/actor.ts'
import { canSeeUserValue } from '../domain/attribute-access.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { visibleGroups } from '../domain/group-access.ts'
import { csvCell } from '../holders/lines.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import {
  type Cell,
  type Head,
  type Line,
  leftOut,
  type Outcome,
  removal,
  type Status,
  statuses,
} from './result-lines.ts'

export interface Seeing {
  readonly actor: Actor
  readonly catalogue: Catalogue
  /** Whether the caller may read values of others. */
  readonly seesOthers: boolean
  /** Whether texts that a spreadsheet would calculate are made harmless. */
  readonly spreadsheet: boolean
}

/** Shows a whole result, which begins with its head. */
export class ShownResult {
  readonly #seeing: Seeing
  readonly #head: Head
  readonly #seesGroups: boolean
  readonly #seesPeople: boolean

  constructor(seeing: Seeing, head: Head) {
    this.#seeing = seeing
    this.#head = head
    this.#seesGroups = visibleGroups(seeing.actor) === undefined
    this.#seesPeople = may(seeing.actor, 'see_users')
  }

  /** The names of the columns; ours give way to what was sent. */
  get names(): string {
    const { place, names } = this.#head
    const own = [place, 'status', 'message'] as const
    const taken = new Set(names.map((name) => name.trim().toLowerCase()))
    const isTaken = own.some((name) => taken.has(name))
    const [first, ...last] = own.map((name) => (isTaken ? `result_${name}` : name))
    return this.#line([first ?? '', ...names, ...last])
  }

  line([place, cells, user_id, attribute_id, outcomes]: Line): string {
    const { roles, attributes } = this.#head
    const lost = new Map<number, string>()
    const shown = cells.map((cell, at): string | null | typeof removal => {
      if (cell === null || cell === removal) return cell
      const role = roles[at] ?? 'value'
      if (role !== 'value') return cell === leftOut || !this.#isShown(role, user_id) ? null : cell
      const id = attributes === null ? attribute_id : (attributes[at] ?? 0)
      const why = cell === leftOut ? notKept : this.#whyNot(id, user_id)
      if (why === undefined) return cell as string
      lost.set(attributes === null ? -1 : at, why)
      return null
    })
    const isOfGroups = roles.some((role, at) => role === 'group' && isText(cells[at]))
    // guard result-17: becomes true
    const isTold = this.#seesGroups || !isOfGroups
    return this.#line([
      String(place),
      ...shown,
      statusOf(outcomes),
      this.#message(outcomes, lost, isTold),
    ])
  }

  #isShown(role: Head['roles'][number], user_id: string | 0): boolean {
    const { actor } = this.#seeing
    // guard result-6: seesDetails(actor, user_id as UserId) → true
    if (role === 'user')
      return user_id === 0 ? this.#seesPeople : seesDetails(actor, user_id as UserId)
    // guard result-7: this.#seesPeople → true
    if (role === 'person') return this.#seesPeople
    // guard result-8: this.#seesGroups → true
    if (role === 'group') return this.#seesGroups
    return true
  }

  /** Why the value of an attribute must not be shown; undefined if it may. */
  #whyNot(id: string | 0, user_id: string | 0): string | undefined {
    const { actor, catalogue, seesOthers } = this.#seeing
    const attribute = catalogue.attributes.get(String(id) as UserAttributeId)
    // guard result-4: becomes false
    if (attribute === undefined || attribute.value_is_hidden) return notNow
    const isOwn = user_id === actor.user_id
    // guard result-5: becomes true
    const isSeen =
      (seesOthers || isOwn) && canSeeUserValue(actor, attribute, String(user_id) as UserId)
    return isSeen ? undefined : notYours
  }

  /** In a table with a column for each attribute, each cell is told of where they differ. */
  #message(
    outcomes: readonly Outcome[],
    lost: ReadonlyMap<number, string>,
    isTold: boolean,
  ): string | null {
    const told = outcomes.map(([at, status, message = '']) => {
      const why = lost.get(at)
      // What is wrong with a value may tell of it.
      // guard result-16: becomes message
      const reason = why === notNow || !isTold ? '' : message
      return { at, status, text: [reason, why].filter((it) => it).join(' ') }
    })
    const isWhole = outcomes.some(([at]) => at === -1)
    for (const [at, text] of isWhole ? [] : lost) {
      if (!told.some((it) => it.at === at)) told.push({ at, status: -1, text })
    }
    const [first] = told
    if (first === undefined) return 'The line sets nothing.'
    if (told.every(({ status, text }) => status === first.status && text === first.text)) {
      return first.text === '' ? null : first.text
    }
    return told.map((it) => this.#ofCell(it)).join(' ')
  }

  #ofCell({ at, status, text }: { at: number; status: number; text: string }): string {
    const name = this.#head.names[at]
    const parts = [name, statuses[status], text].filter((it) => it !== undefined && it !== '')
    const sentence = parts.join(': ')
    return text === '' ? `${sentence}.` : sentence
  }

  #line(cells: readonly (Cell | string)[]): string {
    const { spreadsheet } = this.#seeing
    const written = cells.map((cell) =>
      typeof cell === 'number' ? '\\N' : csvCell(cell, spreadsheet),
    )
    return `${written.join(',')}\r\n`
  }
}

const isText = (cell: Cell | undefined) => typeof cell === 'string'

/** A line is refused if one of its operations is, and changed if one of them has changed something. */
function statusOf(outcomes: readonly Outcome[]): string {
  const has = (wanted: Status) => outcomes.some(([, status]) => statuses[status] === wanted)
  return has('refused') ? 'refused' : has('changed') ? 'changed' : 'unchanged'
}

const notKept = 'The value is not kept: its attribute was hidden, or not known.'
const notNow = 'The value is left out: its attribute is hidden or deleted now.'
const notYours = 'The value is left out: you may not see it.'
