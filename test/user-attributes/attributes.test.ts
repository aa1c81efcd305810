// Definitions through the Attrium API: with choices and combine, by id or by name.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, hidden } from '../support/world.ts'

const base = '/api/attrium/1.0'
let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const get = (path: string, api: Api = server.api) => api('GET', path, undefined, { base })
const patch = (name: string, body: unknown, api: Api = server.api): Promise<Answer> =>
  api('PATCH', `/attributes/${name}`, body, { base })
const problemOf = ({ status, json }: Answer) => [status, json.errors?.[0]?.field]

describe('an attribute', () => {
  it('is read by id and by name, and has the fields of Looker with two more', async () => {
    const made = await anAttribute(server, { type: 'number', default_value: '5' })
    const looker = (await server.api('GET', `/user_attributes/${made.id}`)).json
    expect(looker).not.toHaveProperty('combine')
    for (const name of [made.id, made.name]) {
      const { status, json, headers } = await get(`/attributes/${name}`)
      expect([status, json]).toEqual([200, { ...looker, choices: null, combine: 'first' }])
      expect(headers['etag']).toMatch(/^"[\w-]{22}"$/)
    }
  })

  it('that does not exist is a 404 that may say which name was meant', async () => {
    const { name } = await anAttribute(server, { name: 'nearly_right' })
    const { status, json } = await get('/attributes/nearly_rihgt')
    expect([status, json.message]).toEqual([404, expect.stringContaining(`did you mean ${name}?`)])
    expect((await patch('999999', { label: 'x' })).status).toBe(404)
  })

  it('is seen and changed by the same people as in the Looker API', async () => {
    const closed = await anAttribute(server)
    const open = await anAttribute(server, { user_can_view: true, choices: undefined })
    const somebody = await server.signIn(await aUser(server))
    expect((await get(`/attributes/${closed.name}`, somebody.api)).status).toBe(404)
    const { status, json, headers } = await get(`/attributes/${open.name}`, somebody.api)
    expect([status, json.can.update, headers['etag']]).toEqual([200, false, undefined])
    expect((await patch(open.name, { label: 'Mine' }, somebody.api)).status).toBe(404)
    const listed = (await get('/attributes?limit=1000', somebody.api)).json.attributes
    const ids = listed.map(({ id }: { id: string }) => id)
    expect([ids.includes(open.id), ids.includes(closed.id)]).toEqual([true, false])
    const role = await aRole(server, ['manage_user_attributes'])
    const manager = await server.signIn(await aUser(server, { roles: [role] }))
    expect((await patch(closed.name, { combine: 'union' }, manager.api)).status).toBe(200)
  })

  it('is changed only as it was read, if the caller says so', async () => {
    const { id } = await anAttribute(server)
    const etag = String((await get(`/attributes/${id}`)).headers['etag'])
    const looker = String((await server.api('GET', `/user_attributes/${id}`)).headers['etag'])
    expect(etag).toBe(looker)
    const headers = { authorization: `Bearer ${server.token}`, 'if-match': etag }
    const change = (combine: string) =>
      server.api('PATCH', `/attributes/${id}`, { combine }, { headers, base, unchecked: true })
    expect((await change('union')).status).toBe(200)
    expect((await change('first')).status).toBe(412)
    expect((await get(`/attributes/${id}`)).json.combine).toBe('union')
  })

  it('may be sent back whole, and that changes nothing', async () => {
    const { id } = await anAttribute(server, { default_value: 'a' })
    await patch(id, { choices: ['a', 'b'], combine: 'union' })
    const before = (await get(`/attributes/${id}`)).json
    const changes = async () =>
      (await get(`/history?attribute=${id}`)).json.history.map(
        ({ operation, changes }: { operation: string; changes: unknown }) => [operation, changes],
      )
    const told = await changes()
    expect(told[0]).toEqual([
      'update_attribute',
      [
        { field: 'choices', from: null, to: '["a","b"]' },
        { field: 'combine', from: 'first', to: 'union' },
      ],
    ])
    expect((await patch(id, before)).json).toEqual(before)
    expect(await changes()).toEqual(told)
  })

  it('of the system is not changed, and a hidden one takes neither field', async () => {
    expect(problemOf(await patch('email', { combine: 'union' }))).toEqual([422, 'name'])
    const { id } = await anAttribute(server, hidden)
    expect(problemOf(await patch(id, { combine: 'union' }))).toEqual([422, 'combine'])
    expect(problemOf(await patch(id, { choices: ['a'] }))).toEqual([422, 'choices'])
    const open = await anAttribute(server)
    await patch(open.id, { combine: 'union' })
    const { status, json } = await server.api('PATCH', `/user_attributes/${open.id}`, hidden)
    expect([status, json.errors[0].field]).toEqual([422, 'value_is_hidden'])
  })
})

