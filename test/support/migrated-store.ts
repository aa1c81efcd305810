// A data directory whose database has Attrium's schema and no keys: a test that starts from it does not migrate again.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeMasterKey } from '../../src/files/master-key.ts'
import { migrateSqlite } from '../../src/store/migrations/migrate.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'

const database = 'attrium.db'
let made: Promise<Uint8Array> | undefined

export async function layMigratedStore(directory: string): Promise<void> {
  made ??= migratedDatabase()
  writeFileSync(join(directory, database), await made, { mode: 0o600 })
  // A database without its key is not opened.
  makeMasterKey(directory, { masterKey: undefined, masterKeyFile: undefined })
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
