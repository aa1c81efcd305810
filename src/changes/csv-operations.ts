// The operations that the rows of a CSV are.
import type { Problem } from '../errors.ts'
import { textProblem } from '../http/body.ts'
import { isProblem, type UserReference, userInBody } from '../references/reference.ts'
import { saidBy } from '../texts/csv-cell.ts'
import { hasControl } from '../texts/names.ts'
import { isSource, ownSource } from '../user-attributes/shapes.ts'
import type { Column, Columns, UserColumn } from './csv-columns.ts'
import type { Row } from './csv-rows.ts'
import type { GivenTimes, Operation } from './operation.ts'
import { placeOf, type Reading } from './read-change.ts'

/** What an empty cell says: that the value stays as it is, or that it is removed. */
export type Empty = 'keep' | 'unset'

/** What a cell says about a value: a text to set, null to remove the value, undefined for nothing. */
type Said = string | null | undefined

/** Reads the rows below a header. */
export class Rows {
  readonly #reading: Reading
  readonly #columns: Columns
  readonly #empty: Empty | undefined
  #hasAsked = false

  constructor(reading: Reading, columns: Columns, empty: Empty | undefined) {
    this.#reading = reading
    this.#columns = columns
    this.#empty = empty
  }

  /** Reads the row with this number, from 1. */
  read(row: Row, number: number): void {
    // guard import-12: becomes false
    if (number > this.#reading.most.rows) {
      const message = `A CSV may have at most ${this.#reading.most.rows} rows; this line and those after it were not read.`
      this.#reading.end({ line: row.line, message })
    }
    const columns = this.#columns
    const { length } = row.cells
    // Spreadsheets write such lines below their last row.
    const isBlank = length === columns.count && row.cells.every((cell) => cell === '')
    if (!isBlank) this.#reading.hears?.row?.(row)
    // guard import-7: becomes false
    if (length !== columns.count) {
      const message = `The line has ${length === 1 ? 'one cell' : `${length} cells`}, but the first line has ${columns.count} columns.`
      this.#begunWrong(row, null, 'invalid', message)
      return
    }
    if (isBlank) return
    switch (columns.form) {
      case 'wide':
        this.#readWide(row, columns)
        break
      case 'long':
        this.#readLong(row, columns)
        break
      case 'export':
        this.#readExported(row, columns)
        break
    }
  }