describe('the list of attributes', () => {
  it('is read page by page', async () => {
    const names: string[] = []
    let [next, pages] = ['', 0]
    do {
      const after = next === '' ? '' : `&after=${encodeURIComponent(next)}`
      const { json } = await get(`/attributes?limit=5&count=true${after}`)
      for (const { name } of json.attributes) names.push(name)
      expect(json.total).toBeGreaterThan(10)
      next = json.next ?? ''
      pages++
    } while (next !== '')
    const all = (await server.api('GET', '/user_attributes?fields=name')).json
    expect(names).toEqual(all.map(({ name }: { name: string }) => name))
    expect(pages).toBe(Math.ceil(names.length / 5))
    expect((await get('/attributes?after=nonsense')).status).toBe(400)
  })
})

describe('choices', () => {
  it('are asked of every value, whoever sets it and however', async () => {
    const { id, name } = await anAttribute(server, { user_can_edit: true })
    expect((await patch(id, { choices: ['EMEA', 'AMER'] })).json.choices).toEqual(['EMEA', 'AMER'])
    const user = await aUser(server)
    const group = await aGroup(server)
    const themselves = await server.signIn(user)
    const value = { value: 'APAC' }
    const group_values = `/user_attributes/${id}/group_values`
    const doors: Promise<Answer>[] = [
      server.api('PATCH', `/users/${user}/attribute_values/${id}`, value),
      themselves.api('PATCH', `/users/${user}/attribute_values/${id}`, value),
      server.api('PATCH', `/groups/${group}/attribute_values/${id}`, value),
      server.api('POST', group_values, [{ group_id: group, ...value }]),
      server.api('PATCH', `/user_attributes/${id}`, { default_value: 'APAC' }),
      patch(id, { default_value: 'APAC' }),
      ...[
        { op: 'set_user_value', user_id: user, attribute: name, ...value },
        { op: 'set_group_value', group_id: group, attribute: name, ...value },
        { op: 'set_group_values', attribute: name, values: [{ group_id: group, ...value }] },
        { op: 'update_attribute', attribute: name, default_value: 'APAC' },
      ].map((op) => server.api('POST', `/users/${user}/explanations`, { changes: [op] }, { base })),
    ]
    for (const answer of await Promise.all(doors)) {
      expect([answer.status, answer.json.errors?.[0]?.message]).toEqual([
        422,
        expect.stringMatching(/must be one of "EMEA", "AMER"\.$/),
      ])
    }
    const path = `/users/${user}/attribute_values/${id}`
    expect((await themselves.api('PATCH', path, { value: 'EMEA' })).status).toBe(200)
  })

  it('are refused while a stored value is none of them', async () => {
    const { id } = await anAttribute(server)
    const [user, group] = [await aUser(server), await aGroup(server)]
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'a' })
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'b' })
    const refused = await patch(id, { choices: ['a'] })
    const { json } = await server.api('GET', `/groups/${group}`)
    expect(refused.json.errors[0].message).toContain(
      `the value of the group ${json.name} does not fit`,
    )
    const other = await patch(id, { choices: ['b'] })
    expect(other.json.errors[0].message).toBe(
      `choices cannot change: the value of user ${user} does not fit it; change or delete that value first.`,
    )
    expect((await patch(id, { choices: ['a', 'b'] })).status).toBe(200)
    expect((await patch(id, { choices: ['c', 'b', 'a'] })).status).toBe(200)
    expect((await patch(id, { choices: null })).json.choices).toBeNull()
    const free = await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'z' })
    expect(free.status).toBe(200)
  })
})
