// A data directory whose database has Attrium's schema and no keys: a test that starts from it does not migrate again.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateSqlite } from '../../src/store/migrations/migrate.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'

const database = 'attrium.db'
let made: Promise<Uint8Array> | undefined

export async function layMigratedStore(directory: string): Promise<void> {
  made ??= migratedDatabase()
  const write = (name: string, content: Uint8Array | string) =>
    writeFileSync(join(directory, name), content, { mode: 0o600 })
  write(database, await made)
  // A database without its key is not opened.
  write('master.key', `${randomBytes(32).toString('base64')}\n`)
}

async function migratedDatabase(): Promise<Uint8Array> {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-migrated-'))
  try {
    const file = join(directory, database)
    const connection = openConnection(file, 'writer')
    await migrateSqlite(connection)
    connection.close()
    return readFileSync(file)
  } finally {
    rmSync(directory, { recursive: true })
  }
}
