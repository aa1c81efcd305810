// What one change may cost: effects that are listed, the work for a page of them, and how long a key is remembered.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'
import { applyOn, base, whileItIs } from './asking.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const apply = (changes: unknown, headers: Record<string, string> = {}) =>
  applyOn(server, changes, {}, '', headers)

it('an answer lists the first effects and counts all, and pages list the others', async () => {
  const users = limits.sampled_effects + 30
  for (let made = 0; made < users; made++) await aUser(server)
  const { name } = await anAttribute(server)
  const { json } = await apply([{ op: 'update_attribute', attribute: name, default_value: 'all' }])
  expect(json.effects.values).toBeGreaterThanOrEqual(users)
  expect(json.effects.sample).toHaveLength(limits.sampled_effects)
  const path = `/changes/${json.id}/effects?limit=1000`
  const page = (after: string) => server.api('GET', path + after, undefined, { base })
  expect((await page('')).json.effects).toHaveLength(json.effects.values)
  // A page ends after limits.effects_milliseconds.
  await whileItIs('effects_milliseconds', -1, async () => {
    const first = (await page('')).json
    expect(first.effects).toHaveLength(100)
    const second = (await page(`&after=${first.next}`)).json
    expect(first.effects.length + second.effects.length).toBe(json.effects.values)
  })
})

it('a page of effects has no more than its limit: it ends within a user, and the next one begins there', async () => {
  const changes = []
  for (const default_value of ['one', 'two', 'three']) {
    const { name } = await anAttribute(server)
    changes.push({ op: 'update_attribute', attribute: name, default_value })
  }
  const { json } = await apply(changes)
  const keysOf = async (limit: number) => {
    const keys: string[] = []
    const sizes: number[] = []
    for (let after = ''; ; ) {
      const path = `/changes/${json.id}/effects?limit=${limit}${after}`
      const { effects, next } = (await server.api('GET', path, undefined, { base })).json
      for (const it of effects) keys.push(`${it.user_id} ${it.user_attribute_id}`)
      sizes.push(effects.length)
      if (next === null) return { keys, sizes }
      after = `&after=${next}`
    }
  }
  const whole = await keysOf(1000)
  expect(new Set(whole.keys).size).toBe(json.effects.values)
  const parts = await keysOf(100)
  expect(parts.keys).toEqual(whole.keys)
  expect(parts.sizes.slice(0, -1)).toEqual(parts.sizes.slice(1).map(() => 100))
})

it('a key is remembered for its time, and may be used again afterwards', async () => {
  const user = await aUser(server)
  const { name } = await anAttribute(server)
  const set = (value: string) =>
    apply([{ op: 'set_user_value', user_id: user, attribute: name, value }], {
      'idempotency-key': 'for a time',
    })
  const { json: first } = await set('first')
  expect((await set('second')).status).toBe(422)
  // After limits.idempotency_milliseconds it is another request.
  const later = await whileItIs('idempotency_milliseconds', -1, () => set('second'))
  expect([later.status, later.json.id === first.id]).toEqual([200, false])
  expect((await set('second')).json.id).toBe(later.json.id)
})

it('only so many operations of a change are about attributes, groups and their values', async () => {
  const most = limits.changed_catalogue_operations
  const creating = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ op: 'create_group', name: `Of many ${at}` }))
  const preview = (changes: object[]) =>
    server.api('POST', '/changes?dry_run=true', { changes }, { base })
  expect((await preview(creating(most))).status).toBe(200)
  const refused = await preview(creating(most + 1))
  expect([refused.status, refused.json.errors[0].field]).toEqual([422, `changes[${most}].op`])
})

it('a key is kept for a request that had nothing to do', async () => {
  const user = await aUser(server)
  const { id, name } = await anAttribute(server)
  const path = `/users/${user}/attribute_values/${id}`
  await server.api('PATCH', path, { value: 'same' })
  const key = { 'idempotency-key': 'nothing to do' }
  const set = (value: string) =>
    apply([{ op: 'set_user_value', user_id: user, attribute: name, value }], key)
  const first = await set('same')
  expect(first.json.counts).toMatchObject({ changed: 0, unchanged: 1 })
  await server.api('PATCH', path, { value: 'of somebody else' })
  expect((await set('same')).json).toMatchObject({ id: first.json.id, counts: { changed: 0 } })
  expect((await set('other')).status).toBe(422)
  const { json } = await server.api('GET', `/users/${user}/claims`, undefined, { base })
  expect(json[name]).toBe('of somebody else')
})
