// One request for a history does a limited amount of work, and following requests find the rest.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { HistoryEntry } from '../../src/history/shapes.ts'
import { limits } from '../../src/limits.ts'
import type { AuditRow } from '../../src/store/audit/row.ts'
import { altered } from '../support/altered-db.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const ask = async (query: string) => {
  const base = { base: '/api/attrium/1.0' }
  const { status, json } = await server.api('GET', `/history?${query}`, undefined, base)
  expect(status).toBe(200)
  return json as { history: HistoryEntry[]; next: string | null }
}

/** Stores rows about values that nobody set, as fast as the store can. */
async function fill(count: number, row: Partial<AuditRow>): Promise<void> {
  const at = server.running.server.now()
  const audit: AuditRow = {
    ...{ at, request_id: 'fill', operation: 'set_user_attribute_user_value', actor_id: '1' },
    ...{ sudo_by: null, credentials_api3_id: null, address: null, user_id: null, group_id: null },
    ...{ user_attribute_id: null, new_value: null, details: null },
    ...row,
  }
  for (let left = count; left > 0; left -= 500) {
    const more = Array<AuditRow>(Math.min(left, 500) - 1).fill(audit)
    await server.running.server.db.commit({ statements: [], audit, more, changesAuthority: false })
  }
}

it('a rare change among many is found in several pages, each of a limited amount of work', async () => {
  const user = await aUser(server)
  const { id: rare } = await anAttribute(server)
  const path = `/users/${user}/attribute_values/${rare}`
  expect((await server.api('PATCH', path, { value: 'rare' })).status).toBe(200)
  const { id: common } = await anAttribute(server)
  await fill(limits.history_rows + limits.history_rows_at_once, {
    ...{ user_id: '1', user_attribute_id: common },
  })
  const first = await ask(`attribute=${rare}`)
  expect(first.history).toEqual([])
  expect(first.next).not.toBeNull()
  const second = await ask(`attribute=${rare}&after=${first.next}`)
  expect(second.history).toMatchObject([
    { operation: 'set_user_attribute_user_value', new_value: 'rare' },
    { operation: 'create_user_attribute' },
  ])
  expect(second.next).toBeNull()
  // A value of a user is found at once, and so are a group, an operation and a person.
  for (const query of [`user=${user}&attribute=${rare}`, `user=${user}`]) {
    const found = await ask(query)
    expect(found.history.map(({ new_value }) => new_value)).toContain('rare')
  }
  expect((await ask('operation=create_user_attribute&limit=2')).history).toHaveLength(2)
})

it('a page takes few reads, however many changes it has: each is a round trip on PostgreSQL', async () => {
  let reads = 0
  const counting = await startServer({
    flags: { rateLimit: '0' },
    wrapDb: (db) =>
      altered(db, {
        read: (statements, plain) => {
          reads++
          return plain(...statements)
        },
      }),
  })
  const user = await aUser(counting)
  const { id } = await anAttribute(counting)
  const path = `/users/${user}/attribute_values/${id}`
  for (let at = 0; at < 120; at++) await counting.api('PATCH', path, { value: `value ${at}` })
  const counted = async (query: string) => {
    reads = 0
    const base = { base: '/api/attrium/1.0' }
    const { json } = await counting.api('GET', `/history?${query}`, undefined, base)
    return [json.history.length, reads]
  }
  const found = [
    await counted(`user=${user}&attribute=${id}`),
    await counted(`user=${user}&attribute=${id}&limit=3`),
    await counted(`user=${user}&limit=100`),
  ]
  await counting.stop()
  expect(found).toEqual([
    [100, 4],
    [3, 4],
    [100, 5],
  ])
})

it('a page with long values ends early', async () => {
  const user = await aUser(server)
  const { id } = await anAttribute(server)
  const bytes = limits.history_page_bytes / 4
  await fill(8, { user_id: user, user_attribute_id: id, new_value: 'x'.repeat(bytes) })
  const { history, next } = await ask('limit=8')
  expect(history.length).toBeLessThan(8)
  expect(history.length).toBeGreaterThan(2)
  expect((await ask(`limit=8&after=${next}`)).history.length).toBeGreaterThan(2)
})
