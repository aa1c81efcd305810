// After a reset, ids start over: whoever has the id of somebody else now is told nothing of them.
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { type Demo, startDemo } from '../../src/demo/start-demo.ts'
import { readSettings } from '../../src/settings.ts'
import { sweepEnded } from '../../src/start/expiry.ts'

let demo: Demo
let admin: Call
beforeEach(async () => {
  const settings = readSettings({ port: '0', logLevel: 'silent' }, {})
  demo = await startDemo(settings, { ephemeral: true, planting: { seed: company } })
  admin = await callerOf(demo.key)
})
afterEach(() => demo.stop())

type Call = Awaited<ReturnType<typeof callerOf>>
async function callerOf(key: { client_id: string; client_secret: string }) {
  const body = new URLSearchParams({ ...key })
  const login = await fetch(`${demo.url}/api/4.0/login`, { method: 'POST', body })
  const { access_token } = (await login.json()) as { access_token: string }
  return async (method: string, path: string, sent?: unknown) => {
    const headers = { authorization: `token ${access_token}`, 'content-type': 'application/json' }
    const answer = await fetch(demo.url + (path.startsWith('/api') ? path : `/api/4.0${path}`), {
      ...{ method, headers },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.startsWith('application/json')
    const json = isJson === true ? JSON.parse(text) : undefined
    return { status: answer.status, json, text }
  }
}
const attrium = '/api/attrium/1.0'
const reset = () => admin('POST', `${attrium}/reset`)

/** Somebody who is in a new group and has a new attribute. */
async function newcomer(name: string) {
  const { json: user } = await admin('POST', '/users', { first_name: name })
  const group = await admin('POST', '/groups', { name: `Group of ${name}` })
  const attribute = { name: `of_${name.toLowerCase()}`, type: 'string', user_can_view: true }
  const { json: made } = await admin('POST', '/user_attributes', attribute)
  const { json: key } = await admin('POST', `/users/${user.id}/credentials_api3`)
  const ids = { user: user.id, group: group.json.id, attribute: made.id }
  return { ids, name: attribute.name, self: await callerOf(key) }
}

it('nothing of what somebody had is told to whoever has their id', async () => {
  const old = await newcomer('Olga')
  const { user, group, attribute } = old.ids
  const ends = new Date(demo.server.now() + 300).toISOString()
  const put = { value: 'secret of Olga', expires_at: ends }
  expect((await admin('PUT', `${attrium}/users/${user}/values/${old.name}`, put)).status).toBe(200)
  const membership = { op: 'add_group_user', user_id: user, group_id: group, expires_at: ends }
  await admin('POST', `${attrium}/changes`, { changes: [membership] })
  await admin('PATCH', `/groups/${group}/attribute_values/${attribute}`, { value: 'secret group' })
  const before = new Date(demo.server.now()).toISOString()
  expect((await old.self('GET', `${attrium}/users/${user}/explanations`)).text).toContain('secret')
  await pause(350)
  const { db, now } = demo.server
  await sweepEnded({ db, now, isEnding: () => false })
  expect((await old.self('GET', `${attrium}/users/${user}/explanations`)).text).toContain('secret')
  await reset()

  const other = await newcomer('Nils')
  expect(other.ids).toEqual(old.ids)
  await admin('PATCH', `/groups/${group}/attribute_values/${attribute}`, { value: 'for members' })
  const asked = [
    `users/${user}/explanations`,
    ...[`history?user=${user}`, 'history', 'history.csv', 'history.ndjson'],
    `users/${user}/claims`,
  ]
  for (const caller of [other.self, admin]) {
    const told = await caller('GET', `${attrium}/users/${user}/explanations`)
    expect(told.text).not.toContain('secret')
    expect(told.text).not.toContain('for members')
  }
  for (const path of asked) {
    const { status, text } = await other.self('GET', `${attrium}/${path}`)
    expect([path, status, /secret|Olga/i.test(text)]).toEqual([path, 200, false])
  }
  for (const what of ['explanations', 'claims']) {
    const past = `${attrium}/users/${user}/${what}?as_of=${before}`
    const { status, json, text } = await other.self('GET', past)
    expect([status, json.errors[0].field]).toEqual([422, 'as_of'])
    expect(text).not.toContain('secret')
    expect((await admin('GET', past)).text).toContain('secret')
  }
  await admin('PATCH', `/users/${user}/attribute_values/${attribute}`, { value: 'of Nils' })
  const own = await other.self('GET', `${attrium}/history`)
  expect(own.json.history).toMatchObject([{ old_value: null, new_value: 'of Nils' }])
})

it('the value before a change is the one that the reset has put back', async () => {
  const value = (of: string) => `${of}/attribute_values/14`
  const definition = { default_value: 'none', name: 'renamed' }
  const values = async (text: string) => {
    await admin('PATCH', value('/users/2'), { value: text })
    await admin('PATCH', value('/groups/2'), { value: text })
    await admin('PATCH', '/user_attributes/14', { default_value: text })
  }
  const told = async (operation: string) => {
    const { json } = await admin('GET', `${attrium}/history?operation=${operation}&limit=1`)
    return json.history[0]
  }
  const changes = [
    'set_user_attribute_user_value',
    'update_user_attribute_group_value',
    'update_user_attribute',
  ]
  await values('FIRST')
  const first = await Promise.all(changes.map(told))
  await admin('PATCH', '/user_attributes/14', definition)
  await admin('PATCH', '/users/2', { first_name: 'Renamed' })
  await admin('DELETE', value('/users/2'))
  await admin('POST', '/user_attributes/14/group_values', [{ group_id: '3', value: 'LISTED' }])
  await reset()
  await values('SECOND')
  const second = await Promise.all(changes.map(told))
  const before = (entries: typeof first) =>
    entries.map(({ old_value, user, attribute }) => [old_value, user, attribute])
  expect(before(second)).toEqual(before(first))
  await admin('DELETE', '/user_attributes/14')
  await reset()
  await values('THIRD')
  expect(before(await Promise.all(changes.map(told)))).toEqual(before(first))
})
