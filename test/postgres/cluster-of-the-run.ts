// Before all tests, starts a PostgreSQL server unless ATTRIUM_TEST_DATABASE_URL names one.
import { startCluster } from './cluster.ts'
import { dropDatabases, makeTemplate } from './databases.ts'

/** Vitest calls this before the first test, and the returned function after the last one. */
export async function setup(): Promise<() => Promise<void>> {
  const variable = 'ATTRIUM_TEST_DATABASE_URL'
  const given = process.env[variable]
  const cluster = given === undefined ? await startCluster({ settings: own }) : undefined
  if (cluster !== undefined) process.env[variable] = cluster.url
  await makeTemplate()
  return async () => {
    await (cluster === undefined ? dropDatabases() : cluster.stop())
  }
}

/** Otherwise it looks ten times a second into one of the thousands of databases that the tests leave. */
const own = { autovacuum_naptime: '1h' }
