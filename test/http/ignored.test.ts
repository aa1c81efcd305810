// Unknown names are listed in a header, and refused with --strict (decision 30).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/routes.ts'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser } from '../support/world.ts'

let server: TestServer
let strict: TestServer
beforeAll(async () => {
  server = await startServer()
  strict = await startServer({ flags: { strict: 'true' } })
})
afterAll(async () => {
  await server.stop()
  await strict.stop()
})

const header = 'x-attrium-ignored'
const ignored = async (method: string, path: string, body?: unknown) => {
  const { status, headers } = await server.api(method, path, body)
  expect([path, status]).toEqual([path, expect.toBeOneOf([200, 204])])
  return headers[header]
}
const attribute = (more: object) => {
  const name = `a${Math.random()}`.replace('.', '_')
  return { name, label: name, type: 'string', ...more }
}

describe('the header names', () => {
  it('fields of a body that the operation does not know', async () => {
    const body = attribute({ user_can_veiw: true, value_is_hiden: true })
    expect(await ignored('POST', '/user_attributes', body)).toBe('user_can_veiw, value_is_hiden')
  })

  it('fields of the objects in a list, each once', async () => {
    const { id } = await anAttribute(server)
    const other = await aGroup(server)
    const list = [
      { group_id: '1', value: 'x', rnak: 1 },
      { group_id: other, value: 'x', rnak: 2, vaule: 'y' },
    ]
    const path = `/user_attributes/${id}/group_values`
    expect(await ignored('POST', path, list)).toBe('rnak, vaule')
  })

  it('parameters that the operation does not know, or cannot read and leaves out', async () => {
    expect(await ignored('GET', '/users?limt=3&fields=id')).toBe('limt')
    const values = '/users/1/attribute_values?all_vlaues=true&include_unste=maybe'
    expect(await ignored('GET', values)).toBe('all_vlaues, include_unste')
    expect(await ignored('GET', '/user?fields=id&fields=email')).toBe('fields')
    expect(await ignored('GET', '/users/1/attribute_values?all_values[]=true')).toBe('all_values[]')
  })

  it('lists of ids with an item that is none, such as one with another separator', async () => {
    for (const given of ['1|2', '1;3', '2,email']) {
      const path = `/users/1/attribute_values?fields=name&user_attribute_ids=${given}`
      expect(await ignored('GET', path)).toBe('user_attribute_ids')
      const { status, json } = await strict.api('GET', path)
      expect([status, json.message]).toEqual([
        400,
        'user_attribute_ids has an item that is no id; separate ids by commas.',
      ])
    }
    expect(await ignored('GET', '/users?ids=1|2&fields=id')).toBe('ids')
    for (const fine of ['1,2', '"1,2"', '["1","2"]', '1,', '999999']) {
      const path = `/users/1/attribute_values?fields=name&user_attribute_ids=${fine}`
      expect(await ignored('GET', path)).toBeUndefined()
    }
  })

  it('fields of a body where the operation takes none', async () => {
    const path = `/users/${await aUser(server)}/credentials_api3`
    expect(await ignored('POST', path, { purpose: 'ci' })).toBe('purpose')
    expect(await ignored('POST', path, [1])).toBeUndefined()
    expect(await ignored('POST', path, 'no JSON')).toBeUndefined()
  })

  it('them on a refusal too', async () => {
    const body = { name: 'x', tpye: 'string' }
    const { status, headers } = await server.api('POST', '/user_attributes', body)
    expect([status, headers[header]]).toEqual([422, 'tpye'])
  })

  it('nothing of whole objects that are sent back', async () => {
    const { id } = await anAttribute(server)
    const group = await aGroup(server)
    await server.api('POST', `/user_attributes/${id}/group_values`, [
      { group_id: group, value: 'v' },
    ])
    const role = await aRole(server, ['explore'])
    const { permission_set } = (await server.api('GET', `/roles/${role}`)).json
    for (const [method, path] of [
      ['PATCH', '/users/1'],
      ['PATCH', `/user_attributes/${id}`],
      ['POST', `/user_attributes/${id}/group_values`],
      ['PATCH', `/groups/${group}`],
      ['PATCH', `/roles/${role}`],
      ['PATCH', `/permission_sets/${permission_set.id}`],
      ['PATCH', '/session'],
    ] as const) {
      const { json } = await server.api('GET', path)
      expect([path, await ignored(method, path, json)]).toEqual([path, undefined])
    }
  })

  it('objects that have operations of their own, unless they come from an answer', async () => {
    const role = await aRole(server, ['explore'])
    const sets = { permission_set: { id: '2' }, model_set: { models: ['all'] } }
    expect(await ignored('PATCH', `/roles/${role}`, sets)).toBe('permission_set, model_set')
    const { permission_set, model_set } = (await server.api('GET', `/roles/${role}`)).json
    const { json } = await server.api('POST', '/roles', {
      name: `other ${role}`,
      permission_set_id: permission_set.id,
      model_set_id: model_set.id,
    })
    expect(await ignored('PATCH', `/roles/${json.id}`, { permission_set })).toBeUndefined()
    const person = { first_name: 'Ada', credentials_email: { email: 'ada@ignored.example' } }
    expect(await ignored('POST', '/users', person)).toBe('credentials_email')
    expect(await ignored('PATCH', '/users/1', { credentials_email: null, can: {} })).toBeUndefined()
    const { status, json: told } = await strict.api('POST', '/users', person)
    expect([status, told.errors[0].message]).toEqual([
      422,
      'credentials_email is an object that has operations of its own; use those, and leave it out.',
    ])
  })

  it('no field that is refused', async () => {
    const path = `/users/${await aUser(server)}/credentials_email`
    const body = { email: 'ada@refused.example', password: 'chosen' }
    const { status, headers, json } = await server.api('POST', path, body)
    expect([status, headers[header]]).toEqual([422, undefined])
    expect(json.errors).toMatchObject([{ field: 'password' }])
  })

  it('nothing that could end a header, and no secret in the wrong place', async () => {
    const key = `lks_${'x'.repeat(49)}`
    const body = attribute({ 'a\r\nset-cookie: b': 1, ключ: 1, '': 1, [key]: 1, [`a${key}`]: 1 })
    expect(await ignored('POST', '/user_attributes', body)).toBe('a??set-cookie??b, ????, ?')
    expect(await ignored('GET', `/users?fields=id&${key}=1&a%0d%0ab=1`)).toBe('?, a??b')
  })

  it('no more than twenty, of sixty-four characters', async () => {
    const names = Array.from({ length: 2000 }, (_, at) => `${at}`.padEnd(100, 'x'))
    const body = attribute(Object.fromEntries(names.map((name) => [name, 1])))
    const held = (await ignored('POST', '/user_attributes?one=1', body)) as string
    expect(held.split(', ')).toHaveLength(21)
    expect(held.length).toBeLessThan(21 * 66)
    expect(held).toMatch(/^one, .*, \.\.\.$/)
  })
})

