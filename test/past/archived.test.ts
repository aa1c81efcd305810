// On every engine, the past after an archive is told without the rows that are in it.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ChainEnds, cut, lastBefore } from '../../src/audit/archiving.ts'
import { auditPage } from '../../src/audit/sql.ts'
import { Refusal } from '../../src/errors.ts'
import type { UserId } from '../../src/ids.ts'
import { momentAt } from '../../src/past/past-reader.ts'
import { raw } from '../../src/store/conformance/rows.ts'
import { sql } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'

const base = '/api/attrium/1.0'
let server: TestServer
// A change is told at the time of the database where that is later.
let time = Date.UTC(2030, 2, 3, 9)
beforeAll(async () => {
  server = await startServer({ now: () => time })
})
afterAll(() => server.stop())

const tick = () => time++

async function valueAt(at: number, user: string, attribute: string) {
  const { people } = await momentAt({ server: server.running.server }, new Date(at).toISOString())
  return (await people([user as UserId])).get(user as UserId)?.values[attribute]
}

/** Takes all rows of before a time out of the store. */
async function archiveBefore(at: number): Promise<void> {
  const { db, now } = server.running.server
  const upTo = await lastBefore(db, at)
  const ends = new ChainEnds()
  const [rows] = await db.read(auditPage({ after: 0 }))
  const gone = rows.filter(({ sequence }) => sequence <= upTo)
  for (const row of gone) ends.add(row)
  const begins = new Map<string, number>()
  for (const { chain_id, chain_sequence } of [...gone].reverse()) {
    begins.set(String(chain_id), Number(chain_sequence))
  }
  await cut(db, { upTo, begins, ends: ends.all }, { now, told: () => undefined })
}

it('is known from the newest row in the archive on, also for values that were changed since', async () => {
  const { id } = await anAttribute(server)
  const secret = await anAttribute(server)
  const [kept, changed, cleared, again] = [
    await aUser(server),
    await aUser(server),
    await aUser(server),
    await aUser(server),
  ]
  const set = (user: string, value: string, attribute = id) =>
    server.api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value })
  for (const user of [kept, changed, cleared, again]) await set(user, 'old')
  await set(changed, 'canary-of-an-archive', secret.id)
  const early = tick()
  await set(changed, 'older')
  await server.api('DELETE', `/users/${again}/attribute_values/${id}`)
  const archived = tick()
  await archiveBefore(time)
  const at = tick()
  await set(changed, 'new')
  await set(again, 'new')
  await set(changed, 'another', secret.id)
  await server.api('DELETE', `/users/${cleared}/attribute_values/${id}`)
  tick()
  for (const then of [archived, at]) {
    expect(await valueAt(then, kept, id)).toBe('old')
    expect(await valueAt(then, changed, id)).toBe('older')
    expect(await valueAt(then, cleared, id)).toBe('old')
    expect(await valueAt(then, again, id)).toBeUndefined()
    expect(await valueAt(then, changed, secret.id)).toBe('canary-of-an-archive')
  }
  expect(await valueAt(time - 1, changed, id)).toBe('new')
  const refused = await valueAt(early, kept, id).catch((error) => error)
  expect(refused).toBeInstanceOf(Refusal)
  expect(refused.problems[0].message).toContain(new Date(archived).toISOString())

  await server.api('PATCH', `/user_attributes/${secret.id}`, hidden)
  await server.running.server.sealer.start()
  expect(await valueAt(at, changed, secret.id)).toBe('')
  const [left] = await server.running.server.db.read(
    raw(sql`select 1 as one from archived_values where value like 'canary%'`),
  )
  expect(left).toEqual([])
})

it('leaves readers of events who stood before it to start over', async () => {
  const { id } = await anAttribute(server)
  const user = await aUser(server)
  const events = (query = '') => server.api('GET', `/events${query}`, undefined, { base })
  const set = (value: string) =>
    server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value })
  const { cursor } = (await events()).json
  await set('in the archive')
  const last = (await events()).json.cursor
  tick()
  await set('after it')
  await archiveBefore(time)
  tick()
  expect((await events(`?after=${cursor}&wait=0`)).status).toBe(410)
  expect((await events(`?after=${last}&wait=0`)).status).toBe(410)
  const { json } = await events()
  await set('new')
  expect((await events(`?after=${json.cursor}&wait=0`)).json.events).toMatchObject([
    { user_id: user, value: 'new' },
  ])
})

it('leaves a history that says what it does not know, with the names of then', async () => {
  const { id } = await anAttribute(server, { default_value: 'before' })
  const [alpha, gone] = [await aGroup(server, 'Alpha'), await aGroup(server)]
  await server.api('PATCH', `/groups/${gone}/attribute_values/${id}`, { value: 'of the group' })
  const user = await aUser(server)
  tick()
  await archiveBefore(time)
  tick()
  await server.api('POST', `/groups/${alpha}/users`, { user_id: user })
  await server.api('PATCH', `/groups/${alpha}`, { name: 'Beta' })
  await server.api('PATCH', `/user_attributes/${id}`, { default_value: 'after' })
  await server.api('DELETE', `/groups/${gone}`)
  const entries = async (query: string) => {
    return (await server.api('GET', `/history?${query}`, undefined, { base })).json.history
  }
  const ofGroup = await entries(`group=${alpha}`)
  expect(ofGroup.map(({ group }: { group: { name: string } }) => group.name)).toEqual([
    'Beta',
    'Alpha',
  ])
  expect(ofGroup.at(-1).sentence).toContain('Alpha')
  expect((await entries(`attribute=${id}`))[0]).toMatchObject({
    ...{ old_value: null, new_value: 'after', complete: false },
  })
  expect((await entries('operation=delete_group'))[0]).toMatchObject({ complete: false })
})

it('tells of a value for a time when it counted, although its change is in an archive', async () => {
  const { api } = server
  const { id, name } = await anAttribute(server)
  time += 60_000
  const user = await aUser(server)
  const expires_at = new Date(time + 60_000).toISOString()
  const path = `/users/${user}/values/${name}`
  await api('PUT', path, { value: 'for a time', expires_at }, { base: '/api/attrium/1.0' })
  const archived = time
  tick()
  await archiveBefore(time)
  time += 120_000
  await api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'for good' })
  time += 1000
  expect(await valueAt(archived + 30_000, user, id)).toBe('for a time')
  expect(await valueAt(archived + 61_000, user, id)).toBeUndefined()
  expect(await valueAt(time - 1, user, id)).toBe('for good')
})
