// The laws of explanations in a few random worlds; `npm run proof G-39` looks at many.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberFrom } from '../support/random.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { explanationsDiffer, whatIfsDiffer } from './laws.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const seed = numberFrom('SEED', Date.now() % 1_000_000)

it('in random worlds an explanation is what the Looker API answers, step by step', async () => {
  const { compared, problems } = await explanationsDiffer(server, { users: 60, seed })
  expect({ seed, problems, some: compared >= 60 }).toEqual({ seed, problems: [], some: true })
})

it('in random worlds a what-if is what a read says after the same operations', async () => {
  const { compared, problems } = await whatIfsDiffer(server, { users: 40, seed })
  expect({ seed, problems, some: compared >= 40 }).toEqual({ seed, problems: [], some: true })
})
