// The form of refusals, and which refusal comes first (looker 6, clients 28 to 32).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

let server: TestServer
let caller: Caller
let id: string
let user: string
beforeAll(async () => {
  server = await startServer()
  user = await aUser(server)
  caller = await server.signIn(user)
  id = (await anAttribute(server, { type: 'number', user_can_view: true })).id
})
afterAll(() => server.stop())

const base = 'https://docs.cloud.google.com/looker/docs'

describe('an error body', () => {
  it('has a message and a documentation_url, and no list of errors but at 422 (looker 6.1, clients 28)', async () => {
    const answers: Record<number, Answer> = {
      400: await server.api('PATCH', `/users/1/attribute_values/${id}`, '{'),
      401: await server.stranger('GET', '/user_attributes'),
      403: await caller.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: '1' }),
      404: await server.api('GET', '/user_attributes/999999'),
      405: await server.api('PUT', '/user_attributes'),
      422: await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'x' }),
    }
    for (const [status, answer] of Object.entries(answers)) {
      expect(answer.status).toBe(Number(status))
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      const keys =
        status === '422'
          ? ['message', 'errors', 'documentation_url']
          : ['message', 'documentation_url']
      expect(Object.keys(answer.json)).toEqual(keys)
      expect(answer.json.message).not.toBe('')
    }
  })

  it('says the recorded words (looker 6.2)', async () => {
    const missing = await server.api('GET', '/user_attributes/999999')
    expect(missing.json.message).toMatch(/^Not found\b/)
    const stranger = await server.stranger('GET', '/user_attributes')
    expect(stranger.json).toEqual({
      message: expect.stringMatching(/^Requires authentication\. /),
      documentation_url: 'http://docs.looker.com/',
    })
    expect(stranger.headers['www-authenticate']).toBeUndefined()
    const invalid = await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'x' })
    expect(invalid.json.message).toBe('Validation Failed')
    const denied = await caller.api('PATCH', `/users/${user}/attribute_values/${id}`, {
      value: '1',
    })
    expect(denied.json.message).toMatch(/^Permission Denied/)
  })

  it('points to the page of its status, method and path template (looker 6.5, clients 31)', async () => {
    const missing = await server.api('GET', '/users/999999/attribute_values')
    expect(missing.json.documentation_url).toBe(
      `${base}/r/err/4.0/404/get/users/:user_id/attribute_values`,
    )
    const { json } = await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'x' })
    const url = `${base}/r/err/4.0/422/patch/users/:user_id/attribute_values/:user_attribute_id`
    expect(json.documentation_url).toBe(url)
    expect(json.errors[0].documentation_url).toBe(url)
  })

  it('names field, code, message and documentation_url of each problem (looker 6.4, clients 30)', async () => {
    const { json } = await server.api('POST', '/user_attributes', { type: 'nope', label: '' })
    expect(json.errors.length).toBeGreaterThan(2)
    for (const error of json.errors) {
      expect(Object.keys(error)).toEqual(['field', 'code', 'message', 'documentation_url'])
      expect(['missing_field', 'invalid', 'already_exists']).toContain(error.code)
    }
  })

  it('is JSON for unknown paths and methods too (looker 6.3, 6.8)', async () => {
    for (const path of [
      '/nonsense',
      '/users/1/nonsense',
      '/user_attributes/1/2/3',
      '/%00',
      '/..%2f',
    ]) {
      const { status, json } = await server.api('GET', path)
      expect([path, status]).toEqual([path, 404])
      expect(json.documentation_url).toBe('http://docs.looker.com/')
    }
    const root = await server.api('GET', '/nonsense', undefined, { base: '' })
    expect([root.status, root.json.message]).toEqual([404, 'Not found'])
    const other = await server.api('PUT', '/user_attributes')
    expect([other.status, other.headers['allow']]).toEqual([405, 'GET, POST'])
    expect(other.json.message).toBe('Method Not Allowed: this path accepts GET, POST.')
  })

  it('is 413 for a body that is too large', async () => {
    const { status } = await server.api('PATCH', `/users/1/attribute_values/${id}`, {
      value: '1'.repeat(600_000),
    })
    expect(status).toBe(413)
  })
})

describe('the order of checks (looker 6.8, 6.9)', () => {
  const bad = { syntax: '{', shape: '{"value":{}}', misfit: '{"value":"x"}' }
  const patch = (api: Caller['api'], user_id: string, attribute: string, body: string) =>
    api('PATCH', `/users/${user_id}/attribute_values/${attribute}`, body)

  it('is 401 before everything', async () => {
    for (const body of Object.values(bad)) {
      expect((await patch(server.stranger, '999999', 'x', body)).status).toBe(401)
    }
    expect((await server.stranger('GET', '/user_attributes?sorts=nope')).status).toBe(401)
    const large = '1'.repeat(300_000)
    expect((await patch(server.stranger, '1', id, large)).status).toBe(401)
  })

  it('is 400 for the syntax before 404', async () => {
    expect((await patch(server.api, '999999', '999999', bad.syntax)).status).toBe(400)
    expect((await patch(caller.api, '1', id, bad.syntax)).status).toBe(400)
  })

  it.each(['shape', 'misfit'] as const)('is 404 and 403 before 422: %s', async (what) => {
    expect((await patch(server.api, '999999', id, bad[what])).status).toBe(404)
    expect((await patch(server.api, '1', '999999', bad[what])).status).toBe(404)
    expect((await patch(caller.api, user, '999999', bad[what])).status).toBe(404)
    expect((await patch(caller.api, user, id, bad[what])).status).toBe(403)
    expect((await patch(server.api, '1', id, bad[what])).status).toBe(422)
  })

  it.each([
    ['POST', '/user_attributes', '{"name":{}}'],
    ['PATCH', '/user_attributes/14', '{"name":{}}'],
    ['POST', '/user_attributes/14/group_values', '[{"value":{}}]'],
  ])('tells a caller who may not %s %s nothing of its fields', async (method, path, body) => {
    expect((await caller.api(method, path, body)).status).toBe(404)
    expect((await server.api(method, path, body)).status).toBe(422)
  })
})
