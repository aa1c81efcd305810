// The law of events in a few random worlds; `npm run proof G-54` looks at many.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberFrom } from '../support/random.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { copiesDiffer } from './laws.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const seed = numberFrom('SEED', Date.now() % 1_000_000)

it('in random worlds a copy that gets all events, from any cursor, is what reading gives', async () => {
  const { events, problems } = await copiesDiffer(server, { copies: 8, seed })
  expect({ seed, problems, some: events > 40 }).toEqual({ seed, problems: [], some: true })
})
