// Values of groups that are combined: what everybody is answered, and what is refused when it is stored.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden, join } from '../support/world.ts'

const base = '/api/attrium/1.0'
let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const attrium = async (path: string) => (await server.api('GET', path, undefined, { base })).json
const combine = (id: string, how: string): Promise<Answer> =>
  server.api('PATCH', `/attributes/${id}`, { combine: how }, { base })

/** An attribute whose groups have these values, strongest first, and a user in all of them. */
async function scene(type: string, how: string, values: readonly string[]) {
  const { id, name } = await anAttribute(server, { type })
  const user = await aUser(server)
  const groups: string[] = []
  for (const _ of values) groups.push(await aGroup(server))
  for (const group of groups) await join(server, user, group)
  const list = groups.map((group_id, at) => ({ group_id, value: values[at] }))
  const set = (items: unknown) => server.api('POST', `/user_attributes/${id}/group_values`, items)
  expect((await set(list)).status).toBe(200)
  expect((await combine(id, how)).status).toBe(200)
  const names: string[] = []
  for (const group of groups) {
    names.push((await server.api('GET', `/groups/${group}?fields=name`)).json.name)
  }
  const rows = async (query = '') =>
    (
      await server.api(
        'GET',
        `/users/${user}/attribute_values?user_attribute_ids=${id}&fields=value,source,rank${query}`,
      )
    ).json
  return { id, name, user, groups, names, set, rows }
}

describe('the combined value', () => {
  it.each([
    ['string', 'union', ['EMEA', 'AMER', 'EMEA'], 'EMEA,AMER'],
    ['advanced_filter_string', 'union', ['-EMEA', 'EMEA,NULL'], '%,NULL'],
    ['advanced_filter_number', 'union', ['[0,5)', '5,9'], '[0,5],9'],
    ['advanced_filter_datetime', 'union', ['today', 'NULL'], 'today,NULL'],
    ['number', 'min', ['10', '9.5'], '9.5'],
    ['number', 'max', ['10', '9.5'], '10'],
    ['datetime', 'max', ['2026-01-01', '2026-01-02 08:00'], '2026-01-02 08:00'],
  ])('of %s by %s from %j is %j, everywhere', async (type, how, values, value) => {
    const { id, name, user, names, rows } = await scene(type, how, values)
    const source = `Groups: ${names.join(', ')}`
    expect(await rows()).toEqual([{ rank: 1, value, source }])
    const parts = values.map((each, at) => ({
      ...{ rank: at + 1, value: each, source: `Group: ${names[at]}` },
    }))
    expect(await rows('&all_values=true')).toEqual(parts)
    // The list without `fields` is written in another way.
    const whole = `/users/${user}/attribute_values?user_attribute_ids=${id}`
    expect((await server.api('GET', whole)).json).toMatchObject([{ rank: 1, value, source }])
    expect((await attrium(`/users/${user}/claims`))[name]).toBe(value)
    const [told] = await attrium(`/users/${user}/explanations?attributes=${name}`)
    expect(told).toMatchObject({ value, source })
    const held = { user_id: user, value, source, group_id: null, rank: 1 }
    const found = (match: string, text: string) =>
      attrium(`/values?attribute=${name}&match=${match}&value=${encodeURIComponent(text)}`)
    expect((await found('is', value)).values).toMatchObject([held])
    expect((await found('starts_with', value.slice(0, 2))).values).toMatchObject([held])
    expect((await found('is', 'something else')).values).toEqual([])
    const summary = await attrium(`/values/summary?attribute=${name}`)
    expect(summary.values).toEqual([{ value, count: 1 }])
    const exported = await server.api('GET', `/values.ndjson?attributes=${name}`, undefined, {
      base,
    })
    expect(JSON.parse(exported.text)).toMatchObject({ value, source, group: null, rank: 1 })
  })

  it('is none while the user has a value of their own, or is in one of the groups alone', async () => {
    const { id, user, groups, names, rows } = await scene('string', 'union', ['a', 'b'])
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'own' })
    expect(await rows()).toEqual([{ rank: -1, value: 'own', source: 'User Setting' }])
    await server.api('DELETE', `/users/${user}/attribute_values/${id}`)
    await server.api('DELETE', `/groups/${groups[0]}/users/${user}`)
    expect(await rows()).toEqual([{ rank: 2, value: 'b', source: `Group: ${names[1]}` }])
    expect((await combine(id, 'first')).status).toBe(200)
    await join(server, user, groups[0] ?? '')
    expect(await rows()).toEqual([{ rank: 1, value: 'a', source: `Group: ${names[0]}` }])
  })

  it('lets through what one of its parts lets through, and is found so', async () => {
    const { name, user, names } = await scene('advanced_filter_string', 'union', ['-EMEA', 'EMEA'])
    const admitting = async (value: string, more = '') =>
      (await attrium(`/values?attribute=${name}&match=admits&value=${value}${more}`)).values.map(
        ({ user_id }: { user_id: string }) => user_id,
      )
    expect(await admitting('EMEA')).toContain(user)
    expect(await admitting('APAC')).toContain(user)
    for (const group of names) {
      const source = encodeURIComponent(`Group: ${group}`)
      expect(await admitting('EMEA', `&source=${source}`)).toEqual([user])
    }
    expect(await admitting('EMEA', '&source=Group&count=true')).toEqual([user])
    expect(await admitting('EMEA', '&source=Default')).toEqual([])
  })
})

