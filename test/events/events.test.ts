// Events as pages that are waited for, and as a stream.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attriumClient } from '../../src/client/client.ts'
import { limits } from '../../src/limits.ts'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, hidden } from '../support/world.ts'
import { ask, eventsIn, now, stream } from './waiting.ts'

const base = '/api/attrium/1.0'
let server: TestServer
let attribute: { id: string; name: string }
let user: string
/** Moves the clock of the server; timers go on as always. */
let ahead = 0
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' }, now: () => Date.now() + ahead })
  attribute = await anAttribute(server)
  user = await newUser()
})
afterAll(() => server.stop())

const newUser = async () =>
  (await server.api('POST', '/users', { first_name: 'Ada', last_name: 'Test' })).json.id

const set = (value: string, { id } = attribute) =>
  server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value })

/** Somebody with a role that has these permissions, signed in. */
async function somebody(...permissions: string[]) {
  const id = await newUser()
  await server.api('PUT', `/users/${id}/roles`, [await aRole(server, permissions)])
  return { id, ...(await server.signIn(id)) }
}

it('is asked for with the types of its route', async () => {
  const ask = attriumClient(server.url, server.token)
  const { body: begun } = await ask('GET /events')
  await set('zero')
  const { body } = await ask('GET /events', { query: { after: begun.cursor, wait: 5, limit: 10 } })
  expect(body.events.map(({ value }) => value)).toEqual(['zero'])
})

it('a cursor comes at once, and after it each change once, with the change that did it', async () => {
  const after = await now(server)
  expect((await ask(`?after=${after}&wait=0`, server)).json).toEqual({ events: [], cursor: after })
  await set('one')
  await set('one')
  await set('two')
  const { json } = await ask(`?after=${after}`, server)
  const told = { user_id: user, user_attribute_id: attribute.id, attribute: attribute.name }
  expect(json.events).toMatchObject([
    { ...told, value: 'one', hidden: false },
    { ...told, value: 'two', hidden: false },
  ])
  expect(json.events.at(-1).cursor).toBe(json.cursor)
  const { change_id, at } = json.events[1]
  const { json: effects } = await server.api('GET', `/changes/${change_id}/effects`, undefined, {
    base,
  })
  expect(effects.effects).toMatchObject([{ user_id: user, after: { value: 'two' } }])
  expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000)
})

it('who stops between two events of a user gets all of them again', async () => {
  const after = await now(server)
  const made = await newUser()
  const { json } = await ask(`?after=${after}`, server)
  const told = json.events.map((event: { user_id: string; attribute: string }) => [
    event.user_id,
    event.attribute,
  ])
  expect(told).toContainEqual([made, 'first_name'])
  expect(told).toContainEqual([made, 'name'])
  const [first] = json.events
  expect((await ask(`?after=${first.cursor}`, server)).json.events).toEqual(json.events)
  expect((await ask(`?after=${json.cursor}&wait=0`, server)).json.events).toEqual([])
})

it('who waits is answered by the next change, and by nothing that changes no value', async () => {
  const after = await now(server)
  const waiting = ask(`?after=${after}`, server)
  await server.signIn(user)
  await server.api('PATCH', `/users/${user}/attribute_values/${attribute.id}`, { value: 'two' })
  const other = await anAttribute(server)
  await set('three')
  const { json } = await waiting
  expect(json.events.map((event: { value: string }) => event.value)).toEqual(['three'])
  // Nothing is waited for longer than was asked, and the cursor goes on all the same.
  await set('unseen', other)
  const { json: late } = await ask(`?after=${json.cursor}&wait=0`, server)
  await server.signIn(user)
  const { event_wait_seconds_unasked: seconds } = limits
  Object.assign(limits, { event_wait_seconds_unasked: 0.2 })
  const { json: silent } = await ask(`?after=${late.cursor}`, server)
  Object.assign(limits, { event_wait_seconds_unasked: seconds })
  expect(silent.events).toEqual([])
  expect(silent.cursor).not.toBe(late.cursor)
})

