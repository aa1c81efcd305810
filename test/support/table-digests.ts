// Digests of the tables of a data directory, which show whether anything has changed.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { openConnection } from '../../src/store/sqlite/connection.ts'

/** By table, a digest of every row; the named tables are left out. */
export function tableDigests(
  directory: string,
  except: readonly string[] = [],
): Record<string, string> {
  const connection = openConnection(join(directory, 'attrium.db'), 'reader')
  try {
    const named = "select name from sqlite_master where type = 'table' order by name"
    const tables = connection.prepare(named).pluck().all() as string[]
    return Object.fromEntries(
      tables
        .filter((table) => !['sqlite_sequence', ...except].includes(table))
        .map((table) => {
          const rows = connection.prepare(`select * from "${table}"`).raw().all()
          return [table, createHash('sha256').update(JSON.stringify(rows)).digest('hex')]
        }),
    )
  } finally {
    connection.close()
  }
}
