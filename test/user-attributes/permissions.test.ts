// Rights on user attributes (looker 5).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, giveRole, join } from '../support/world.ts'

let server: TestServer
let user: string
let other: string
let caller: Caller
let manager: Caller
let none: string
let viewable: string
let editable: string

beforeAll(async () => {
  server = await startServer()
  user = await aUser(server)
  other = await aUser(server)
  caller = await server.signIn(user)
  const role = await aRole(server, ['manage_user_attributes'])
  manager = await server.signIn(await aUser(server, { roles: [role] }))
  none = (await anAttribute(server, { default_value: 'none' })).id
  viewable = (await anAttribute(server, { default_value: 'view', user_can_view: true })).id
  editable = (await anAttribute(server, { default_value: 'edit', user_can_edit: true })).id
})
afterAll(() => server.stop())

const path = (user_id: string, attribute: string) =>
  `/users/${user_id}/attribute_values/${attribute}`
const status = async (answer: ReturnType<Caller['api']>) => (await answer).status

describe('a user without permissions', () => {
  it('lists and reads the attributes he may view (looker 5.3)', async () => {
    const { json } = await caller.api('GET', '/user_attributes')
    const ids = json.map(({ id }: { id: string }) => id)
    expect(ids).toContain(viewable)
    expect(ids).toContain(editable)
    expect(ids).not.toContain(none)
    expect(await status(caller.api('GET', `/user_attributes/${viewable}`))).toBe(200)
    expect(await status(caller.api('GET', `/user_attributes/${none}`))).toBe(404)
  })

  it('is told what he may do (looker 3.8, 3.14, 5.2)', async () => {
    const no = { create: false, update: false, destroy: false }
    const see = { show: true, index: true, show_value: true }
    const viewed = await caller.api('GET', `/user_attributes/${viewable}`)
    expect(viewed.json.can).toEqual({ ...no, ...see, set_value: false })
    const edited = await caller.api('GET', `/user_attributes/${editable}`)
    expect(edited.json.can).toEqual({ ...no, ...see, set_value: true })
  })

  it('sees his own values where he may view them (looker 5.3)', async () => {
    for (const query of ['', '&all_values=true', '&include_unset=true']) {
      const ids = `${none},${viewable},${editable}`
      const { json } = await caller.api(
        'GET',
        `/users/${user}/attribute_values?user_attribute_ids=${ids}${query}`,
      )
      expect(json.map((row: { value: string }) => row.value)).toEqual(['view', 'edit'])
    }
  })

  it('cannot tell the values of another user from those of nobody (looker 5.4)', async () => {
    const foreign = await caller.api('GET', `/users/${other}/attribute_values`)
    const nobody = await caller.api('GET', '/users/999999/attribute_values')
    expect([foreign.status, nobody.status]).toEqual([404, 404])
    expect(foreign.json).toEqual(nobody.json)
  })

  it('sets and clears his own value of an attribute that users edit (looker 5.2)', async () => {
    const set = await caller.api('PATCH', path(user, editable), { value: 'mine' })
    expect(set.json).toMatchObject({ value: 'mine', source: 'User Setting' })
    expect(await status(caller.api('DELETE', path(user, editable)))).toBe(204)
  })

  it('cannot set or clear anything else (looker 5.2, 5.4)', async () => {
    for (const [user_id, attribute, expected] of [
      [user, viewable, 403],
      [other, editable, 403],
      [other, viewable, 403],
      [user, none, 404],
      ['999999', editable, 404],
      [user, '999999', 404],
    ] as const) {
      expect(await status(caller.api('PATCH', path(user_id, attribute), { value: 'x' }))).toBe(
        expected,
      )
      expect(await status(caller.api('DELETE', path(user_id, attribute)))).toBe(expected)
    }
    const { json } = await server.api('GET', `/users/${user}/attribute_values?all_values=true`)
    expect(json.some(({ value }: { value: string }) => value === 'x')).toBe(false)
  })

  it('cannot define, change or delete attributes (looker 5.1)', async () => {
    const body = { name: 'by_nobody', type: 'string' }
    expect(await status(caller.api('POST', '/user_attributes', body))).toBe(404)
    expect(await status(caller.api('PATCH', `/user_attributes/${editable}`, { label: 'x' }))).toBe(
      404,
    )
    expect(await status(caller.api('DELETE', `/user_attributes/${editable}`))).toBe(404)
    expect(await status(caller.api('GET', `/user_attributes/${none}/group_values`))).toBe(404)
    expect(await status(caller.api('POST', `/user_attributes/${editable}/group_values`, []))).toBe(
      404,
    )
  })

  it('cannot set or clear values of groups (looker 5.1)', async () => {
    await server.api('PATCH', `/groups/1/attribute_values/${editable}`, { value: 'g' })
    const group = `/groups/1/attribute_values/${editable}`
    expect(await status(caller.api('PATCH', group, { value: 'x' }))).toBe(403)
    expect(await status(caller.api('DELETE', group))).toBe(403)
    expect(await status(caller.api('PATCH', `/groups/1/attribute_values/${none}`, {}))).toBe(404)
    expect(await status(caller.api('DELETE', `/groups/1/attribute_values/${none}`))).toBe(404)
    expect(await status(server.api('DELETE', group))).toBe(204)
  })
})

