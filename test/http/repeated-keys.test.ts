// A key that an object of JSON has twice is refused wherever the Attrium API takes a body.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attriumRoutes } from '../../src/attrium-routes.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

const base = '/api/attrium/1.0'
let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

it('by every operation with a body, which says where it is', async () => {
  const user = await aUser(server)
  const { id, name } = await anAttribute(server)
  const set = [{ op: 'set_user_value', user_id: user, attribute: name, value: 'x' }]
  const change = await server.api('POST', '/changes', { changes: set }, { base })
  const paths: Readonly<Record<string, string>> = {
    '{user}': user,
    '{attribute}': name,
    '{change_id}': change.json.id,
  }
  const taken = attriumRoutes.filter(
    (it) => it.body !== undefined && !it.path.includes('{provider}'),
  )
  expect(taken.length).toBeGreaterThan(6)
  for (const { method, path: template } of taken) {
    const path = template.replace(/\{\w+\}/g, (it) => paths[it] ?? it)
    const body = '{"value":"/a","reason":{"a":1,"a":2}}'
    const { status, json } = await server.api(method, path, body, { base })
    expect([path, status, json.errors?.[0]]).toMatchObject([
      ...[path, 422],
      { field: 'reason.a', message: 'reason.a is there twice; give it once.' },
    ])
  }
  const twice = '{"value":"/a","value":"/b"}'
  const put = await server.api('PUT', `/users/${user}/values/${name}`, twice, { base })
  expect([put.status, put.json.errors]).toMatchObject([422, [{ field: 'value' }]])
  const looker = await server.api('PATCH', `/users/${user}/attribute_values/${id}`, twice)
  expect([looker.status, looker.json.value]).toEqual([200, '/b'])
})
