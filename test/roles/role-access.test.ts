// Rights on roles.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, aRole, aUser } from '../support/world.ts'

let server: TestServer
let manager: Caller
let reader: Caller
let nobody: Caller

beforeAll(async () => {
  server = await startServer()
  const managing = await aRole(server, ['manage_roles', 'see_users', 'explore', 'save_content'])
  manager = await server.signIn(await aUser(server, { roles: [managing] }))
  const seeing = await aRole(server, ['see_users'])
  reader = await server.signIn(await aUser(server, { roles: [seeing] }))
  nobody = await server.signIn(await aUser(server))
})
afterAll(() => server.stop())

let made = 0
const fresh = (noun: string) => `${noun} ${++made}`

async function created(path: string, body: object, by: Caller = server): Promise<string> {
  const { status, json } = await by.api('POST', path, body)
  if (status !== 200) throw new Error(JSON.stringify(json))
  return json.id
}
const aSet = (permissions: string[] = [], by: Caller = server) =>
  created('/permission_sets', { name: fresh('set'), permissions }, by)
const aModelSet = () => created('/model_sets', { name: fresh('models'), models: [] })
const aNewRole = async (permissions: string[] = [], by: Caller = server) =>
  created('/roles', {
    name: fresh('Role'),
    permission_set_id: await aSet(permissions, by),
    model_set_id: '1',
  })

const problems = ({ status, json }: Answer) => [
  status,
  ...(json.errors ?? []).map((error: { field: string; code: string }) => [error.field, error.code]),
]
const idsIn = ({ json }: Answer): string[] => json.map(({ id }: { id: string }) => id)

describe('who may do what with roles', () => {
  it('is nobody without a token, and little without permissions', async () => {
    const [role, set, models] = [await aNewRole(), await aSet(), await aModelSet()]
    const calls = [
      ['GET', '/roles', 404],
      ['GET', '/roles/search', 404],
      ['GET', '/roles/search/with_user_count', 404],
      ['GET', `/roles/${role}`, 404],
      ['GET', `/roles/${role}/groups`, 404],
      ['GET', `/roles/${role}/users`, 404],
      ['GET', '/permission_sets', 404],
      ['GET', '/permission_sets/search', 404],
      ['GET', `/permission_sets/${set}`, 404],
      ['GET', '/model_sets', 404],
      ['GET', '/model_sets/search', 404],
      ['GET', `/model_sets/${models}`, 404],
      ['POST', '/roles', 404],
      ['PATCH', `/roles/${role}`, 404],
      ['DELETE', `/roles/${role}`, 404],
      ['POST', '/permission_sets', 404],
      ['PATCH', `/permission_sets/${set}`, 404],
      ['DELETE', `/permission_sets/${set}`, 404],
      ['POST', '/model_sets', 404],
      ['PATCH', `/model_sets/${models}`, 403],
      ['DELETE', `/model_sets/${models}`, 404],
      ['PUT', `/roles/${role}/groups`, 403],
      ['PUT', `/roles/${role}/users`, 403],
    ] as const
    for (const [method, path, refused] of calls) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : method === 'PUT' ? [] : {}
      const stranger = await server.stranger(method, path, body)
      expect([path, stranger.status]).toEqual([path, 401])
      expect([path, (await nobody.api(method, path, body)).status]).toEqual([path, refused])
      const read = method === 'GET' ? 200 : refused
      expect([path, (await reader.api(method, path, body)).status]).toEqual([path, read])
    }
    expect((await server.stranger('GET', '/permissions')).status).toBe(401)
    expect((await reader.api('GET', `/roles/${role}`)).json.can.update).toBe(false)
  })

  it('lets a manager of roles make no more of permissions than he has (T-26)', async () => {
    const own = await aSet(['explore'], manager)
    const path = `/permission_sets/${own}`
    const lacking = await manager.api('PATCH', path, { permissions: ['explore', 'sudo'] })
    expect(problems(lacking)).toEqual([422, ['permissions', 'invalid']])
    const body = { name: fresh('Strong'), permissions: ['sudo'] }
    const stronger = await manager.api('POST', '/permission_sets', body)
    expect(problems(stronger)).toEqual([422, ['permissions', 'invalid']])

    const strong = await aSet(['sudo', 'explore'])
    const fewer = await manager.api('PATCH', `/permission_sets/${strong}`, {
      permissions: ['sudo'],
    })
    expect(fewer.status).toBe(200)
    const role = { name: fresh('Mine'), permission_set_id: strong, model_set_id: '1' }
    const combined = await manager.api('POST', '/roles', role)
    expect(problems(combined)).toEqual([422, ['permission_set_id', 'invalid']])
    const mine = await created('/roles', { ...role, permission_set_id: own }, manager)
    const moved = await manager.api('PATCH', `/roles/${mine}`, { permission_set_id: strong })
    expect(problems(moved)).toEqual([422, ['permission_set_id', 'invalid']])
    const admin = await manager.api('PATCH', `/roles/${mine}`, { permission_set_id: '1' })
    expect(admin.status).toBe(405)
  })

  it('lets a manager of roles give what he has, never Admin (T-26)', async () => {
    const [user, group] = [await aUser(server), await aGroup(server)]
    const [weak, strong] = [await aRole(server, ['explore']), await aRole(server, ['sudo'])]
    for (const [role, status] of [
      [weak, 200],
      [strong, 403],
      ['2', 403],
    ] as const) {
      expect((await manager.api('PUT', `/roles/${role}/users`, [user])).status).toBe(status)
      expect((await manager.api('PUT', `/roles/${role}/groups`, [group])).status).toBe(status)
    }
    expect(idsIn(await server.api('GET', '/roles/2/users'))).toEqual(['1'])
  })

  it('tells about the body only whom the role is open to', async () => {
    const strong = await aRole(server, ['sudo'])
    for (const noun of ['users', 'groups']) {
      for (const body of [[true], ['999999']]) {
        const answer = async (by: Caller, role: string) =>
          (await by.api('PUT', `/roles/${role}/${noun}`, body)).status
        expect(await answer(manager, '999999')).toBe(404)
        expect(await answer(manager, strong)).toBe(403)
        expect(await answer(nobody, strong)).toBe(403)
      }
    }
  })
})
