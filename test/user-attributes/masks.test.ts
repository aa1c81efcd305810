// The words and nulls that stand for a hidden value are never taken for a value (looker 1.17, 3.9).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ValueType, valueTypes } from '../../src/domain/value-type.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'
import { groupValueIn, storedDefaultOf } from './stored-values.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const mask = 'DEFAULT_IS_SET'
const fitting: Readonly<Record<ValueType, string>> = {
  string: 'word',
  number: '25',
  datetime: '2026-01-01',
  yesno: 'yes',
  zipcode: '94110',
  relative_url: '/browse',
  advanced_filter_string: 'EMEA',
  advanced_filter_number: '>5',
  advanced_filter_datetime: '7 days',
}

describe('the word that stands for a hidden default', () => {
  it.each(valueTypes)('is no default for a hidden attribute of type %s', async (type) => {
    const { id } = await anAttribute(server, { type, ...hidden, default_value: mask })
    const { json } = await server.api('GET', `/user_attributes/${id}`)
    expect([json.type, json.default_value]).toEqual([type, null])
    expect(await storedDefaultOf(server, id)).toBeUndefined()
  })

  it.each(valueTypes)('changes nothing when an attribute of type %s is hidden', async (type) => {
    const held = await anAttribute(server, { type, default_value: fitting[type] })
    const none = await anAttribute(server, { type })
    for (const [{ id }, value] of [
      [held, fitting[type]],
      [none, undefined],
    ] as const) {
      const { status, json } = await server.api('PATCH', `/user_attributes/${id}`, {
        ...hidden,
        default_value: mask,
      })
      expect([status, json.default_value]).toEqual([200, value === undefined ? null : mask])
      expect(await storedDefaultOf(server, id)).toBe(value)
    }
  })

  it('is refused as the value of a user or a group', async () => {
    const { id } = await anAttribute(server, hidden)
    const [user, group] = [await aUser(server), await aGroup(server)]
    for (const [method, path, body] of [
      ['PATCH', `/users/${user}/attribute_values/${id}`, { value: mask }],
      ['PATCH', `/groups/${group}/attribute_values/${id}`, { value: mask }],
      ['POST', `/user_attributes/${id}/group_values`, [{ group_id: group, value: mask }]],
    ] as const) {
      const { status, json } = await server.api(method, path, body)
      expect([path, status]).toEqual([path, 422])
      expect(json.errors).toMatchObject([{ field: 'value', code: 'invalid' }])
    }
  })

  it('is a text like any other where values can be read', async () => {
    const { id } = await anAttribute(server, { default_value: mask })
    expect((await server.api('GET', `/user_attributes/${id}`)).json.default_value).toBe(mask)
    const path = `/users/${await aUser(server)}/attribute_values/${id}`
    expect((await server.api('PATCH', path, { value: mask })).json.value).toBe(mask)
  })
})

describe('the group values of a hidden attribute', () => {
  it('are put in another order without being sent', async () => {
    const [one, two, three] = [await aGroup(server), await aGroup(server), await aGroup(server)]
    const { id } = await anAttribute(server, hidden)
    const path = `/user_attributes/${id}/group_values`
    const sent = [one, two].map((group_id) => ({ group_id, value: `secret of ${group_id}` }))
    const before = (await server.api('POST', path, sent)).json
    expect(before.map(({ value }: { value: unknown }) => value)).toEqual([null, null])

    // One item as it was read, with its null, and one without any value.
    const { status, json } = await server.api('POST', path, [
      { group_id: three, value: 'secret of the third' },
      { ...before[1], rank: undefined },
      { group_id: one },
    ])
    expect(status).toBe(200)
    const order = json.map((row: { group_id: string; rank: number }) => [row.group_id, row.rank])
    expect(order).toEqual([
      [three, 1],
      [two, 2],
      [one, 3],
    ])
    expect((await server.api('GET', path)).json).toEqual(json)
    for (const { group_id, value } of sent) {
      expect(await groupValueIn(server, id, group_id)).toBe(value)
    }
    expect(await groupValueIn(server, id, three)).toBe('secret of the third')
    const dropped = await server.api('POST', path, [{ group_id: two, value: null }])
    expect(dropped.json).toMatchObject([{ group_id: two, rank: 1 }])
    expect(await groupValueIn(server, id, one)).toBeUndefined()
  })

  it('are needed for a group that has none, and where values can be read', async () => {
    const [held, fresh] = [await aGroup(server), await aGroup(server)]
    for (const [{ id }, group_id] of [
      [await anAttribute(server, hidden), fresh],
      [await anAttribute(server), held],
    ] as const) {
      const path = `/user_attributes/${id}/group_values`
      await server.api('POST', path, [{ group_id: held, value: 'held' }])
      for (const value of [undefined, null]) {
        const { status, json } = await server.api('POST', path, [{ group_id, value }])
        expect([status, json.errors[0].field]).toEqual([422, 'value'])
      }
      expect(await groupValueIn(server, id, held)).toBe('held')
    }
  })
})
