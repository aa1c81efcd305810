// The value of a user and its rows (looker 1).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, putInto } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

interface Row {
  readonly value: string | null
  readonly source: string
  readonly rank: number
  readonly can: Record<string, boolean>
  readonly user_attribute_id: string
}

const rows = async (user: string, query: string): Promise<Row[]> => {
  const { status, json } = await server.api('GET', `/users/${user}/attribute_values?${query}`)
  expect(status).toBe(200)
  return json
}
const effective = async (user: string, attribute: string) =>
  (await rows(user, `user_attribute_ids=${attribute}`))[0]
const setUser = (user: string, attribute: string, value: string) =>
  server.api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value })
const setGroup = (group: string, attribute: string, value: string) =>
  server.api('PATCH', `/groups/${group}/attribute_values/${attribute}`, { value })
const clearGroup = (group: string, attribute: string) =>
  server.api('DELETE', `/groups/${group}/attribute_values/${attribute}`)

describe('the effective value', () => {
  it('is the own value, then the group of lowest rank, then the default (looker 1.1, 1.2, 1.3)', async () => {
    const strong = await aGroup(server, 'Strong')
    const weak = await aGroup(server, 'Weak')
    const user = await aUser(server, { groups: [weak, strong] })
    const { id } = await anAttribute(server, { default_value: 'd' })
    await server.api('POST', `/user_attributes/${id}/group_values`, [
      { group_id: strong, value: 's' },
      { group_id: weak, value: 'w' },
    ])
    await setUser(user, id, 'u')
    expect(await effective(user, id)).toMatchObject({
      value: 'u',
      source: 'User Setting',
      rank: -1,
    })
    await server.api('DELETE', `/users/${user}/attribute_values/${id}`)
    expect(await effective(user, id)).toMatchObject({
      value: 's',
      source: 'Group: Strong',
      rank: 1,
    })
    await clearGroup(strong, id)
    expect(await effective(user, id)).toMatchObject({ value: 'w', source: 'Group: Weak', rank: 1 })
    await clearGroup(weak, id)
    expect(await effective(user, id)).toMatchObject({ value: 'd', source: 'Default', rank: 1 })
    await server.api('PATCH', `/user_attributes/${id}`, { default_value: null })
    expect(await effective(user, id)).toMatchObject({ source: 'No Value' })
  })

  it('never comes from a group that the user is not in (looker 1.1)', async () => {
    const foreign = await aGroup(server)
    const user = await aUser(server)
    const { id } = await anAttribute(server)
    await setGroup(foreign, id, 'x')
    expect(await effective(user, id)).toMatchObject({ source: 'No Value' })
  })

  it('comes from All Users for everybody (looker 1.9)', async () => {
    const user = await aUser(server)
    const { id } = await anAttribute(server)
    await setGroup('1', id, 'everyone')
    expect(await effective(user, id)).toMatchObject({
      value: 'everyone',
      source: 'Group: All Users',
    })
  })

  it('comes through nested groups, by rank and not by depth (looker 1.9)', async () => {
    const top = await aGroup(server, 'Top')
    const middle = await aGroup(server, 'Middle', [top])
    const bottom = await aGroup(server, 'Bottom', [middle])
    const user = await aUser(server, { groups: [bottom] })
    const above = await aUser(server, { groups: [top] })
    const { id } = await anAttribute(server)
    await server.api('POST', `/user_attributes/${id}/group_values`, [
      { group_id: top, value: 'top' },
      { group_id: bottom, value: 'bottom' },
    ])
    expect(await effective(user, id)).toMatchObject({ value: 'top', source: 'Group: Top' })
    await clearGroup(top, id)
    expect(await effective(user, id)).toMatchObject({ value: 'bottom' })
    expect(await effective(above, id)).toMatchObject({ source: 'No Value' })
  })

  it('ends even where groups were nested in a circle', async () => {
    const one = await aGroup(server)
    const other = await aGroup(server, undefined, [one])
    await putInto(server, other, one)
    const user = await aUser(server, { groups: [one] })
    const { id } = await anAttribute(server)
    await setGroup(other, id, 'round')
    expect(await effective(user, id)).toMatchObject({ value: 'round' })
  })
})

