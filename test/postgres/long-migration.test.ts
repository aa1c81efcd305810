// A migration may take as long as it needs, other nodes that start wait for it, and it holds up nobody for long.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { migratePostgres, steps } from '../../src/store/migrations/migrate.ts'
import { openPostgres, openPostgresToRead } from '../../src/store/postgres/engine.ts'
import { olderSteps } from '../start/older-changes.ts'
import { emptyDatabase, freshDatabase } from './databases.ts'

const masterKey = Buffer.alloc(32, 7)
const opening = { masterKey, warn: () => undefined }
/** Longer than the time-outs of a request. */
const long = 5000

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

/** Somebody else's transaction that holds a lock on a table; returns the function that ends it. */
async function holding(url: string, lock: string): Promise<() => Promise<void>> {
  const client = await connected(url)
  await client.query(`begin; ${lock}`)
  return () => client.end()
}

/** A database of the version before, with a step to make. */
async function olderDatabase(): Promise<string> {
  const url = await emptyDatabase()
  const client = await connected(url)
  await migratePostgres(client, olderSteps(steps))
  await client.end()
  return url
}

const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

async function openAfter(url: string, lock: string): Promise<void> {
  const end = await holding(url, lock)
  const opened = openPostgres(url, opening)
  await Promise.race([opened.catch(() => undefined), pause(long)])
  await end()
  await (await opened).db.close()
}

describe.concurrent('a migration', () => {
  it('is not cut off by the time-outs of requests', async () => {
    await openAfter(await olderDatabase(), 'lock table audit in access share mode')
  })

  it('is waited for by a node that starts meanwhile', async () => {
    await openAfter(await freshDatabase(), 'lock table keys in access exclusive mode')
  })

  it('gives up when a backup holds a table: everybody would wait behind it', async () => {
    const url = await olderDatabase()
    const end = await holding(url, 'lock table user_attributes in access share mode')
    const ending = openPostgres(url, opening).then(
      ({ db }) => db.close().then(() => 'opened'),
      ({ message }) => message,
    )
    const how = await Promise.race([ending, pause(12_000).then(() => 'still waits')])
    await end()
    await ending
    expect(how).toContain('could not be migrated, because another program uses its tables')
    await (await openPostgres(url, opening)).db.close()
  })

  it('makes commands say that the database is in use', async () => {
    const url = await freshDatabase()
    const end = await holding(url, 'lock table keys in access exclusive mode')
    await expect(openPostgresToRead(url, masterKey)).rejects.toThrow(
      'is in use by a program that holds its tables, such as a server that migrates it',
    )
    await end()
  })
})
