// Who changed which value of whom, from what to what (D-06), as the export shows it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HistoryRow, history } from '../../src/audit/sql.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** The number of the last row that was read. */
let seen = 0
async function recorded(): Promise<HistoryRow[]> {
  const [rows] = await server.running.server.db.read(history({ after: seen }))
  seen = rows.at(-1)?.sequence ?? seen
  return rows
}

/** The old and the new value of every change that the action makes. */
async function changes(action: () => Promise<unknown>): Promise<unknown[]> {
  while ((await recorded()).length > 0);
  await action()
  const json = (text: string | null) => (text?.startsWith('[') ? JSON.parse(text) : text)
  return (await recorded()).map((row) => [json(row.old_value), json(row.new_value)])
}

const set = (path: string, value: unknown) => server.api('PATCH', path, { value })

describe('the history of a value of a user', () => {
  it('has what was set, over what, and what was removed', async () => {
    const [user, other] = [await aUser(server), await aUser(server)]
    const { id } = await anAttribute(server)
    const { id: another } = await anAttribute(server)
    const path = `/users/${user}/attribute_values/${id}`
    const seen = await changes(async () => {
      await set(path, 'one')
      await set(`/users/${other}/attribute_values/${id}`, 'of another user')
      await set(`/users/${user}/attribute_values/${another}`, 'of another attribute')
      await set(path, 'two')
      await set(path, '')
      await server.api('DELETE', path)
      await set(path, 'three')
    })
    expect(seen).toEqual([
      [null, 'one'],
      [null, 'of another user'],
      [null, 'of another attribute'],
      ['one', 'two'],
      ['two', ''],
      ['', null],
      [null, 'three'],
    ])
  })

  it('begins with the locale that a new user was given', async () => {
    let user = ''
    const seen = await changes(async () => {
      user = (await server.api('POST', '/users', { first_name: 'A', locale: 'uk' })).json.id
      await server.api('PATCH', `/users/${user}`, { locale: 'fr' })
    })
    expect(seen).toEqual([
      [null, 'uk'],
      ['uk', 'fr'],
    ])
  })

  it('is silent about hidden ones', async () => {
    const user = await aUser(server)
    const { id } = await anAttribute(server, hidden)
    const path = `/users/${user}/attribute_values/${id}`
    const seen = await changes(async () => {
      await set(path, 'one')
      await set(path, 'two')
      await server.api('DELETE', path)
    })
    expect(seen).toEqual(Array(3).fill([null, null]))
  })
})

describe('the history of the values of groups', () => {
  it('looks from one group into lists and back', async () => {
    const [a, b, c] = [await aGroup(server), await aGroup(server), await aGroup(server)]
    const { id } = await anAttribute(server)
    const of = (group: string) => `/groups/${group}/attribute_values/${id}`
    const list = (...values: [group: string, value: string][]) =>
      server.api(
        'POST',
        `/user_attributes/${id}/group_values`,
        values.map(([group_id, value]) => ({ group_id, value })),
      )
    const item = (group_id: string, rank: number, value: string) => ({ group_id, rank, value })
    const seen = await changes(async () => {
      await set(of(a), 'a1')
      await list([a, 'a2'], [b, 'b2'])
      await set(of(b), 'b3')
      await set(of(c), 'c3')
      await server.api('DELETE', of(a))
      await list([c, 'c4'], [a, 'a4'])
      await set(of(b), 'b5')
      await server.api('DELETE', `/groups/${c}`)
      await list()
      await set(of(a), 'a6')
    })
    expect(seen).toEqual([
      [null, 'a1'],
      [[item(a, 1, 'a1')], [item(a, 1, 'a2'), item(b, 2, 'b2')]],
      ['b2', 'b3'],
      [null, 'c3'],
      ['a2', null],
      [
        [item(b, 1, 'b3'), item(c, 2, 'c3')],
        [item(c, 1, 'c4'), item(a, 2, 'a4')],
      ],
      [null, 'b5'],
      [null, null],
      [[item(a, 1, 'a4'), item(b, 2, 'b5')], []],
      [null, 'a6'],
    ])
  })

  it('keeps who was in a list of a hidden attribute, not what he had', async () => {
    const { id } = await anAttribute(server, hidden)
    const seen = await changes(() =>
      server.api('POST', `/user_attributes/${id}/group_values`, [{ group_id: '1', value: 'x' }]),
    )
    expect(seen).toEqual([[[], null]])
  })
})

describe('the history of a default value', () => {
  it('begins with the definition and ends with its deletion', async () => {
    const seen = await changes(async () => {
      const { id } = await anAttribute(server, { default_value: 'one' })
      const path = `/user_attributes/${id}`
      await set(`/groups/1/attribute_values/${id}`, 'of a group')
      await server.api('PATCH', path, { default_value: 'two' })
      await server.api('PATCH', path, { label: `Other ${id}` })
      await server.api('PATCH', path, { default_value: null })
      await server.api('PATCH', path, { default_value: 'three' })
      await server.api('DELETE', path)
    })
    expect(seen).toEqual([
      [null, 'one'],
      [null, 'of a group'],
      ['one', 'two'],
      ['two', 'two'],
      ['two', null],
      [null, 'three'],
      ['three', null],
    ])
  })
})

describe('what is created', () => {
  it.each([
    ['/users', { first_name: 'A' }, 'user_id'],
    ['/users/service_accounts', { service_account_name: 'A' }, 'user_id'],
    ['/users/embed_user', { external_user_id: 'embedded' }, 'user_id'],
    ['/groups', { name: 'A' }, 'group_id'],
    ['/user_attributes', { name: 'aa', label: 'aa', type: 'string' }, 'user_attribute_id'],
  ] as const)('by POST %s is recorded with its id', async (path, body, column) => {
    await changes(async () => {})
    const { json } = await server.api('POST', path, body)
    const rows = await recorded()
    expect(rows.map((row) => row[column])).toEqual([json.id])
  })
})
