// How many have a value of each attribute: the same figures as the summaries of them, one by one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'
import { aGroup, anAttribute, hidden } from '../support/world.ts'

let server: TestServer
const base = '/api/attrium/1.0'
const attrium = (method: string, path: string, body?: unknown) =>
  server.api(method, path, body, { base })
const ids: Record<string, string> = {}

beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  const aPerson = async (): Promise<string> =>
    (await server.api('POST', '/users', { first_name: 'Ada', last_name: 'Test' })).json.id
  const people = [await aPerson(), await aPerson(), await aPerson()]
  for (const name of ['plain', 'timed', 'sent', 'secret', 'nobody_has']) {
    const { id } = await anAttribute(server, {
      ...(name === 'secret' && hidden),
      ...{ name, label: name, default_value: 'x' },
    })
    ids[name] = id
  }
  const set = async (at: number, name: string, body: object) => {
    const { status } = await attrium('PUT', `/users/${people[at]}/values/${name}`, body)
    expect(status).toBe(200)
  }
  for (const at of [0, 1, 2]) await set(at, 'plain', { value: String(at) })
  await set(0, 'timed', { value: 'now', expires_at: '2999-01-01T00:00:00Z' })
  await set(1, 'timed', { value: 'later', starts_at: '2998-01-01T00:00:00Z' })
  await set(2, 'timed', { value: 'for good' })
  await set(0, 'secret', { value: 'canary' })
  await set(0, 'sent', { value: 'own' })
  for (const group of [await aGroup(server, 'EMEA'), await aGroup(server, 'APAC')]) {
    const path = `/groups/${group}/attribute_values/${ids['plain']}`
    await server.api('PATCH', path, { value: 'of a group' })
  }
  for (const at of [0, 1]) {
    expect(await signsIn(server, people[at] ?? '', { [ids['sent'] ?? '']: 'sent' })).toBe(1)
  }
})
afterAll(() => server.stop())

type Count = { user_attribute_id: string; name: string; users: number; groups: number }
const counts = async (): Promise<Count[]> => (await attrium('GET', '/values/counts')).json.counts
const set = async ({ user_attribute_id }: Count, of: string) =>
  (await attrium('GET', `/values/summary?attribute=${user_attribute_id}&of=${of}`)).json.set

describe('the counts of all attributes', () => {
  it('leave out what the records of users say, and tell no value', async () => {
    const { json, text } = await attrium('GET', '/values/counts')
    expect(json.counts.map(({ name }: Count) => name)).toEqual(
      expect.arrayContaining(Object.keys(ids)),
    )
    expect(json.counts.some(({ name }: Count) => name === 'email')).toBe(false)
    expect(text).not.toContain('canary')
  })

  it('count values that are set on users and groups now, not those that begin later or come from sign-ins', async () => {
    const found = Object.fromEntries((await counts()).map((it) => [it.name, [it.users, it.groups]]))
    expect(found).toMatchObject({
      ...{ plain: [3, 2], timed: [2, 0], sent: [1, 0], secret: [1, 0], nobody_has: [0, 0] },
    })
  })

  it('are those of the summaries', async () => {
    for (const count of await counts()) {
      expect([await set(count, 'own'), await set(count, 'group'), count.name]).toEqual([
        ...[count.users, count.groups, count.name],
      ])
    }
  })

  it('are the same when they are counted in parts', async () => {
    const before = await counts()
    const many = limits as { counted_at_once: number; searched_at_once: number }
    const { counted_at_once, searched_at_once } = many
    Object.assign(many, { counted_at_once: 1, searched_at_once: 1 })
    try {
      expect(await counts()).toEqual(before)
    } finally {
      Object.assign(many, { counted_at_once, searched_at_once })
    }
  })
})
