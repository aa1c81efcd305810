// Setting and deleting the value of one user (looker 4).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const set = (user: string, attribute: string, body: unknown) =>
  server.api('PATCH', `/users/${user}/attribute_values/${attribute}`, body)
const clear = (user: string, attribute: string) =>
  server.api('DELETE', `/users/${user}/attribute_values/${attribute}`)
const rowOf = async (user: string, attribute: string) => {
  const list = await server.api(
    'GET',
    `/users/${user}/attribute_values?user_attribute_ids=${attribute}&include_unset=false`,
  )
  expect(list.status).toBe(200)
  return list.json[0]
}

describe('setting the value of a user', () => {
  it('answers the recorded row key for key and in order (looker 4.1, 1.15)', async () => {
    const user = await aUser(server)
    const { id } = await anAttribute(server, {
      name: 'seeded',
      label: 'Seeded One',
      type: 'number',
      default_value: '24',
    })
    const { status, text, headers } = await set(user, id, { value: '25' })
    expect(status).toBe(200)
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(text).toBe(
      JSON.stringify({
        name: 'seeded',
        label: 'Seeded One',
        rank: -1,
        value: '25',
        user_id: user,
        user_can_edit: false,
        value_is_hidden: false,
        user_attribute_id: id,
        source: 'User Setting',
        hidden_value_domain_whitelist: null,
        can: { show: true },
      }),
    )
  })

  it('is what a later read answers (looker 4.1)', async () => {
    const user = await aUser(server)
    const { id } = await anAttribute(server)
    const { json } = await set(user, id, { value: 'EMEA' })
    expect(await rowOf(user, id)).toEqual(json)
  })

  it('ignores fields, which the operation does not know (looker 4.1)', async () => {
    const user = await aUser(server)
    const { id } = await anAttribute(server)
    const { json } = await server.api(
      'PATCH',
      `/users/${user}/attribute_values/${id}?fields=value`,
      { value: 'x' },
    )
    expect(Object.keys(json)).toHaveLength(11)
  })

  it('writes nothing but the value, whatever else the body holds (looker 4.2)', async () => {
    const user = await aUser(server)
    const other = await aUser(server)
    const { id, name } = await anAttribute(server)
    const { status, json } = await set(user, id, {
      value: 'kept',
      name: 'other',
      label: null,
      rank: 7,
      user_id: other,
      user_can_edit: true,
      value_is_hidden: true,
      user_attribute_id: '1',
      source: 'Default',
      hidden_value_domain_whitelist: null,
      can: { show: false },
      unheard_of: { deep: [1] },
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      name,
      rank: -1,
      user_id: user,
      value_is_hidden: false,
      value: 'kept',
    })
    expect(await rowOf(other, id)).toBeUndefined()
  })

  it('refuses null in the recorded words (looker 4.4)', async () => {
    const user = await aUser(server)
    const { id } = await anAttribute(server)
    const { status, json } = await set(user, id, { value: null })
    expect(status).toBe(422)
    expect(json.message).toBe('Validation Failed')
    expect(json.errors).toEqual([
      {
        field: 'value',
        code: 'invalid',
        message: 'String value cannot be nil',
        documentation_url: json.documentation_url,
      },
    ])
    expect(await rowOf(user, id)).toBeUndefined()
  })

  it('takes the empty text as a value that overrides (looker 4.5)', async () => {
    const group = await aGroup(server)
    const user = await aUser(server, { groups: [group] })
    for (const type of ['string', 'advanced_filter_string']) {
      const { id } = await anAttribute(server, { type, default_value: 'fallback' })
      await server.api('POST', `/user_attributes/${id}/group_values`, [
        { group_id: group, value: 'of the group' },
      ])
      expect((await set(user, id, { value: '' })).status).toBe(200)
      expect(await rowOf(user, id)).toMatchObject({ value: '', source: 'User Setting' })
    }
  })

  it.each(['number', 'datetime', 'yesno', 'zipcode', 'relative_url', 'advanced_filter_number'])(
    'refuses the empty text for %s (looker 4.5)',
    async (type) => {
      const { id } = await anAttribute(server, { type })
      const { status, json } = await set('1', id, { value: '' })
      expect(status).toBe(422)
      expect(json.errors).toMatchObject([{ field: 'value', code: 'invalid' }])
    },
  )

  it('refuses a missing value as a missing field (looker 4.6)', async () => {
    const { id } = await anAttribute(server)
    for (const body of [{}, { rank: 1 }]) {
      const { status, json } = await set('1', id, body)
      expect(status).toBe(422)
      expect(json.errors).toMatchObject([{ field: 'value', code: 'missing_field' }])
    }
  })

  it.each([
    ['no body', undefined],
    ['a blank body', ' \n '],
    ['a list', '[]'],
    ['a text', '"25"'],
    ['null', 'null'],
    ['a number', '25'],
    ['half an object', '{"value":'],
    ['two objects', '{"value":"1"}{"value":"2"}'],
  ])('answers 400 to %s (looker 4.6)', async (_, body) => {
    const { id } = await anAttribute(server)
    const { status, json } = await set('1', id, body)
    expect(status).toBe(400)
    expect(json).not.toHaveProperty('errors')
  })

  it.each([
    ['number', '25', '25'],
    ['number', '-0.5', '-0.5'],
    ['number', '1e3', '1e3'],
    ['number', '1E+21', '1E+21'],
    ['number', '-0.0', '-0.0'],
    ['number', '12345678901234567890', '12345678901234567890'],
    ['number', '0.12345678901234567', '0.12345678901234567'],
    ['string', '25', '25'],
    ['string', '1.10', '1.10'],
    ['string', '1e400', '1e400'],
    ['zipcode', '94110', '94110'],
    ['advanced_filter_number', '1.50', '1.50'],
    ['yesno', 'true', 'yes'],
    ['yesno', 'false', 'no'],
  ])(
    'takes the JSON value of a %s: %s is stored as %s (looker 4.7)',
    async (type, sent, stored) => {
      const { id } = await anAttribute(server, { type })
      const { status, json } = await set('1', id, `{"value":${sent}}`)
      expect(status).toBe(200)
      expect(json.value).toBe(stored)
    },
  )

  it.each([
    ['string', '{}'],
    ['string', '[]'],
    ['string', '["a"]'],
    ['string', 'true'],
    ['number', 'true'],
    ['number', '1e40000'],
    ['yesno', '1'],
    ['relative_url', '1'],
  ])('refuses for a %s the JSON value %s (looker 4.7)', async (type, sent) => {
    const { id } = await anAttribute(server, { type })
    const { status, json } = await set('1', id, `{"value":${sent}}`)
    expect(status).toBe(422)
    expect(json.errors).toMatchObject([{ field: 'value', code: 'invalid' }])
    expect(await rowOf('1', id)).toBeUndefined()
  })

  it.each([
    ['  spaces around  '],
    ['a\tb\nc\r\n'],
    ['Ünïcödé 漢字 🎉'],
    ['e\u0301'],
    ['"quoted" \\ and \' and ; drop table users'],
    ['\u200b\ufeff'],
    ['x'.repeat(65_536)],
  ])('keeps the text as it was sent: %j (looker 4.8)', async (value) => {
    const { id } = await anAttribute(server)
    expect((await set('1', id, { value })).json.value).toBe(value)
    expect((await rowOf('1', id)).value).toBe(value)
  })

  it.each([
    ['a NUL', '{"value":"a\\u0000b"}'],
    ['half a surrogate pair', '{"value":"\\ud800"}'],
    ['more than 65,536 characters', `{"value":"${'x'.repeat(65_537)}"}`],
  ])('refuses a text with %s', async (_, body) => {
    const { id } = await anAttribute(server)
    expect((await set('1', id, body)).status).toBe(422)
  })

  it('stores a value equal to the default (looker 4.9)', async () => {
    const { id } = await anAttribute(server, { default_value: 'same' })
    await set('1', id, { value: 'same' })
    await server.api('PATCH', `/user_attributes/${id}`, { default_value: 'other' })
    expect(await rowOf('1', id)).toMatchObject({ value: 'same', source: 'User Setting' })
  })

  it('serves a disabled user (looker 4.11)', async () => {
    const user = await aUser(server, { is_disabled: true })
    const { id } = await anAttribute(server)
    expect((await set(user, id, { value: 'x' })).status).toBe(200)
  })

  it('answers null for a hidden value (looker 1.17)', async () => {
    const { id } = await anAttribute(server, hidden)
    const { json } = await set('1', id, { value: 'password' })
    expect(json).toMatchObject({ value: null, source: 'User Setting', rank: -1 })
    expect(json.hidden_value_domain_whitelist).toBe(hidden.hidden_value_domain_whitelist)
  })
})

