// The value before each change is looked up, never searched for.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { history } from '../../src/audit/sql.ts'
import { startServer, type TestServer } from '../server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

it('finds the value before each change through indexes alone', async () => {
  const { text, parameters } = history({ after: 0 })
  const [plan] = await server.running.server.db.read({
    ...history({ after: 0 }),
    text: `explain query plan ${text}`,
    parameters,
  })
  const steps = (plan as unknown as { detail: string }[]).map(({ detail }) => detail)
  const scans = steps.filter((step) => /^SCAN/.test(step) && !/VIRTUAL TABLE/.test(step))
  expect(scans).toEqual([])
  expect(steps.filter((step) => step.includes('audit_by_attribute')).length).toBe(3)
})