it('a change of many things is one event for each value, in pages that begin anywhere', async () => {
  const users = [user, ...(await Promise.all(Array.from({ length: 9 }, newUser)))]
  const after = await now(server)
  const operation = (user_id: string, value: string) => ({
    ...{ op: 'set_user_value', user_id, attribute: attribute.name, value },
  })
  const changes = users.flatMap((id) => [operation(id, 'at first'), operation(id, 'at last')])
  const create = { op: 'create_attribute', name: 'of_a_change', type: 'string', default_value: 'd' }
  const body = { changes: [create, ...changes] }
  const { json: applied } = await server.api('POST', '/changes', body, { base })
  const { event_rows: rows, event_rows_passed: passed } = limits
  Object.assign(limits, { event_rows: 2, event_rows_passed: 3 })
  const all: { user_id: string; attribute: string; value: string; change_id: string }[] = []
  let pages = 0
  for (let cursor = after; ; pages++) {
    const { json } = await ask(`?after=${cursor}&limit=3&wait=0`, server)
    all.push(...json.events)
    if (json.cursor === cursor) break
    cursor = json.cursor
  }
  Object.assign(limits, { event_rows: rows, event_rows_passed: passed })
  expect(pages).toBeGreaterThan(4)
  const made = all.filter((event) => event.attribute === attribute.name)
  expect(made.map((event) => [event.user_id, event.value])).toEqual(
    users.sort((one, other) => Number(one) - Number(other)).map((id) => [id, 'at last']),
  )
  expect(new Set(all.map((event) => event.change_id))).toEqual(new Set([applied.id]))
  const everybody = (await server.api('GET', '/users?fields=id')).json.length
  expect(all.filter((event) => event.attribute === 'of_a_change')).toHaveLength(everybody)
})

it('a hidden value is told as changed alone, and one that becomes hidden is forgotten', async () => {
  const secret = await anAttribute(server)
  const after = await now(server)
  await set('canary-of-events', secret)
  await server.api('PATCH', `/user_attributes/${secret.id}`, hidden)
  await set('another-canary-of-events', secret)
  const { json, text } = await ask(`?after=${after}&wait=0`, server)
  expect(text).not.toContain('canary')
  const mine = json.events.filter((event: { user_id: string }) => event.user_id === user)
  expect(mine).toMatchObject(
    [1, 2, 3].map(() => ({ attribute: secret.name, value: null, hidden: true })),
  )
})

it('what is read from the record of a user is told to those who may read it', async () => {
  const manager = await somebody('manage_user_attributes')
  const after = await now(server)
  await server.api('POST', `/users/${user}/credentials_email`, { email: 'ada@x.example' })
  await server.api('PATCH', `/users/${user}`, { first_name: 'Augusta' })
  const names = async (caller: Pick<TestServer, 'api'>) =>
    (await ask(`?after=${after}&wait=0`, caller)).json.events.map(
      (event: { attribute: string; value: string }) => `${event.attribute} ${event.value}`,
    )
  const seen = ['first_name Augusta', 'name Augusta Test']
  expect((await names(server)).sort()).toEqual(['email ada@x.example', ...seen])
  expect((await names(manager)).sort()).toEqual(seen)
})

it('another type is told where it changes what the values of several groups are together', async () => {
  const union = await anAttribute(server)
  await server.api('PATCH', `/attributes/${union.id}`, { combine: 'union' }, { base })
  for (const value of ['-a', 'b']) {
    const group = await aGroup(server)
    await server.api('POST', `/groups/${group}/users`, { user_id: user })
    await server.api('PATCH', `/groups/${group}/attribute_values/${union.id}`, { value })
  }
  const after = await now(server)
  await server.api('PATCH', `/user_attributes/${union.id}`, { type: 'advanced_filter_string' })
  const { json } = await ask(`?after=${after}`, server)
  expect(json.events).toMatchObject([{ user_id: user, attribute: union.name, value: '-a' }])
  const path = `/changes/${json.events[0].change_id}/effects`
  const { json: effects } = await server.api('GET', path, undefined, { base })
  expect(effects.effects).toMatchObject([{ before: { value: '-a,b' }, after: { value: '-a' } }])
})

