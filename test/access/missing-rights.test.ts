// A 403 names the missing right (decision 30).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aRole, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

describe('403', () => {
  it('names the right that would have sufficed', async () => {
    const user = await aUser(server)
    const { api } = await server.signIn(user)
    const seen = (await anAttribute(server, { user_can_view: true })).id
    const said = async (method: string, path: string, body?: unknown) => {
      const { status, json } = await api(method, path, body)
      expect([path, status]).toEqual([path, 403])
      return json.message
    }
    const needs = (right: string) => `Permission Denied: this needs ${right}.`
    expect(await said('PATCH', `/users/${user}/attribute_values/${seen}`, { value: 'x' })).toBe(
      needs('the permission manage_user_attributes'),
    )
    expect(await said('DELETE', '/users/1')).toBe(needs('the role Admin'))
    expect(await said('GET', '/users/1/credentials_api3')).toBe(
      needs('the role Admin or an API key of that user'),
    )
    expect(await said('POST', '/login/1')).toBe(needs('the permission sudo'))
    expect(await said('GET', '/users/credential/email/a@b.example')).toBe(
      needs('the permission see_users'),
    )
    expect(await said('PATCH', '/groups/1', { name: 'x' })).toBe(
      needs('the permission manage_groups'),
    )
  })

  it('names the permissions that are missing for giving a role', async () => {
    const giver = await aRole(server, ['manage_roles', 'explore'])
    const { api } = await server.signIn(await aUser(server, { roles: [giver] }))
    const given = await aRole(server, ['explore', 'see_lookml', 'develop'])
    const said = async (method: string, path: string, body: unknown) => {
      const { status, json } = await api(method, path, body)
      expect([path, status]).toEqual([path, 403])
      return json.message
    }
    const lacking = (right: string) =>
      `Permission Denied: you may only give or take roles whose permissions you have yourself; you lack ${right}.`
    for (const noun of ['users', 'groups']) {
      const path = `/roles/${given}/${noun}`
      expect(await said('PUT', path, [])).toBe(lacking('develop, see_lookml'))
    }
    expect(await said('PUT', '/roles/2/users', [])).toBe(lacking('the role Admin'))
    const roles = `/users/${await aUser(server)}/roles`
    expect(await said('PUT', roles, [given])).toBe(lacking('develop, see_lookml'))
    expect(await said('PUT', roles, [given, '2'])).toBe(lacking('the role Admin'))
  })

  it('names the role that acting as an administrator needs', async () => {
    const sudo = await aRole(server, ['sudo'])
    const { api } = await server.signIn(await aUser(server, { roles: [sudo] }))
    const { status, json } = await api('POST', '/login/1')
    expect([status, json.message]).toEqual([
      403,
      'Permission Denied: acting as an administrator needs the role Admin.',
    ])
  })
})
