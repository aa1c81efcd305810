// Members and nesting: the rights to change them, and the limits of their effect (T-26).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAdmin, aRole, aUser, giveRole, join } from '../support/world.ts'

let server: TestServer
let manager: Caller
let reader: Caller

beforeAll(async () => {
  server = await startServer()
  const role = await aRole(server, ['manage_groups', 'see_users'])
  manager = await server.signIn(await aUser(server, { roles: [role] }))
  const seeing = await aRole(server, ['see_users'])
  reader = await server.signIn(await aUser(server, { roles: [seeing] }))
})
afterAll(() => server.stop())

const idsIn = ({ json }: Answer): string[] => json.map(({ id }: { id: string }) => id)
const addUser = (caller: Caller, group: string, user_id: unknown) =>
  caller.api('POST', `/groups/${group}/users`, { user_id })
const addGroup = (caller: Caller, parent: string, group_id: unknown) =>
  caller.api('POST', `/groups/${parent}/groups`, { group_id })
const members = async (group: string) => idsIn(await server.api('GET', `/groups/${group}/users`))
const parents = async (group: string): Promise<string[]> =>
  (await server.api('GET', `/groups/search/with_hierarchy?id=${group}`)).json[0].parent_group_ids

describe('members of a group', () => {
  it('are added by id, number or text, and answered as users (looker 10.13)', async () => {
    const [group, one, other] = [await aGroup(server), await aUser(server), await aUser(server)]
    const answer = await addUser(server, group, one)
    expect(answer.json).toMatchObject({ id: one, group_ids: ['1', group] })
    expect((await addUser(manager, group, Number(other))).status).toBe(200)
    expect(await members(group)).toEqual([one, other])
    expect((await addUser(server, group, one)).json).toEqual(answer.json)
    expect((await addUser(server, '1', one)).status).toBe(200)
  })

  it('are listed in pages, direct ones only', async () => {
    const parent = await aGroup(server)
    const child = await aGroup(server, undefined, [parent])
    const users = [await aUser(server), await aUser(server), await aUser(server)]
    for (const user of users) await join(server, user, parent)
    await aUser(server, { groups: [child] })
    const { json, headers } = await server.api('GET', `/groups/${parent}/users?limit=2&sorts=id`)
    expect(json.map(({ id }: { id: string }) => id)).toEqual(users.slice(0, 2))
    expect(headers['x-total-count']).toBe('3')
    const desc = await server.api('GET', `/groups/${parent}/users?sorts=id%20desc&fields=id`)
    expect(desc.json).toEqual(users.reverse().map((id) => ({ id })))
    expect((await server.api('GET', `/groups/${parent}/users?sorts=x`)).status).toBe(400)
  })

  it('leave, once', async () => {
    const group = await aGroup(server)
    const user = await aUser(server, { groups: [group] })
    expect((await manager.api('DELETE', `/groups/${group}/users/${user}`)).status).toBe(204)
    expect((await manager.api('DELETE', `/groups/${group}/users/${user}`)).status).toBe(404)
    expect(await members(group)).toEqual([])
  })

  it('must exist, and be named', async () => {
    const group = await aGroup(server)
    for (const [body, status] of [
      [{}, 400],
      [{ user_id: null }, 400],
      [{ user_id: true }, 400],
      [[], 400],
      [{ user_id: '999999' }, 404],
      [{ user_id: '1x' }, 404],
    ] as const) {
      expect((await server.api('POST', `/groups/${group}/users`, body)).status).toBe(status)
    }
    expect((await addUser(server, '999999', '1')).status).toBe(404)
    expect(await members(group)).toEqual([])
  })

  it('are not for readers to change', async () => {
    const [group, user] = [await aGroup(server), await aUser(server)]
    expect((await addUser(reader, group, user)).status).toBe(403)
    await join(server, user, group)
    expect((await reader.api('DELETE', `/groups/${group}/users/${user}`)).status).toBe(403)
    expect(await members(group)).toEqual([user])
  })
})

describe('groups in a group', () => {
  it('are added and answered as groups (looker 10.13), and taken out', async () => {
    const [parent, child] = [await aGroup(server), await aGroup(server)]
    const answer = await addGroup(manager, parent, Number(child))
    expect(answer.json).toEqual((await manager.api('GET', `/groups/${child}`)).json)
    expect((await addGroup(manager, parent, child)).status).toBe(200)
    expect(idsIn(await server.api('GET', `/groups/${parent}/groups`))).toEqual([child])
    const path = `/groups/${parent}/groups/${child}`
    expect((await reader.api('DELETE', path)).status).toBe(403)
    expect((await manager.api('DELETE', path)).status).toBe(204)
    expect((await manager.api('DELETE', path)).status).toBe(404)
  })

  it('must exist, and be named', async () => {
    const group = await aGroup(server)
    for (const [body, status] of [
      [{}, 400],
      [{ group_id: ['1'] }, 400],
      [{ group_id: '999999' }, 404],
      [{ group_id: '[1' }, 404],
      [{ group_id: '99999999999999999999' }, 404],
      [{ group_id: '2 ' }, 404],
    ] as const) {
      expect((await server.api('POST', `/groups/${group}/groups`, body)).status).toBe(status)
    }
    expect((await addGroup(reader, group, group)).status).toBe(403)
  })

  it('never contain themselves', async () => {
    const top = await aGroup(server)
    const middle = await aGroup(server, undefined, [top])
    const low = await aGroup(server, undefined, [middle])
    for (const inner of [low, middle, top]) {
      const { status, json } = await addGroup(server, low, inner === low ? low : inner)
      expect([status, json.message]).toEqual([400, expect.stringContaining('contain itself')])
    }
    expect(await parents(top)).toEqual([])
  })

  it('close no circle when put into each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b, c] = [await aGroup(server), await aGroup(server), await aGroup(server)]
      const answers = await Promise.all([
        addGroup(server, a, b),
        addGroup(server, b, c),
        addGroup(server, c, a),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 400])
    }
  })

  it('nest thirty-two levels deep and no deeper', async () => {
    let low = await aGroup(server)
    const top = low
    for (let level = 2; level <= 32; level++) {
      const next = await aGroup(server)
      expect((await addGroup(server, low, next)).status).toBe(200)
      low = next
    }
    for (const [parent, child] of [
      [low, await aGroup(server)],
      [await aGroup(server), top],
    ] as const) {
      const { status, json } = await addGroup(server, parent, child)
      expect([status, json.message]).toEqual([400, expect.stringContaining('32 levels')])
    }
  })
})

