// Nobody can replace the groups of a role if they cannot see all of them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, aRole, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const groupsOf = async (role: string) =>
  (await server.api('GET', `/roles/${role}/groups?fields=id`)).json.map(
    ({ id }: { id: string }) => id,
  )

it('the list that somebody was shown takes the role from no group that they were not', async () => {
  const [own, other] = [await aGroup(server), await aGroup(server)]
  const role = await aRole(server, ['manage_roles'])
  const manager = await aUser(server, { groups: [own], roles: [role] })
  const { api } = await server.signIn(manager)
  const path = `/roles/${role}/groups`
  for (const holders of [[other], [own, other]]) {
    await server.api('PUT', path, holders)
    const { json } = await api('GET', `${path}?fields=id`)
    expect(json).toEqual(holders.filter((id) => id === own).map((id) => ({ id })))
    for (const list of [json.map(({ id }: { id: string }) => id), [], [own]]) {
      const refused = await api('PUT', path, list)
      expect(refused.status).toBe(403)
      expect(refused.json.message).toMatch(/see_users or manage_groups/)
    }
    expect(await groupsOf(role)).toEqual(holders)
  }
  await server.api('PUT', path, [own])
  expect((await api('PUT', path, [])).status).toBe(200)
  expect(await groupsOf(role)).toEqual([])
  expect((await api('PUT', path, [own])).status).toBe(200)
})

it('somebody who may see all groups replaces the list', async () => {
  const role = await aRole(server, ['see_users', 'manage_roles'])
  const { api } = await server.signIn(await aUser(server, { roles: [role] }))
  const group = await aGroup(server)
  expect((await api('PUT', `/roles/${role}/groups`, [group])).status).toBe(200)
  expect((await api('PUT', `/roles/${role}/groups`, [])).status).toBe(200)
})
