// Names contain nothing invisible: no blanks around them and no control characters.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const unseen = [
  [' x', 'white space'],
  ['x ', 'white space'],
  ['\u00a0x', 'white space'],
  ['x\n', 'control characters'],
  ['x\r\ny', 'control characters'],
  ['a\tb', 'control characters'],
  ['a\u2028b', 'control characters'],
  ['\u001b[31mred', 'control characters'],
] as const

it.each(unseen)('%j is refused as a name by every operation', async (name, told) => {
  const permission_set_id = (await server.api('GET', '/permission_sets')).json.at(-1).id
  const sets = { permission_set_id, model_set_id: '1' }
  const label = { name: `named_${unseen.findIndex(([it]) => it === name)}`, type: 'string' }
  const account = await server.api('POST', '/users/service_accounts', { service_account_name: 'a' })
  for (const [method, path, body, field] of [
    ['POST', '/groups', { name }, 'name'],
    ['PATCH', `/groups/${await aGroup(server)}`, { name }, 'name'],
    ['POST', '/roles', { name, ...sets }, 'name'],
    ['PATCH', `/roles/${await aRole(server, ['explore'])}`, { name }, 'name'],
    ['POST', '/permission_sets', { name, permissions: [] }, 'name'],
    ['POST', '/permission_sets', { name: 'p', permissions: [name] }, 'permissions'],
    ['POST', '/model_sets', { name, models: [] }, 'name'],
    ['POST', '/model_sets', { name: 'm', models: [name] }, 'models'],
    ['POST', '/user_attributes', { ...label, label: name }, 'label'],
    ['PATCH', `/user_attributes/${(await anAttribute(server)).id}`, { label: name }, 'label'],
    ['POST', '/users', { first_name: name }, 'first_name'],
    ['PATCH', `/users/${await aUser(server)}`, { last_name: name }, 'last_name'],
    [
      'PATCH',
      `/users/service_accounts/${account.json.id}`,
      { service_account_name: name },
      'service_account_name',
    ],
  ] as const) {
    const { status, json } = await server.api(method, path, body)
    expect([path, status, json.errors?.[0]?.field]).toEqual([path, 422, field])
    expect(json.errors[0].message).toContain(told)
  }
})

it('of people and things in any script are taken', async () => {
  for (const name of ['Zoë', '山田 太郎', "O'Neill-Smith", '👩‍👩‍👧', 'a\u00a0b']) {
    expect((await server.api('POST', '/groups', { name })).status).toBe(200)
    expect((await server.api('POST', '/users', { first_name: name })).status).toBe(200)
  }
})
