// Limits that fit each other: what may be stored can be addressed, searched for and sent, however clients escape it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../server.ts'
import { aGroup, anAttribute, aUser } from '../world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** As Python's json.dumps writes it: every character beyond ASCII as six bytes. */
const asPython = (value: unknown) =>
  JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
const longest = limits.name_characters
const domain = '@example.com'

describe('an address of the greatest length', () => {
  it.each(['a', 'é', '中', 'ﬀ', '%', '_', '+'])('of %s is found by a path', async (character) => {
    const user = await aUser(server)
    const email = character.repeat(longest - domain.length) + domain
    const made = await server.api('POST', `/users/${user}/credentials_email`, asPython({ email }))
    expect(made.status).toBe(200)
    const path = `/users/credential/email/${encodeURIComponent(email)}?fields=id`
    expect((await server.api('GET', path)).json).toEqual({ id: user })
    const listed = await server.api('GET', `/users?email=${encodeURIComponent(email)}&fields=id`)
    expect(listed.json).toEqual([{ id: user }])
  })
})

describe('a name of the greatest length', () => {
  it.each(['b', 'É', '文', 'İ', '\u0958', '\ufb2c'])(
    'of %j is found by a search',
    async (character) => {
      const name = character.repeat(longest)
      const found = async (path: string) => (await server.api('GET', path)).json
      const { json } = await server.api('POST', '/groups', asPython({ name }))
      const user = await server.api(
        'POST',
        '/users',
        asPython({ first_name: name, last_name: 'x' }),
      )
      const text = encodeURIComponent(name)
      for (const asked of [text, `%25${text}%25`]) {
        expect(await found(`/groups/search?name=${asked}&fields=id`)).toEqual([{ id: json.id }])
        for (const path of [
          `/users/search?first_name=${asked}&`,
          `/users/search/names/${asked}?`,
        ]) {
          expect(await found(`${path}fields=id`)).toEqual([{ id: user.json.id }])
        }
      }
    },
  )

  it('of astral characters is addressed whole', async () => {
    const email = '😀'.repeat(121) + domain
    const user = await aUser(server)
    await server.api('POST', `/users/${user}/credentials_email`, asPython({ email }))
    const path = `/users/credential/email/${encodeURIComponent(email)}?fields=id`
    expect((await server.api('GET', path)).json).toEqual({ id: user })
  })
})

describe('a value of the greatest length, as Python escapes it', () => {
  const value = '中'.repeat(limits.value_characters)

  it('is taken and read back by every door', async () => {
    const { id } = await anAttribute(server)
    const [user, group] = [await aUser(server), await aGroup(server)]
    const path = `/users/${user}/attribute_values`
    const rows = async () => {
      const { json } = await server.api('GET', `${path}?user_attribute_ids=${id}`)
      return json[0].value
    }
    const definition = (await server.api('GET', `/user_attributes/${id}`)).json
    const whole = { ...definition, default_value: value, label: '中'.repeat(longest) }
    for (const [method, at, body] of [
      ['PATCH', `/user_attributes/${id}`, whole],
      ['PATCH', `/groups/${group}/attribute_values/${id}`, { value }],
      ['POST', `/user_attributes/${id}/group_values`, [{ group_id: group, value }]],
      ['PATCH', `${path}/${id}`, { ...(await server.api('GET', path)).json[0], value }],
    ] as const) {
      const answer = await server.api(method, at, asPython(body))
      expect([at, answer.status]).toEqual([at, 200])
    }
    expect(await rows()).toBe(value)
  })

  it('is one too long with another character', async () => {
    const { id } = await anAttribute(server)
    const body = asPython({ value: `${value}中` })
    expect((await server.api('PATCH', `/users/1/attribute_values/${id}`, body)).status).toBe(422)
  })

  it('and ids of the greatest number fit in a list', async () => {
    const ids = Array.from({ length: limits.array_items }, () => '9'.repeat(19))
    const { status } = await server.api('PUT', `/users/${await aUser(server)}/roles`, asPython(ids))
    expect(status).not.toBe(413)
  })
})
