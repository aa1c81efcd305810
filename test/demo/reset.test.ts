// A demo is reset to its seed: later changes are gone, signed-in users stay signed in, and the audit continues.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { type Demo, startDemo } from '../../src/demo/start-demo.ts'
import { storeChecks } from '../../src/doctor/store-checks.ts'
import type { UserId } from '../../src/ids.ts'
import { momentAt } from '../../src/past/past-reader.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { apply, difference, eventsAfter, read } from '../events/laws.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'
import { tableDigests } from '../support/table-digests.ts'

let demo: Demo
beforeEach(async () => {
  const settings = readSettings({ port: '0', logLevel: 'silent' }, {})
  demo = await startDemo(settings, { ephemeral: true, planting: { seed } })
})
afterEach(() => demo.stop())

const seed = {
  ...company,
  users: [
    ...company.users,
    { email: 'viewer@acme.example', api_key: { client_id: 'viewer', client_secret: 'secret' } },
  ],
}
const viewer = { client_id: 'viewer', client_secret: 'secret' }

/** Tables that are not restored, because they continue. */
const goOn = [
  ...[
    'audit',
    'audit_texts',
    'changes',
    'audit_chains',
    'catalogue',
    'access_tokens',
    'oauth_grants',
    'ended_value_histories',
  ],
  ...['moments', 'archived_values', 'past_users', 'past_emails', 'past_identities', 'past_groups'],
  ...['past_nesting', 'past_members', 'past_attributes', 'past_group_values'],
  'past_sign_in_values',
]
const values = 'user_attribute_user_values'
const state = (): Record<string, string> => {
  const connection = openConnection(join(demo.data, 'attrium.db'), 'reader')
  const held = connection.prepare(
    `select user_id, user_attribute_id, value, version from ${values}`,
  )
  const rows = held.raw().all()
  connection.close()
  return { ...tableDigests(demo.data, [...goOn, values]), [values]: JSON.stringify(rows) }
}
const unchanged = [
  // Has rows only while values are being sealed.
  'sealings',
  'credentials',
  // Nobody signs in with a provider here.
  'sign_in_members',
  'used_sign_ins',
  'keys',
  'kysely_migration',
  'kysely_migration_lock',
]

type Key = Demo['key']

async function tokenOf(key: Key): Promise<string> {
  const body = new URLSearchParams({ ...key })
  const answer = await fetch(`${demo.url}/api/4.0/login`, { method: 'POST', body })
  return ((await answer.json()) as { access_token: string }).access_token
}

async function callerOf(key: Key = demo.key) {
  const authorization = `token ${await tokenOf(key)}`
  return async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(demo.url + (path.startsWith('/api') ? path : `/api/4.0${path}`), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) }
  }
}
type Call = Awaited<ReturnType<typeof callerOf>>

const reset = (call: Call) => call('POST', '/api/attrium/1.0/reset')

