// Values of groups: replaced as a list, set one by one, ranked (looker 1.4 to 1.7, 1.15).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, hidden } from '../support/world.ts'

let server: TestServer
let groups: string[]
beforeAll(async () => {
  server = await startServer()
  groups = []
  for (let at = 0; at < 4; at++) groups.push(await aGroup(server))
})
afterAll(() => server.stop())

const [a, b, c, d] = [0, 1, 2, 3].map((at) => () => groups[at] ?? '') as [
  () => string,
  () => string,
  () => string,
  () => string,
]
const replace = (id: string, body: unknown) =>
  server.api('POST', `/user_attributes/${id}/group_values`, body)
const setOne = (group: string, id: string, body: unknown) =>
  server.api('PATCH', `/groups/${group}/attribute_values/${id}`, body)
const clearOne = (group: string, id: string) =>
  server.api('DELETE', `/groups/${group}/attribute_values/${id}`)
const list = async (id: string, query = '') => {
  const { status, json } = await server.api('GET', `/user_attributes/${id}/group_values${query}`)
  expect(status).toBe(200)
  return json as { group_id: string; rank: number; value: string; id: string }[]
}
const ranked = async (id: string) =>
  (await list(id)).map(({ group_id, rank, value }) => [group_id, rank, value])

describe('replacing the group values', () => {
  it('answers the recorded row key for key and in order (looker 1.15)', async () => {
    const { id } = await anAttribute(server)
    const { status, text, json } = await replace(id, [{ group_id: a(), value: 'x' }])
    expect(status).toBe(200)
    const row = {
      id: json[0].id,
      group_id: a(),
      user_attribute_id: id,
      value_is_hidden: false,
      rank: 1,
      value: 'x',
      can: {},
    }
    expect(json[0].id).toMatch(/^\d+$/)
    expect(text).toBe(JSON.stringify([row]))
    expect(await list(id)).toEqual([row])
  })

  it('ranks by the order of the list from 1 (looker 1.4, 1.7)', async () => {
    const { id } = await anAttribute(server)
    await replace(id, [
      { group_id: c(), value: '1' },
      { group_id: a(), value: '2' },
      { group_id: b(), value: '3' },
    ])
    expect(await ranked(id)).toEqual([
      [c(), 1, '1'],
      [a(), 2, '2'],
      [b(), 3, '3'],
    ])
  })

  it('orders by ranks that were sent and numbers from 1 (looker 1.4)', async () => {
    const { id } = await anAttribute(server)
    const { json } = await replace(id, [
      { group_id: a(), value: 'a', rank: 10 },
      { group_id: b(), value: 'b', rank: -5 },
      { group_id: c(), value: 'c', rank: 10 },
    ])
    expect(json.map((row: { group_id: string }) => row.group_id)).toEqual([b(), a(), c()])
    expect(await ranked(id)).toEqual([
      [b(), 1, 'b'],
      [a(), 2, 'a'],
      [c(), 3, 'c'],
    ])
  })

  it('refuses ranks on some items only (looker 1.4)', async () => {
    const { id } = await anAttribute(server)
    const { status, json } = await replace(id, [
      { group_id: a(), value: 'a', rank: 1 },
      { group_id: b(), value: 'b' },
    ])
    expect(status).toBe(422)
    expect(json.errors).toMatchObject([{ field: 'rank', code: 'invalid' }])
  })

  it('removes the groups left out, and all of them with an empty list (looker 1.5)', async () => {
    const { id } = await anAttribute(server)
    const both = [
      { group_id: a(), value: 'a' },
      { group_id: b(), value: 'b' },
    ]
    for (const empty of ['[]', 'null']) {
      await replace(id, both)
      await replace(id, [{ group_id: b(), value: 'only' }])
      expect(await ranked(id)).toEqual([[b(), 1, 'only']])
      const { status, json } = await replace(id, empty)
      expect([status, json]).toEqual([200, []])
      expect(await ranked(id)).toEqual([])
    }
  })

  it('takes whole rows of another instance and numbers as ids (looker 4.2, 4.3, clients 12, 13)', async () => {
    const { id } = await anAttribute(server)
    const { status } = await replace(id, [
      {
        id: '540',
        group_id: Number(a()),
        user_attribute_id: '99',
        value_is_hidden: false,
        rank: null,
        value: 5,
        can: null,
        more: {},
      },
    ])
    expect(status).toBe(200)
    expect(await ranked(id)).toEqual([[a(), 1, '5']])
  })

  it.each([
    ['a missing group', { value: 'x' }, 'group_id', 'missing_field'],
    ['an unknown group', { group_id: '999999', value: 'x' }, 'group_id', 'invalid'],
    ['a group that is no id', { group_id: 'x', value: 'x' }, 'group_id', 'invalid'],
    ['a missing value', { group_id: '1' }, 'value', 'missing_field'],
    ['null', { group_id: '1', value: null }, 'value', 'invalid'],
    ['an object', { group_id: '1', value: {} }, 'value', 'invalid'],
    ['a rank in words', { group_id: '1', value: 'x', rank: 'first' }, 'rank', 'invalid'],
  ])('refuses %s and changes nothing', async (_, item, field, code) => {
    const { id } = await anAttribute(server)
    await replace(id, [{ group_id: a(), value: 'kept' }])
    const { status, json } = await replace(id, [{ group_id: b(), value: 'new' }, item])
    expect(status).toBe(422)
    expect(json.errors).toContainEqual(expect.objectContaining({ field, code }))
    expect(await ranked(id)).toEqual([[a(), 1, 'kept']])
  })

  it('refuses the same group twice', async () => {
    const { id } = await anAttribute(server)
    const item = { group_id: a(), value: 'x' }
    expect((await replace(id, [item, item])).json.errors).toMatchObject([{ field: 'group_id' }])
  })

  it.each(['{}', '{"group_id":"1","value":"x"}', '"x"', '[1]', '[[]]', '[null]', '['])(
    'answers 400 to the body %s',
    async (body) => {
      const { id } = await anAttribute(server)
      expect((await replace(id, body)).status).toBe(400)
    },
  )

  it('is 404 for an attribute that is not there', async () => {
    expect((await replace('999999', [])).status).toBe(404)
  })
})

