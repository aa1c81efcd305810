// A change that changes nothing stores nothing, audits nothing and keeps ids.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepare } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAdmin, anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const counted = prepare((writer, _: object) =>
  writer.selectFrom('audit').select((row) => row.fn.countAll<number>().as('rows')),
)
const audited = async () => Number((await server.running.server.db.read(counted({})))[0][0]?.rows)

it('of group values, one by one or as a list', async () => {
  const { id } = await anAttribute(server)
  const [one, other] = [await aGroup(server), await aGroup(server)]
  const list = [
    { group_id: one, value: 'one' },
    { group_id: other, value: 'other' },
  ]
  const path = `/user_attributes/${id}/group_values`
  const set = (await server.api('POST', path, list)).json
  const before = await audited()
  expect((await server.api('POST', path, list)).json).toEqual(set)
  expect((await server.api('POST', path, set)).json).toEqual(set)
  const alone = `/groups/${one}/attribute_values/${id}`
  expect((await server.api('PATCH', alone, { value: 'one' })).json).toEqual(set[0])
  expect(await audited()).toBe(before)
  expect((await server.api('POST', path, [...list].reverse())).status).toBe(200)
  expect((await server.api('PATCH', alone, { value: 'two' })).json).toMatchObject({ value: 'two' })
  expect(await audited()).toBe(before + 2)
})

it('but a hidden value that is sent is a change, whatever it was', async () => {
  const hidden = { value_is_hidden: true, hidden_value_domain_whitelist: 'a.example/*' }
  const { id } = await anAttribute(server, hidden)
  const group_id = await aGroup(server)
  const path = `/user_attributes/${id}/group_values`
  const set = (await server.api('POST', path, [{ group_id, value: 'x' }])).json
  const before = await audited()
  expect((await server.api('POST', path, set)).json).toEqual(set)
  expect(await audited()).toBe(before)
  await server.api('POST', path, [{ group_id, value: 'x' }])
  await server.api('PATCH', `/groups/${group_id}/attribute_values/${id}`, { value: 'x' })
  expect(await audited()).toBe(before + 2)
})

it('but a value of a user that is set is a change, also to the text that it has (decision 9)', async () => {
  const { id } = await anAttribute(server)
  const user = await aUser(server)
  const path = `/users/${user}/attribute_values/${id}`
  const before = await audited()
  for (let time = 0; time < 3; time++) await server.api('PATCH', path, { value: 'same' })
  expect(await audited()).toBe(before + 3)
  const query = `/history?user=${user}&attribute=${id}`
  const { json } = await server.api('GET', query, undefined, { base: '/api/attrium/1.0' })
  expect(json.history).toMatchObject([
    { old_value: 'same', new_value: 'same' },
    { old_value: 'same', new_value: 'same' },
    { old_value: null, new_value: 'same' },
  ])
})

/** Objects, each with the path that changes it and with a body that does change it. */
const things: Record<string, () => Promise<{ path: string; whole?: object; change: object }>> = {
  'a user': async () => {
    const path = `/users/${await aUser(server)}`
    return { path, change: { last_name: 'C' } }
  },
  'a user with everything': async () => {
    const path = `/users/${await aUser(server)}`
    const all = { first_name: 'A', last_name: 'B', home_folder_id: '5', ui_state: { a: 'b' } }
    expect((await server.api('PATCH', path, { ...all, models_dir_validated: true })).status).toBe(
      200,
    )
    return { path, change: { home_folder_id: null } }
  },
  'a service account': async () => {
    const body = { service_account_name: 'robot' }
    const { json } = await server.api('POST', '/users/service_accounts', body)
    const path = `/users/service_accounts/${json.id}`
    const whole = (await server.api('PATCH', path, {})).json
    return { path, whole, change: { service_account_name: 'other' } }
  },
  'a group': async () => ({
    path: `/groups/${await aGroup(server)}`,
    change: { name: 'changed group' },
  }),
  'a permission set': async () => {
    const body = { name: 'unchanged set', permissions: ['see_users', 'explore', 'explore'] }
    const { json } = await server.api('POST', '/permission_sets', body)
    return { path: `/permission_sets/${json.id}`, change: { permissions: ['explore'] } }
  },
  'a model set': async () => {
    const body = { name: 'unchanged models', models: ['b', 'a'] }
    const { json } = await server.api('POST', '/model_sets', body)
    return { path: `/model_sets/${json.id}`, change: { name: 'changed models' } }
  },
  'a role': async () => {
    const body = { name: 'unchanged role', permission_set_id: '4', model_set_id: '1' }
    const { json } = await server.api('POST', '/roles', body)
    return { path: `/roles/${json.id}`, change: { name: 'changed role' } }
  },
  'an attribute': async () => {
    const { id } = await anAttribute(server, { default_value: 'x' })
    return { path: `/user_attributes/${id}`, change: { default_value: 'y' } }
  },
  'an attribute without a default': async () => {
    const { id } = await anAttribute(server)
    return { path: `/user_attributes/${id}`, change: { user_can_view: true } }
  },
  'a hidden attribute': async () => {
    const hidden = { value_is_hidden: true, hidden_value_domain_whitelist: 'a.example/*' }
    const { id } = await anAttribute(server, { ...hidden, default_value: 'secret' })
    return { path: `/user_attributes/${id}`, change: { default_value: 'secret' } }
  },
  'an API key': async () => {
    const keys = `/users/${await aUser(server)}/credentials_api3`
    const { json } = await server.api('POST', keys)
    const path = `${keys}/${json.id}`
    await server.api('PATCH', path, { purpose: 'why' }, { unchecked: true })
    return { path, change: { purpose: 'because' } }
  },
  'an e-mail credential': async () => {
    const path = `/users/${await aUser(server)}/credentials_email`
    await server.api('POST', path, { email: `unchanged${path.length}@a.example` })
    return { path, change: { forced_password_reset_at_next_login: true } }
  },
}