/** Changes every table that is restored. */
async function upset(call: Call): Promise<Record<string, string>> {
  const done = async (method: string, path: string, body?: unknown) => {
    const { status, json } = await call(method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`)
    return json as { id: string }
  }
  const user = await done('POST', '/users', { first_name: 'New' })
  await done('POST', `/users/${user.id}/credentials_email`, { email: 'new@acme.example' })
  await done('POST', `/users/${user.id}/credentials_api3`)
  await done('DELETE', '/users/3')
  await done('PATCH', '/users/4', { first_name: 'Other', is_disabled: true })
  await done('PATCH', '/users/2/attribute_values/14', { value: 'APAC' })
  await done('DELETE', '/users/2/attribute_values/20')
  const changes = [{ op: 'set_user_value', user_id: '5', attribute: 'region', value: 'EMEA' }]
  await done('POST', '/api/attrium/1.0/changes', { changes })
  await done('PATCH', '/users/5/attribute_values/14', { value: 'AMER' })
  const app = { redirect_uri: 'https://app.example/oauth', display_name: 'New' }
  await done('POST', '/oauth_client_apps/new', app)
  await done('POST', '/oauth_client_apps/new/users/2')
  const there = { issuer: 'https://login.example', client_id: 'attrium' }
  const provider = { id: 'new', name: 'New', ...there }
  await done('POST', '/api/attrium/1.0/sign_in_providers', provider)
  const group = await done('POST', '/groups', { name: 'New' })
  await done('POST', `/groups/${group.id}/groups`, { group_id: '2' })
  await done('POST', `/groups/${group.id}/users`, { user_id: '2' })
  await done('DELETE', '/groups/2/users/2')
  await done('DELETE', '/groups/7/groups/3')
  // Two names are swapped, which no order of single changes allows.
  await done('PATCH', '/groups/4', { name: 'Elsewhere' })
  await done('PATCH', '/groups/5', { name: 'APAC' })
  await done('PATCH', '/groups/4', { name: 'Global leads' })
  const set = await done('POST', '/permission_sets', { name: 'New', permissions: ['see_users'] })
  await done('PATCH', '/permission_sets/2', { name: 'Changed', permissions: ['see_users'] })
  await signsIn({ running: demo }, '2', { '14': 'APAC' })
  const models = await done('POST', '/model_sets', { name: 'New', models: ['a'] })
  const role = { name: 'New', permission_set_id: set.id, model_set_id: models.id }
  const { id: role_id } = await done('POST', '/roles', role)
  await done('PUT', `/roles/${role_id}/groups`, ['2'])
  await done('PUT', '/users/6/roles', [role_id])
  const attribute = await done('POST', '/user_attributes', { name: 'new', type: 'string' })
  const hides = { value_is_hidden: true, hidden_value_domain_whitelist: 'https://a.example/*' }
  await done('PATCH', '/user_attributes/14', hides)
  await done('DELETE', '/user_attributes/15')
  await done('POST', '/user_attributes/22/group_values', [{ group_id: '6', value: '[0,1]' }])
  return { user: user.id, group: group.id, role: role_id, attribute: attribute.id }
}

describe('a reset', () => {
  it('is told to readers of events as what it has changed', async () => {
    const call = await callerOf()
    const asked = {
      api: async (method: string, path: string, body?: unknown, { base = '' } = {}) =>
        call(method, base + path, body),
    } as unknown as Pick<TestServer, 'api'>
    const [{ json }, copy] = [await call('GET', '/api/attrium/1.0/events'), await read(asked)]
    await signsIn({ running: demo }, '4', { '14': 'APAC' })
    await call('DELETE', '/users/3')
    await call('POST', '/users', { first_name: 'New' })
    await call('PATCH', '/users/2/attribute_values/14', { value: 'APAC' })
    await call('DELETE', '/users/2/attribute_values/20')
    await call('PATCH', '/groups/2/attribute_values/14', { value: 'AMER' })
    await call('PATCH', '/user_attributes/20', { default_value: 'other', name: 'other' })
    await call('DELETE', '/user_attributes/15')
    await reset(call)
    const { events } = await eventsAfter(asked, json.cursor, 50)
    const wanted = await read(asked)
    for (const event of events) apply(copy, event)
    expect(difference(copy, wanted)).toBe('')
    expect(events.length).toBeGreaterThan(20)
  })

  it('puts back everything that was done, and gives the same ids again', async () => {
    const before = state()
    const call = await callerOf()
    const made = await upset(call)
    const changed = Object.entries(state()).filter(([table, digest]) => before[table] !== digest)
    expect(changed.map(([table]) => table)).toEqual(
      Object.keys(before).filter((table) => !unchanged.includes(table)),
    )
    expect(await reset(call)).toEqual({ status: 204, json: undefined })
    expect(state()).toEqual(before)
    expect(await upset(call)).toEqual(made)
    await demo.reset()
    expect(state()).toEqual(before)
  })

  it('lets whoever is signed in go on, but nobody whom the seed does not have', async () => {
    const call = await callerOf()
    const { json: user } = await call('POST', '/users', {})
    await call('PUT', `/users/${user.id}/roles`, ['2'])
    const { json: key } = await call('POST', `/users/${user.id}/credentials_api3`)
    const other = await callerOf(key)
    // The row of this user is restored, and their tokens are kept.
    await call('PATCH', '/users/1', { first_name: 'Changed' })
    expect((await reset(other)).status).toBe(204)
    expect((await other('GET', '/user')).status).toBe(401)
    expect((await call('GET', '/user')).json).toMatchObject({ id: '1', first_name: 'Attrium' })
    expect(await tokenOf(key)).toBeUndefined()
    expect(await tokenOf(demo.key)).toBeDefined()
    // The next user gets the id that is free again, but none of the tokens.
    expect((await call('POST', '/users', {})).json.id).toBe(user.id)
    expect((await other('GET', '/user')).status).toBe(401)
  })

  it('leaves an audit that is whole and says so, and a store that holds in every check', async () => {
    const call = await callerOf()
    await upset(call)
    await reset(call)
    const settings = readSettings({ data: demo.data }, {})
    const { db, keys } = await openStoreToRead(settings)
    for (const [name, check] of Object.entries(storeChecks)) {
      const { problems } = await check({ db, keys })
      expect({ name, problems }).toEqual({ name, problems: [] })
    }
    await db.close()
  })

  it('takes whoever asks meanwhile from one state to the other, never between', async () => {
    const call = await callerOf()
    const path = '/users/2/attribute_values?user_attribute_ids=14,20'
    const read = async () => {
      const { status, json } = await call('GET', path)
      return status === 200 ? json.map(({ value }: { value: string }) => value).join() : `${status}`
    }
    const seeded = await read()
    const seen = new Set<string>()
    for (let round = 0; round < 5; round++) {
      await call('PATCH', '/users/2/attribute_values/14', { value: 'ONE' })
      await call('PATCH', '/users/2/attribute_values/20', { value: '10115' })
      const asked = Array.from({ length: 20 }, read)
      const resetting = reset(call)
      for (const one of [...asked, ...Array.from({ length: 20 }, read)]) seen.add(await one)
      expect((await resetting).status).toBe(204)
      expect(await read()).toBe(seeded)
    }
    // It depends on chance which of the two states a reader sees.
    expect(['ONE,10115', seeded]).toEqual(expect.arrayContaining([...seen]))
  })

  it('does not seal what it has put back, whenever an attribute was being hidden', async () => {
    const before = state()
    const call = await callerOf()
    const hides = { value_is_hidden: true, hidden_value_domain_whitelist: 'https://a.example/*' }
    for (let round = 0; round < 10; round++) {
      await Promise.all([call('PATCH', '/user_attributes/14', hides), reset(call), reset(call)])
      await reset(call)
      expect(state()).toEqual(before)
    }
  })

  it('is itself past, and so is what it has undone', async () => {
    const call = await callerOf()
    const path = '/users/2/attribute_values/14'
    const valueAt = async (at: number) => {
      const { people } = await momentAt({ server: demo.server }, new Date(at).toISOString())
      const held = (await people(['2' as UserId])).get('2' as UserId)
      return [held?.facts.first_name, held?.values['14'], held?.values['20']]
    }
    const told: [number, Awaited<ReturnType<typeof valueAt>>][] = []
    const read = async () => {
      const at = demo.server.now()
      while (demo.server.now() <= at) await pause(1)
      told.push([at, await valueAt(at)])
    }
    await read()
    const seeded = told[0]?.[1]
    for (let round = 0; round < 3; round++) {
      await call('PATCH', path, { value: `ROUND ${round}` })
      await call('DELETE', '/users/2/attribute_values/20')
      await call('PATCH', '/users/2', { first_name: 'Other' })
      await read()
      expect(told.at(-1)?.[1]).toEqual(['Other', `ROUND ${round}`, undefined])
      await reset(call)
      await read()
      expect(told.at(-1)?.[1]).toEqual(seeded)
    }
    await call('DELETE', '/users/2')
    await reset(call)
    await read()
    for (const [at, values] of told) expect(await valueAt(at)).toEqual(values)
  })

  it('is for administrators', async () => {
    const answer = await reset(await callerOf(viewer))
    expect(answer.status).toBe(403)
    const stranger = await fetch(`${demo.url}/api/attrium/1.0/reset`, { method: 'POST' })
    expect(stranger.status).toBe(401)
  })
})

describe('a server that is no demo', () => {
  it('has no reset', async () => {
    const server = await startServer({ planting: { seed } })
    const answer = await server.api('POST', '/reset', undefined, { base: '/api/attrium/1.0' })
    expect(answer.status).toBe(404)
    await server.stop()
  })
})
