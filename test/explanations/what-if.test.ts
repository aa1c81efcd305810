// What if: the answer is what a read says after the same operations, and nothing is stored.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { prepare } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const base = '/api/attrium/1.0'
type Row = Record<string, unknown>

const tried = (user: string, changes: unknown, attributes?: readonly string[], api = server.api) =>
  api('POST', `/users/${user}/explanations`, { attributes, changes }, { base })
const read = async (user: string) =>
  (await server.api('GET', `/users/${user}/explanations`, undefined, { base })).json as Row[]

describe('a what-if', () => {
  it('sees in each operation what those before it have done, also what they create', async () => {
    const user = await aUser(server, { email: 'what.if@example.com' })
    const { status, json } = await tried(
      'what.if@example.com',
      [
        { op: 'create_attribute', name: 'tried_one', type: 'number', default_value: 1 },
        { op: 'create_group', name: 'Tried inner' },
        { op: 'create_group', name: 'Tried outer' },
        { op: 'add_group_group', group: 'tried OUTER', child_group: 'Tried inner' },
        { op: 'add_group_user', email: 'what.if@example.com', group: 'Tried inner' },
        { op: 'set_group_value', group: 'Tried outer', attribute: 'tried_one', value: 7 },
      ],
      ['tried_one'],
    )
    expect([status, json.before]).toEqual([200, []])
    expect(json.after).toMatchObject([
      {
        user_id: user,
        user_attribute_id: null,
        value: '7',
        source: 'Group: Tried outer',
        because:
          'From the group Tried outer (rank 1), which the user is in through Tried inner; set by this change.',
        steps: [{ group_id: null, change_id: null, set_at: null, set_by: null }, { value: '1' }],
      },
    ])
  })

  it('is refused with the place and the words of each mistake, and never a value', async () => {
    const attribute = await anAttribute(server, { type: 'number' })
    const group = await aGroup(server)
    const { name } = attribute
    const changes = [
      { op: 'set_user_value', user_id: '1', attribute: name, value: 'SECRET' },
      { op: 'set_user_value', user_id: '1', attribute: 'email', value: 'SECRET' },
      { op: 'set_group_value', group: 'No such group', attribute: name, value: '1' },
      { op: 'add_group_group', group_id: group, child_group_id: group },
      { op: 'delete_group', group: 'All Users' },
      { op: 'add_group_user', external_user_id: 'SECRET', group_id: group },
      { op: 'order_group_values', attribute: name, groups: [group] },
      { op: 'create_group', name: 'all USERS' },
      { op: 'update_attribute', attribute: name, type: 'nothing' },
      { op: 'set_group_values', attribute: name, values: [{ group_id: group, value: 'SECRET' }] },
    ]
    const { status, json, text } = await tried('1', changes)
    const fields = json.errors.map(({ field }: Row) => field)
    expect([status, fields]).toEqual([
      422,
      [
        'changes[0].value',
        'changes[1].attribute',
        'changes[2].group',
        'changes[3].child_group_id',
        'changes[4].group',
        'changes[5].external_user_id',
        'changes[6].groups[0]',
        'changes[7].name',
        'changes[8].type',
        'changes[9].values[0].value',
      ],
    ])
    expect(text).not.toContain('SECRET')
  })

  it('is refused for what no operation takes', async () => {
    const odd: [unknown, string][] = [
      [undefined, 'changes'],
      [{}, 'changes'],
      [[null], 'changes[0]'],
      [[{ op: 'explode' }], 'changes[0].op'],
      [[{ op: 'create_group' }], 'changes[0].name'],
      [[{ op: 'create_group', name: 5 }], 'changes[0].name'],
      [[{ op: 'create_group', name: 'a', value: 'x' }], 'changes[0].value'],
      [[{ op: 'delete_group', group: 'a', group_id: '1' }], 'changes[0].group_id'],
      [[{ op: 'delete_group' }], 'changes[0].group'],
      [[{ op: 'delete_group', group_id: 'EMEA' }], 'changes[0].group_id'],
      [[{ op: 'add_group_user', group_id: '1' }], 'changes[0].user_id'],
      [
        [{ op: 'update_attribute', attribute: 'email', user_can_view: 7 }],
        'changes[0].user_can_view',
      ],
      [[{ op: 'order_group_values', attribute: 'locale', groups: 'EMEA' }], 'changes[0].groups'],
      [[{ op: 'order_group_values', attribute: 'locale', groups: [{}] }], 'changes[0].groups[0]'],
      [
        [{ op: 'set_group_values', attribute: 'locale', values: [7] }],
        'changes[0].values[0].group',
      ],
    ]
    for (const [changes, field] of odd) {
      const { status, json } = await tried('1', changes)
      expect([changes, status, json.errors?.[0]?.field]).toEqual([changes, 422, field])
    }
    const names = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ op: 'create_group', name: `G ${at}` }))
    expect((await tried('1', names(limits.tried_operations))).status).toBe(200)
    expect((await tried('1', names(limits.tried_operations + 1))).status).toBe(422)
    expect((await tried('1', [], ['regoin'])).status).toBe(422)
    for (const body of ['[]', '{', '7', 'null']) {
      const { status } = await server.api('POST', '/users/1/explanations', body, { base })
      expect([body, status]).toEqual([body, 400])
    }
  })

  it('is refused for a key that is there twice, with its place', async () => {
    const body =
      '{"changes":[{"op":"create_group","name":"A"},{"op":"create_group","name":"B","name":"C"}]}'
    const { status, json } = await server.api('POST', '/users/1/explanations', body, { base })
    expect([status, json.errors]).toMatchObject([422, [{ field: 'changes[1].name' }]])
  })

  it('shows no hidden value, neither a stored one nor the one that is tried', async () => {
    const { id } = await anAttribute(server, { ...hidden, default_value: 'secret default' })
    const user = await aUser(server)
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'secret own' })
    const change = { op: 'set_user_value', user_id: user, attribute: id, value: 'secret tried' }
    for (const changes of [[change], [{ op: 'clear_user_value', user_id: user, attribute: id }]]) {
      const { text, json } = await tried(user, changes, [id])
      expect(text).not.toMatch(/secret|v1\./)
      expect(json.after[0]).toMatchObject({ value: null, hidden: true })
    }
    const unhide = { op: 'update_attribute', attribute: id, value_is_hidden: false }
    expect((await tried(user, [unhide], [id])).status).toBe(422)
    // Hiding it in the draft is enough: nothing is shown of what would be hidden.
    const open = await anAttribute(server, { default_value: 'plain' })
    const { value_is_hidden, hidden_value_domain_whitelist } = hidden
    const hide = { op: 'update_attribute', attribute: open.id, value_is_hidden }
    const { json } = await tried(user, [{ ...hide, hidden_value_domain_whitelist }], [open.id])
    expect([json.before[0].value, json.after[0].value]).toEqual(['plain', null])
  })

  it('stores nothing', async () => {
    const rows = prepare((writer, _: object) =>
      writer.selectFrom('audit').select((row) => row.fn.countAll<number>().as('rows')),
    )
    const stored = async () => (await server.running.server.db.read(rows({})))[0][0]?.rows
    const before = [await stored(), await read('1')]
    const changes = [
      { op: 'set_user_value', user_id: '1', attribute: 'locale', value: 'fr' },
      { op: 'create_group', name: 'Nowhere' },
      { op: 'delete_attribute', attribute: 'landing_page' },
    ]
    expect((await tried('1', changes)).status).toBe(200)
    expect([await stored(), await read('1')]).toEqual(before)
    expect((await server.api('GET', '/groups/search?name=Nowhere')).json).toEqual([])
  })
})
