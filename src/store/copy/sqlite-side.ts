// An SQLite file as a side of a copy.

import type { Connection } from '../sqlite/connection.ts'
import { type Cell, type CopiedTable, type Layout, pageOf, type Target } from './store-copy.ts'

/** Rows in a page. */
const pageRows = 2000

interface Known extends Layout {
  readonly isInteger: readonly boolean[]
}

export function sqliteSide(connection: Connection): Target {
  const known = new Map<CopiedTable, Known>()
  const layoutOf = (table: CopiedTable): Known => {
    const cached = known.get(table)
    if (cached !== undefined) return cached
    const info = connection.pragma(`table_info(${table})`) as {
      name: string
      type: string
      pk: number
    }[]
    const columns = info.sort((one, other) => (one.name < other.name ? -1 : 1))
    const key = columns
      .map(({ pk }, at) => ({ pk, at }))
      .filter(({ pk }) => pk > 0)
      .sort((one, other) => one.pk - other.pk)
      .map(({ at }) => at)
    const layout = {
      columns: columns.map(({ name }) => name),
      key,
      isInteger: columns.map(({ type }) => type === 'INTEGER'),
    }
    known.set(table, layout)
    return layout
  }
  const read = ({ columns, isInteger }: Known, places: readonly number[]) =>
    places.map((at) => (isInteger[at] ? `cast("${columns[at]}" as text)` : `"${columns[at]}"`))
  const names = ({ columns }: Known, places: readonly number[]) =>
    places.map((at) => `"${columns[at]}"`)
  const rows = (text: string, parameters: readonly Cell[]) =>
    connection.prepare(text).raw().all(parameters) as Cell[][]

  const add = (table: CopiedTable, list: readonly Cell[][]) => {
    const { columns } = layoutOf(table)
    const insert = connection.prepare(
      `insert or ignore into ${table} (${columns.map((name) => `"${name}"`)})
        values (${columns.map(() => '?')})`,
    )
    for (const row of list) insert.run(row)
  }
  return {
    layout: async (table) => layoutOf(table),
    page: async (table, after) => {
      const layout = layoutOf(table)
      const { columns, key, isInteger } = layout
      const keys = names(layout, key)
      const bounds = key.map((at) => (isInteger[at] ? 'cast(? as integer)' : '?'))
      const where = after === undefined ? '' : `where (${keys}) > (${bounds})`
      const order = key.length === 0 ? '' : `order by ${keys}`
      const all = read(layout, [...columns.keys()])
      return rows(
        `select ${all} from ${table} ${where} ${order} limit ${pageOf(table, pageRows)}`,
        after ?? [],
      )
    },
    newest: async (table) => {
      const layout = layoutOf(table)
      const order = names(layout, layout.key).map((name) => `${name} desc`)
      const key = read(layout, layout.key)
      return rows(`select ${key} from ${table} order by ${order} limit 1`, [])[0]
    },
    lastId: async (table) =>
      rows('select cast(seq as text) from sqlite_sequence where name = ?', [table])[0]?.[0] ??
      undefined,
    setLastId: async (table, _, id) => {
      connection.prepare('delete from sqlite_sequence where name = ?').run(table)
      connection.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, id)
    },
    // The plans for SQLite need none.
    gatherStatistics: async () => undefined,
    add: async (table, list) => connection.transaction(() => add(table, list)).immediate(),
    begin: async (emptied, chains) =>
      connection
        .transaction(() => {
          for (const table of emptied) connection.exec(`delete from ${table}`)
          connection.exec('delete from audit_chains')
          add('audit_chains', chains)
        })
        .immediate(),
  }
}
