// No body, form or query reaches the prototypes of objects (T-17).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnyRoute } from '../../../src/http/route.ts'
import { routes } from '../../../src/routes.ts'
import { ask } from '../../support/in-process.ts'
import { type Caller, startServer, type TestServer } from '../../support/server.ts'
import { aUser } from '../../support/world.ts'

let server: TestServer
let user: string
let nobody: Caller
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  user = await aUser(server)
  nobody = await server.signIn(user)
})
afterAll(() => server.stop())

const gain = '{"is_admin":true,"all_access":true,"user_can_view":true,"polluted":"yes"}'
const keys = ['__proto__', 'constructor', 'prototype']
const spelled = keys.flatMap((key) => [
  `"${key}"`,
  `"${key.replace(/o/, '\\u006f')}"`,
  `"${[...key].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`,
])

/** The key at the top, deeper, in lists, twice, beside valid fields, and with various values. */
const shapes = spelled.flatMap((key) => [
  `{${key}:${gain}}`,
  `{"value":"1","name":"x",${key}:${gain}}`,
  `{${key}:null,"value":"1"}`,
  `{"ui_state":{${key}:${gain}}}`,
  `{"a":[{"b":{${key}:${gain}}}]}`,
  `{"constructor":{"prototype":${gain}},${key}:1}`,
  `[{"group_id":"1","value":"1",${key}:${gain}}]`,
])

const writers = (routes as unknown as AnyRoute<unknown>[]).filter(({ body }) => body !== undefined)
const targetOf = ({ path }: AnyRoute<unknown>) =>
  (path as string)
    .replace('{user_attribute_id}', '14')
    .replace('{user_id}', user)
    .replace(/\{\w+\}/g, '1')

const forms = keys.flatMap((key) => [
  `${key}=1`,
  `${key}[is_admin]=true`,
  `${key}.is_admin=true`,
  `a[${key}][is_admin]=true`,
  `constructor[${key}][is_admin]=true&${key}[]=1`,
  `${encodeURIComponent(key).replace('_', '%5F')}=1&sorts=${key}&fields=${key}(${key})`,
])

const labels = ['application/json', 'application/x-www-form-urlencoded', 'text/plain']

/** Checks names that a polluted prototype would put on every object. */
const unpolluted = () => {
  const fresh: Record<string, unknown> = {}
  const list = [] as unknown as Record<string, unknown>
  for (const name of ['is_admin', 'all_access', 'user_can_view', 'polluted', 'value', '1', 'a']) {
    expect([name, fresh[name], list[name]]).toEqual([name, undefined, undefined])
  }
  expect(Object.keys(Object.prototype)).toEqual([])
}

describe('a key that reaches prototypes', () => {
  it('comes in sixty shapes', () => {
    expect(new Set(shapes).size).toBeGreaterThan(60)
  })

  it.each(writers.map((route) => [route.operation as string, route] as const))(
    'in a body of %s is 400 under any label',
    async (_, route) => {
      // Login reads a body as a form if it does not begin like an object.
      const isLogin = route.operation === 'login'
      for (const body of shapes.filter((shape) => !isLogin || shape.startsWith('{'))) {
        for (const label of labels) {
          const headers = { 'content-type': label }
          const { token } = server
          const path = targetOf(route)
          const { status } = await ask(server, { method: route.method, path, token, headers, body })
          expect([body, status]).toEqual([body, 400])
        }
      }
      unpolluted()
    },
  )

  it('in a form of login is a field that nobody asked for', async () => {
    for (const form of forms) {
      const body = `${form}&client_id=x&client_secret=y`
      const { status } = await ask(server, { method: 'POST', path: '/login', body })
      expect([form, status]).toEqual([form, 404])
    }
    unpolluted()
  })

  it('in the query of any operation changes nothing of its answer, or is refused by a search', async () => {
    for (const route of routes as unknown as AnyRoute<unknown>[]) {
      if (['logout', 'delete_user'].includes(route.operation)) continue
      const ways = ['', ...forms.filter((form) => !form.includes('sorts')).map((it) => `?${it}`)]
      const answers = new Set<number>()
      for (const query of ways) {
        const { method } = route
        const path = targetOf(route) + query
        answers.add((await ask(server, { method, path, token: nobody.token, body: '{' })).status)
      }
      if (route.refusesUnknown) answers.delete(400)
      expect([route.operation, answers.size]).toEqual([route.operation, 1])
    }
    unpolluted()
  })

  it('gives nobody a right', async () => {
    const { json } = await nobody.api('GET', '/user')
    expect(json.can.sudo).toBe(false)
    expect((await nobody.api('POST', '/user_attributes', {})).status).toBe(404)
    expect((await nobody.api('DELETE', `/users/${user}`)).status).toBe(403)
  })
})
