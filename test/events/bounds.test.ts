// What readers of events may cost: how many wait, and how long, how large and how often a page is made.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import type { Statement } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { addManyUsers, anAttribute, aRole, aUser, change } from '../support/world.ts'
import { ask, now, stream } from './waiting.ts'

let server: TestServer
let attribute: string
let user: string
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  attribute = (await anAttribute(server)).id
  user = await aUser(server)
})
afterAll(() => server.stop())

const set = (value: string) =>
  server.api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value })

it('a stream says that it is there', async () => {
  const { event_heartbeat_milliseconds: before } = limits
  Object.assign(limits, { event_heartbeat_milliseconds: 50 })
  const reading = await stream(server)
  const text = await reading.until(/: \nid: \S+\n\n: \nid: \S+\n\n/)
  Object.assign(limits, { event_heartbeat_milliseconds: before })
  expect(text).toMatch(/: \nid: \S+\n\n/)
  reading.leave()
})

it('so many wait at a time: of one caller, and in all; and who leaves is not counted', async () => {
  const { waiting_requests_per_caller: ofOne, waiting_requests: ofAll } = limits
  const roles = [await aRole(server, ['manage_user_attributes'])]
  const manager = await server.signIn(await aUser(server, { roles }))
  Object.assign(limits, { waiting_requests_per_caller: 1 })
  const first = await stream(server)
  const refused = await ask(`?after=${await now(server)}&wait=1`, server)
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
  Object.assign(limits, { waiting_requests: 1 })
  expect((await ask(`?after=${await now(manager)}&wait=1`, manager)).status).toBe(503)
  first.leave()
  await first.ended
  const after = await now(server)
  // It would be counted until the next sign of life otherwise.
  const status = async () => (await ask(`?after=${after}&wait=1`, server)).status
  await expect.poll(status, { timeout: limits.event_heartbeat_milliseconds / 2 }).toBe(200)
  Object.assign(limits, { waiting_requests_per_caller: ofOne, waiting_requests: ofAll })
})

it('a page takes some time and some characters, and the next one goes on', async () => {
  const { event_page_characters: characters, effects_milliseconds: milliseconds } = limits
  const after = await now(server)
  await set('a'.repeat(50))
  await set('b'.repeat(50))
  let limit = 10
  const count = async () =>
    (await ask(`?after=${after}&wait=0&limit=${limit++}`, server)).json.events.length
  Object.assign(limits, { event_page_characters: 50 })
  expect(await count()).toBe(1)
  Object.assign(limits, { event_page_characters: characters, effects_milliseconds: -1 })
  expect(await count()).toBe(1)
  Object.assign(limits, { effects_milliseconds: milliseconds })
  expect(await count()).toBe(2)
})

it('a change of everybody is looked through in parts, also where it changes nothing', async () => {
  await change(server, [addManyUsers({ count: 250 })])
  const { name } = await anAttribute(server, { default_value: 'before' })
  const { json: everybody } = await server.api('GET', '/users?fields=id')
  const users = (everybody as { id: string }[]).map(({ id }) => id)
  const set = users.slice(0, 150).map((user_id) => ({
    ...{ op: 'set_user_value', user_id, attribute: name, value: 'own' },
  }))
  await server.api('POST', '/changes', { changes: set }, { base: '/api/attrium/1.0' })
  let after = await now(server)
  const changes = [{ op: 'update_attribute', attribute: name, default_value: 'after' }]
  await server.api('POST', '/changes', { changes }, { base: '/api/attrium/1.0' })
  const { effects_milliseconds: milliseconds } = limits
  Object.assign(limits, { effects_milliseconds: -1 })
  const told: string[] = []
  const pages: number[] = []
  for (;;) {
    const { json } = await ask(`?after=${after}&wait=0&limit=1000`, server)
    if (json.cursor === after) break
    pages.push(json.events.length)
    told.push(...json.events.map(({ user_id }: { user_id: string }) => user_id))
    after = json.cursor
  }
  Object.assign(limits, { effects_milliseconds: milliseconds })
  expect(told).toEqual(users.slice(150))
  expect(pages[0]).toBe(0)
  expect(pages.length).toBeGreaterThanOrEqual(users.length / 100)
})

it('many wait for one page that is made once', async () => {
  const after = await now(server)
  const { db } = server.running.server
  const read = db.read.bind(db)
  let made = 0
  db.read = ((...statements: Statement[]) => {
    made += statements.filter(({ text }) => text.includes('last_in_chain')).length
    return read(...statements)
  }) as typeof db.read
  const waiting = Array.from({ length: 30 }, () => ask(`?after=${after}`, server))
  await set('for many')
  const answers = await Promise.all(waiting)
  const shared = made
  // The pages that were asked for last are kept.
  const { event_pages: pages } = limits
  Object.assign(limits, { event_pages: 1 })
  for (const limit of [7, 8, 7]) await ask(`?after=${after}&limit=${limit}&wait=0`, server)
  const alone = made - shared
  await ask(`?after=${after}&limit=7&wait=0`, server)
  expect(made - shared - alone).toBe(0)
  expect(alone).toBeGreaterThanOrEqual(3)
  Object.assign(limits, { event_pages: pages })
  db.read = read
  for (const { json } of answers) expect(json.events).toHaveLength(1)
  // Each was asked for once at the most before it waited.
  expect(shared).toBeLessThan(45)
})