describe('what cannot be written as one expression', () => {
  const term = /the term -North% of group .* excludes a part of what group .* lets through/

  it('is refused by each door that would store it, with the group and the term', async () => {
    const { id, name, user, groups, names, set } = await scene('advanced_filter_string', 'union', [
      '-North%',
      'EMEA',
    ])
    const [one, other] = groups
    const value = { value: 'North Sea' }
    const list = [
      { group_id: one, value: '-North%' },
      { group_id: other, ...value },
    ]
    const tried = [
      { op: 'set_group_value', group_id: other, attribute: name, ...value },
      { op: 'set_group_values', attribute: name, values: list },
    ]
    const answers = [
      await server.api('PATCH', `/groups/${other}/attribute_values/${id}`, value),
      await set(list),
      ...(await Promise.all(
        tried.map((op) =>
          server.api('POST', `/users/${user}/explanations`, { changes: [op] }, { base }),
        ),
      )),
    ]
    for (const { status, json } of answers) {
      expect([status, json.errors?.[0]?.message]).toEqual([422, expect.stringMatching(term)])
      for (const group of names) expect(json.errors[0].message).toContain(`group ${group}`)
    }
    expect((await set(list.slice(1))).status).toBe(200)
  })

  it('is refused when combine or the type would make it so', async () => {
    const { id, name, user, set, groups } = await scene('advanced_filter_string', 'first', ['%'])
    const list = [
      { group_id: groups[0], value: '-North%' },
      { group_id: '1', value: 'North Sea' },
    ]
    expect((await set(list)).status).toBe(200)
    const refused = await combine(id, 'union')
    expect([refused.status, refused.json.errors[0].field]).toEqual([422, 'combine'])
    expect(refused.json.errors[0].message).toMatch(term)
    const op = { op: 'update_attribute', attribute: name, combine: 'union' }
    const tried = await server.api(
      'POST',
      `/users/${user}/explanations`,
      { changes: [op] },
      { base },
    )
    expect(tried.json.errors[0].message).toMatch(term)
    expect((await server.api('PATCH', `/user_attributes/${id}`, { type: 'string' })).status).toBe(
      200,
    )
    expect((await combine(id, 'union')).status).toBe(200)
    const type = 'advanced_filter_string'
    const changed = await server.api('PATCH', `/user_attributes/${id}`, { type })
    expect([changed.status, changed.json.errors[0].field]).toEqual([422, 'type'])
  })

  it('is stored where the first wins, and may be set where an own value is', async () => {
    const { id, user } = await scene('advanced_filter_string', 'union', ['-North%', 'EMEA'])
    const path = `/users/${user}/attribute_values/${id}`
    expect((await server.api('PATCH', path, { value: 'North Sea' })).status).toBe(200)
  })
})

