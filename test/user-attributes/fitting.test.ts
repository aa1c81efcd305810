// Limits that fit each other: a value that may be stored can be addressed, searched for and sent, with any escaping.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** JSON as Python's json.dumps writes it: every character beyond ASCII takes six bytes. */
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

describe('a body that is too large', () => {
  it.each([
    ['PATCH', '/users/1', limits.body_bytes],
    ['PUT', '/users/1/roles', limits.body_bytes],
    ['POST', '/user_attributes/1/group_values', limits.group_values_body_bytes],
  ])('is told how large it may be: %s %s', async (method, path, bytes) => {
    const { status, json } = await server.api(method, path, ' '.repeat(bytes + 1))
    expect([status, json.message]).toEqual([
      413,
      `The body is too large: it may have at most ${bytes} bytes.`,
    ])
  })
})

describe('values of many groups', () => {
  const value = '中'.repeat(limits.value_characters)
  const most = Math.floor(limits.group_values_escaped_bytes / (6 * limits.value_characters))

  it('of the greatest length fit together into the list that replaces them, however they came', async () => {
    const { id } = await anAttribute(server)
    const groups: string[] = []
    for (let at = 0; at <= most; at++) groups.push(await aGroup(server))
    const last = groups.pop()
    const list = `/user_attributes/${id}/group_values`
    const items = groups.map((group_id) => ({ group_id, value }))
    expect((await server.api('POST', list, asPython(items))).status).toBe(200)
    const one = `/groups/${last}/attribute_values/${id}`
    const doors = [
      await server.api('PATCH', one, asPython({ value })),
      await server.api('POST', list, asPython([...items, { group_id: last, value }])),
    ]
    for (const { status, json } of doors) {
      expect([status, json.errors.at(-1).message]).toEqual([
        422,
        expect.stringMatching(/too long beside those of other groups.*6291456 bytes together/),
      ])
    }
    const again = `/groups/${groups[0]}/attribute_values/${id}`
    expect(
      (await server.api('PATCH', again, asPython({ value: `${value.slice(1)}文` }))).status,
    ).toBe(200)
    const { json } = await server.api('GET', list)
    expect((await server.api('POST', list, asPython(json.reverse()))).status).toBe(200)
    const ascii = 'x'.repeat(limits.value_characters)
    const shorter = [...groups, last].map((group_id) => ({ group_id, value: ascii }))
    expect((await server.api('POST', list, asPython(shorter))).status).toBe(200)
  })
})

describe('the names of a set', () => {
  const names = (bytes: number, character: string, each: number) =>
    Array.from({ length: Math.floor(bytes / (200 * each)) }, (_, at) =>
      String(at).padStart(6, '0').concat(character.repeat(194)),
    )

  it.each([
    ['x', 1],
    ['文', 6],
  ])('of %s are sent back whole', async (character, each) => {
    const made = async (bytes: number, name: string) =>
      server.api('POST', '/model_sets', asPython({ name, models: names(bytes, character, each) }))
    const { status, json } = await made(limits.set_names_escaped_bytes, `models of ${character}`)
    expect(status).toBe(200)
    const path = `/model_sets/${json.id}`
    expect((await server.api('PATCH', path, asPython(json))).status).toBe(200)
    const more = await made(limits.set_names_escaped_bytes * 1.1, `more of ${character}`)
    expect([more.status, more.json.errors?.[0].field]).toEqual([422, 'models'])
  })
})

describe('every limit of an input fits into what carries it', () => {
  const { array_items: items, name_characters: name, value_characters: value } = limits
  const escaped = 6
  /** The maximum length of a character in an address: %XX for each byte of UTF-8. */
  const inAddress = 9
  /** Room for keys, quotes and read-only fields of an object that is sent back. */
  const around = 2048
  const rows: [string, number, number][] = [
    ['a value', value * escaped + around, limits.body_bytes],
    [
      'a definition',
      (value + 2 * name + limits.allowlist_characters) * escaped + around,
      limits.body_bytes,
    ],
    ['a user with names and an address', 4 * name * escaped + around, limits.body_bytes],
    ['a list of ids', items * '"9223372036854775807", '.length, limits.body_bytes],
    [
      'the names of a set',
      limits.set_names_escaped_bytes + items * '"", '.length + name * escaped + around,
      limits.body_bytes,
    ],
    [
      'the group values of an attribute',
      limits.group_values_escaped_bytes + items * 150,
      limits.group_values_body_bytes,
    ],
    ['a name in a path', name * 2 + 2, limits.path_parameter_characters],
    ['a pattern in a path', limits.pattern_characters, limits.path_parameter_characters],
    [
      'a path with it',
      limits.path_parameter_characters * inAddress + around,
      limits.url_characters,
    ],
    ['a pattern in a query', limits.pattern_characters * inAddress + around, limits.url_characters],
    ['an address among headers', limits.url_characters, limits.header_bytes],
    ['links among headers', limits.link_header_characters, limits.header_bytes],
  ]

  it.each(rows)('%s', (_, largest, carrier) => {
    expect(largest).toBeLessThanOrEqual(carrier)
  })
})
