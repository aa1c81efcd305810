// Values that come with a membership: for everybody, as in Looker, or only if the caller may set them (decision 53).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, giveRole, join, putInto } from '../support/world.ts'

const servers: Record<string, TestServer> = {}
beforeAll(async () => {
  servers['by default'] = await startServer()
  servers['guarded'] = await startServer({ flags: { guardGroupValues: 'true' } })
})
afterAll(async () => {
  for (const server of Object.values(servers)) await server.stop()
})

interface Scene {
  readonly server: TestServer
  readonly manager: string
  readonly api: Api
  /** Its members see everything. */
  readonly wide: string
  /** A group inside it. */
  readonly within: string
  readonly plain: string
  readonly member: string
}

/** A user who manages groups, and a group whose members get `%` for `tenant`. */
async function scene(server: TestServer, definition: object = {}, more: string[] = []) {
  const attribute = await anAttribute(server, { default_value: 'none', ...definition })
  const [wide, plain, member] = [await aGroup(server), await aGroup(server), await aUser(server)]
  const within = await aGroup(server)
  await putInto(server, wide, within)
  await server.api('PATCH', `/groups/${wide}/attribute_values/${attribute.id}`, { value: '%' })
  for (const group of [wide, within, plain]) await join(server, member, group)
  const manager = await aUser(server)
  await giveRole(server, manager, await aRole(server, ['manage_groups', ...more]))
  const { api } = await server.signIn(manager)
  const found: Scene = { server, manager, api, wide, within, plain, member }
  return { ...found, shownTo: (user: string) => shownTo(found, user, attribute.id) }
}

async function shownTo({ server }: Scene, user: string, attribute: string): Promise<string> {
  const path = `/users/${user}/attribute_values?user_attribute_ids=${attribute}`
  return (await server.api('GET', path)).json[0].value
}

type Change = (scene: Scene) => Promise<{ status: number; json: { message?: string } }>

/** Every way in which somebody gains or loses values of groups, except by setting those values. */
const moves: Record<string, Change> = {
  'joins himself': ({ api, wide, manager }) =>
    api('POST', `/groups/${wide}/users`, { user_id: manager }),
  'joins a group inside': ({ api, within, manager }) =>
    api('POST', `/groups/${within}/users`, { user_id: manager }),
  'puts another in': async ({ server, api, wide }) =>
    api('POST', `/groups/${wide}/users`, { user_id: await aUser(server) }),
  'puts a group in': ({ api, wide, plain }) =>
    api('POST', `/groups/${wide}/groups`, { group_id: plain }),
  'puts a group deeper in': ({ api, within, plain }) =>
    api('POST', `/groups/${within}/groups`, { group_id: plain }),
  'takes a group out': ({ api, wide, within }) => api('DELETE', `/groups/${wide}/groups/${within}`),
  'deletes the group': ({ api, wide }) => api('DELETE', `/groups/${wide}`),
  'deletes a group inside': ({ api, within }) => api('DELETE', `/groups/${within}`),
}

describe.each(Object.entries(moves))('who may not set an attribute %s', (_, move) => {
  it('and may, as in Looker', async () => {
    const { status } = await move(await scene(servers['by default'] as TestServer))
    expect([200, 204]).toContain(status)
  })

  it('and is refused where group values are guarded', async () => {
    const there = await scene(servers['guarded'] as TestServer)
    const { status, json } = await move(there)
    expect([status, json.message]).toEqual([
      403,
      expect.stringMatching(/values of groups.*needs the permission manage_user_attributes/),
    ])
    expect(await there.shownTo(there.manager)).toBe('none')
    expect(await there.shownTo(there.member)).toBe('%')
  })

  it('and may with the right to set it', async () => {
    const server = servers['guarded'] as TestServer
    const { status } = await move(await scene(server, {}, ['manage_user_attributes']))
    expect([200, 204]).toContain(status)
  })
})

describe('where group values are guarded', () => {
  const guarded = (definition?: object) => scene(servers['guarded'] as TestServer, definition)

  it('nobody is taken out of their last group with a value', async () => {
    const { server, api, member, wide, within, shownTo } = await guarded()
    // The member keeps the value through the group inside it.
    expect((await api('DELETE', `/groups/${wide}/users/${member}`)).status).toBe(204)
    expect((await api('DELETE', `/groups/${within}/users/${member}`)).status).toBe(403)
    expect(await shownTo(member)).toBe('%')
    expect((await server.api('DELETE', `/groups/${within}/users/${member}`)).status).toBe(204)
    expect(await shownTo(member)).toBe('none')
  })

  it('people join and leave by themselves where users may edit the attribute', async () => {
    const { server, api, wide, manager } = await guarded({ user_can_edit: true })
    expect((await api('POST', `/groups/${wide}/users`, { user_id: manager })).status).toBe(200)
    expect((await api('DELETE', `/groups/${wide}/users/${manager}`)).status).toBe(204)
    const other = { user_id: await aUser(server) }
    expect((await api('POST', `/groups/${wide}/users`, other)).status).toBe(403)
  })

  it('a value that another one outranks counts as well', async () => {
    const { server, api, wide, manager } = await guarded()
    const attributes = (await server.api('GET', `/user_attributes`)).json
    const { id } = attributes.at(-1)
    await server.api('PATCH', `/users/${manager}/attribute_values/${id}`, { value: 'own' })
    expect((await api('POST', `/groups/${wide}/users`, { user_id: manager })).status).toBe(403)
  })

  it('groups without values are changed as ever', async () => {
    const { server, api, plain, member, wide } = await guarded()
    const user_id = await aUser(server)
    expect((await api('POST', `/groups/${plain}/users`, { user_id })).status).toBe(200)
    expect((await api('DELETE', `/groups/${plain}/users/${member}`)).status).toBe(204)
    const inner = (await api('POST', '/groups', { name: `inner ${plain}` })).json.id
    expect((await api('POST', `/groups/${plain}/groups`, { group_id: inner })).status).toBe(200)
    expect((await api('DELETE', `/groups/${plain}/groups/${inner}`)).status).toBe(204)
    expect((await api('PATCH', `/groups/${wide}`, { name: `wide ${wide}` })).status).toBe(200)
    expect((await api('DELETE', `/groups/${plain}`)).status).toBe(204)
  })

  it('somebody who is in the group already stays so', async () => {
    const { api, wide, member } = await guarded()
    expect((await api('POST', `/groups/${wide}/users`, { user_id: member })).status).toBe(200)
  })
})
