// What the columns of a CSV say, according to its first line.
import { exportColumns } from '../holders/lines.ts'
import { safeName } from '../http/ignored.ts'
import { limits } from '../limits.ts'
import { hasControl } from '../texts/names.ts'

export type UserField = 'user_id' | 'email' | 'external_user_id'

/** A column: its place in a row, and what the header calls it. */
export interface Column {
  readonly at: number
  readonly name: string
  /** The name as problems show it. */
  readonly shown: string
}

export interface UserColumn extends Column {
  readonly name: UserField
}

export type Columns = { readonly count: number } & (
  | {
      /** A user a line, and a column an attribute. */
      readonly form: 'wide'
      readonly user: UserColumn
      readonly attributes: readonly Column[]
    }
  | {
      /** A value a line. */
      readonly form: 'long'
      readonly user: UserColumn
      readonly attribute: Column
      readonly value: Column
      /** From when until when each value counts. */
      readonly starts_at: Column | undefined
      readonly expires_at: Column | undefined
    }
  | {
      /** An export of this server: a value a line, with everything that is told of it. */
      readonly form: 'export'
      readonly column: Readonly<Record<(typeof exportColumns)[number], Column>>
    }
)

const userFields: readonly string[] = [
  'user_id',
  'email',
  'external_user_id',
] satisfies readonly UserField[]

export const headerExpected =
  'The first line must name the columns: one of user_id, email and external_user_id, ' +
  'and then either the names of attributes, or attribute and value, with starts_at and expires_at if you like.'

type Wrong = (field: string | null, message: string) => void

/** Reads the header; undefined if `wrong` was called. */
export function columnsOf(header: readonly string[], wrong: Wrong): Columns | undefined {
  const columns = header.map((cell, at): Column => {
    const written = cell.trim()
    const name = lowered(written)
    return { at, name, shown: shownName(name, written) }
  })
  const byName = new Map(columns.map((column) => [column.name, column]))
  let areRight = true
  const refuse: Wrong = (field, message) => {
    areRight = false
    wrong(field, message)
  }
  refuseNames(columns, refuse)
  if (!areRight) return undefined
  const [attribute, value] = [byName.get('attribute'), byName.get('value')]
  const count = header.length
  if (exportColumns.every((name) => byName.has(name)) && byName.size === exportColumns.length) {
    const column = Object.fromEntries(byName) as Record<(typeof exportColumns)[number], Column>
    return { form: 'export', count, column }
  }
  const [user, another] = columns.filter(isUserColumn)
  if (user === undefined) {
    wrong(null, headerExpected)
    return undefined
  }
  if (another !== undefined) {
    refuse(another.shown, `${user.name} and ${another.name} are both columns; keep one of them.`)
  }
  const attributes = columns.filter((column) => !isUserColumn(column))
  if (attribute !== undefined && value !== undefined) {
    const [starts_at, expires_at] = [byName.get('starts_at'), byName.get('expires_at')]
    const known = [attribute, value, starts_at, expires_at]
    for (const other of attributes) if (!known.includes(other)) refuseOther(other, refuse)
    return areRight
      ? { form: 'long', count, user, attribute, value, starts_at, expires_at }
      : undefined
  }
  if (attributes.length === 0) refuse(null, headerExpected)
  return areRight ? { form: 'wide', count, user, attributes } : undefined
}

/** No name has capitals, so a table that somebody has written for people means the same. Only ASCII: `İ` is no `i`. */
const lowered = (name: string): string => name.replace(/[A-Z]/g, (capital) => capital.toLowerCase())

const isUserColumn = (column: Column): column is UserColumn => userFields.includes(column.name)

/** A name that an attribute may have is shown whole. */
const shownName = (name: string, written: string): string =>
  name.length <= limits.name_characters && /^[a-z0-9_]+$/.test(name) ? name : safeName(written)

function refuseNames(columns: readonly Column[], refuse: Wrong): void {
  const seen = new Set<string>()
  for (const column of columns) {
    const message = misnamed(column, seen)
    if (message !== undefined) refuse(column.name === '' ? null : column.shown, message)
    seen.add(column.name)
  }
}

function misnamed({ at, name, shown }: Column, seen: ReadonlySet<string>): string | undefined {
  if (name === '') return `Column ${at + 1} of the first line has no name.`
  if (hasControl(name)) return `${shown} must not contain control characters.`
  if (name.length > limits.name_characters) {
    return `${shown} must have at most ${limits.name_characters} characters.`
  }
  // guard import-4: becomes false
  if (seen.has(name)) return `${shown} is a column twice; keep one of them.`
  return undefined
}

function refuseOther({ shown }: Column, refuse: Wrong): void {
  refuse(
    shown,
    `${shown} is not a column beside attribute and value; correct the name or leave it out.`,
  )
}
