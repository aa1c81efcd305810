// Brings a store to the schema of this program: forward only, each step one transaction.
import { Kysely, type MigrationProvider, Migrator, SqliteAdapter, SqliteDialect, sql } from 'kysely'
import { CannotOpen } from '../db.ts'
import { type ColumnTypes, sqliteTypes } from '../differences.ts'
import type { Connection } from '../sqlite-connection.ts'
import { peopleAndAttributes } from './0001-people-and-attributes.ts'
import { usersAndCredentials } from './0002-users-and-credentials.ts'
import { roles } from './0003-roles.ts'
import { sessions } from './0004-sessions.ts'
import { auditChainAndKeys } from './0005-audit-chain-and-keys.ts'
import { hiddenValues } from './0006-hidden-values.ts'

/** Statements of each step by its name, in the order of the names. */
export type Steps = Readonly<Record<string, (types: ColumnTypes) => string[]>>

export const steps: Steps = {
  '0001-people-and-attributes': peopleAndAttributes,
  '0002-users-and-credentials': usersAndCredentials,
  '0003-roles': roles,
  '0004-sessions': sessions,
  '0005-audit-chain-and-keys': auditChainAndKeys,
  '0006-hidden-values': hiddenValues,
}

const provider = (steps: Steps, types: ColumnTypes): MigrationProvider => ({
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
export async function migrateSqlite(connection: Connection, wanted = steps): Promise<void> {
  refuseUnknown(connection, wanted)
  const dialect = new SqliteDialect({ database: connection })
  dialect.createAdapter = () => new TransactionalSqliteAdapter()
  const migrator = new Migrator({
    db: new Kysely({ dialect }),
    provider: provider(wanted, sqliteTypes),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw new CannotOpen('The database could not be migrated.', { cause: error })
}

/** Names of the steps that the file has been through. */
function migrated(connection: Connection): string[] {
  const table = connection.prepare("select 1 from sqlite_master where name = 'kysely_migration'")
  if (table.get() === undefined) return []
  return connection.prepare('select name from kysely_migration').pluck().all() as string[]
}

/** Throws CannotOpen when a newer program has migrated the file. */
export function refuseUnknown(connection: Connection, known = steps): void {
  const newer = migrated(connection).find((name) => !(name in known))
  if (newer !== undefined) {
    throw new CannotOpen(
      `The database has the newer schema step ${newer}; start it with the Attrium that wrote it.`,
    )
  }
}

/** Throws CannotOpen when this program would have to migrate the file first. */
export function refusePending(connection: Connection): void {
  const held = new Set(migrated(connection))
  if (Object.keys(steps).some((name) => !held.has(name))) {
    throw new CannotOpen('The database is of an older Attrium; start the server once.')
  }
}
