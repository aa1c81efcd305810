// Random walks of users who are not administrators: none of them gets more than they may. `npm run proof G-10`
// walks further; WALKS and WALKS_SEED replay a printed run.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberFrom } from '../../test/support/random.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { walks } from './walk.ts'

const count = numberFrom('WALKS', 21)
const seed = numberFrom('WALKS_SEED', Date.now() % 1_000_000_000)

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

it('lets nobody climb, change what is of others or read what is not for him', {
  timeout: 300_000,
}, async () => {
  const { calls, ok, changes, problems } = await walks(server, { count, calls: 200, seed })
  console.log(
    `figure G-10 walks=${count} calls=${calls} ok=${ok} changes=${changes} ` +
      `escalations=${problems.length} seed=${seed}`,
  )
  expect(problems).toEqual([])
  expect(changes).toBeGreaterThan(count)
})

it('lets nobody who may not set values change them by way of groups, where those are guarded', {
  timeout: 300_000,
}, async () => {
  const guarded = await startServer({ flags: { rateLimit: '0', guardGroupValues: 'true' } })
  try {
    const walked = await walks(guarded, { count, calls: 200, seed, guarded: true })
    expect(walked.problems).toEqual([])
    expect(walked.changes).toBeGreaterThan(count)
  } finally {
    await guarded.stop()
  }
})
