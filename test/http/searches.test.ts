// Searches apply all their parameters: those of Looker 26.12 are accepted, unknown ones refused (looker 8.9, 8.10).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/routes.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAdmin, aRole, aUser, giveRole } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const found = async (path: string, api = server.api): Promise<string[]> => {
  const { status, json } = await api('GET', encodeURI(path))
  expect([path, status]).toEqual([path, 200])
  return json.map(({ id }: { id: string }) => id)
}

describe('a parameter that a search does not know', () => {
  const searches = routes.filter(({ operation }) => /search/.test(operation))

  it.each(searches.map(({ operation, path }) => [operation, path]))(
    'is refused by %s',
    async (_, path) => {
      const address = path.replace('{pattern}', 'a')
      for (const query of ['fullname=Ada', 'limit=1&nmae=x', 'id[]=1']) {
        const { status, json } = await server.api('GET', `${address}?${query}`)
        expect([query, status]).toEqual([query, 400])
        expect(json.message).toMatch(/is not a parameter of this operation/)
      }
    },
  )

  it('is ignored and named by lists that nobody takes for a search', async () => {
    const { status, headers } = await server.api('GET', '/groups?nmae=x')
    expect([status, headers['x-attrium-ignored']]).toEqual([200, 'nmae'])
  })

  it('is refused after what is missing or not allowed', async () => {
    expect((await server.stranger('GET', '/users/search?nmae=x')).status).toBe(401)
  })
})

describe('search_users', () => {
  it('finds by full name, whole or by pattern, in any case', async () => {
    const van = await aUser(server, { first_name: 'Ada', last_name: 'van der Berg' })
    const anna = await aUser(server, { first_name: 'Ada van', last_name: 'der Berg' })
    const alone = await aUser(server, { first_name: '', last_name: 'Prince' })
    expect(await found('/users/search?full_name=ADA van der berg')).toEqual([van, anna])
    expect(await found('/users/search?full_name=ada van%')).toEqual([van, anna])
    expect(await found('/users/search?full_name=Prince')).toEqual([alone])
    expect(await found('/users/search?full_name=Ada')).toEqual([])
    expect(await found('/users/search?full_name=Ada van der')).toEqual([])
    const beyond = await aUser(server, { first_name: '🙂🙂', last_name: 'Lee 🙂 Li' })
    expect(await found('/users/search?full_name=🙂🙂 lee 🙂 LI')).toEqual([beyond])
  })

  it('finds those who can manage API keys: administrators, also through groups', async () => {
    const admin = await anAdmin(server)
    const inner = await aGroup(server)
    const outer = (await server.api('POST', '/groups', { name: 'Admins' })).json.id
    await server.api('POST', `/groups/${outer}/groups`, { group_id: inner })
    await server.api('PUT', '/roles/2/groups', [outer])
    const member = await aUser(server, { groups: [inner] })
    const other = await aUser(server)
    const admins = await found('/users/search?can_manage_api3_creds=true')
    expect(admins).toEqual(expect.arrayContaining(['1', admin, member]))
    expect(admins).not.toContain(other)
    const others = await found('/users/search?can_manage_api3_creds=false')
    expect(others).toContain(other)
    expect(others.filter((id) => admins.includes(id))).toEqual([])
    const { api } = await server.signIn(other)
    expect(await found('/users/search?can_manage_api3_creds=true', api)).toEqual([])
    expect(await found('/users/search?can_manage_api3_creds=false', api)).toEqual([other])
    expect((await server.api('GET', '/users/search?can_manage_api3_creds=1')).status).toBe(400)
  })
})

describe('searches of roles and sets', () => {
  it('find roles by the sets they are made of', async () => {
    const role = await aRole(server, ['see_users'])
    await giveRole(server, '1', role)
    const { permission_set, model_set } = (await server.api('GET', `/roles/${role}`)).json
    const path = `/roles/search?permission_set_ids=${permission_set.id}`
    expect(await found(path)).toEqual([role])
    expect(await found(`${path}&model_set_ids=${model_set.id}`)).toEqual([role])
    expect(await found(`${path}&model_set_ids=999`)).toEqual([])
    expect(await found(`${path}&model_set_ids=999&filter_or=true`)).toEqual([role])
    expect(await found(`${path},999`)).toEqual([role])
    expect(await found('/roles/search?permission_set_ids=IS NULL')).toEqual([])
    expect((await server.api('GET', '/roles/search?model_set_ids=x')).status).toBe(400)
  })

  it('find sets that contain all that is named', async () => {
    const made = async (noun: string, name: string, named: string[]) =>
      (await server.api('POST', `/${noun}_sets`, { name, [`${noun}s`]: named })).json.id
    for (const noun of ['permission', 'model']) {
      const both = await made(noun, 'both', ['zzz_one', 'zzz_two'])
      const one = await made(noun, 'one', ['zzz_one'])
      const path = `/${noun}_sets/search?${noun}s`
      expect(await found(`${path}=zzz_one`)).toEqual([both, one])
      expect(await found(`${path}=zzz_two, zzz_one,zzz_one`)).toEqual([both])
      expect(await found(`${path}=zzz_two,other`)).toEqual([])
      expect(await found(`${path}=zzz_one&name=one`)).toEqual([one])
    }
  })
})