describe('setting the value of one group', () => {
  it('creates it with the last rank (looker 1.6)', async () => {
    const { id } = await anAttribute(server)
    await replace(id, [{ group_id: b(), value: 'b' }])
    const { status, json } = await setOne(a(), id, { value: 'a', rank: 1 })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      group_id: a(),
      user_attribute_id: id,
      rank: 2,
      value: 'a',
      can: {},
    })
    expect((await list(id))[1]).toEqual(json)
  })

  it('keeps the rank and the id of one that was there (looker 1.6)', async () => {
    const { id } = await anAttribute(server)
    const before = (
      await replace(id, [
        { group_id: b(), value: 'b' },
        { group_id: a(), value: 'a' },
      ])
    ).json
    const { json } = await setOne(b(), id, { value: 'new', rank: 9 })
    expect(json).toEqual({ ...before[0], value: 'new' })
    expect(await ranked(id)).toEqual([
      [b(), 1, 'new'],
      [a(), 2, 'a'],
    ])
  })

  it('takes the group from the path, not from the body', async () => {
    const { id } = await anAttribute(server)
    await setOne(a(), id, { value: 'x', group_id: b(), user_attribute_id: '11' })
    expect(await ranked(id)).toEqual([[a(), 1, 'x']])
  })

  it('gives simultaneous new ones different ranks (looker 1.6)', async () => {
    const { id } = await anAttribute(server)
    await Promise.all(groups.map((group) => setOne(group, id, { value: group })))
    expect((await list(id)).map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
  })

  it('is 404 for a group or attribute that is not there', async () => {
    const { id } = await anAttribute(server)
    expect((await setOne('999999', id, { value: 'x' })).status).toBe(404)
    expect((await setOne(a(), '999999', { value: 'x' })).status).toBe(404)
    expect((await clearOne('999999', id)).status).toBe(404)
    expect((await clearOne(a(), '999999')).status).toBe(404)
  })
})

describe('deleting the value of one group', () => {
  it.each([0, 1, 2, 3])(
    'closes the gap in the ranks, whatever the order: place %i',
    async (place) => {
      const { id } = await anAttribute(server)
      const order = [d(), b(), c(), a()]
      await replace(
        id,
        order.map((group_id) => ({ group_id, value: group_id })),
      )
      const { status, text } = await clearOne(order[place] ?? '', id)
      expect([status, text]).toEqual([204, ''])
      const left = order.filter((_, at) => at !== place)
      expect(await ranked(id)).toEqual(left.map((group, at) => [group, at + 1, group]))
    },
  )

  it('is 404 where there is none', async () => {
    const { id } = await anAttribute(server)
    expect((await clearOne(a(), id)).status).toBe(404)
  })
})

describe('the list of group values', () => {
  it('shows a non-admin only the groups he may see (looker 1.7)', async () => {
    const { id } = await anAttribute(server, { user_can_view: true })
    await replace(id, [
      { group_id: a(), value: 'a' },
      { group_id: b(), value: 'b' },
    ])
    const member = await server.signIn(await aUser(server, { groups: [b()] }))
    const { json } = await member.api('GET', `/user_attributes/${id}/group_values`)
    expect(json).toMatchObject([{ group_id: b(), rank: 2 }])
    expect(json).toHaveLength(1)
    const role = await aRole(server, ['see_users'])
    const reader = await server.signIn(await aUser(server, { roles: [role] }))
    expect((await reader.api('GET', `/user_attributes/${id}/group_values`)).json).toHaveLength(2)
  })

  it('shows no hidden value and answers the asked fields (looker 1.17)', async () => {
    const { id } = await anAttribute(server, hidden)
    await replace(id, [{ group_id: a(), value: 'password' }])
    expect(await list(id, '?fields=value,rank')).toEqual([{ rank: 1, value: null }])
  })
})
