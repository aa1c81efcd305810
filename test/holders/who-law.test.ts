// Lists and counts of values agree with the values of all users, in random worlds (G-40).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seed } from '../support/chance.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { compareWho } from './who-law.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

it('a list is the filter over the values of all users', async () => {
  const { questions, problems } = await compareWho(
    server,
    { worlds: 6, people: 30, oneIn: 3 },
    seed,
  )
  expect(problems).toEqual([])
  expect(questions).toBeGreaterThan(20)
})