describe('deleting the value of a user', () => {
  it('answers 204 with nothing, then groups and default count again (looker 4.10)', async () => {
    const group = await aGroup(server, 'Fallers')
    const user = await aUser(server, { groups: [group] })
    const { id } = await anAttribute(server, { default_value: 'default' })
    await set(user, id, { value: 'own' })
    const { status, text, headers } = await clear(user, id)
    expect([status, text, headers['content-type']]).toEqual([204, '', undefined])
    expect(await rowOf(user, id)).toMatchObject({ value: 'default', source: 'Default' })
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'group' })
    expect(await rowOf(user, id)).toMatchObject({ value: 'group', source: 'Group: Fallers' })
  })

  it('answers 404 when there is none (looker 4.10)', async () => {
    const { id } = await anAttribute(server, { default_value: 'x' })
    expect((await clear('1', id)).status).toBe(404)
    await set('1', id, { value: 'x' })
    expect((await clear('1', id)).status).toBe(204)
    expect((await clear('1', id)).status).toBe(404)
  })
})

describe('the path', () => {
  it.each(['name', '0', '01', '-1', '1.0', '1e0', '٣', '%20', '9223372036854775808', '14,15'])(
    'takes decimal ids only: %s is 404 (looker 4.12, 9.2)',
    async (id) => {
      const attribute = await anAttribute(server)
      expect((await set('1', encodeURIComponent(id), { value: 'x' })).status).toBe(404)
      expect((await set(encodeURIComponent(id), attribute.id, { value: 'x' })).status).toBe(404)
      expect((await clear(encodeURIComponent(id), attribute.id)).status).toBe(404)
    },
  )

  it('does not know attributes by name (looker 4.12)', async () => {
    const { name } = await anAttribute(server)
    expect((await set('1', name, { value: 'x' })).status).toBe(404)
  })
})
