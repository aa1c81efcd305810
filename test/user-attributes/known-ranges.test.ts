// For attributes with values that the server and its clients know, every door checks them (looker 2.8).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const right = {
  '11': ['en', 'fr', 'uk', 'de_DE', 'pt-BR', 'zh_Hans_CN', 'spanish'],
  '12': ['1,234.56', '1.234,56', '1 234,56'],
  '13': ['/browse', '/', '/dashboards/1?a=b'],
}
const wrong = {
  '11': [
    '',
    ' ',
    '<b>',
    'x',
    'en ',
    ' en',
    'en_',
    '_en',
    'e1',
    'en\n',
    'a'.repeat(300),
    'en--us',
    'ру',
  ],
  '12': ['', '1234.56', '1,234.56 ', '<b>', '1\u00a0234,56', 'x'.repeat(300)],
  '13': ['', 'browse', '//a.example', '/\\a.example', 'https://a.example', '/a b', '/\n'],
}

/** Every way in which a value of the attribute reaches the store; each returns a status. */
async function doorsOf(id: string) {
  const [user, group] = [await aUser(server), await aGroup(server)]
  const send = async (method: string, path: string, body: unknown) => {
    const { status, json } = await server.api(method, path, body)
    return { status, field: json.errors?.[0]?.field as string | undefined }
  }
  return {
    value: (value: string) => send('PATCH', `/users/${user}/attribute_values/${id}`, { value }),
    'value of a group': (value: string) =>
      send('PATCH', `/groups/${group}/attribute_values/${id}`, { value }),
    'value in a list': (value: string) =>
      send('POST', `/user_attributes/${id}/group_values`, [{ group_id: group, value }]),
    default_value: (value: string) =>
      send('PATCH', `/user_attributes/${id}`, { default_value: value }),
    ...(id === '11'
      ? {
          locale: (locale: string) => send('PATCH', `/users/${user}`, { locale }),
          'locale of a new user': (locale: string) => send('POST', '/users', { locale }),
        }
      : {}),
  }
}

describe.each(['11', '12', '13'] as const)('user attribute %s', (id) => {
  it('takes its range by every door, and nothing else', async () => {
    for (const [door, send] of Object.entries(await doorsOf(id))) {
      for (const value of right[id]) {
        expect([door, value, (await send(value)).status]).toEqual([door, value, 200])
      }
      for (const value of wrong[id]) {
        // An empty default means that there is none (looker 3.9).
        if (door === 'default_value' && value === '') continue
        const field = door.split(' ')[0]
        expect([door, value, await send(value)]).toEqual([door, value, { status: 422, field }])
      }
    }
  })
})

it('holds for an attribute that is made again, or renamed, under the name', async () => {
  const fresh = { name: 'number_format', label: 'Again', type: 'string' }
  expect((await server.api('DELETE', '/user_attributes/12')).status).toBe(204)
  const born = await server.api('POST', '/user_attributes', { ...fresh, default_value: 'x' })
  expect([born.status, born.json.errors[0].field]).toEqual([422, 'default_value'])
  const { id } = await anAttribute(server)
  const user = await aUser(server)
  const set = (value: string) =>
    server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value })
  await set('anything')
  const rename = () => server.api('PATCH', `/user_attributes/${id}`, { name: 'number_format' })
  const { status, json } = await rename()
  expect([status, json.errors[0].field]).toEqual([422, 'name'])
  expect(json.errors[0].message).toContain(`the value of user ${user} does not fit`)
  await set('1.234,56')
  expect((await rename()).status).toBe(200)
  expect((await set('anything')).status).toBe(422)
})

it('says whose value is in the way of another type, and nothing of a hidden one', async () => {
  const { id } = await anAttribute(server)
  const [user, group] = [await aUser(server), await aGroup(server)]
  const told = async (of: string) => {
    const { json } = await server.api('PATCH', `/user_attributes/${of}`, { type: 'number' })
    return json.errors?.[0].message as string | undefined
  }
  await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'canary' })
  expect(await told(id)).toBe(
    `type cannot change: the value of user ${user} does not fit it; change or delete that value first.`,
  )
  await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'canary' })
  const { json } = await server.api('GET', `/groups/${group}`)
  expect(await told(id)).toContain(`the value of the group ${json.name} does not fit`)
  const hidden = { value_is_hidden: true, hidden_value_domain_whitelist: 'a.example/*' }
  const secret = await anAttribute(server, hidden)
  await server.api('PATCH', `/users/${user}/attribute_values/${secret.id}`, { value: 'canary' })
  expect(await told(secret.id)).not.toMatch(/\d/)
})
