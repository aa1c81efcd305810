// Changes: a list of operations is previewed, applied whole or not at all, told by the history, and never more than
// its operations alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw } from '../../src/store/conformance/rows.ts'
import { sql } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'
import { applyOn, base, effectiveOn, type More, type Row, readOn } from './asking.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const apply = (changes: unknown, ...more: More) => applyOn(server, changes, ...more)
const preview = (changes: unknown, more: Row = {}) => apply(changes, more, '?dry_run=true')
const attriumGet = (path: string) => readOn(server, path)
const effective = (user: string, name: string) => effectiveOn(server, user, name)

describe('a change', () => {
  it('applies every kind of operation, each seeing those before it', async () => {
    const user = await aUser(server, { email: 'every.kind@example.com' })
    const kept = await aGroup(server)
    const { status, json } = await apply(
      [
        { op: 'create_attribute', name: 'kinds', type: 'string', default_value: 'none' },
        { op: 'create_group', name: 'Kinds inner' },
        { op: 'create_group', name: 'Kinds outer' },
        { op: 'add_group_group', group: 'Kinds outer', child_group: 'Kinds inner' },
        { op: 'add_group_user', email: 'every.kind@example.com', group: 'Kinds inner' },
        { op: 'set_group_value', group_id: kept, attribute: 'kinds', value: 'kept' },
        { op: 'set_group_value', group: 'Kinds outer', attribute: 'kinds', value: 'outer' },
        { op: 'order_group_values', attribute: 'kinds', groups: ['Kinds outer'] },
        { op: 'update_attribute', attribute: 'kinds', label: 'All kinds' },
        { op: 'update_group', group: 'Kinds outer', name: 'Kinds around' },
        { op: 'set_user_value', user_id: '1', attribute: 'kinds', value: 'own' },
      ],
      { reason: 'because of a test' },
    )
    expect([status, json.problems]).toEqual([200, []])
    expect(json.counts).toEqual({ operations: 11, changed: 11, unchanged: 0, refused: 0 })
    expect(await effective(user, 'kinds')).toEqual({
      value: 'outer',
      source: 'Group: Kinds around',
    })
    expect(await effective('1', 'kinds')).toEqual({ value: 'own', source: 'User Setting' })
    const rows = (await attriumGet(`/history?change=${json.id}`)) as { history: Row[] }
    expect(rows.history).toHaveLength(12)
    for (const row of rows.history) {
      expect(row).toMatchObject({
        change_id: json.id,
        channel: 'change',
        reason: 'because of a test',
      })
    }
    expect(await attriumGet(`/changes/${json.id}`)).toMatchObject({
      id: json.id,
      reason: 'because of a test',
      counts: json.counts,
      undoes: null,
      undone_by: null,
    })
    const second = await apply([
      { op: 'set_group_values', attribute: 'kinds', values: [{ group_id: kept, value: 'only' }] },
      { op: 'clear_group_value', group_id: kept, attribute: 'kinds' },
      { op: 'clear_user_value', user_id: '1', attribute: 'kinds' },
      { op: 'remove_group_user', user_id: user, group: 'Kinds inner' },
      { op: 'remove_group_group', group: 'Kinds around', child_group: 'Kinds inner' },
      { op: 'delete_group', group: 'Kinds inner' },
      { op: 'delete_group', group: 'Kinds around' },
    ])
    expect([second.status, second.json.counts?.changed]).toEqual([200, 7])
    expect(await effective(user, 'kinds')).toEqual({ value: 'none', source: 'Default' })
    const third = await apply([{ op: 'delete_attribute', attribute: 'kinds' }])
    expect(third.json.effects.users).toBeGreaterThan(1)
    expect((await attriumGet('/changes')) as Row).toMatchObject({
      changes: [{ id: third.json.id }, { id: second.json.id }, { id: json.id }],
    })
  })

  it('previews what it would do, and stores nothing', async () => {
    const user = await aUser(server)
    const { name } = await anAttribute(server, { default_value: 'before' })
    const users = (await server.api('GET', '/users?fields=id')).json.length
    const before = await attriumGet('/history')
    const changes = [
      { op: 'set_user_value', user_id: user, attribute: name, value: 'own' },
      { op: 'update_attribute', attribute: name, default_value: 'after' },
    ]
    const { status, json } = await preview(changes)
    expect([status, json.id, json.applied]).toEqual([200, null, false])
    expect(json.effects).toMatchObject({ users, values: users })
    expect(json.effects.sample).toContainEqual(
      expect.objectContaining({
        user_id: user,
        attribute: name,
        before: { value: 'before', source: 'Default' },
        after: { value: 'own', source: 'User Setting' },
      }),
    )
    expect(await attriumGet('/history')).toEqual(before)
    const applied = await apply(changes, { basis: json.basis })
    expect(applied.json.effects).toEqual(json.effects)
    expect(await effective(user, name)).toEqual({ value: 'own', source: 'User Setting' })
  })

  it('is refused when its preview rested on something else', async () => {
    const user = await aUser(server)
    const { id, name } = await anAttribute(server)
    const changes = [{ op: 'set_user_value', user_id: user, attribute: name, value: 'mine' }]
    const { basis } = (await preview(changes)).json
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'theirs' })
    const refused = await apply(changes, { basis })
    expect([refused.status, refused.json.message]).toEqual([
      409,
      'Nothing was applied. Since the preview, a value that the change sets or removes has changed. ' +
        'Preview the change again.',
    ])
    expect(await effective(user, name)).toMatchObject({ value: 'theirs' })
    const again = (await preview(changes)).json.basis
    expect((await apply(changes, { basis: again })).status).toBe(200)
    for (const basis of ['nonsense', '', ' ']) {
      const { status, json } = await apply(changes, { basis })
      expect([status, json.errors[0].message]).toEqual([422, 'basis must be that of a preview.'])
    }
  })

  it('stores nothing if one operation is wrong, or leaves it out and says why', async () => {
    const user = await aUser(server)
    const { name } = await anAttribute(server, { type: 'number' })
    const changes = [
      { op: 'set_user_value', user_id: user, attribute: name, value: '1' },
      { op: 'set_user_value', user_id: '999999', attribute: name, value: '1' },
      { op: 'set_user_value', user_id: '1', attribute: name, value: 'SECRET' },
      { op: 'clear_user_value', user_id: '1', attribute: name },
    ]
    const refused = await apply(changes)
    expect([refused.status, refused.json.errors.map(({ field }: Row) => field)]).toEqual([
      422,
      ['changes[1].user_id', 'changes[2].value', 'changes[3].attribute'],
    ])
    expect(refused.text).not.toContain('SECRET')
    expect(await effective(user, name)).toMatchObject({ source: 'No Value' })
    const skipped = await apply(changes, {}, '?on_problem=skip')
    expect([skipped.status, skipped.json.counts]).toEqual([
      200,
      { operations: 4, changed: 1, unchanged: 0, refused: 3 },
    ])
    expect(skipped.json.problems).toHaveLength(3)
    expect(await effective(user, name)).toMatchObject({ value: '1' })
  })

  it('sets neither of two attributes if digits are the id of one and the name of the other', async () => {
    const user = await aUser(server)
    const { id } = await anAttribute(server)
    const namesake = await anAttribute(server, { name: id })
    const csv = `user_id,${id}\n${user},x\n`
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' }
    const table = await server.api('POST', '/changes', csv, { base, headers })
    const list = await apply([{ op: 'set_user_value', user_id: user, attribute: id, value: 'x' }])
    for (const { status, json } of [table, list]) {
      expect(status).toBe(422)
      expect(json.errors[0].message).toContain('the id of one attribute and the name of another')
    }
    const operation = { op: 'set_user_value', user_id: user, value: 'x' }
    const byId = await apply([{ ...operation, user_attribute_id: id }])
    expect([byId.status, byId.json.counts.changed]).toEqual([200, 1])
    const values = await server.api('GET', `/users/${user}/attribute_values?include_unset=false`)
    const own = values.json.filter((it: Row) => it['source'] === 'User Setting')
    expect(own.map((it: Row) => it['user_attribute_id'])).toEqual([id])
    for (const [method, path, body] of [
      ['PUT', `/users/${user}/values/${id}`, { value: 'y' }],
      ['DELETE', `/users/${user}/values/${id}`, undefined],
      ['PATCH', `/attributes/${id}`, { label: 'y' }],
    ] as const) {
      const { status, json } = await server.api(method, path, body, { base })
      expect([status, json.message]).toEqual([
        404,
        'Not found: that is the id of one attribute and the name of another; send a change in JSON with user_attribute_id.',
      ])
    }
    const read = await server.api('GET', `/attributes/${id}`, undefined, { base })
    expect([read.status, read.json.id]).toEqual([200, id])
    await server.api('DELETE', `/user_attributes/${namesake.id}`)
  })

  it('does nothing with either of two groups if digits are the id of one and the name of the other', async () => {
    const [user, id, other] = [await aUser(server), await aGroup(server), await aGroup(server)]
    const { name } = await anAttribute(server)
    const members = async () =>
      ((await server.api('GET', `/groups/${id}/users`)).json as Row[]).map((it) => it['id'])
    const create = { op: 'create_group', name: id }
    const operations = [
      { op: 'add_group_user', group: id, user_id: user },
      { op: 'set_group_value', group: id, attribute: name, value: 'x' },
      { op: 'set_group_values', attribute: name, values: [{ group: id, value: 'x' }] },
      { op: 'add_group_group', group_id: other, child_group: id },
      { op: 'update_group', group: id, name: 'renamed' },
      { op: 'delete_group', group: id },
    ]
    const insist = async (changes: Row[]) => {
      const { status, json } = await apply(changes)
      expect([status, json.errors[0].message]).toEqual([
        422,
        'that is the id of one group and the name of another; send a change in JSON with group_id or child_group_id.',
      ])
    }
    for (const operation of operations) await insist([create, operation])
    expect((await apply([create])).status).toBe(200)
    for (const operation of operations) await insist([operation])
    expect(await members()).toEqual([])
    const byId = await apply([{ op: 'add_group_user', group_id: id, user_id: user }])
    expect([byId.status, await members()]).toEqual([200, [user]])
    const { json } = await server.api('GET', `/groups/search?name=${id}`)
    await server.api('DELETE', `/groups/${json[0].id}`)
  })

  it('of a value that is there already changes nothing, and leaves no row', async () => {
    const user = await aUser(server)
    const { name } = await anAttribute(server)
    const changes = [{ op: 'set_user_value', user_id: user, attribute: name, value: 'same' }]
    await apply(changes)
    const before = await attriumGet('/history')
    const { json } = await apply(changes)
    expect([json.id, json.counts]).toEqual([
      null,
      { operations: 1, changed: 0, unchanged: 1, refused: 0 },
    ])
    expect(await attriumGet('/history')).toEqual(before)
  })

  it('that is sent twice with one key is applied once', async () => {
    const user = await aUser(server)
    const { name } = await anAttribute(server)
    const changes = [{ op: 'set_user_value', user_id: user, attribute: name, value: 'once' }]
    const key = { 'idempotency-key': 'a key' }
    const answers = await Promise.all([1, 2, 3, 4].map(() => apply(changes, {}, '', key)))
    const [first, ...others] = answers.map(({ status, json }) => [status, json.id])
    expect(first?.[0]).toBe(200)
    for (const other of others) expect(other).toEqual(first)
    const another = await apply([{ ...changes[0], value: 'other' }], {}, '', key)
    expect([another.status, another.json.message]).toEqual([
      422,
      'This Idempotency-Key was used for another request; send a new key, or the same request.',
    ])
    expect(await effective(user, name)).toMatchObject({ value: 'once' })
  })

  it('shows nothing of hidden values', async () => {
    const user = await aUser(server)
    const { name } = await anAttribute(server, hidden)
    const changes = [{ op: 'set_user_value', user_id: user, attribute: name, value: 'CANARY' }]
    const { json, text } = await apply(changes)
    expect(text).not.toContain('CANARY')
    expect(json.effects.sample).toMatchObject([
      { hidden: true, before: { value: null }, after: { value: null, source: 'User Setting' } },
    ])
  })

  it('that hides an attribute leaves none of its values readable', async () => {
    const user = await aUser(server)
    const { id, name } = await anAttribute(server)
    await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'CANARY' })
    const { status } = await apply([
      { op: 'set_user_value', user_id: user, attribute: name, value: 'CANARY' },
      { op: 'update_attribute', attribute: name, ...hidden },
    ])
    expect(status).toBe(200)
    const [stored, told] = await server.running.server.db.read(
      raw(
        sql`select value, version from user_attribute_user_values where user_attribute_id = ${id}`,
      ),
      raw(sql`select new_value from audit where user_attribute_id = ${id}`),
    )
    expect(stored).toHaveLength(2)
    expect(JSON.stringify([stored, told])).not.toContain('CANARY')
  })
})
