// Claims: the effective values of a user in one small object, for those who may see them, and 304 while they last.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { type Api, startServer, type TestServer } from '../support/server.ts'
import {
  addManyUsers,
  aGroup,
  anAttribute,
  aRole,
  aUser,
  change,
  hidden,
} from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const base = '/api/attrium/1.0'
const claims = async (user: string, api: Api = server.api, headers?: Record<string, string>) => {
  const options = { base, ...(headers && { headers }) }
  return api('GET', `/users/${encodeURIComponent(user)}/claims`, undefined, options)
}
const many = (users: readonly unknown[] | undefined, api: Api = server.api) =>
  api('POST', '/claims', { users }, { base })

describe('the claims of a user', () => {
  it('are the effective values by name, without what is unset or hidden', async () => {
    const [own, unset, secret, ofGroup, standard] = [
      await anAttribute(server),
      await anAttribute(server),
      await anAttribute(server, { ...hidden, default_value: 'hidden default' }),
      await anAttribute(server, { default_value: 'default' }),
      await anAttribute(server, { default_value: 'it\'s "quoted" \\ ü\n' }),
    ]
    const group = await aGroup(server)
    const user = await aUser(server, { groups: [group], email: 'claims@example.com' })
    for (const { id } of [own, secret]) {
      await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'hidden own' })
    }
    await server.api('PATCH', `/groups/${group}/attribute_values/${ofGroup.id}`, { value: '' })
    const { json, text } = await claims(user)
    expect(json).toMatchObject({
      [own.name]: 'hidden own',
      [ofGroup.name]: '',
      [standard.name]: 'it\'s "quoted" \\ ü\n',
      email: 'claims@example.com',
      id: user,
    })
    expect([unset.name in json, secret.name in json]).toEqual([false, false])
    expect(text).not.toContain('hidden default')
    expect((await claims('CLAIMS@example.com')).text).toBe(text)
  })

  it('equal what the Looker API answers', async () => {
    const user = await aUser(server, { email: 'same@example.com' })
    const { json } = await server.api('GET', `/users/${user}/attribute_values?include_unset=false`)
    const shown = json.filter((row: { value_is_hidden: boolean }) => !row.value_is_hidden)
    expect((await claims(user)).json).toEqual(
      Object.fromEntries(shown.map(({ name, value }: Record<string, string>) => [name, value])),
    )
  })

  it('are those that the caller may see', async () => {
    const [seen, closed] = [
      await anAttribute(server, { user_can_view: true, default_value: 'seen' }),
      await anAttribute(server, { default_value: 'closed' }),
    ]
    const user = await aUser(server, { email: 'self@example.com' })
    const role = await aRole(server, ['manage_user_attributes'])
    const self = await server.signIn(user)
    const manager = await server.signIn(await aUser(server, { roles: [role] }))
    const names = async (api: Api) => Object.keys((await claims(user, api)).json)
    expect(await names(self.api)).toEqual(expect.arrayContaining([seen.name, 'email']))
    expect(await names(self.api)).not.toContain(closed.name)
    expect(await names(manager.api)).toEqual(expect.arrayContaining([seen.name, closed.name]))
    expect(await names(manager.api)).not.toContain('email')
  })

  it('are answered 304 to who holds them, until a value changes', async () => {
    const attribute = await anAttribute(server, { default_value: 'one' })
    const user = await aUser(server)
    const { api } = server
    const authorization = `Bearer ${server.token}`
    const first = await claims(user)
    const etag = String(first.headers['etag'])
    expect(first.headers['cache-control']).toBe('private, no-cache')
    const again = (held: string) => claims(user, api, { authorization, 'if-none-match': held })
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, text, headers } = await again(held)
      expect([held, status, text, headers['etag']]).toEqual([held, 304, '', etag])
    }
    await api('PATCH', `/user_attributes/${attribute.id}`, { default_value: 'two' })
    const changed = await again(etag)
    expect([changed.status, changed.json[attribute.name]]).toEqual([200, 'two'])
    expect(changed.headers['etag']).not.toBe(etag)
  })

  it('do not tell in their version whether a hidden value has changed', async () => {
    const attribute = await anAttribute(server, { ...hidden, default_value: 'one' })
    const user = await aUser(server)
    const before = (await claims(user)).headers['etag']
    await server.api('PATCH', `/user_attributes/${attribute.id}`, { default_value: 'two' })
    await server.api('PATCH', `/users/${user}/attribute_values/${attribute.id}`, { value: 'x' })
    expect((await claims(user)).headers['etag']).toBe(before)
  })
})

describe('the claims of many', () => {
  it('come in the order of the question, by every way to name somebody', async () => {
    const user = await aUser(server, { email: 'many@example.com' })
    const embedded = await server.api('POST', '/users/embed_user', { external_user_id: '42' })
    const { json } = await many([user, 'external_user_id:42', 'MANY@example.com', '1'])
    const ids = json.map(({ user_id }: { user_id: string }) => user_id)
    expect(ids).toEqual([user, embedded.json.id, user, '1'])
    expect(json[0].claims).toEqual((await claims(user)).json)
  })

  it('are refused with the place of each who is nobody', async () => {
    const { status, json } = await many(['1', '999999', 'maya', 'nobody@example.com', '0'])
    const fields = json.errors.map(({ field }: { field: string }) => field)
    expect([status, fields]).toEqual([422, ['users[1]', 'users[2]', 'users[3]', 'users[4]']])
    for (const users of [undefined, 'maya', [null], [{}], [['1']]]) {
      expect((await many(users as never)).status).toBe(422)
    }
  })

  it('are at most a thousand, read in parts', async () => {
    const { db } = server.running.server
    expect(db).toBeDefined()
    const count = limits.claimed_users - 1
    const made = await change(server, [addManyUsers({ count })])
    const first = Number(made[0])
    const users = ['1', ...Array.from({ length: count }, (_, at) => String(first + at))]
    const { json } = await many(users)
    expect(json.map(({ user_id }: { user_id: string }) => user_id)).toEqual(users)
    const { status, json: refusal } = await many([...users, '1'])
    expect([status, refusal.message]).toEqual([400, 'users may have at most 1000 items.'])
    expect((await many([])).json).toEqual([])
  })

  it('are refused when they are too long together', async () => {
    const [one, other] = [await anAttribute(server), await anAttribute(server)]
    const user = await aUser(server)
    for (const { id } of [one, other]) {
      const value = 'é'.repeat(65_536)
      await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value })
    }
    const most = Math.floor(limits.claims_characters / (2 * 65_536 + 1000))
    const asked = (count: number) => many(Array.from({ length: count }, () => user))
    const [few, more, parts] = [
      await asked(most),
      await asked(most + 2),
      await asked(limits.claims_in_a_part - 1),
    ]
    expect([few.status, more.status, parts.status]).toEqual([200, 422, 200])
    expect(more.json.errors).toMatchObject([
      { field: 'users', message: expect.stringContaining('ask for fewer users') },
    ])
  })
})
