// Brings a store to the schema of this program: forward only, each step one transaction.
import {
  type Dialect,
  Kysely,
  type MigrationProvider,
  Migrator,
  PostgresDialect,
  SqliteAdapter,
  SqliteDialect,
  sql,
} from 'kysely'
import type { Client } from 'pg'
import { CannotOpen } from '../db.ts'
import { type ColumnTypes, postgresTypes, sqliteTypes } from '../differences.ts'
import type { Connection } from '../sqlite-connection.ts'
import { peopleAndAttributes } from './0001-people-and-attributes.ts'
import { usersAndCredentials } from './0002-users-and-credentials.ts'
import { roles } from './0003-roles.ts'
import { sessions } from './0004-sessions.ts'

/** Statements of each step by its name, in the order of the names. */
export type Steps = Readonly<Record<string, (types: ColumnTypes) => string[]>>

export const steps: Steps = {
  '0001-people-and-attributes': peopleAndAttributes,
  '0002-users-and-credentials': usersAndCredentials,
  '0003-roles': roles,
  '0004-sessions': sessions,
}

const provider = (steps: Steps, types: ColumnTypes): MigrationProvider => ({
  getMigrations: async () =>
    Object.fromEntries(
      Object.entries(steps).map(([name, step]) => [
        name,
        {
          up: async (db) => {
            for (const text of [...step(types), ...types.completion]) {
              await sql.raw(text).execute(db)
            }
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
  const migrated = connection
    .prepare("select count(*) as held from sqlite_master where name = 'kysely_migration'")
    .get() as { held: number }
  if (migrated.held > 0) {
    const rows = connection.prepare('select name from kysely_migration').all() as Row[]
    const [newer] = unknownOf(rows, wanted)
    if (newer !== undefined) throw newerSchema(newer)
  }
  const dialect = new SqliteDialect({ database: connection })
  dialect.createAdapter = () => new TransactionalSqliteAdapter()
  await migrate(dialect, wanted, sqliteTypes)
}

/**
 * Ends the name of a step that the program without it can live with: it only adds what that program
 * neither reads nor has to fill. While such a step is the one unknown, nodes of both may run.
 */
export const compatible = '.compatible'

/** Migrates the database behind a connection; of several nodes one does, the others wait for it. */
export async function migratePostgres(client: Client, wanted = steps): Promise<void> {
  if (await isAhead(client, wanted)) return
  const connection = { query: client.query.bind(client), release: () => undefined }
  const pool = { connect: async () => connection, end: async () => undefined }
  try {
    await migrate(new PostgresDialect({ pool: pool as never }), wanted, postgresTypes)
  } catch (error) {
    // A newer node may have been the one that did.
    if (!(await isAhead(client, wanted))) throw error
  }
}

/** Whether the schema is newer and may be used as it is. Throws CannotOpen when it may not. */
async function isAhead(client: Client, wanted: Steps): Promise<boolean> {
  const migrated = await client.query("select to_regclass('kysely_migration') is not null as held")
  if (migrated.rows[0]?.held !== true) return false
  const { rows } = await client.query<Row>('select name from kysely_migration order by name')
  const unknown = unknownOf(rows, wanted)
  const [newer] = unknown
  if (newer === undefined) return false
  if (unknown.length > 1 || !newer.endsWith(compatible)) throw newerSchema(newer)
  return true
}

interface Row {
  readonly name: string
}

const unknownOf = (rows: readonly Row[], known: Steps) =>
  rows.map(({ name }) => name).filter((name) => !(name in known))

const newerSchema = (step: string) =>
  new CannotOpen(
    `The database has the newer schema step ${step}; start it with the Attrium that wrote it.`,
  )

async function migrate(dialect: Dialect, wanted: Steps, types: ColumnTypes): Promise<void> {
  const migrator = new Migrator({ db: new Kysely({ dialect }), provider: provider(wanted, types) })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw new CannotOpen('The database could not be migrated.', { cause: error })
}
