// The laws of changes in a few random worlds; `npm run proof G-45` looks at many.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compareWithAudit } from '../../src/retold/comparison.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { numberFrom } from '../support/random.ts'
import { databaseOf, engine, startServer, type TestServer } from '../support/server.ts'
import { changesDiffer } from './laws.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const seed = numberFrom('SEED', Date.now() % 1_000_000)

it('in random worlds a change does what its preview says, tells it later, and is undone', async () => {
  const { compared, problems } = await changesDiffer(server, { changes: 15, seed })
  expect({ seed, problems, some: compared >= 15 }).toEqual({ seed, problems: [], some: true })
  const database = engine === 'PostgreSQL' ? { database: databaseOf(server) } : {}
  const store = await openStoreToRead(readSettings({ data: server.directory, ...database }, {}))
  expect((await compareWithAudit(store)).problems).toEqual([])
  await store.db.close()
})
