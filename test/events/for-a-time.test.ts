// Values that start and end tell so in events.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sweepEnded } from '../../src/start/expiry.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser } from '../support/world.ts'
import { ask, now } from './waiting.ts'

const base = '/api/attrium/1.0'
let server: TestServer
/** Moves the clock of the server. */
let ahead = 0
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' }, now: () => Date.now() + ahead })
})
afterAll(() => server.stop())

it('a value for a time is told when it starts and when it ends, and not before', async () => {
  const minute = 60_000
  const { name } = await anAttribute(server, { default_value: 'default' })
  const told = async (after: string) => {
    const { json } = await ask(`?after=${after}&wait=0`, server)
    const values = json.events.map(({ value }: { value: string | null }) => value)
    return { values, after: json.cursor as string }
  }
  const { db, now: time } = server.running.server
  const sweep = () => sweepEnded({ db, now: time, isEnding: () => false })
  const user = await aUser(server)
  const begun = await now(server)
  const times = { starts_at: iso(time() + minute), expires_at: iso(time() + 2 * minute) }
  const set = { value: 'scheduled', ...times }
  const path = `/users/${user}/values/${name}`
  expect((await server.api('PUT', path, set, { base })).status).toBe(200)
  const before = await told(begun)
  expect(before.values).toEqual([])
  ahead += minute + 6000
  await sweep()
  const during = await told(before.after)
  expect(during.values).toEqual(['scheduled'])
  ahead += minute
  await sweep()
  expect((await told(during.after)).values).toEqual(['default'])
  expect((await told(begun)).values).toEqual(['scheduled', 'default'])
})

it.each([
  [
    'by one that starts later',
    null,
    (later: string) => ({ value: 'later', starts_at: later }),
    null,
  ],
  ['by what counts then anyway', 'default', () => ({ value: 'default' }), 'default'],
])(
  'a value that has ended is told as ended when it is replaced before a sweep: %s',
  async (_, default_value, next, told) => {
    const { name, id } = await anAttribute(server, { default_value })
    const user = await aUser(server)
    const { now: time } = server.running.server
    const begun = await now(server)
    const path = `/users/${user}/values/${name}`
    const until = { value: 'until', expires_at: iso(time() + 60_000) }
    expect((await server.api('PUT', path, until, { base })).status).toBe(200)
    ahead += 61_000
    const set = next(iso(time() + 3_600_000))
    if ('starts_at' in set) await server.api('PUT', path, set, { base })
    else await server.api('PATCH', `/users/${user}/attribute_values/${id}`, set)
    const { json } = await ask(`?after=${begun}&wait=0`, server)
    expect(json.events.map(({ value }: { value: string | null }) => value)).toEqual(['until', told])
  },
)

it('a membership for a time is told when it starts and when it ends, though its user is deleted', async () => {
  const minute = 60_000
  const { name, id } = await anAttribute(server)
  const group = await aGroup(server)
  const value = { value: 'of the group' }
  await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, value)
  const { db, now: time } = server.running.server
  const sweep = () => sweepEnded({ db, now: time, isEnding: () => false })
  const told = async (after: string) => {
    const { json } = await ask(`?after=${after}&wait=0`, server)
    type Event = { readonly attribute: string; readonly value: string | null }
    const events = (json.events as Event[]).filter(({ attribute }) => attribute === name)
    const values = events.map(({ value }) => value)
    return { values, after: json.cursor as string }
  }
  const user = await aUser(server)
  const begun = await now(server)
  const times = { starts_at: iso(time() + minute), expires_at: iso(time() + 2 * minute) }
  const join = { op: 'add_group_user', user_id: user, group_id: group, ...times }
  await server.api('POST', '/changes', { changes: [join] }, { base })
  const before = await told(begun)
  expect(before.values).toEqual([])
  ahead += minute + 6000
  await sweep()
  const started = await told(before.after)
  expect(started.values).toEqual(['of the group'])
  ahead += minute
  await sweep()
  const ended = await told(started.after)
  expect(ended.values).toEqual([null])
  const until = { ...join, starts_at: null, expires_at: iso(time() + minute) }
  await server.api('POST', '/changes', { changes: [until] }, { base })
  const again = await told(ended.after)
  expect(again.values).toEqual(['of the group'])
  ahead += 2 * minute
  await server.api('DELETE', `/users/${user}`)
  expect((await told(again.after)).values).toEqual([null])
})

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
