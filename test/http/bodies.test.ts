// Bodies and headers as published clients send them (clients 10 to 15).
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute } from '../support/world.ts'

let server: TestServer
let id: string
beforeAll(async () => {
  server = await startServer()
  id = (await anAttribute(server, { type: 'number' })).id
})
afterAll(() => server.stop())

const labels: [string, Record<string, string>][] = [
  ['no label', {}],
  ['an empty label', { 'content-type': '' }],
  ['the JSON label', { 'content-type': 'application/json' }],
  ['a label with a charset', { 'content-type': 'application/json; charset=utf-8' }],
  ['the form label', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a text label', { 'content-type': 'text/plain' }],
  ['a broken label', { 'content-type': 'nonsense' }],
]
const headers = (label: Record<string, string>) => ({
  headers: { authorization: `Bearer ${server.token}`, ...label },
})

describe('a request', () => {
  it.each(labels)('is read by what is there: JSON under %s (clients 10)', async (_, label) => {
    const path = `/users/1/attribute_values/${id}`
    const { status, json } = await server.api('PATCH', path, '{"value":"7"}', headers(label))
    expect([status, json.value]).toEqual([200, '7'])
  })

  it.each(labels)('may have nothing under %s (clients 10)', async (_, label) => {
    const empty = headers(label)
    const path = `/users/1/attribute_values/${id}`
    expect((await server.api('GET', '/user_attributes', undefined, empty)).status).toBe(200)
    await server.api('PATCH', path, { value: '1' })
    expect((await server.api('DELETE', path, undefined, empty)).status).toBe(204)
    expect((await server.api('POST', '/login/1', undefined, empty)).status).toBe(200)
    await server.api('PATCH', path, { value: '1' })
    expect((await server.api('DELETE', path, '', empty)).status).toBe(204)
    expect((await server.api('GET', '/user_attributes', '{}', empty)).status).toBe(200)
  })

  it('may come in chunks without a length', async () => {
    const target = new URL(`${server.url}/api/4.0/users/1/attribute_values/${id}`)
    const status = await new Promise((resolve, reject) => {
      const call = request(
        target,
        { method: 'PATCH', headers: { authorization: `token ${server.token}` } },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      call.on('error', reject)
      call.write('{"value"')
      call.end(':"8"}')
    })
    expect(status).toBe(200)
  })

  it.each([
    ['is not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)],
    ['nests too deep', `{"value":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['names __proto__', '{"value":"1","__proto__":{}}'],
    ['names constructor in disguise', '{"value":"1","\\u0063onstructor":{}}'],
    ['is not JSON', '{value:1}'],
  ])('is 400 when its body %s', async (_, body) => {
    const { status } = await server.api('PATCH', `/users/1/attribute_values/${id}`, body)
    expect(status).toBe(400)
  })

  it('may name what objects inherit as a value', async () => {
    const text = (await anAttribute(server)).id
    const { json } = await server.api('PATCH', `/users/1/attribute_values/${text}`, {
      value: '__proto__',
    })
    expect(json.value).toBe('__proto__')
  })
})

describe('a list that replaces another', () => {
  /** Each with its present contents. */
  const lists: [string, string, () => Promise<unknown>][] = [
    ['PUT', '/users/1/roles', async () => ['2']],
    ['PUT', '/roles/2/users', async () => ['1']],
    [
      'PUT',
      '/roles/3/groups',
      async () => {
        const held = [await aGroup(server)]
        await server.api('PUT', '/roles/3/groups', held)
        return held
      },
    ],
    [
      'POST',
      '/user_attributes/ID/group_values',
      async () => {
        const held = [{ group_id: '1', value: '7' }]
        await server.api('POST', `/user_attributes/${id}/group_values`, held)
        return held
      },
    ],
  ]

  it.each(lists)('stays when nobody has sent one: %s %s', async (method, template, hold) => {
    const held = (await hold()) as object[]
    const path = template.replace('ID', id)
    const read = async () => (await server.api('GET', path)).json
    const before = await read()
    expect(before).toHaveLength(held.length)
    for (const body of [undefined, '', ' ', '\r\n\t']) {
      const { status, json } = await server.api(method, path, body)
      expect([body, status]).toEqual([body, 400])
      expect(json.message).toContain('[]')
      expect(await read()).toEqual(before)
    }
  })

  it('is empty when null or [] says so (clients 11)', async () => {
    for (const body of ['null', '[]', ' null\n']) {
      await server.api('PUT', '/roles/3/groups', [await aGroup(server)])
      expect((await server.api('PUT', '/roles/3/groups', body)).json).toEqual([])
    }
  })
})

describe('an answer', () => {
  it('is 200 for a creation and has string ids (clients 13, 15)', async () => {
    const { status, json } = await server.api('POST', '/user_attributes', {
      name: 'made_here',
      type: 'string',
    })
    expect(status).toBe(200)
    expect(json.id).toMatch(/^[1-9]\d*$/)
  })

  it('has no body and no type after a deletion (clients 14)', async () => {
    const made = await anAttribute(server)
    const { status, text, headers } = await server.api('DELETE', `/user_attributes/${made.id}`)
    expect([status, text]).toEqual([204, ''])
    expect(headers).not.toHaveProperty('content-type')
  })

  it('says JSON when it is JSON', async () => {
    const { headers } = await server.api('GET', '/user_attributes/1')
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
  })
})