it('is for those who manage user attributes, and ends for who no longer does', async () => {
  const plain = await somebody('see_users')
  expect((await ask('', plain)).status).toBe(404)
  const [manager, leaver] = [
    await somebody('manage_user_attributes'),
    await somebody('manage_user_attributes'),
  ]
  const after = await now(manager)
  const begun = performance.now()
  const waiting = ask(`?after=${after}`, manager)
  const reading = await stream({ url: server.url, token: manager.token }, `?after=${after}`)
  await reading.until(/^id: /m)
  await server.api('PUT', `/users/${manager.id}/roles`, [])
  expect((await waiting).status).toBe(404)
  await reading.ended
  expect(reading.text()).not.toContain('after the end')
  const leaving = ask(`?after=${after}`, leaver)
  await leaver.api('DELETE', '/logout')
  expect((await leaving).status).toBe(401)
  expect(performance.now() - begun).toBeLessThan(10_000)
})

it('a stream tells where it stands, goes on after an event, and is never kept or packed', async () => {
  const { url, token } = server
  const reading = await stream({ url, token }, '', { 'accept-encoding': 'gzip' })
  expect(reading.response.status).toBe(200)
  expect(reading.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(reading.response.headers.get('cache-control')).toBe('no-store')
  expect(reading.response.headers.get('content-encoding')).toBeNull()
  const text = await reading.until(/^retry: \d+\nid: \S+\n\n/)
  expect(text).toContain(`retry: ${limits.event_retry_milliseconds}\n`)
  await set('four')
  await set('five')
  await reading.until(/five/)
  const [four, five] = eventsIn(reading.text())
  expect([four.value, five.value, four.cursor]).toEqual(['four', 'five', four.id])
  reading.leave()
  await reading.ended
  // The header wins over the address, as a reader of streams sends both.
  const again = await stream({ url, token }, `?after=${five.id}`, { 'last-event-id': four.id })
  await again.until(/five/)
  expect(eventsIn(again.text())).toEqual([five])
  again.leave()
})

it('only a cursor is one, and one whose row is gone says how to start over', async () => {
  const after = await now(server)
  for (const wrong of ['x', '-1.abcdefghijk', `${after}.0`, `${after}.1.2`, `${after}%00`]) {
    expect([wrong, (await ask(`?after=${wrong}`, server)).status]).toEqual([wrong, 400])
  }
  const [sequence = '', mark = ''] = after.split('.')
  for (const unknown of [`${sequence}.abcdefghijk`, `999999999.${mark}`, `1.${mark}`]) {
    const { status, json } = await ask(`?after=${unknown}`, server)
    expect([unknown, status]).toEqual([unknown, 410])
    expect(json.message).toContain('Start over')
  }
  // Where a user is named, the row has to begin a change.
  await server.signIn(user)
  const login = await now(server)
  await set('six')
  expect((await ask(`?after=${login}.1&wait=0`, server)).status).toBe(410)
  for (const wait of ['-1', String(limits.event_wait_seconds + 1), 'x']) {
    expect((await ask(`?after=${after}&wait=${wait}`, server)).status).toBe(400)
  }
})

it('ends when the token does', async () => {
  const minute = 60_000
  const first = await somebody('manage_user_attributes')
  ahead += 50 * minute
  const second = await somebody('manage_user_attributes')
  const after = await now(first)
  const waiting = ask(`?after=${after}`, first)
  const reading = await stream({ url: server.url, token: first.token }, `?after=${after}`)
  await reading.until(/^id: /m)
  ahead += 20 * minute
  const path = `/users/${user}/attribute_values/${attribute.id}`
  await second.api('PATCH', path, { value: 'after the end' })
  expect((await waiting).status).toBe(401)
  await reading.ended
  expect(reading.text()).not.toContain('after the end')
})

it('who waits is answered when the server stops', async () => {
  const caller = await server.logIn(keyIn(server.lookerIni))
  const after = await now(caller)
  const begun = performance.now()
  const waiting = ask(`?after=${after}`, caller)
  const reading = await stream({ url: server.url, token: caller.token }, `?after=${after}`)
  await reading.until(/^id: /m)
  await server.running.stop()
  const { status, json } = await waiting
  expect([status, json]).toEqual([200, { events: [], cursor: after }])
  await reading.ended
  // Without that, they would be cut off after limits.drain_milliseconds.
  expect(performance.now() - begun).toBeLessThan(limits.drain_milliseconds - 2000)
})
