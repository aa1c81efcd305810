// Each type accepts only values that fit it, as user value, group value and default (looker 4).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute } from '../support/world.ts'

let server: TestServer
let group: string
beforeAll(async () => {
  server = await startServer()
  group = await aGroup(server)
})
afterAll(() => server.stop())

const types: Record<string, { fits: string[]; misfits: string[] }> = {
  string: { fits: ['', 'EMEA', ' a ', 'null', '0', '\n'], misfits: [] },
  number: {
    fits: ['24', '-1', '+1', '0.5', '1e5', '1E-5', '007', '0'],
    misfits: [
      '',
      ' 1',
      '1 ',
      'one',
      '1,000',
      '.5',
      '5.',
      '0x10',
      'NaN',
      'Infinity',
      '1e',
      '--1',
      '١',
    ],
  },
  datetime: {
    fits: ['2020-01-01', '2024-02-29', '2020-01-01 10:30', '2020-01-01T10:30:59.123Z'],
    misfits: ['', '2020', '2020-1-1', '2020-13-01', '2023-02-29', '01/01/2020', '2020-01-01T25:00'],
  },
  yesno: { fits: ['yes', 'no', 'Yes', 'NO'], misfits: ['', 'y', 'true', 'yes ', '1', 'maybe'] },
  zipcode: {
    fits: ['94110', '94110-1234', 'SW1A 1AA', 'K1A 0B1'],
    misfits: ['', '-1', '94110_1', '12345678901', '94110\n'],
  },
  relative_url: {
    fits: ['/', '/browse', '/dashboards/1?a=b#c'],
    misfits: [
      '',
      'browse',
      '//evil.example',
      '/\\evil.example',
      'https://x.example/',
      '/a b',
      '/\ta',
    ],
  },
  advanced_filter_string: { fits: ['', '%, NULL', 'a,b', '-EMPTY', 'F%OD'], misfits: ['"open'] },
  advanced_filter_number: {
    fits: ['<0, >=0, NULL', '5', '[1,5)', 'not 66, 99', '1 to 5'],
    misfits: ['', 'abc', '[1,', '5 5'],
  },
  advanced_filter_datetime: { fits: ['7 days', '2020-01-01', 'last month'], misfits: [''] },
}

const cases = (which: 'fits' | 'misfits') =>
  Object.entries(types).flatMap(([type, { [which]: texts }]) =>
    texts.map((text): [string, string] => [type, text]),
  )

/** The four ways in which a text becomes a value, by the field that a refusal names. */
async function attempts(type: string, text: string) {
  const { id } = await anAttribute(server, { type })
  return {
    value: [
      await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: text }),
      await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: text }),
      await server.api('POST', `/user_attributes/${id}/group_values`, [
        { group_id: group, value: text },
      ]),
    ],
    default_value: await server.api('PATCH', `/user_attributes/${id}`, { default_value: text }),
  }
}

describe('a value that fits', () => {
  it.each(cases('fits'))('%s takes %j as it is', async (type, text) => {
    const { value, default_value } = await attempts(type, text)
    expect(value.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(value.map(({ json }) => (Array.isArray(json) ? json[0] : json).value)).toEqual([
      text,
      text,
      text,
    ])
    expect(default_value.status).toBe(200)
    expect(default_value.json.default_value).toBe(text === '' ? null : text)
  })
})

describe('a value that does not fit', () => {
  it.each(cases('misfits'))('%s refuses %j on user, group and default', async (type, text) => {
    const { value, default_value } = await attempts(type, text)
    for (const { status, json } of value) {
      expect(status).toBe(422)
      expect(json.errors).toMatchObject([{ field: 'value', code: 'invalid' }])
    }
    // An empty default means that there is none (looker 3.9).
    expect(default_value.status).toBe(text === '' ? 200 : 422)
    if (text !== '') expect(default_value.json.errors).toMatchObject([{ field: 'default_value' }])
  })

  it('leaves what was there', async () => {
    const { id } = await anAttribute(server, { type: 'number', default_value: '1' })
    await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: '2' })
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: '3' })
    await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'x' })
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'x' })
    await server.api('POST', `/user_attributes/${id}/group_values`, [
      { group_id: group, value: '4' },
      { group_id: '1', value: 'x' },
    ])
    await server.api('PATCH', `/user_attributes/${id}`, { default_value: 'x', label: 'new' })
    const values = await server.api(
      'GET',
      `/users/1/attribute_values?all_values=true&user_attribute_ids=${id}`,
    )
    expect(values.json.map(({ value }: { value: string }) => value)).toEqual(['2', '1'])
    const groups = await server.api('GET', `/user_attributes/${id}/group_values`)
    expect(groups.json).toMatchObject([{ value: '3', rank: 1 }])
  })
})