describe('a what-if', () => {
  it('tells what combining would change', async () => {
    const { name, user, names } = await scene('string', 'first', ['a', 'b'])
    const changes = [{ op: 'update_attribute', attribute: name, combine: 'union' }]
    const body = { attributes: [name], changes }
    const { json } = await server.api('POST', `/users/${user}/explanations`, body, { base })
    expect(json.before).toMatchObject([{ value: 'a', source: `Group: ${names[0]}` }])
    expect(json.after).toMatchObject([{ value: 'a,b', source: `Groups: ${names.join(', ')}` }])
  })

  it('that sets a value of a group forgets what was combined before', async () => {
    const { name, user, groups } = await scene('string', 'union', ['a', 'b'])
    const changes = [{ op: 'set_group_value', group_id: groups[1], attribute: name, value: 'c' }]
    const body = { attributes: [name], changes }
    const { json } = await server.api('POST', `/users/${user}/explanations`, body, { base })
    expect([json.before[0].value, json.after[0].value]).toEqual(['a,b', 'a,c'])
  })
})

describe('an explanation', () => {
  it('says of each part that it is combined, and what would follow', async () => {
    const { id, name, user, names } = await scene('string', 'union', ['a', 'b'])
    await server.api('PATCH', `/user_attributes/${id}`, { default_value: 'd' })
    const told = async () =>
      (await attrium(`/users/${user}/explanations?attributes=${name}`))[0] as {
        because: string
        steps: { outcome: string; because: string }[]
      }
    const now = await told()
    expect(now.because).toBe('The values of 2 groups are combined: all of them count.')
    expect(now.steps.map(({ outcome }) => outcome)).toEqual(['combined', 'combined', 'next'])
    expect(now.steps[0]?.because).toMatch(
      new RegExp(
        `^From the group ${names[0]} \\(rank 1\\).*; combined with the value of another group: all of them count\\.$`,
      ),
    )
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'own' })
    const own = await told()
    expect(own.steps.map(({ outcome }) => outcome)).toEqual(['wins', 'next', 'next', 'outranked'])
    expect(own.steps[1]?.because).toContain("if the user's own value goes")
  })
})

describe('the past', () => {
  it('combines as it did then, and hides what is hidden now', async () => {
    const { id, name, user, names } = await scene('string', 'union', ['a', 'b'])
    const source = `Groups: ${names.join(', ')}`
    await new Promise((resolve) => setTimeout(resolve, 5))
    const then = new Date(server.running.server.now()).toISOString()
    await new Promise((resolve) => setTimeout(resolve, 5))
    await combine(id, 'first')
    const at = `as_of=${then}`
    const past = async () => {
      const [told] = await attrium(`/users/${user}/explanations?attributes=${name}&${at}`)
      const { values } = await attrium(`/values?attribute=${name}&match=set&${at}`)
      return [told.value, told.source, values[0].value, values[0].source, told.hidden]
    }
    expect(await past()).toEqual(['a,b', source, 'a,b', source, false])
    expect((await attrium(`/users/${user}/claims?${at}`))[name]).toBe('a,b')
    expect((await attrium(`/users/${user}/claims`))[name]).toBe('a')
    expect((await server.api('PATCH', `/user_attributes/${id}`, hidden)).status).toBe(200)
    expect(await past()).toEqual([null, source, null, source, true])
    expect(await attrium(`/users/${user}/claims?${at}`)).not.toHaveProperty(name)
  })

  it('names no group that somebody has left, and tells none of its parts', async () => {
    const { id, name, user, groups, names } = await scene('string', 'union', ['a', 'b'])
    await server.api('PATCH', `/user_attributes/${id}`, { user_can_view: true })
    const self = await server.signIn(user)
    await new Promise((resolve) => setTimeout(resolve, 5))
    const then = new Date(server.running.server.now()).toISOString()
    await new Promise((resolve) => setTimeout(resolve, 5))
    await server.api('DELETE', `/groups/${groups[1]}/users/${user}`)
    const path = `/users/${user}/explanations?attributes=${name}&as_of=${then}`
    const [told] = (await self.api('GET', path, undefined, { base })).json
    expect(told).toMatchObject({
      ...{ value: 'a,b', source: 'Groups' },
      steps: [
        { source: `Group: ${names[0]}`, value: 'a', outcome: 'combined' },
        {
          ...{ source: 'Group', value: null, outcome: 'combined' },
          because:
            'From a group that you may not see now; combined with the value of another group: all of them count.',
        },
      ],
    })
    expect(JSON.stringify(told)).not.toContain(names[1])
    expect((await attrium(path))[0].source).toBe(`Groups: ${names.join(', ')}`)
  })
})
