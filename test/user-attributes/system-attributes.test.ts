// The attributes that every new instance has, and the source of their values (looker 2).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aRole, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const reserved = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']
const ordinary = ['11', '12', '13']

describe('system attributes', () => {
  it('give every user the recorded rows (looker 2.1)', async () => {
    const user = await aUser(server, {
      first_name: 'Grace',
      last_name: 'Hopper',
      email: 'Grace.Hopper@testfoo.com',
    })
    const { json } = await server.api('GET', `/users/${user}/attribute_values`)
    const shown = json.map((row: Record<string, unknown>) =>
      ['user_attribute_id', 'name', 'label', 'user_can_edit', 'source', 'value', 'rank'].map(
        (key) => row[key],
      ),
    )
    const system = 'System Setting'
    expect(shown).toEqual([
      ['1', 'first_name', 'First Name', true, system, 'Grace', 1],
      ['2', 'last_name', 'Last Name', true, system, 'Hopper', 1],
      ['3', 'email', 'Email', false, system, 'Grace.Hopper@testfoo.com', 1],
      ['4', 'name', 'Full Name', true, system, 'Grace Hopper', 1],
      ['5', 'timezone', 'Timezone', true, system, '', 1],
      ['6', 'id', 'Looker User ID', false, system, user, 1],
      ['7', 'ldap_user_id', 'LDAP External User ID', false, system, '', 1],
      ['8', 'saml_user_id', 'Saml External User ID', false, system, '', 1],
      ['9', 'google_user_id', 'Google Auth External User ID', false, system, '', 1],
      ['10', 'oidc_user_id', 'OpenID Connect External User ID', false, system, '', 1],
      ['11', 'locale', 'Locale', false, 'Default', 'en', 1],
      ['12', 'number_format', 'Number Format', false, 'Default', '1,234.56', 1],
      ['13', 'landing_page', 'Landing Page', true, 'Default', '/browse', 1],
    ])
    expect(json.every((row: { can: object }) => Object.keys(row.can).length === 0)).toBe(true)
  })

  it('are text, but for the number of the id and the address of the landing page (looker 2.2)', async () => {
    const { json } = await server.api('GET', '/user_attributes?fields=id,type')
    const types = json.map(({ id, type }: { id: string; type: string }) => [id, type])
    const other: Record<string, string> = { 6: 'number', 13: 'relative_url' }
    const ids = Array.from({ length: 13 }, (_, at) => String(at + 1))
    expect(types.slice(0, 13)).toEqual(ids.map((id) => [id, other[id] ?? 'string']))
  })

  it('say which of them are reserved (looker 2.3)', async () => {
    const { json } = await server.api('GET', '/user_attributes')
    const flags = json.map((it: Record<string, unknown>) => [it['is_system'], it['is_permanent']])
    expect(flags).toEqual([...Array(10).fill([true, true]), ...Array(3).fill([true, false])])
    expect(json[0].can).toMatchObject({ update: false, destroy: false, set_value: false })
    expect(json[10].can).toMatchObject({ update: true, destroy: true, set_value: true })
  })

  it.each(reserved)(
    '%s cannot be set, cleared, changed or deleted (looker 2.3, 2.5)',
    async (id) => {
      const value = { value: '1' }
      const path = `/users/1/attribute_values/${id}`
      const before = (await server.api('GET', '/users/1/attribute_values')).text
      expect((await server.api('PATCH', path, value)).status).toBe(403)
      expect((await server.api('DELETE', path)).status).toBe(404)
      expect((await server.api('PATCH', `/groups/1/attribute_values/${id}`, value)).status).toBe(
        403,
      )
      expect((await server.api('DELETE', `/groups/1/attribute_values/${id}`)).status).toBe(404)
      const list = [{ group_id: '1', value: '1' }]
      const replaced = await server.api('POST', `/user_attributes/${id}/group_values`, list)
      expect(replaced.status).toBe(422)
      const changed = await server.api('PATCH', `/user_attributes/${id}`, { label: 'Other' })
      expect(changed.status).toBe(422)
      expect((await server.api('DELETE', `/user_attributes/${id}`)).status).toBe(400)
      expect((await server.api('GET', '/users/1/attribute_values')).text).toBe(before)
    },
  )

  it.each(ordinary)('%s takes user and group values like any other (looker 2.5)', async (id) => {
    const user = await aUser(server)
    const path = `/users/${user}/attribute_values/${id}`
    const value = { '11': 'fr', '12': '1 234,56' }[id] ?? '/mine'
    expect((await server.api('PATCH', path, { value })).json).toMatchObject({
      value,
      source: 'User Setting',
    })
    expect((await server.api('DELETE', path)).status).toBe(204)
    const group = `/groups/1/attribute_values/${id}`
    expect((await server.api('PATCH', group, { value })).status).toBe(200)
    expect((await server.api('DELETE', group)).status).toBe(204)
  })

  it('show of somebody else as much as the record shows (looker 2.8)', async () => {
    const secrets = { email: 'Grace.Murray@testfoo.com', timezone: 'Europe/Paris' }
    const user = await aUser(server, { first_name: 'Grace', last_name: 'Murray', ...secrets })
    const rowsFor = async (permissions: string[], path: string) => {
      const role = await aRole(server, permissions)
      const { api } = await server.signIn(await aUser(server, { roles: [role] }))
      return (await api('GET', path)).json as { user_attribute_id: string }[]
    }
    const values = `/users/${user}/attribute_values`
    const ids = (rows: { user_attribute_id: string }[]) => rows.map((it) => it.user_attribute_id)
    const definer = ['manage_user_attributes']
    const names = ['1', '2', '4', '6']
    for (const query of ['', '?all_values=true', '?fields=user_attribute_id,value']) {
      const shown = await rowsFor(definer, `${values}${query}`)
      expect(ids(shown).filter((id) => Number(id) <= 10)).toEqual(names)
      for (const secret of Object.values(secrets)) {
        expect(JSON.stringify(shown)).not.toContain(secret)
      }
    }
    for (const id of ['3', '5', '7', '10']) {
      expect(await rowsFor(definer, `${values}?user_attribute_ids=${id}`)).toEqual([])
    }
    const seeing = await rowsFor([...definer, 'see_users'], `${values}?fields=user_attribute_id`)
    expect(ids(seeing).slice(0, 6)).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(ids(seeing)).not.toContain('7')
    const { api } = await server.signIn(user)
    expect(ids((await api('GET', values)).json).slice(0, 10)).toEqual(reserved)
  })

  it('can be made again under the same name where they may be deleted (looker 2.3)', async () => {
    expect((await server.api('DELETE', '/user_attributes/13')).status).toBe(204)
    const again = { name: 'landing_page', label: 'Landing Page', type: 'relative_url' }
    expect((await server.api('POST', '/user_attributes', again)).status).toBe(200)
  })
})