  #readWide(row: Row, { user: ofUser, attributes }: Extract<Columns, { form: 'wide' }>): void {
    const user = this.#user(row, ofUser)
    if (user === undefined) return
    for (const column of attributes) {
      const value = this.#said(row, column)
      if (value === undefined) continue
      const place = placeOf(row.line, column.shown)
      this.#add(row, { place, at: column.at, user, attribute: column.name, value, saysNoEnd: true })
    }
  }

  #readLong(row: Row, columns: Extract<Columns, { form: 'long' }>): void {
    const user = this.#user(row, columns.user)
    const attribute = user && this.#name(row, columns.attribute)
    if (user === undefined || attribute === undefined) return
    const value = this.#said(row, columns.value)
    if (value === undefined) return
    const times = this.#times(row, columns)
    if (times === undefined) return
    if (value === null && hasTimes(times)) {
      const field = times.starts_at === null ? 'expires_at' : 'starts_at'
      const message = `${field} must be empty where the value is removed.`
      this.#begunWrong(row, field, 'invalid', message)
      return
    }
    const saysNoEnd = columns.expires_at === undefined
    this.#add(row, {
      ...{
        place: placeOf(row.line),
        at: columns.value.at,
        user,
        attribute,
        value,
        times,
        saysNoEnd,
      },
    })
  }

  /** The times of a row, as it has them; undefined if they cannot be read. */
  #times(
    row: Row,
    columns: { readonly starts_at?: Column | undefined; readonly expires_at?: Column | undefined },
  ): GivenTimes | undefined {
    const [starts_at, expires_at] = [columns.starts_at, columns.expires_at].map((column) => {
      const cell = column === undefined ? '' : cellOf(row, column).trim()
      return cell === '' ? null : this.#text(row, column as Column, cell)
    })
    if (starts_at === undefined || expires_at === undefined) return undefined
    return { starts_at, expires_at }
  }

  #readExported(row: Row, { column }: Extract<Columns, { form: 'export' }>): void {
    const source = cellOf(row, column.source)
    if (!isSource(source)) {
      const message = `source must be written as in an export; for a value of the user, write ${ownSource}.`
      this.#begunWrong(row, 'source', 'invalid', message)
      return
    }
    const value = saidBy(cellOf(row, column.value), true, () => row.isQuoted(column.value.at))
    // guard import-8: becomes false
    const isOfOthers = source !== ownSource
    // guard import-9: becomes false
    const isHidden = value === undefined
    if (isOfOthers || isHidden) {
      this.#reading.skippedLines++
      return
    }
    const by = cellOf(row, column.user_id).trim() === '' ? column.email : column.user_id
    const user = this.#user(row, by as UserColumn)
    const attribute = user && this.#name(row, column.attribute)
    if (user === undefined || attribute === undefined) return
    const text = value === null ? null : this.#text(row, column.value)
    if (text === undefined) return
    // guard import-11: becomes {}
    const times = this.#times(row, { expires_at: column.expires_at })
    if (times === undefined) return
    this.#add(row, {
      ...{ place: placeOf(row.line), at: column.value.at, user, attribute, value: text, times },
    })
  }

  #add({ line }: Row, made: Made & { readonly value: string | null }): void {
    const { place, at, user, attribute: text, value, times, saysNoEnd = false } = made
    this.#reading.begin(line)
    const sent = { line, at }
    const attribute = { field: `${place}.attribute`, text, by: 'name' } as const
    const operation: Operation =
      value === null
        ? { op: 'clear_user_value', place, sent, user, attribute }
        : {
            ...{ op: 'set_user_value', place, sent, user, attribute, value },
            ...(hasTimes(times) && { times }),
            ...(saysNoEnd && { saysNoEnd }),
          }
    this.#reading.add(operation)
  }

  #user(row: Row, column: UserColumn): UserReference | undefined {
    const text = this.#name(row, column)
    if (text === undefined) return undefined
    const user = userInBody({ [column.name]: text })
    if (!isProblem(user)) return user
    this.#begunWrong(row, column.shown, user.code, user.message)
    return undefined
  }

  /** A cell that names something. */
  #name(row: Row, column: Column): string | undefined {
    const cell = cellOf(row, column)
    // No id, address or name of an attribute has blanks around it; an id of another application may.
    const text = column.name === 'external_user_id' ? cell : cell.trim()
    if (text === '') {
      this.#begunWrong(row, column.shown, 'missing_field', `'${column.shown}' is required.`)
      return undefined
    }
    if (!hasControl(text)) return this.#text(row, column, text)
    const message = `${column.shown} must not contain control characters, such as line breaks.`
    this.#begunWrong(row, column.shown, 'invalid', message)
    return undefined
  }

  #said(row: Row, column: Column): Said {
    const said = saidBy(cellOf(row, column), false, () => row.isQuoted(column.at))
    if (said === null) return null
    if (said !== undefined) return this.#text(row, column)
    // guard import-10: becomes false
    if (this.#empty === undefined) this.#ask(row, column)
    return this.#empty === 'unset' ? null : undefined
  }

  #ask(row: Row, column: Column): void {
    if (this.#hasAsked) return
    this.#hasAsked = true
    const message =
      `The cell of ${column.shown} is empty: add empty=keep to the address if values of empty cells stay as they are, ` +
      'or empty=unset if they are to be removed.'
    this.#begunWrong(row, column.shown, 'invalid', message)
  }

  #text(row: Row, column: Column, text = cellOf(row, column)): string | undefined {
    const problem = textProblem(text)
    if (problem === undefined) return text
    this.#begunWrong(row, column.shown, 'invalid', `${column.shown} ${problem}.`)
    return undefined
  }

  /** An operation that cannot be read counts as well. */
  #begunWrong({ line }: Row, field: string | null, code: Problem['code'], message: string): void {
    this.#reading.begin(line)
    this.#reading.wrong({ line, field, code, message })
  }
}

interface Made {
  readonly place: string
  /** The place of the column of the value. */
  readonly at: number
  readonly user: UserReference
  readonly attribute: string
  readonly times?: GivenTimes
  /** The table has no column for ends. */
  readonly saysNoEnd?: boolean
}

const hasTimes = (times: GivenTimes | undefined): times is GivenTimes =>
  times?.starts_at != null || times?.expires_at != null

const cellOf = ({ cells }: Row, { at }: Column): string => cells[at] ?? ''