describe('the list of values', () => {
  it('has one row per attribute in the order of the ids (looker 1.10)', async () => {
    const user = await aUser(server)
    const { id } = await anAttribute(server, { default_value: 'x' })
    await setUser(user, id, 'y')
    const ids = (await rows(user, 'include_unset=true')).map((row) => Number(row.user_attribute_id))
    expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other))
    expect(ids.slice(0, 13)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
  })

  it.each(['', '&all_values=true', '&all_values=false', '&fields=value,source,rank,can'])(
    'lists what has no value unless include_unset is false (looker 1.11, 1.13, 1.14): %s',
    async (query) => {
      const user = await aUser(server)
      const { id } = await anAttribute(server)
      const asked = `user_attribute_ids=${id}${query}`
      for (const given of [asked, `${asked}&include_unset=true`, `${asked}&include_unset=`]) {
        const unset = await rows(user, given)
        expect(unset).toHaveLength(1)
        expect(unset[0]).toMatchObject({ value: '', source: 'No Value', rank: 1, can: {} })
      }
      for (const no of ['false', 'False', 'FALSE']) {
        expect(await rows(user, `${asked}&include_unset=${no}`)).toEqual([])
      }
    },
  )

  it('shows the search path with all_values: user, groups by rank, default (looker 1.12, 1.14)', async () => {
    const groups = [await aGroup(server, 'P1'), await aGroup(server, 'P2')]
    const user = await aUser(server, { groups })
    const { id } = await anAttribute(server, { default_value: 'd' })
    await server.api('POST', `/user_attributes/${id}/group_values`, [
      { group_id: groups[1], value: 'two' },
      { group_id: groups[0], value: 'one' },
    ])
    await setUser(user, id, 'u')
    const path = await rows(user, `user_attribute_ids=${id}&all_values=true&include_unset=true`)
    expect(path.map(({ value, source, rank, can }) => [value, source, rank, can])).toEqual([
      ['u', 'User Setting', -1, { show: true }],
      ['two', 'Group: P2', 1, {}],
      ['one', 'Group: P1', 2, {}],
      ['d', 'Default', 1, {}],
    ])
    expect(await effective(user, id)).toEqual(path[0])
  })

  it('names only the asked keys, in the order of the row (looker 1.15)', async () => {
    const { id } = await anAttribute(server, { default_value: 'x' })
    const [row] = await rows('1', `fields=source,value,%20name&user_attribute_ids=${id}`)
    expect(Object.keys(row ?? {})).toEqual(['name', 'value', 'source'])
  })

  it.each([
    ['1,3', ['1', '3']],
    ['3,1', ['1', '3']],
    ['%221,3%22', ['1', '3']],
    ['[%221%22,%223%22]', ['1', '3']],
    ['[1,%203]', ['1', '3']],
    ['1&user_attribute_ids=3', ['1', '3']],
    ['1&user_attribute_ids[]=3', ['1', '3']],
    ['&user_attribute_ids[]=1&user_attribute_ids%5B%5D=3', ['1', '3']],
    ['&user_attribute_ids[]=3', ['3']],
    ['%223%22', ['3']],
    ['3,first_name,,0', ['3']],
    ['999999', []],
  ])('understands user_attribute_ids=%s (looker 1.16, clients 16)', async (given, wanted) => {
    const shown = await rows('1', `user_attribute_ids=${given}`)
    expect(shown.map((row) => row.user_attribute_id)).toEqual(wanted)
  })

  it.each(['', 'first_name', ',', '[]', '%22%22', '01'])(
    'answers every row when user_attribute_ids=%s names no id (looker 1.16)',
    async (given) => {
      const all = await rows('1', 'fields=name')
      expect(await rows('1', `fields=name&user_attribute_ids=${given}`)).toEqual(all)
    },
  )

  it.each(['include_unset=maybe', 'all_values=1', 'all_values=true&all_values=true'])(
    'is 400 for an option that it cannot read: %s',
    async (query) => {
      expect((await server.api('GET', `/users/1/attribute_values?${query}`)).status).toBe(400)
    },
  )

  it('is 404 for a user who does not exist (looker 9.2)', async () => {
    expect((await server.api('GET', '/users/999999/attribute_values')).status).toBe(404)
  })
})