it.each(Object.entries(things))('of %s, sent back whole', async (_, make) => {
  const { path, whole: made, change } = await make()
  const odd = { unchecked: true }
  const whole = made ?? (await server.api('GET', path, undefined, odd)).json
  const before = await audited()
  const answer = await server.api('PATCH', path, whole, odd)
  expect([answer.status, answer.json]).toEqual([200, whole])
  expect((await server.api('PATCH', path, {}, odd)).status).toBe(200)
  expect(await audited()).toBe(before)
  expect((await server.api('PATCH', path, change, odd)).status).toBe(200)
  expect(await audited()).toBe(before + 1)
})

it('of who has a role, and of what is in a group', async () => {
  const [one, other, group] = [await aUser(server), await anAdmin(server), await aGroup(server)]
  const body = { name: 'held role', permission_set_id: '4', model_set_id: '1' }
  const { id } = (await server.api('POST', '/roles', body)).json
  const inner = await aGroup(server)
  const sent: [string, string, unknown][] = [
    ['PUT', `/roles/${id}/users`, [one, other]],
    ['PUT', `/roles/${id}/groups`, [group]],
    ['PUT', `/users/${one}/roles`, [id]],
    ['POST', `/groups/${group}/users`, { user_id: one }],
    ['POST', `/groups/${group}/groups`, { group_id: inner }],
  ]
  for (const [method, path, body] of sent) await server.api(method, path, body)
  const before = await audited()
  for (const [method, path, body] of sent) {
    expect((await server.api(method, path, body)).status).toBe(200)
  }
  expect((await server.api('PUT', `/roles/${id}/users`, [other, one, one])).status).toBe(200)
  expect(await audited()).toBe(before)
  const users = await server.api('PUT', `/roles/${id}/users`, [other])
  expect(users.json.map((user: { id: string }) => user.id)).toEqual([other])
  expect((await server.api('PUT', `/roles/${id}/users`, [one])).status).toBe(200)
  expect((await server.api('PUT', `/roles/${id}/groups`, [])).status).toBe(200)
  expect(await audited()).toBe(before + 3)
})

it('of all addresses of a user', async () => {
  const path = `/users/${await aUser(server)}`
  await server.api('POST', `${path}/credentials_email`, { email: 'before@a.example' })
  await server.api('PATCH', path, { is_disabled: true })
  const replace = (email: string) => server.api('POST', `${path}/update_emails`, { email })
  const { json } = await replace('after@a.example')
  const before = await audited()
  expect((await replace('after@a.example')).json).toEqual(json)
  expect(await audited()).toBe(before)
  await server.api('POST', `${path}/credentials_email/password_reset`)
  const reset = await audited()
  expect((await replace('after@a.example')).status).toBe(200)
  expect((await replace('After@a.example')).status).toBe(200)
  expect(await audited()).toBe(reset + 2)
})
