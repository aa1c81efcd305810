// Thousands of requests made from our own openapi.json, each answer checked against its declaration. `npm run proof
// G-02` is the full run; FUZZ_CASES and FUZZ_SEED replay a printed run.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberFrom } from '../../test/support/random.ts'
import { startServer, type TestServer } from '../../test/support/server.ts'
import { fuzz } from './run.ts'

const cases = numberFrom('FUZZ_CASES', 4000)
const seed = numberFrom('FUZZ_SEED', Date.now() % 1_000_000_000)

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

it('answers whatever is asked as its own and the official document declare', async () => {
  const figures = await fuzz(server, cases, seed)
  const share = figures.ok / figures.cases
  console.log(
    `figure G-02 cases=${figures.cases} ok_share=${share.toFixed(3)} 5xx=${figures.serverErrors} ` +
      `undeclared=${figures.undeclared} schema_violations=${figures.schemaViolations} ` +
      `slower_than_1s=${figures.slow} seed=${seed}`,
  )
  const { gone, unchanged, wrongParent } = figures.checks
  console.log(
    `operations answered 2xx: ${figures.reached.size}; checked: ${gone} deleted things gone, ` +
      `${unchanged} refused changes left nothing, ${wrongParent} things below the wrong user`,
  )
  expect(figures.problems.slice(0, 20)).toEqual([])
  expect(share).toBeGreaterThanOrEqual(0.3)
  expect(figures.serverErrors).toBe(0)
  expect(Math.min(gone, unchanged, wrongParent)).toBeGreaterThan(0)
}, 1_800_000)
