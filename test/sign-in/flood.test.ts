// A flood of sign-ins, each of which costs a hash: the server stays alive beside it, and refuses what is too much.
import { afterAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { Browser } from './browser.ts'

const servers: TestServer[] = []
afterAll(() => Promise.all(servers.map((it) => it.stop())))

/** A server whose hashes cost 2 ** `doublings` KiB and the time to go through them. */
async function serverOf(doublings: number): Promise<TestServer> {
  const flags = { trustedProxies: '127.0.0.1', rateLimit: '0' }
  const server = await startServer({ passwordCost: { doublings, rounds: 1 }, flags })
  servers.push(server)
  return server
}

const signIn = async (server: TestServer, email: string, from: string): Promise<number> => {
  const body = { email, password: 'a wrong password' }
  const headers = { 'x-forwarded-for': from }
  return (await new Browser(server).send('POST', '/session', body, { headers })).status
}

/** Sends this many sign-ins at once; tells how many are answered so far, and in the end with which statuses. */
function flood(server: TestServer, count: number, network: (at: number) => string) {
  let answered = 0
  const statuses = Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const status = await signIn(server, `nobody-${at}@acme.example`, network(at))
      answered += 1
      return status
    }),
  )
  return { answered: () => answered, statuses }
}

const isAlive = (server: TestServer) =>
  server.stranger('GET', '/livez', undefined, { base: '', unchecked: true })

it('is not waited for by /livez', async () => {
  const server = await serverOf(15)
  const [hashes, questions] = [12, 8]
  const { answered, statuses } = flood(server, hashes, (at) => `10.8.0.${at}`)
  // The flood is there before the first question: one hash has been made.
  await expect.poll(answered, { interval: 1 }).toBeGreaterThan(0)
  const before = answered()
  for (let at = 0; at < questions; at++) expect((await isAlive(server)).status).toBe(200)
  // A question that waits for a hash is answered after it: as many hashes as questions.
  expect(answered() - before).toBeLessThan(questions / 2)
  expect(new Set(await statuses)).toEqual(new Set([401]))
})

it('from one network is refused beyond what may wait, while others sign in', async () => {
  const server = await serverOf(13)
  const count = limits.waiting_hashes_per_network + 8
  const { answered, statuses } = flood(server, count, () => '10.8.1.1')
  await expect.poll(answered, { interval: 1 }).toBeGreaterThan(0)
  expect(await signIn(server, 'somebody@acme.example', '10.8.1.2')).toBe(401)
  expect(answered()).toBeLessThan(count)
  const refused = (await statuses).filter((status) => status !== 401)
  expect(refused.length).toBeGreaterThan(0)
  expect(new Set(refused)).toEqual(new Set([503]))
})
