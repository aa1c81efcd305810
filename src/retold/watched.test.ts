// Each column of each table is compared with the audit, or there is a reason why not.
import { expect, it } from 'vitest'
import { openScratch } from '../store/sqlite/scratch.ts'
import { prepare, sql } from '../store/statement.ts'
import { leftOut } from './left-out.ts'
import { watched } from './watched.ts'

const columnsOfStore = prepare<Record<string, never>, { table: string; column: string }>(
  (writer) => ({
    compile: () =>
      sql<{ table: string; column: string }>`
        select tables.name as "table", columns.name as "column"
        from sqlite_schema as tables, pragma_table_info(tables.name) as columns
        where tables.type = 'table' and tables.name not like 'sqlite%'
          and tables.name not like 'kysely%'`.compile(writer),
  }),
)

/** Columns of a table that the comparison reads. */
function compared(table: string): string[] {
  const found = watched.find((it) => it.table === table)
  if (found === undefined) return []
  const { key, columns, keyOf = {}, value } = found
  const beside = value === undefined ? [] : [value.version]
  return [...key, ...Object.keys(columns), ...Object.keys(keyOf), ...beside]
}

function reasonsOf(table: string): Record<string, string> | string {
  return (leftOut as Record<string, Record<string, string> | string>)[table] ?? {}
}

it('is so for every column of a new store', async () => {
  const store = await openScratch()
  const all = store.run(columnsOfStore({}))
  store.close()
  expect(all.length).toBeGreaterThan(100)
  const unexplained = all.filter(({ table, column }) => {
    const reasons = reasonsOf(table)
    const reason = typeof reasons === 'string' ? reasons : reasons[column]
    return compared(table).includes(column) === (reason !== undefined)
  })
  // Neither compared nor left out, or both.
  expect(unexplained).toEqual([])
  const columns = new Set(all.map(({ table, column }) => `${table}.${column}`))
  const named = Object.entries(leftOut).flatMap(([table, reasons]) =>
    typeof reasons === 'string' ? [] : Object.keys(reasons).map((column) => `${table}.${column}`),
  )
  expect(named.filter((name) => !columns.has(name))).toEqual([])
})
