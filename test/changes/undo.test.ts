// What a change has done is told later as it was then, and undone, unless somebody has changed it again since.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'
import { applyOn, base, effectiveOn, type More, type Row, readOn } from './asking.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const apply = (changes: unknown, ...more: More) => applyOn(server, changes, ...more)
const attriumGet = (path: string) => readOn(server, path)
const effective = (user: string, name: string) => effectiveOn(server, user, name)

const effectsOf = async (id: string) => {
  const all: Row[] = []
  for (let after = ''; ; ) {
    const page = (await attriumGet(`/changes/${id}/effects?limit=1${after}`)) as {
      effects: Row[]
      next: string | null
    }
    all.push(...page.effects)
    if (page.next === null) return all
    after = `&after=${page.next}`
  }
}
const undo = (id: string, query = '', body: unknown = {}) =>
  server.api('POST', `/changes/${id}/undo${query}`, body, { base })

describe('a change that was applied', () => {
  it('tells its effects later as its answer told them', async () => {
    const user = await aUser(server)
    const group = await aGroup(server, 'Told later')
    const { name } = await anAttribute(server, { default_value: 'default' })
    const { json } = await apply([
      { op: 'set_group_value', group_id: group, attribute: name, value: 'of the group' },
      { op: 'add_group_user', user_id: user, group_id: group },
    ])
    expect(json.effects.sample).toHaveLength(1)
    await apply([{ op: 'set_user_value', user_id: user, attribute: name, value: 'later' }])
    expect(await effectsOf(json.id)).toEqual(json.effects.sample)
    const all = await apply([{ op: 'update_attribute', attribute: name, default_value: 'other' }])
    expect(await effectsOf(all.json.id)).toEqual(all.json.effects.sample)
  })

  it('is undone, and the undoing too', async () => {
    const user = await aUser(server)
    const [one, two] = [await aGroup(server), await aGroup(server)]
    const { name } = await anAttribute(server, { default_value: 'default' })
    await apply([
      { op: 'set_group_value', group_id: one, attribute: name, value: 'one' },
      { op: 'set_group_value', group_id: two, attribute: name, value: 'two' },
      { op: 'set_user_value', user_id: '1', attribute: name, value: 'before' },
    ])
    const state = async () => [
      await attriumGet(`/values?attribute=${name}`),
      await attriumGet(`/values?attribute=${name}&of=group`),
      (await server.api('GET', `/users/${user}?fields=group_ids`)).json,
      ((await server.api('GET', '/groups?fields=name')).json as Row[]).map((it) => it['name']),
      ((await server.api('GET', '/user_attributes?fields=name,label,default_value')).json as Row[])
        .map((it) => Object.values(it).join())
        .sort(),
    ]
    const before = await state()
    const { json } = await apply([
      { op: 'order_group_values', attribute: name, groups: [two] },
      { op: 'set_user_value', user_id: '1', attribute: name, value: 'after' },
      { op: 'set_user_value', user_id: user, attribute: name, value: 'new' },
      { op: 'add_group_user', user_id: user, group_id: one },
      { op: 'add_group_group', group_id: one, child_group_id: two },
      { op: 'update_attribute', attribute: name, default_value: 'changed', label: `New ${name}` },
      { op: 'create_group', name: 'Made and undone' },
      { op: 'add_group_user', user_id: user, group: 'Made and undone' },
      { op: 'create_attribute', name: 'made_and_undone', type: 'string' },
      { op: 'set_user_value', user_id: user, attribute: 'made_and_undone', value: 'x' },
      { op: 'clear_group_value', group_id: one, attribute: name },
      { op: 'clear_user_value', user_id: '1', attribute: name },
      { op: 'set_user_value', user_id: '1', attribute: name, value: 'at last' },
    ])
    const after = await state()
    const previewed = await undo(json.id, '?dry_run=true')
    expect([previewed.status, previewed.json.applied]).toEqual([200, false])
    expect(await state()).toEqual(after)
    const undone = await undo(json.id, '', { reason: 'a mistake' })
    expect([undone.status, undone.json.problems]).toEqual([200, []])
    expect(await state()).toEqual(before)
    expect(await attriumGet(`/changes/${json.id}`)).toMatchObject({ undone_by: undone.json.id })
    expect(await attriumGet(`/changes/${undone.json.id}`)).toMatchObject({
      undoes: json.id,
      reason: 'a mistake',
    })
    expect((await undo(json.id)).json).toMatchObject({ id: null, counts: { changed: 0 } })
  })

  it('is not undone over what was changed since, unless that is left out', async () => {
    const user = await aUser(server)
    const { id, name } = await anAttribute(server)
    const { json } = await apply([
      { op: 'set_user_value', user_id: user, attribute: name, value: 'mine' },
      { op: 'set_user_value', user_id: '1', attribute: name, value: 'mine' },
    ])
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'theirs' })
    const refused = await undo(json.id)
    expect([refused.status, refused.json.errors]).toMatchObject([
      409,
      [
        {
          message: expect.stringMatching(
            /^the value of attribute \d+ of user \d+ has been changed again since\.$/,
          ),
        },
      ],
    ])
    expect(await effective('1', name)).toMatchObject({ value: 'mine' })
    const skipped = await undo(json.id, '?on_conflict=skip')
    expect([skipped.status, skipped.json.counts]).toMatchObject([200, { changed: 1, refused: 1 }])
    expect(await effective('1', name)).toMatchObject({ source: 'No Value' })
    expect(await effective(user, name)).toMatchObject({ value: 'theirs' })
  })

  it('is a single one of the history, too', async () => {
    const user = await aUser(server)
    const { id, name } = await anAttribute(server)
    const path = `/users/${user}/attribute_values/${id}`
    await server.api('PATCH', path, { value: 'first' })
    await server.api('PATCH', path, { value: 'second' })
    const { history } = (await attriumGet(`/history?user=${user}&attribute=${name}`)) as {
      history: { change_id: string }[]
    }
    const [second, first] = history.map(({ change_id }) => change_id)
    expect(await effectsOf(second ?? '')).toMatchObject([
      { user_id: user, before: { value: 'first' }, after: { value: 'second' } },
    ])
    expect((await undo(first ?? '')).status).toBe(409)
    expect((await undo(second ?? '')).status).toBe(200)
    expect(await effective(user, name)).toMatchObject({ value: 'first' })
  })

  it('may have passed names on, or changed a type together with its values', async () => {
    const user = await aUser(server)
    const names = ['Swapped one', 'Swapped two']
    const [one, two] = [await aGroup(server, names[0]), await aGroup(server, names[1])]
    const { name } = await anAttribute(server)
    await apply([{ op: 'set_user_value', user_id: user, attribute: name, value: 'abc' }])
    const { status, json } = await apply([
      { op: 'update_group', group_id: one, name: 'Swapped for a while' },
      { op: 'update_group', group_id: two, name: names[0] },
      { op: 'update_group', group_id: one, name: names[1] },
      { op: 'set_user_value', user_id: user, attribute: name, value: '5' },
      { op: 'update_attribute', attribute: name, type: 'number' },
    ])
    expect([status, await effective(user, name)]).toMatchObject([200, { value: '5' }])
    const undone = await undo(json.id)
    expect([undone.status, undone.json.problems]).toEqual([200, []])
    expect(await effective(user, name)).toMatchObject({ value: 'abc' })
    for (const [at, id] of [one, two].entries()) {
      expect((await server.api('GET', `/groups/${id}`)).json.name).toBe(names[at])
    }
    expect((await undo(undone.json.id)).status).toBe(200)
    expect(await effective(user, name)).toMatchObject({ value: '5' })
  })

  it('may have combined values of groups, or allowed only some', async () => {
    const user = await aUser(server)
    const [one, two] = [await aGroup(server), await aGroup(server)]
    const { name } = await anAttribute(server)
    await apply([
      { op: 'set_group_value', group_id: one, attribute: name, value: 'EMEA' },
      { op: 'set_group_value', group_id: two, attribute: name, value: 'APAC' },
      { op: 'add_group_user', group_id: one, user_id: user },
      { op: 'add_group_user', group_id: two, user_id: user },
    ])
    const path = `/attributes/${name}`
    const patched = await server.api('PATCH', path, { combine: 'union' }, { base })
    expect([patched.status, await effective(user, name)]).toMatchObject([
      200,
      { value: 'EMEA,APAC' },
    ])
    const { history } = (await attriumGet(`/history?attribute=${name}&limit=1`)) as {
      history: { change_id: string }[]
    }
    const change = history[0]?.change_id ?? ''
    expect(await effectsOf(change)).toMatchObject([
      { user_id: user, before: { value: 'EMEA' }, after: { value: 'EMEA,APAC' } },
    ])
    expect((await undo(change)).status).toBe(200)
    expect(await effective(user, name)).toMatchObject({ value: 'EMEA' })
    const listed = [{ op: 'update_attribute', attribute: name, choices: ['EMEA', 'APAC'] }]
    const { json } = await apply(listed)
    const wrong = [{ op: 'set_user_value', user_id: user, attribute: name, value: 'LATAM' }]
    expect((await apply(wrong)).status).toBe(422)
    expect((await undo(json.id)).status).toBe(200)
    expect((await apply(wrong)).status).toBe(200)
  })

  it('cannot bring back a hidden value, and says so before anything is changed', async () => {
    const user = await aUser(server)
    const { id, name } = await anAttribute(server, hidden)
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'CANARY' })
    const { json } = await apply([
      { op: 'set_user_value', user_id: user, attribute: name, value: 'CANARY2' },
    ])
    const refused = await undo(json.id)
    expect([refused.status, refused.json.errors?.[0]?.message]).toEqual([
      422,
      'a hidden value is not kept, so it cannot be put back; set it again.',
    ])
    expect(refused.text).not.toContain('CANARY')
  })

  it('may have deleted what a time before it still tells', async () => {
    const user = await aUser(server)
    const group = await aGroup(server, 'Deleted and asked about')
    const { name } = await anAttribute(server)
    await apply([
      { op: 'set_group_value', group_id: group, attribute: name, value: 'of the group' },
      { op: 'add_group_user', user_id: user, group_id: group },
    ])
    // The time of the server: that of this machine may be behind it.
    const { now } = server.running.server
    const before = now()
    const as_of = new Date(before).toISOString()
    await expect.poll(now, { interval: 1 }).toBeGreaterThan(before)
    const { json } = await apply([
      { op: 'delete_group', group_id: group },
      { op: 'delete_attribute', attribute: name },
    ])
    const then = await attriumGet(`/values?attribute=${name}&as_of=${as_of}`)
    expect(then).toMatchObject({
      values: [{ user_id: user, value: 'of the group', source: 'Group: Deleted and asked about' }],
    })
    expect((await undo(json.id)).status).toBe(200)
    const { value } = await effective(user, name)
    expect(value).toBe('of the group')
  })
})
