// Brings a store to the schema of this program: forward only, each step one transaction.
import { Kysely, type MigrationProvider, Migrator, SqliteAdapter, SqliteDialect, sql } from 'kysely'
import { CannotOpen } from '../db.ts'
import { type ColumnTypes, sqliteTypes } from '../differences.ts'
import type { Connection } from '../sqlite-connection.ts'
import { peopleAndAttributes } from './0001-people-and-attributes.ts'
import { usersAndCredentials } from './0002-users-and-credentials.ts'
import { roles } from './0003-roles.ts'

const steps: Record<string, (types: ColumnTypes) => string[]> = {
  '0001-people-and-attributes': peopleAndAttributes,
  '0002-users-and-credentials': usersAndCredentials,
  '0003-roles': roles,
}

const provider = (types: ColumnTypes): MigrationProvider => ({
  getMigrations: async () =>
    Object.fromEntries(
      Object.entries(steps).map(([name, step]) => [
        name,
        {
          up: async (db) => {
            for (const text of step(types)) await sql.raw(text).execute(db)
          },
        },
      ]),
    ),
})

/** SQLite runs `create table` in transactions, which Kysely's own adapter does not assume. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Migrates the file behind a writer connection. Throws CannotOpen when its schema is newer. */
export async function migrateSqlite(connection: Connection): Promise<void> {
  refuseNewer(connection)
  const dialect = new SqliteDialect({ database: connection })
  dialect.createAdapter = () => new TransactionalSqliteAdapter()
  const migrator = new Migrator({
    db: new Kysely({ dialect }),
    provider: provider(sqliteTypes),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw new CannotOpen('The database could not be migrated.', { cause: error })
}

function refuseNewer(connection: Connection): void {
  const known = connection
    .prepare("select count(*) as held from sqlite_master where name = 'kysely_migration'")
    .get() as { held: number }
  if (known.held === 0) return
  const rows = connection.prepare('select name from kysely_migration').all() as { name: string }[]
  const newer = rows.find(({ name }) => !(name in steps))
  if (newer !== undefined) {
    throw new CannotOpen(
      `The database has the newer schema step ${newer.name}; start it with the Attrium that wrote it.`,
    )
  }
}
