// Brings a store to the schema of this program: forward only, each step one transaction.
import { type Dialect, Kysely, PostgresDialect, SqliteAdapter, SqliteDialect, sql } from 'kysely'
import { type MigrationProvider, Migrator } from 'kysely/migration'
import type { Client } from 'pg'
import { CannotOpen } from '../db.ts'
import { type ColumnTypes, postgresTypes, sqliteTypes } from '../differences.ts'
import type { Connection } from '../sqlite/connection.ts'
import { peopleAndAttributes } from './0001-people-and-attributes.ts'
import { usersAndCredentials } from './0002-users-and-credentials.ts'
import { roles } from './0003-roles.ts'
import { sessions } from './0004-sessions.ts'
import { auditChainAndKeys } from './0005-audit-chain-and-keys.ts'
import { hiddenValues } from './0006-hidden-values.ts'
import { valueHistories } from './0007-value-histories.ts'

/** Statements of each step by its name, in the order of the names. */
export type Steps = Readonly<Record<string, (types: ColumnTypes) => string[]>>

export const steps: Steps = {
  '0001-people-and-attributes': peopleAndAttributes,
  '0002-users-and-credentials': usersAndCredentials,
  '0003-roles': roles,
  '0004-sessions': sessions,
  '0005-audit-chain-and-keys': auditChainAndKeys,
  '0006-hidden-values': hiddenValues,
  '0007-value-histories': valueHistories,
}

/** What a store of this program has been through last. */
export const newestStep = Object.keys(steps).sort().at(-1) ?? ''

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
  refuseUnknown(connection, wanted)
  const dialect = new SqliteDialect({ database: connection })
  dialect.createAdapter = () => new TransactionalSqliteAdapter()
  await migrate(dialect, wanted, sqliteTypes)
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
  if (newer !== undefined) throw newerSchema(newer)
}

/** A file that a server of an older program has left. */
export interface OlderSchema {
  /** The newest step that it has been through. */
  readonly schema: string
  /** The first that it has not. */
  readonly next: string
}

/** Undefined of a file that has been through every step, or through none. */
export function olderSchemaOf(connection: Connection): OlderSchema | undefined {
  const held = migrated(connection).sort()
  const schema = held.at(-1)
  const next = Object.keys(steps).find((name) => !held.includes(name))
  return schema === undefined || next === undefined ? undefined : { schema, next }
}

/** Throws CannotOpen when the file holds something and this program would have to migrate it first. */
export function refuseOlder(connection: Connection): void {
  if (olderSchemaOf(connection) !== undefined) throw olderSchema()
}

/** Throws CannotOpen when this program would have to migrate the file first. */
export function refusePending(connection: Connection): void {
  const held = new Set(migrated(connection))
  if (Object.keys(steps).some((name) => !held.has(name))) throw olderSchema()
}

/**
 * Ends the name of a step that the program without it can live with: it only adds what that program
 * neither reads nor has to fill. While such a step is the one unknown, nodes of both may run.
 */
const compatible = '.compatible'

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

/** Throws CannotOpen when a server has to migrate the database first, or a newer one has. */
export async function refuseUnready(client: Client): Promise<void> {
  if (await isAhead(client, steps)) return
  const held = new Set(await migratedIn(client))
  if (Object.keys(steps).some((name) => !held.has(name))) throw olderSchema()
}

/** Whether the schema is newer and may be used as it is. Throws CannotOpen when it may not. */
async function isAhead(client: Client, wanted: Steps): Promise<boolean> {
  const unknown = (await migratedIn(client)).filter((name) => !(name in wanted))
  const [newer] = unknown
  if (newer === undefined) return false
  if (unknown.length > 1 || !newer.endsWith(compatible)) throw newerSchema(newer)
  return true
}

/** Names of the steps that the database has been through. */
async function migratedIn(client: Client): Promise<string[]> {
  const table = await client.query("select to_regclass('kysely_migration') is not null as held")
  if (table.rows[0]?.held !== true) return []
  const { rows } = await client.query('select name from kysely_migration order by name')
  return rows.map(({ name }) => String(name))
}

const newerSchema = (step: string) =>
  new CannotOpen(
    `The database has the newer schema step ${step}; start it with the Attrium that wrote it.`,
  )
const olderSchema = () =>
  new CannotOpen('The database is of an older Attrium; start the server once.')

async function migrate(dialect: Dialect, wanted: Steps, types: ColumnTypes): Promise<void> {
  const migrator = new Migrator({ db: new Kysely({ dialect }), provider: provider(wanted, types) })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined)
    throw new CannotOpen('The database could not be migrated.', { cause: error })
}
