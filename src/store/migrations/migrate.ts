// Brings a store to the schema of this program: forward only, each step one transaction.
import { type Dialect, Kysely, PostgresDialect, SqliteAdapter, SqliteDialect, sql } from 'kysely'
import { type MigrationProvider, Migrator } from 'kysely/migration'
import type { Client } from 'pg'
import { CannotOpen } from '../../errors.ts'
import { type ColumnTypes, postgresTypes, sqliteTypes } from '../differences.ts'
import type { Connection } from '../sqlite/connection.ts'
import { peopleAndAttributes } from './0001-people-and-attributes.ts'
import { usersAndCredentials } from './0002-users-and-credentials.ts'
import { roles } from './0003-roles.ts'
import { sessions } from './0004-sessions.ts'
import { auditChainAndKeys } from './0005-audit-chain-and-keys.ts'
import { hiddenValues } from './0006-hidden-values.ts'
import { valueHistories } from './0007-value-histories.ts'
import { dutiesInPortions } from './0008-duties-in-portions.ts'
import { changesOfGroupValues } from './0009-changes-of-group-values.ts'
import { histories } from './0010-histories.ts'
import { thePast } from './0011-the-past.ts'
import { changes } from './0012-changes.ts'
import { choicesAndCombining } from './0013-choices-and-combining.ts'
import { valuesForATime } from './0014-values-for-a-time.ts'
import { signIn } from './0015-sign-in.ts'
import { groupsForATime } from './0016-groups-for-a-time.ts'
import { oauth } from './0017-oauth.ts'
import { signInValues } from './0018-sign-in-values.ts'
import { singleSignOn } from './0019-single-sign-on.ts'
import { useOfKeys } from './0020-use-of-keys.ts'
import { resultsOfChanges } from './0021-results-of-changes.ts'
import { signInProviders } from './0022-sign-in-providers.ts'
import { operationsInHistories } from './0023-operations-in-histories.ts'

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
  '0008-duties-in-portions': dutiesInPortions,
  '0009-changes-of-group-values': changesOfGroupValues,
  '0010-histories': histories,
  '0011-the-past': thePast,
  '0012-changes': changes,
  '0013-choices-and-combining': choicesAndCombining,
  '0014-values-for-a-time': valuesForATime,
  '0015-sign-in': signIn,
  '0016-groups-for-a-time': groupsForATime,
  '0017-oauth': oauth,
  '0018-sign-in-values': signInValues,
  '0019-single-sign-on': singleSignOn,
  '0020-use-of-keys': useOfKeys,
  '0021-results-of-changes': resultsOfChanges,
  '0022-sign-in-providers': signInProviders,
  '0023-operations-in-histories': operationsInHistories,
}

/** The newest schema step of this program. */
export const newestStep = Object.keys(steps).sort().at(-1) ?? ''

const provider = (steps: Steps, types: ColumnTypes): MigrationProvider => ({
  getMigrations: async () =>
    Object.fromEntries(
      Object.entries(steps).map(([name, step]) => [
        name,
        {
          up: async (db) => {
            for (const text of [...types.preparation, ...step(types), ...types.completion]) {
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

/** Names of the steps that were run on the file. */
function stepsDone(connection: Connection): string[] {
  const table = connection.prepare("select 1 from sqlite_master where name = 'kysely_migration'")
  if (table.get() === undefined) return []
  return connection.prepare('select name from kysely_migration').pluck().all() as string[]
}

/** Throws CannotOpen when a newer program has migrated the file. */
export function refuseUnknown(connection: Connection, known = steps): void {
  const newer = stepsDone(connection).find((name) => !(name in known))
  if (newer !== undefined) throw newerSchema(newer)
}

/** A file that an older program wrote. */
export interface OlderSchema {
  /** The newest step that was run on it. */
  readonly schema: string
  /** The first step that was not. */
  readonly next: string
}

/** Undefined for a file on which every step was run, or none. */
export function olderSchemaOf(connection: Connection): OlderSchema | undefined {
  const done = stepsDone(connection).sort()
  const schema = done.at(-1)
  const next = Object.keys(steps).find((name) => !done.includes(name))
  return schema === undefined || next === undefined ? undefined : { schema, next }
}

/** Throws CannotOpen when the file is not empty and this program would have to migrate it first. */
export function refuseOlder(connection: Connection): void {
  if (olderSchemaOf(connection) !== undefined) throw olderSchema()
}

/** Throws CannotOpen when this program would have to migrate the file first. */
export function refusePending(connection: Connection): void {
  const done = new Set(stepsDone(connection))
  if (Object.keys(steps).some((name) => !done.has(name))) throw olderSchema()
}

/**
 * Ends the name of a step after which the program before it still works: the step only adds things which
 * that program neither reads nor fills. While it is the only unknown step, nodes of both versions may run.
 */
const compatible = '.compatible'

/** Migrates the database behind a connection. One of several nodes does it; the others wait. */
export async function migratePostgres(client: Client, wanted = steps): Promise<void> {
  if (await isAhead(client, wanted)) return
  const connection = { query: client.query.bind(client), release: () => undefined }
  const pool = { connect: async () => connection, end: async () => undefined }
  try {
    await migrate(new PostgresDialect({ pool: pool as never }), wanted, postgresTypes)
  } catch (error) {
    // A newer node may have migrated it meanwhile.
    if (!(await isAhead(client, wanted))) throw error
  }
}

/** Throws CannotOpen when a server must migrate the database first, or a newer server has migrated it. */
export async function refuseUnready(client: Client): Promise<void> {
  if (await isAhead(client, steps)) return
  const done = new Set(await stepsDoneIn(client))
  if (Object.keys(steps).some((name) => !done.has(name))) throw olderSchema()
}

/** Whether the schema is newer and may be used as it is. Throws CannotOpen when it may not. */
async function isAhead(client: Client, wanted: Steps): Promise<boolean> {
  const unknown = (await stepsDoneIn(client)).filter((name) => !(name in wanted))
  const [newer] = unknown
  if (newer === undefined) return false
  // guard postgres-10: becomes unknown.length > 9
  if (unknown.length > 1 || !newer.endsWith(compatible)) throw newerSchema(newer)
  return true
}

/** Names of the steps that were run on the database. */
async function stepsDoneIn(client: Client): Promise<string[]> {
  const table = await client.query("select to_regclass('kysely_migration') is not null as held")
  if (table.rows[0]?.held !== true) return []
  const { rows } = await client.query('select name from kysely_migration order by name')
  return rows.map(({ name }) => String(name))
}

const lockTimeout = '55P03'
const inUse =
  'The database could not be migrated, because another program uses its tables, such as a backup or a server; end it and start again.'

const newerSchema = (step: string) =>
  new CannotOpen(
    `The database has schema step ${step} of a newer Attrium; start it with that version.`,
  )
const olderSchema = () =>
  new CannotOpen('The database is from an older Attrium; start the server once to migrate it.')

async function migrate(dialect: Dialect, wanted: Steps, types: ColumnTypes): Promise<void> {
  const migrator = new Migrator({ db: new Kysely({ dialect }), provider: provider(wanted, types) })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  const { code } = error as { code?: string }
  throw new CannotOpen(code === lockTimeout ? inUse : 'The database could not be migrated.', {
    cause: error,
  })
}
