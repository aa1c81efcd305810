// A PostgreSQL database as a side of a copy.
import type { Client } from 'pg'
import { type Cell, type CopiedTable, type Layout, pageOf, type Target } from './store-copy.ts'

/** Rows in a page. */
const pageRows = 5000

interface Known extends Layout {
  /** The types of the columns, as PostgreSQL names them. */
  readonly types: readonly string[]
}

export function postgresSide(client: Client): Target {
  const known = new Map<CopiedTable, Known>()
  const rows = async (text: string, values: readonly unknown[] = []): Promise<Cell[][]> =>
    (await client.query({ text, values: [...values], rowMode: 'array' })).rows

  const layoutOf = async (table: CopiedTable): Promise<Known> => {
    const cached = known.get(table)
    if (cached !== undefined) return cached
    const found = await rows(
      `select attname, format_type(atttypid, null),
          cast(array_position(cast(indkey as int2[]), attnum) as text)
        from pg_attribute left join pg_index on indrelid = attrelid and indisprimary
        where attrelid = cast($1 as regclass) and attnum > 0 and not attisdropped
        order by cast(attname as text) collate "C"`,
      [table],
    )
    const key = found
      .map(([, , place], at) => ({ place, at }))
      .filter(({ place }) => place !== null)
      .sort((one, other) => Number(one.place) - Number(other.place))
      .map(({ at }) => at)
    const layout = {
      columns: found.map(([name]) => String(name)),
      types: found.map(([, type]) => String(type)),
      key,
    }
    known.set(table, layout)
    return layout
  }
  const read = ({ columns, types }: Known, places: readonly number[]) =>
    places.map((at) =>
      types[at] === 'boolean'
        ? `cast(cast("${columns[at]}" as int) as text)`
        : `cast("${columns[at]}" as text)`,
    )
  const written = (value: string, type: string | undefined) =>
    type === 'boolean' ? `cast(cast(${value} as int) as boolean)` : `cast(${value} as ${type})`
  /** Qualified names: a selected column has the same name, but is text and so sorts differently. */
  const keysOf = (table: CopiedTable, { columns, key }: Known) =>
    key.map((at) => `${table}."${columns[at]}"`)

  const add = async (table: CopiedTable, list: readonly Cell[][]) => {
    const { columns, types } = await layoutOf(table)
    const places = [...columns.keys()]
    await client.query(
      `insert into ${table} (${columns.map((name) => `"${name}"`)})
        select ${places.map((at) => written(`c${at}`, types[at]))}
        from unnest(${places.map((at) => `cast($${at + 1} as text[])`)})
          as given (${places.map((at) => `c${at}`)})
        on conflict do nothing`,
      places.map((at) => list.map((row) => row[at])),
    )
  }
  const inTransaction = async (action: () => Promise<void>) => {
    await client.query('begin')
    try {
      await action()
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }
  return {
    layout: layoutOf,
    page: async (table, after) => {
      const layout = await layoutOf(table)
      const { columns, key, types } = layout
      const keys = keysOf(table, layout)
      const bounds = key.map((at, place) => written(`$${place + 1}`, types[at]))
      const where = after === undefined ? '' : `where (${keys}) > (${bounds})`
      const order = key.length === 0 ? '' : `order by ${keys}`
      const all = read(layout, [...columns.keys()])
      return rows(
        `select ${all} from ${table} ${where} ${order} limit ${pageOf(table, pageRows)}`,
        after,
      )
    },
    newest: async (table) => {
      const layout = await layoutOf(table)
      const order = keysOf(table, layout).map((name) => `${name} desc`)
      const key = read(layout, layout.key)
      return (await rows(`select ${key} from ${table} order by ${order} limit 1`))[0]
    },
    lastId: async (table, column) => {
      const found = await rows(
        'select cast(pg_sequence_last_value(cast(pg_get_serial_sequence($1, $2) as regclass)) as text)',
        [table, column],
      )
      return found[0]?.[0] ?? undefined
    },
    setLastId: async (table, column, id) => {
      await client.query('select setval(pg_get_serial_sequence($1, $2), cast($3 as bigint))', [
        table,
        column,
        id,
      ])
    },
    gatherStatistics: async () => {
      await client.query('analyze')
    },
    add: (table, list) => inTransaction(() => add(table, list)),
    begin: (emptied, chains) =>
      inTransaction(async () => {
        for (const table of emptied) await client.query(`delete from ${table}`)
        await client.query('delete from audit_chains')
        await add('audit_chains', chains)
      }),
  }
}
