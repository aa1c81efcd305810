// The value before each change, the row that a text lies beside, and the rows of an operation are looked up through an
// index.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { history } from '../../src/audit/sql.ts'
import { rowsOfOperation } from '../../src/history/finding-sql.ts'
import { textsInsertText } from '../../src/store/audit/texts.ts'
import { startServer, type TestServer } from '../support/server.ts'

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
  const scans = steps.filter(
    (step) =>
      /^SCAN/.test(step) &&
      !/VIRTUAL TABLE|rows_of_page|subquery|SCAN earlier|CONSTANT ROW/.test(step),
  )
  expect(scans).toEqual([])
  expect(steps.filter((step) => step.includes('audit_by_attribute')).length).toBe(3)
})

it('finds the row of each text of a commit by its number, however many there are', async () => {
  const [plan] = await server.running.server.db.read({
    ...history({ after: 0 }),
    text: `explain query plan ${textsInsertText}`,
    parameters: ['[]', '1', 1],
  })
  const steps = (plan as unknown as { detail: string }[]).map(({ detail }) => detail)
  const byNumber = /audit USING INDEX audit_by_chain \(chain_id=\? AND chain_sequence=\?\)/
  expect(steps.map((step) => byNumber.test(step))).toEqual([false, true])
})

it('finds the rows of an operation by an index, and not among the changes of values', async () => {
  const found = rowsOfOperation({ operation: 'create_user', since: 0, before: 9, limit: 1 })
  const [plan] = await server.running.server.db.read({
    ...history({ after: 0 }),
    text: `explain query plan ${found.text}`,
    parameters: found.parameters,
  })
  const steps = (plan as unknown as { detail: string }[]).map(({ detail }) => detail)
  expect(steps).toEqual([
    'SEARCH audit USING INDEX audit_by_operation (operation=? AND sequence>? AND sequence<?)',
  ])
})