describe('--strict', () => {
  const refused = async ({ api }: Caller, method: string, path: string, body?: unknown) => {
    const { status, json, headers } = await api(method, path, body, { unchecked: true })
    return { status, json, told: headers[header] }
  }

  it('keeps a misspelt value_is_hidden from making a secret readable', async () => {
    const body = {
      name: 'api_key',
      label: 'API key',
      type: 'string',
      default_value: 'secret',
      value_is_hiden: true,
      hidden_value_domain_whitelist: 'https://a.example/*',
    }
    const { status, json } = await refused(strict, 'POST', '/user_attributes', body)
    expect([status, json.message]).toEqual([422, 'Validation Failed'])
    expect(json.errors).toMatchObject([
      {
        field: 'value_is_hiden',
        code: 'invalid',
        message:
          'value_is_hiden is not a field of this operation; correct the name or leave it out.',
      },
    ])
    const all = (await strict.api('GET', '/user_attributes?fields=name')).json
    expect(all.map(({ name }: { name: string }) => name)).not.toContain('api_key')
  })

  it('lists no more than twenty names', async () => {
    const body = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`x${at}`, 1]))
    const { json } = await refused(strict, 'PATCH', '/session', body)
    expect(json.errors).toHaveLength(20)
  })

  it('lists what is wrong beside it', async () => {
    const body = { name: 5, tpye: 'string' }
    const { json } = await refused(strict, 'POST', '/user_attributes', body)
    expect(json.errors.map(({ field }: { field: string }) => field)).toEqual(['name', 'tpye'])
  })

  it('refuses names in lists, in the query and where no body is taken', async () => {
    const { id } = await anAttribute(strict)
    const list = [{ group_id: '1', value: 'x', rnak: 1 }]
    const path = `/user_attributes/${id}/group_values`
    expect(await refused(strict, 'POST', path, list)).toMatchObject({ status: 422, told: 'rnak' })
    expect((await strict.api('GET', path)).json).toEqual([])
    for (const [method, target, body] of [
      ['GET', '/users?limt=3', undefined],
      ['GET', '/user?fields=id&fields=email', undefined],
      ['POST', '/users/1/credentials_api3', { limt: 'ci' }],
    ] as const) {
      const { status, json, told } = await refused(strict, method, target, body)
      expect([target, status]).toEqual([target, 400])
      expect(json.message).toMatch(/^(limt|fields) is not a (parameter|field) of this operation;/)
      expect(told === undefined || /^(limt|fields)$/.test(String(told))).toBe(true)
    }
    const { json } = await strict.api('GET', '/users/1/credentials_api3')
    expect(json).toHaveLength(1)
  })

  it('does so where no handler asks for the body', async () => {
    const path = `/users/${await aUser(strict)}/credentials_totp`
    expect((await refused(strict, 'POST', path, { verfied: true })).status).toBe(400)
    expect((await strict.api('GET', path)).status).toBe(404)
    const silent = routes.filter(({ body, handle }) => body && !/\bbody\b/.test(`${handle}`))
    expect(silent.map(({ operation }) => operation)).toEqual(['create_user_credentials_totp'])
    expect(silent.map(({ body }) => body?.unread)).toEqual([true])
  })

  it('is a 400 where the operation declares no 422', async () => {
    const path = `/groups/${await aGroup(strict)}/users`
    const { status, json } = await refused(strict, 'POST', path, { user_id: '1', usr: '1' })
    expect([status, json.message]).toEqual([
      400,
      'usr is not a field of this operation; correct the name or leave it out.',
    ])
    expect((await strict.api('GET', path)).json).toEqual([])
  })

  it('says 404 and 403 first', async () => {
    const { id } = await anAttribute(strict, { user_can_view: true })
    const user = await aUser(strict)
    const caller = await strict.signIn(user)
    const body = { value: 'x', vaule: 'y' }
    const path = `/users/${user}/attribute_values/${id}`
    expect((await refused(caller, 'PATCH', path, body)).status).toBe(403)
    expect((await refused(strict, 'PATCH', path.replace(user, '9999'), body)).status).toBe(404)
    expect((await refused(caller, 'POST', '/user_attributes', body)).status).toBe(404)
    expect((await refused(strict, 'PATCH', path, body)).status).toBe(422)
  })

  it('takes whole objects that are sent back', async () => {
    const { id } = await anAttribute(strict)
    for (const path of ['/users/1', `/user_attributes/${id}`, '/session']) {
      const { json } = await strict.api('GET', path)
      expect([path, (await strict.api('PATCH', path, json)).status]).toEqual([path, 200])
    }
  })
})