describe('a manager of groups', () => {
  it('puts nobody where a role comes along that he could not give', async () => {
    const outer = await aGroup(server)
    const inner = await aGroup(server, undefined, [outer])
    await aRole(server, ['see_users'], [outer])
    const user = await aUser(server)
    for (const group of [outer, inner]) {
      expect((await addUser(manager, group, user)).status).toBe(403)
      expect((await addGroup(manager, group, await aGroup(server))).status).toBe(403)
    }
    const mine = await aGroup(server)
    await join(server, user, mine)
    expect((await addGroup(manager, outer, mine)).status).toBe(403)
    expect((await addUser(server, inner, user)).status).toBe(200)
  })

  it('may when he could give the role himself, or when the newcomer has it anyhow', async () => {
    const group = await aGroup(server)
    const role = await aRole(server, ['see_users'], [group])
    const giver = await aRole(server, ['manage_groups', 'manage_roles', 'see_users'])
    const both = await server.signIn(await aUser(server, { roles: [giver] }))
    expect((await addUser(both, group, await aUser(server))).status).toBe(200)
    const holder = await aUser(server, { roles: [role] })
    expect((await addUser(manager, group, holder)).status).toBe(200)
    const strong = await aGroup(server)
    await aRole(server, ['see_users', 'sudo'], [strong])
    expect((await addUser(both, strong, await aUser(server))).status).toBe(403)
  })

  it('does not become admin through a group of admins, however deep', async () => {
    const admins = await aGroup(server)
    await server.api('PUT', '/roles/2/groups', [admins])
    const low = await aGroup(server, undefined, [admins])
    const giver = await aRole(server, ['manage_groups', 'manage_roles', 'see_users'])
    const id = await aUser(server, { roles: [giver] })
    const caller = await server.signIn(id)
    expect((await addUser(caller, low, id)).status).toBe(403)
    const own = await aGroup(server)
    await join(server, id, own)
    expect((await addGroup(caller, low, own)).status).toBe(403)
    await server.api('PUT', '/roles/2/groups', [])
  })
})

describe('the last administrator', () => {
  const refused = ({ status, json }: Answer) => [status, json?.message ?? '']
  const isRefused = [403, expect.stringContaining('last enabled administrator')]

  it('stays one when he is admin through nested groups alone', async () => {
    const one = await startServer()
    try {
      const outer = await aGroup(one)
      const inner = await aGroup(one, undefined, [outer])
      await one.api('PUT', '/roles/2/groups', [outer])
      await one.api('POST', `/groups/${inner}/users`, { user_id: '1' })
      expect((await one.api('PUT', '/roles/2/users', [])).status).toBe(200)
      await anAdmin(one, { is_disabled: true })
      for (const [method, path, body] of [
        ['DELETE', `/groups/${inner}/users/1`, undefined],
        ['DELETE', `/groups/${outer}/groups/${inner}`, undefined],
        ['DELETE', `/groups/${inner}`, undefined],
        ['DELETE', `/groups/${outer}`, undefined],
        ['PUT', '/roles/2/groups', []],
      ] as const) {
        expect(refused(await one.api(method, path, body))).toEqual(isRefused)
      }
      expect((await one.api('PUT', '/roles/2/users', ['1'])).status).toBe(200)
      expect((await one.api('DELETE', `/groups/${inner}`)).status).toBe(204)
      expect(refused(await one.api('PUT', '/roles/2/users', []))).toEqual(isRefused)
    } finally {
      await one.stop()
    }
  })

  it('is one of two who demote each other at the same moment', async () => {
    const one = await startServer()
    try {
      const id = await anAdmin(one)
      const other = await one.signIn(id)
      const answers = await Promise.all([
        one.api('PUT', '/roles/2/users', ['1']),
        other.api('PUT', '/roles/2/users', [id]),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    } finally {
      await one.stop()
    }
  })

  it('may change when another one is left', async () => {
    const id = await anAdmin(server)
    const other = await server.signIn(id)
    expect((await other.api('GET', '/roles/2/users')).json).toHaveLength(2)
    expect((await server.api('PUT', '/roles/2/users', ['1'])).status).toBe(200)
    expect((await other.api('GET', '/roles')).status).toBe(404)
    await giveRole(server, id, '2')
    expect((await other.api('GET', '/roles')).status).toBe(200)
  })
})
