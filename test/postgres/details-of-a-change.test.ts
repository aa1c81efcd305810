// On PostgreSQL, the rows of a change have the details that its own statements return.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { raw } from '../../src/store/conformance/rows.ts'
import { sql } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

it('a group that it deletes names who was in it', async () => {
  const { id } = (await server.api('POST', '/groups', { name: 'Deleted by a change' })).json
  await server.api('POST', `/groups/${id}/users`, { user_id: '1' })
  const changes = [
    { op: 'create_group', name: 'Made before' },
    { op: 'delete_group', group_id: id },
    { op: 'create_group', name: 'Made after' },
  ]
  const applied = await server.api('POST', '/changes', { changes }, { base: '/api/attrium/1.0' })
  expect(applied.status).toBe(200)
  const [[row]] = await server.running.server.db.read(
    raw<{ details: string }>(sql`select details from audit where operation = 'delete_group'`),
  )
  expect(JSON.parse(row?.details ?? '{}')).toMatchObject({
    ...{ name: 'Deleted by a change', user_ids: ['1'], parent_group_ids: ['1'] },
  })
})
