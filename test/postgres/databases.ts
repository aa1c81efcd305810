// Makes separate databases on the PostgreSQL server of the run, each a copy of a migrated one.
import { Client } from 'pg'
import { migratePostgres } from '../../src/store/migrations/migrate.ts'

/** The server that is set for every run of the tests, by `cluster-of-the-run.ts` or by the caller. */
const server = () => {
  const url = process.env['ATTRIUM_TEST_DATABASE_URL']
  if (url === undefined) throw new Error('ATTRIUM_TEST_DATABASE_URL says where PostgreSQL is')
  return url
}

const prefix = 'attrium_test_'
const template = `${prefix}template`
let made = 0

/** The URL of a database with Attrium's schema and no keys; all databases are removed after the run. */
export async function freshDatabase(): Promise<string> {
  strategy ??= quickest()
  return newDatabase(`template ${template} ${await strategy}`)
}
let strategy: Promise<string> | undefined

/** Since PostgreSQL 15 a copy is written to the log page by page, which takes three times as long. */
async function quickest(): Promise<string> {
  const [{ server_version_num = 0 } = {}] = await onServer('show server_version_num')
  return Number(server_version_num) < 150_000 ? '' : 'strategy file_copy'
}

/** The URL of an empty database. */
export const emptyDatabase = (): Promise<string> => newDatabase('')

async function newDatabase(how: string): Promise<string> {
  const name = `${prefix}${process.pid}_${++made}`
  await onServer(`create database ${name} ${how}`)
  return urlOf(server(), name)
}

/** Makes the template, once in a run. */
export async function makeTemplate(): Promise<void> {
  await dropDatabases()
  await onServer(`create database ${template}`)
  const client = new Client({ connectionString: urlOf(server(), template) })
  await client.connect()
  await migratePostgres(client)
  await client.end()
}

/** Drops the databases of this run and of runs that were broken off. */
export async function dropDatabases(): Promise<void> {
  const ours = `select datname as name from pg_database where datname like '${prefix}%'`
  for (const { name } of await onServer(ours)) {
    await onServer(`drop database ${name} with (force)`)
  }
}

/** Runs one statement outside of all test databases. */
async function onServer(words: string): Promise<{ name?: string; server_version_num?: string }[]> {
  const client = new Client({ connectionString: server() })
  await client.connect()
  try {
    return (await client.query(words)).rows
  } finally {
    await client.end()
  }
}

function urlOf(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
