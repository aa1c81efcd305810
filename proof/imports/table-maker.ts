// Random tables written as CSV in every way that is allowed, with the line on which each row begins.
import type { Random } from '../../test/support/random.ts'

/** In every value, so that a message which repeats one is found. */
export const canary = 'qzCANARYqz'

export interface Row {
  /** The cells as they are written. */
  cells: string[]
  /** Empty lines before it. */
  blanks: number
}

export interface Table {
  form: 'wide' | 'long'
  userField: string
  /** The names of the columns; the first is that of the user. */
  header: string[]
  rows: Row[]
  delimiter: string
  end: string
  startsWithMark: boolean
  lastLineEnds: boolean
}

export const newCell = (random: Random): string => {
  const pieces = [...'aé😀"\',;\t\n\r=\\ ', '\r\n', '""']
  const text = Array.from({ length: random.below(6) }, () => random.pick(pieces)).join('')
  return `${text}${canary}${random.pick(pieces)}`
}

/** Writes a cell in quotes, which it may not need. */
export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

const written = (random: Random, text: string): string =>
  random.chance(0.3) || /["\r\n,;\t]/.test(text) ? quoted(text) : text

export function newTable(random: Random): Table {
  const form = random.pick(['wide', 'long'] as const)
  const userField = random.pick(['email', 'user_id', 'external_user_id'])
  const names = Array.from({ length: 1 + random.below(5) }, (_, at) => `attribute_${at}`)
  const header = [userField, ...(form === 'wide' ? names : ['attribute', 'value'])]
  const user = () =>
    userField === 'email' ? `u${random.below(99)}@acme.example` : `${1 + random.below(99)}`
  const rows = Array.from({ length: 1 + random.below(12) }, () => {
    const values = form === 'wide' ? names.map(() => newCell(random)) : ['region', newCell(random)]
    return {
      cells: [user(), ...values].map((cell) => written(random, cell)),
      blanks: random.chance(0.1) ? 1 + random.below(3) : 0,
    }
  })
  return {
    form,
    userField,
    header,
    rows,
    delimiter: random.pick([',', ';', '\t']),
    end: random.pick(['\n', '\r\n', '\r']),
    startsWithMark: random.chance(0.2),
    lastLineEnds: random.chance(0.8),
  }
}

/** The text of a table, and the line on which each row begins. */
export function csvOf(table: Table): { text: string; lines: number[] } {
  const { delimiter, end } = table
  let text = table.header.join(delimiter)
  let breaks = 0
  const lines = table.rows.map(({ cells, blanks }) => {
    const row = cells.join(delimiter)
    text += end.repeat(1 + blanks) + row
    breaks += 1 + blanks
    const line = 1 + breaks
    breaks += row.split(/\r\n|\n|\r/).length - 1
    return line
  })
  return {
    text: `${table.startsWithMark ? '\ufeff' : ''}${text}${table.lastLineEnds ? end : ''}`,
    lines,
  }
}
