// Bodies of changes with one mistake each, at a known place.
import { limits } from '../../src/limits.ts'
import type { Random } from '../../test/support/random.ts'
import { canary, csvOf, newTable, quoted, type Table } from './table-maker.ts'

export interface Planted {
  readonly format: 'csv' | 'ndjson'
  readonly about: string
  readonly text: string
  readonly line: number
  readonly field: string | null
}

/** Puts a mistake into a row, or into the header; returns the field that the problem has to name. */
type Mistake = (table: Table, row: Table['rows'][number], random: Random) => string | null

const last = (table: Table) => table.header.length - 1
const setLast = (table: Table, row: Table['rows'][number], cell: string) => {
  row.cells[last(table)] = cell
  return table.header[last(table)] ?? null
}

const inRows: Readonly<Record<string, Mistake>> = {
  'a NUL character': (table, row) => setLast(table, row, quoted(`\0${canary}`)),
  'a cell that is too long': (table, row) =>
    setLast(table, row, 'x'.repeat(limits.value_characters + 1)),
  'an empty cell': (table, row, random) => setLast(table, row, random.pick(['', '""'])),
  'a cell too many': (_, row) => {
    row.cells.push(canary)
    return null
  },
  'a cell too few': (_, row) => {
    row.cells.pop()
    return null
  },
  'no user': (table, row) => {
    row.cells[0] = ''
    return table.userField
  },
  'a user with a control character': (table, row) => {
    row.cells[0] = `${canary}\u0007`
    return table.userField
  },
  'a name that is too long': (table, row) => {
    row.cells[0] = canary.repeat(300)
    return table.userField
  },
  'no attribute': (table, row) => {
    if (table.form === 'wide') return setLast(table, row, '')
    row.cells[1] = '""'
    return 'attribute'
  },
  'a quote that is never closed': (table, row) => {
    const after = table.rows.slice(table.rows.indexOf(row) + 1)
    for (const other of after) other.cells = other.cells.map(() => canary)
    setLast(table, row, `"${canary}`)
    return null
  },
  'a quote behind text': (table, row) => {
    setLast(table, row, `${canary}"${canary}"`)
    return null
  },
  'text behind a quote': (table, row) => {
    setLast(table, row, `"${canary}"${canary}`)
    return null
  },
}

/** These change the number of columns, and then no row is read. */
const inHeaders: Readonly<Record<string, (table: Table, random: Random) => string | null>> = {
  'a column twice': (table, random) => {
    const name = random.pick(table.header)
    table.header.push(name)
    return name
  },
  'a second column of users': (table) => {
    const other = table.userField === 'email' ? 'user_id' : 'email'
    table.header.push(other)
    return other
  },
  'a column without a name': (table) => {
    table.header.push('')
    return null
  },
  'a further column in a long table': (table) => {
    table.form = 'long'
    table.header = [table.userField, 'attribute', 'value', 'ends_at']
    return 'ends_at'
  },
  'no column of users': (table) => {
    table.header[0] = 'attribute_99'
    return null
  },
}

function plantedCsv(random: Random): Planted {
  const table = newTable(random)
  if (random.chance(0.2)) {
    const about = random.pick(Object.keys(inHeaders))
    const field = inHeaders[about]?.(table, random) ?? null
    return { format: 'csv', about, text: csvOf(table).text, line: 1, field }
  }
  const about = random.pick(Object.keys(inRows))
  const row = random.pick(table.rows)
  const field = inRows[about]?.(table, row, random) ?? null
  const { text, lines } = csvOf(table)
  return { format: 'csv', about, text, line: lines[table.rows.indexOf(row)] ?? 0, field }
}

const lineOf = (fields: object) => JSON.stringify(fields)
const right = { op: 'set_user_value', user_id: '7', attribute: 'region', value: canary }
const wrongLines: readonly (readonly [about: string, line: string, field: string | null])[] = [
  ['no JSON', `{"value":"${canary}`, null],
  ['a list', '[]', null],
  ['an unknown operation', lineOf({ ...right, op: canary }), 'op'],
  ['an unknown field', lineOf({ ...right, regoin: canary }), 'regoin'],
  ['no attribute', lineOf({ ...right, attribute: undefined }), 'attribute'],
  ['an odd user', lineOf({ ...right, user_id: canary }), 'user_id'],
  ['a NUL character', lineOf({ ...right, value: `${canary}\0` }), 'value'],
  ['half of a surrogate pair', lineOf({ ...right, value: `${canary}\udc00` }), 'value'],
  ['a value that is too long', lineOf({ ...right, value: 'x'.repeat(70_000) }), 'value'],
  ['a key twice', `{"value":"${canary}",${lineOf(right).slice(1)}`, 'value'],
  ['a key that reaches prototypes', '{"op":"create_group","__proto__":{}}', null],
  ['a reason that comes late', '{"reason":"x"}', 'reason'],
  ['lists that nest too deep', `${'['.repeat(50)}${']'.repeat(50)}`, null],
]

function plantedNdjson(random: Random): Planted {
  const [about, wrong, field] = random.pick(wrongLines)
  const lines = Array.from({ length: 2 + random.below(10) }, () =>
    random.chance(0.2) ? random.pick(['', ' ', '\t']) : lineOf(right),
  )
  lines[0] = random.chance(0.5) ? lineOf({ reason: 'x' }) : lineOf(right)
  const at = 1 + random.below(lines.length - 1)
  lines[at] = wrong
  const text = lines.join(random.pick(['\n', '\r\n']))
  return { format: 'ndjson', about, text, line: at + 1, field }
}

export const planted = (random: Random): Planted =>
  random.chance(0.7) ? plantedCsv(random) : plantedNdjson(random)
