// Values and memberships for a time on a server whose clock is moved about; `npm run proof G-53` tries 10,000 of them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compareWithAudit } from '../../src/retold/comparison.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { numberFrom } from '../support/random.ts'
import { databaseOf, engine, startServer, type TestServer } from '../support/server.ts'
import { groupValuesHold } from './group-value-schedules.ts'
import { membershipsHold } from './membership-schedules.ts'
import { schedulesHold } from './schedules.ts'

const clock = { now: Date.UTC(2030, 0, 1, 12) }
let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' }, now: () => clock.now })
})
afterAll(() => server.stop())

const seed = numberFrom('SEED', Date.now() % 1_000_000)

it.each([
  ['a value', schedulesHold],
  ['a membership', membershipsHold],
  ['a value of a group', groupValuesHold],
])('%s is never read a millisecond before its start or after its end', async (_, hold) => {
  const nodes = [server.running]
  const { problems, ended, reads } = await hold({ nodes, clock, schedules: 60, seed })
  expect({ seed, problems, some: ended > 0 && reads > 50 }).toEqual({
    ...{ seed, problems: [], some: true },
  })
  const database = engine === 'PostgreSQL' ? { database: databaseOf(server) } : {}
  const store = await openStoreToRead(readSettings({ data: server.directory, ...database }, {}))
  expect((await compareWithAudit(store)).problems).toEqual([])
  await store.db.close()
})