describe('a group he is not in', () => {
  it('answers like one that does not exist when its value is set or cleared (P6)', async () => {
    const foreign = await aGroup(server)
    await server.api('PATCH', `/groups/${foreign}/attribute_values/${editable}`, { value: 'g' })
    for (const method of ['PATCH', 'DELETE']) {
      const [there, nowhere] = await Promise.all(
        [foreign, '999999'].map((group_id) =>
          caller.api(method, `/groups/${group_id}/attribute_values/${editable}`, { value: 'x' }),
        ),
      )
      expect([there?.status, nowhere?.status]).toEqual([404, 404])
      expect(there?.json).toEqual(nowhere?.json)
    }
  })
})

describe('a holder of manage_user_attributes', () => {
  it('defines attributes and sets values of groups and of others (looker 5.1)', async () => {
    const { id } = await anAttribute(manager)
    expect(
      await status(manager.api('PATCH', `/user_attributes/${id}`, { label: 'by manager' })),
    ).toBe(200)
    expect(await status(manager.api('PATCH', path(other, id), { value: 'x' }))).toBe(200)
    expect(await status(manager.api('GET', `/users/${other}/attribute_values`))).toBe(200)
    expect(await status(manager.api('DELETE', path(other, id)))).toBe(204)
    expect(
      await status(manager.api('PATCH', `/groups/1/attribute_values/${id}`, { value: 'g' })),
    ).toBe(200)
    expect((await manager.api('GET', `/user_attributes/${id}/group_values`)).json).toHaveLength(1)
    expect(await status(manager.api('DELETE', `/groups/1/attribute_values/${id}`))).toBe(204)
    expect(await status(manager.api('DELETE', `/user_attributes/${id}`))).toBe(204)
  })

  it('sees what users may not (looker 5.3)', async () => {
    expect(await status(manager.api('GET', `/user_attributes/${none}`))).toBe(200)
  })
})

describe('rights', () => {
  it('come and go with a role while a token lives', async () => {
    const somebody = await aUser(server)
    const { api } = await server.signIn(somebody)
    expect(await status(api('PATCH', path(other, none), { value: 'x' }))).toBe(404)
    await giveRole(server, somebody, await aRole(server, ['manage_user_attributes']))
    expect(await status(api('PATCH', path(other, none), { value: 'x' }))).toBe(200)
  })

  it('come through nested groups (looker 10.8)', async () => {
    const outer = await aGroup(server)
    const inner = await aGroup(server, undefined, [outer])
    await aRole(server, ['manage_user_attributes'], [outer])
    const somebody = await aUser(server)
    const { api } = await server.signIn(somebody)
    expect(await status(api('GET', `/user_attributes/${none}`))).toBe(404)
    await join(server, somebody, inner)
    expect(await status(api('GET', `/user_attributes/${none}`))).toBe(200)
  })

  it('follow the flags of the attribute at once', async () => {
    const { id } = await anAttribute(server, { user_can_edit: true })
    expect(await status(caller.api('PATCH', path(user, id), { value: 'x' }))).toBe(200)
    await server.api('PATCH', `/user_attributes/${id}`, { user_can_edit: false })
    expect(await status(caller.api('PATCH', path(user, id), { value: 'y' }))).toBe(403)
    await server.api('PATCH', `/user_attributes/${id}`, { user_can_view: false })
    expect(await status(caller.api('PATCH', path(user, id), { value: 'y' }))).toBe(404)
  })
})
