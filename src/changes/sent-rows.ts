// The result of a table: its rows as they were sent.
import type { Catalogue } from '../domain/catalogue.ts'
import type { UserAttributeId } from '../ids.ts'
import { saidBy } from '../texts/csv-cell.ts'
import type { Column, Columns } from './csv-columns.ts'
import type { Row } from './csv-rows.ts'
import type { Operation } from './operation.ts'
import type { LineProblem } from './read-change.ts'
import { type Cell, leftOut, numberOf, type Role, removal } from './result-lines.ts'
import {
  isReadable,
  namedIn,
  outcomeOf,
  PendingLines,
  type Sent,
  type Verdict,
} from './sent-lines.ts'

type Export = Extract<Columns, { form: 'export' }>['column']

/** What each column of an export tells. */
const rolesOfExport: Readonly<Record<keyof Export, Role>> = {
  user_id: 'plain',
  email: 'user',
  attribute: 'attribute',
  value: 'value',
  // It names the group.
  source: 'group',
  group: 'group',
  rank: 'plain',
  set_at: 'plain',
  set_by: 'person',
  expires_at: 'plain',
}

export class SentRows implements Sent {
  readonly #catalogue: Catalogue
  readonly #lines = new PendingLines()
  #roles: readonly Role[] = []
  /** The place of the column that names the attribute; undefined in a wide table. */
  #namedAt: number | undefined
  #isExport = false
  #attributes: readonly (UserAttributeId | null)[] | null = null
  /** The columns of a wide table by the names that problems show. */
  readonly #places = new Map<string, number>()

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  /** `names`: the columns as they were sent. */
  header(columns: Columns, names: readonly string[]): void {
    const roles: Role[] = names.map(() => 'plain')
    const set = ({ at }: Column, role: Role) => {
      roles[at] = role
    }
    this.#isExport = columns.form === 'export'
    if (columns.form === 'export') {
      for (const [name, role] of Object.entries(rolesOfExport)) {
        set(columns.column[name as keyof Export], role)
      }
      this.#namedAt = columns.column.attribute.at
    } else {
      if (columns.user.name !== 'user_id') set(columns.user, 'user')
      if (columns.form === 'long') {
        set(columns.attribute, 'attribute')
        set(columns.value, 'value')
        this.#namedAt = columns.attribute.at
      } else this.#setWide(columns.attributes, set, names.length)
    }
    this.#roles = roles
    this.#lines.head = { place: 'line', names, roles, attributes: this.#attributes }
  }

  #setWide(columns: readonly Column[], set: (_: Column, role: Role) => void, count: number): void {
    const attributes: (UserAttributeId | null)[] = Array(count).fill(null)
    for (const column of columns) {
      set(column, 'value')
      this.#places.set(column.shown, column.at)
      const attribute = this.#named(column.name)
      attributes[column.at] = isReadable(attribute) ? attribute.id : null
    }
    this.#attributes = attributes
  }

  row(row: Row): void {
    const roles = this.#roles
    const attribute =
      this.#namedAt === undefined ? undefined : this.#named((row.cells[this.#namedAt] ?? '').trim())
    const attribute_id = isReadable(attribute) ? attribute.id : undefined
    const kept = (at: number): boolean => {
      // guard result-14: attribute !== undefined → true
      if (roles[at] === 'attribute') return attribute !== undefined
      if (roles[at] !== 'value') return true
      return (this.#attributes === null ? attribute_id : this.#attributes[at]) != null
    }
    // Where a cell is missing, nobody knows which cell is a value.
    // guard result-13: becomes true
    const isWhole = row.cells.length === roles.length
    const cells = isWhole
      ? row.cells.map((cell, at) => this.#cell(row, at, cell, kept))
      : roles.map(() => leftOut as Cell)
    this.#lines.add({ place: row.line, cells, user_id: undefined, attribute_id, outcomes: [] })
  }

  #cell(row: Row, at: number, cell: string, kept: (at: number) => boolean): Cell {
    const isOfExport = this.#isExport && this.#roles[at] === 'value'
    const said = saidBy(cell, isOfExport, () => row.isQuoted(at))
    if (said === undefined) return null
    if (said === null) return removal
    return kept(at) ? said : leftOut
  }

  wrong({ line, field, message }: LineProblem): void {
    const at = this.#places.get(field ?? '') ?? -1
    this.#lines.at(line)?.outcomes.push([at, numberOf('refused'), message])
  }

  decided({ sent }: Operation, verdict: Verdict): void {
    const pending = sent && this.#lines.at(sent.line)
    if (sent === undefined || pending === undefined) return
    pending.user_id ??= verdict.user_id
    const at = this.#attributes === null ? -1 : sent.at
    pending.outcomes.push(outcomeOf(at, verdict))
  }

  take(): string[] {
    return this.#lines.take()
  }

  #named(text: string) {
    return namedIn(this.#catalogue, { text, by: 'name' })
  }
}
