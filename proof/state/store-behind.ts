// The database of a stopped server, which somebody else writes to and which is put back afterwards.
import { join } from 'node:path'
import pg from 'pg'
import { watched } from '../../src/retold/watched.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import type { Cell, Cells, Raw } from './planted.ts'

const tables = watched.map(({ table }) => table)

export interface StoreBehind {
  readonly raw: Raw
  /** Everything as it was before the first change. */
  readonly putBack: () => Promise<void>
  readonly close: () => Promise<void>
}

export const openBehind = (place: {
  readonly data: string
  readonly database?: string
}): Promise<StoreBehind> =>
  place.database === undefined
    ? Promise.resolve(behindFile(join(place.data, 'attrium.db')))
    : behindDatabase(place.database)

function behindFile(file: string): StoreBehind {
  const connection = openConnection(file, 'writer')
  connection.pragma('foreign_keys=0')
  const spelled = (text: string) => text.replace(/\$\d+/g, '?')
  const bound = (cell: Cell) => (typeof cell === 'boolean' ? Number(cell) : cell)
  const raw: Raw = {
    all: async (text) => connection.prepare(text).all() as Cells[],
    run: async (text, values = []) =>
      void connection.prepare(spelled(text)).run(...values.map(bound)),
  }
  for (const table of tables)
    connection.exec(`create temp table kept_${table} as select * from ${table}`)
  return {
    raw,
    putBack: async () => {
      connection.exec('begin')
      for (const table of tables) {
        connection.exec(`delete from ${table}; insert into ${table} select * from kept_${table}`)
      }
      connection.exec('commit')
    },
    close: async () => void connection.close(),
  }
}

async function behindDatabase(connectionString: string): Promise<StoreBehind> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  // Neither triggers nor foreign keys are in force.
  await client.query('set session_replication_role = replica')
  const raw: Raw = {
    all: async (text) => (await client.query(text)).rows,
    run: async (text, values = []) => void (await client.query(text, [...values])),
  }
  for (const table of tables) {
    await client.query(`create temp table kept_${table} as select * from ${table}`)
  }
  return {
    raw,
    putBack: async () => {
      await client.query('begin')
      for (const table of tables) {
        await client.query(`delete from ${table}`)
        await client.query(`insert into ${table} select * from kept_${table}`)
      }
      await client.query('commit')
    },
    close: () => client.end(),
  }
}

export const readerOf = (flags: { data?: string; database?: string }) =>
  openStoreToRead(readSettings(flags, {}))
