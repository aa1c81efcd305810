// Databases of one's own on the PostgreSQL server of the run, each a copy of one that is migrated.
import { Client } from 'pg'
import { migratePostgres } from '../../src/store/migrations/migrate.ts'

/** Set for every run of the tests, by `cluster-of-the-run.ts` or by whoever has a server already. */
const server = () => {
  const url = process.env['ATTRIUM_TEST_DATABASE_URL']
  if (url === undefined) throw new Error('ATTRIUM_TEST_DATABASE_URL says where PostgreSQL is')
  return url
}

const prefix = 'attrium_test_'
const template = `${prefix}template`
let made = 0

/** The URL of a database with Attrium's schema and no keys; all of them go after the run. */
export const freshDatabase = (): Promise<string> => newDatabase(`template ${template}`)

/** The URL of a database with nothing in it. */
export const emptyDatabase = (): Promise<string> => newDatabase('')

async function newDatabase(how: string): Promise<string> {
  const name = `${prefix}${process.pid}_${++made}`
  await onServer(`create database ${name} ${how}`)
  return urlOf(server(), name)
}

/** Makes the template; once a run. */
export async function makeTemplate(): Promise<void> {
  await dropDatabases()
  await onServer(`create database ${template}`)
  const client = new Client({ connectionString: urlOf(server(), template) })
  await client.connect()
  await migratePostgres(client)
  await client.end()
}

/** Those of this run and of any that broke off. */
export async function dropDatabases(): Promise<void> {
  const ours = `select datname as name from pg_database where datname like '${prefix}%'`
  for (const { name } of await onServer(ours)) {
    await onServer(`drop database ${name} with (force)`)
  }
}

/** Runs one statement outside any of our databases. */
async function onServer(words: string): Promise<{ name?: string }[]> {
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
