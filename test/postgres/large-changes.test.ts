// Changes of many values on PostgreSQL: they store nothing unseen, and other commits go on beside them.
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { base } from '../changes/asking.ts'
import { expectLost } from '../changes/lost-lists.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'
import { freshDatabase } from './databases.ts'

let server: TestServer
let url: string
beforeAll(async () => {
  url = await freshDatabase()
  server = await startServer({ flags: { rateLimit: '0', database: url } })
})
afterAll(() => server.stop())

it('a list of values is lost if one of them is not the one that was read', async () => {
  const [user, { id }] = [await aUser(server), await anAttribute(server)]
  await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'set' })
  await expectLost(server, user, id)
  const { json } = await server.api('GET', `/users/${user}/attribute_values?fields=value`)
  expect(json).toContainEqual({ value: 'set' })
})

it('a change that only sets values does not wait for commits of values, nor they for it', async () => {
  const users = [await aUser(server), await aUser(server)]
  const made = Array.from({ length: 600 }, (_, at) => ({
    ...{ op: 'create_attribute', name: `beside_${at}`, type: 'string' },
  }))
  expect((await server.api('POST', '/changes', { changes: made }, { base })).status).toBe(200)
  const other = new Client({ connectionString: url })
  await other.connect()
  try {
    // As a transaction that sets values on another node does; see postgres/transaction.ts.
    await other.query('select pg_advisory_lock_shared(4711001)')
    const table = (cell: string) => {
      const cells = made.map((_, at) => (at === 0 ? `first ${cell.length}` : cell)).join(',')
      return (
        ['user_id,', made.map(({ name }) => name).join(',')].join('') +
        users.map((id) => `\n${id},${cells}`).join('')
      )
    }
    const send = async (body: string) => {
      const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' }
      const answer = await fetch(`${server.url}${base}/changes`, { method: 'POST', headers, body })
      await answer.arrayBuffer()
      return answer.status
    }
    expect(await send(table('set'))).toBe(200)
    // What removes values runs alone.
    expect(await send(table('\\N'))).toBe(503)
  } finally {
    await other.end()
  }
})
