// What the columns of a table are, and what its cells say.
import { saidBy } from '../../../src/texts/csv-cell.ts'
import { textKey } from '../../../src/texts/text-key.ts'
import type { Attribute } from '../../api/attributes.ts'
import { sentence } from '../../api/told.ts'
import type { Row } from './table.ts'

export const userColumns = ['user_id', 'email', 'external_user_id'] as const
export type UserColumn = (typeof userColumns)[number]

export interface Columns {
  /** `wide`: a column an attribute. `long`: a value a row. `export`: a file of this server. */
  readonly form: 'wide' | 'long' | 'export' | 'unclear'
  /** Places of columns in a row; -1 if there is none. */
  readonly user: number
  readonly email: number
  readonly attribute: number
  readonly value: number
  readonly source: number
  readonly header: readonly string[]
}

const exportColumns = 'user_id,email,attribute,value,source,group,rank,set_at,set_by,expires_at'

export function columnsOf(header: readonly string[]): Columns {
  const at = (name: string) => header.indexOf(name)
  const places = { attribute: at('attribute'), value: at('value'), source: at('source') }
  const shared = { ...places, email: at('email'), header }
  if (header.toSorted().join() === exportColumns.split(',').toSorted().join()) {
    return { form: 'export', user: at('user_id'), ...shared }
  }
  const users = header.flatMap((name, at) => (isUserColumn(name) ? [at] : []))
  const [user = -1] = users
  if (users.length !== 1) return { form: 'unclear', user, ...shared }
  return { form: places.attribute >= 0 && places.value >= 0 ? 'long' : 'wide', user, ...shared }
}

export const isUserColumn = (name: string): name is UserColumn =>
  (userColumns as readonly string[]).includes(name)

export interface Cell {
  readonly line: number
  readonly user: string
  readonly attribute: string
  /** Null: the value is removed; undefined: it stays as it is. */
  readonly value: string | null | undefined
}

export function cellsOf(columns: Columns, row: Row, unsetsEmpty: boolean): Cell[] {
  const { line, cells, isQuoted } = row
  const { form, user, email, attribute, value, source, header } = columns
  const text = (at: number) => cells[at] ?? ''
  const saidAt = (at: number) => saidBy(text(at), form === 'export', () => isQuoted(at))
  const said = (at: number) => {
    const said = saidAt(at)
    return said === undefined && unsetsEmpty ? null : said
  }
  const who = text(user).trim()
  switch (form) {
    case 'wide':
      return header.flatMap((name, at) =>
        at === user ? [] : [{ line, user: who, attribute: name, value: said(at) }],
      )
    case 'long':
      return [{ line, user: who, attribute: text(attribute).trim(), value: said(value) }]
    case 'export': {
      const isOwn = text(source) === 'User Setting'
      const shown = isOwn ? saidAt(value) : undefined
      return [
        { line, user: who || text(email).trim(), attribute: text(attribute).trim(), value: shown },
      ]
    }
    case 'unclear':
      return []
  }
}

/** What a cell is known to be about. */
export interface Known {
  readonly attributes: ReadonlyMap<string, Attribute>
  /** Own values by `keyOf`; undefined while they are not known, or where they may not be read. */
  readonly own: ReadonlyMap<string, string | null> | undefined
  readonly problems: ReadonlyMap<number, readonly LineProblem[]>
}

export interface LineProblem {
  readonly line: number | null
  readonly field: string
  readonly message: string
}

export interface Judged extends Cell {
  readonly verdict: 'refused' | 'same' | 'sets' | 'removes' | 'nothing'
  readonly why: string | undefined
  /** Nobody may read what the cell says, or the attribute is not known. */
  readonly isHidden: boolean
  /** The own value now; undefined if there is none, or if it is not known. */
  readonly now: string | null | undefined
}

export const keyOf = (user: string, attribute: string): string => `${textKey(user)} ${attribute}`

const isOfRow = (field: string) =>
  isUserColumn(field) || /^(|op|attribute|value|starts_at|expires_at)$/.test(field)

export function judged(cell: Cell, { attributes, own, problems }: Known): Judged {
  const { line, user, attribute, value } = cell
  const known = attributes.get(attribute)
  const ofLine = problems.get(line) ?? []
  const problem =
    ofLine.find(({ field }) => field === attribute) ?? ofLine.find(({ field }) => isOfRow(field))
  const isHidden = known === undefined || known.value_is_hidden
  const now = own?.get(keyOf(user, attribute))
  const isSame =
    own !== undefined && !isHidden && (value === null ? now === undefined : now === value)
  const verdict =
    problem !== undefined && (value !== undefined || isOfRow(problem.field))
      ? 'refused'
      : value === undefined
        ? 'nothing'
        : isSame
          ? 'same'
          : value === null
            ? 'removes'
            : 'sets'
  return {
    ...cell,
    verdict,
    isHidden,
    now,
    why: verdict === 'refused' && problem !== undefined ? sentence(problem.message) : undefined,
  }
}
