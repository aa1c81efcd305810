// Requests for explanations: how they name users and attributes, what they are refused, and times in the past.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden, join } from '../support/world.ts'
import { base, explainingOn, type Step } from './explaining.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const { explained, one } = explainingOn(() => server)
const setGroupValue = (group: string, attribute: string, value: string, api = server.api) =>
  api('PATCH', `/groups/${group}/attribute_values/${attribute}`, { value })
const setUserValue = (user: string, attribute: string, value: string, api = server.api) =>
  api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value })

describe('a request for explanations', () => {
  it('names attributes by name or id, each once, in the order that was asked for', async () => {
    const [one, other] = [await anAttribute(server), await anAttribute(server)]
    const query = `?attributes=${other.name},${one.id},${other.id}`
    expect((await explained('1', query)).map(({ name }) => name)).toEqual([other.name, one.name])
  })

  it('is refused with what is wrong, by field', async () => {
    const { name } = await anAttribute(server, { name: 'sales_district', label: 'District' })
    const refusal = async (query: string) => {
      const path = `/users/1/explanations?${query}`
      const { status, json } = await server.api('GET', path, undefined, { base })
      return [status, json.message, json.errors?.map(({ message }: Step & Error) => message)]
    }
    const near = `attributes[0]: there is no such attribute; did you mean ${name}?`
    expect(await refusal('attributes=sales_distrcit')).toEqual([422, expect.anything(), [near]])
    expect(await refusal('attributes=a,,b')).toEqual([
      400,
      expect.stringMatching(/list/),
      undefined,
    ])
    expect(await refusal('atributes=a')).toEqual([
      400,
      expect.stringMatching(/atributes/),
      undefined,
    ])
    expect(await refusal('as_of=2999-01-01T00:00:00Z')).toEqual([
      422,
      expect.anything(),
      [expect.stringMatching(/^as_of must not be in the future/)],
    ])
  })

  it('suggests no name that its caller may not know', async () => {
    await anAttribute(server, { name: 'closed_book', label: 'Closed' })
    const user = await aUser(server)
    const { api } = await server.signIn(user)
    const path = `/users/${user}/explanations?attributes=`
    for (const name of ['closed_book', 'closed_bok']) {
      const { status, json } = await api('GET', path + name, undefined, { base })
      expect([status, json.errors[0].message]).toEqual([
        422,
        'attributes[0]: there is no such attribute.',
      ])
    }
  })

  it('finds users by address and embed id, in any case of the address', async () => {
    const user = await aUser(server, { email: 'Found.Me@example.com' })
    const embedded = await server.api('POST', '/users/embed_user', { external_user_id: 'u 7/ü' })
    const ids = async (reference: string) =>
      (await explained(encodeURIComponent(reference), '?attributes=id')).map(({ value }) => value)
    expect(await ids('found.me@EXAMPLE.com')).toEqual([user])
    expect(await ids('external_user_id:u 7/ü')).toEqual([embedded.json.id])
  })

  it('tells who needs it which permission finds others by address', async () => {
    const { api } = await server.signIn(await aUser(server))
    await aUser(server, { email: 'there@example.com' })
    for (const user of ['there@example.com', 'not-there@example.com', 'external_user_id:x']) {
      const { status, json } = await api('GET', `/users/${user}/explanations`, undefined, { base })
      expect([status, json.message]).toEqual([404, expect.stringContaining('see_users')])
    }
  })

  it('answers for a time in the past what was answered then, and hides what is hidden or closed by now', async () => {
    const { running } = server
    const attribute = await anAttribute(server, { user_can_view: true, default_value: 'none' })
    const group = await aGroup(server)
    const user = await aUser(server, { groups: [group] })
    await setGroupValue(group, attribute.id, 'of group')
    await setUserValue(user, attribute.id, 'own')
    const self = await server.signIn(user)
    const query = `?attributes=${attribute.id}`
    const then = await explained(user, query)
    const claimed = (await server.api('GET', `/users/${user}/claims`, undefined, { base })).text
    await new Promise((resolve) => setTimeout(resolve, 5))
    const time = new Date(running.server.now()).toISOString()
    await new Promise((resolve) => setTimeout(resolve, 5))
    await server.api('DELETE', `/users/${user}/attribute_values/${attribute.id}`)
    await server.api('DELETE', `/groups/${group}`)
    const past = `${query}&as_of=${time}`
    expect(await explained(user, past)).toEqual(then)
    expect((await explained(user, past, self.api)).length).toBe(1)
    const ofThen = await server.api('GET', `/users/${user}/claims?as_of=${time}`, undefined, {
      base,
    })
    expect(ofThen.text).toBe(claimed)
    await server.api('PATCH', `/user_attributes/${attribute.id}`, { user_can_view: false })
    const closed = await self.api('GET', `/users/${user}/explanations${past}`, undefined, { base })
    const names = await self.api('GET', `/users/${user}/claims?as_of=${time}`, undefined, { base })
    expect([closed.status, attribute.name in names.json]).toEqual([422, false])
    await server.api('PATCH', `/user_attributes/${attribute.id}`, hidden)
    const [told] = await explained(user, past)
    expect(told).toMatchObject({ value: null, hidden: true })
    expect(JSON.stringify(told)).not.toMatch(/of group"|"own"/)
  })

  it('calls people of the past as they were called then, deleted or not', async () => {
    const attribute = await anAttribute(server)
    const setter = await aUser(server, { first_name: 'Ana', last_name: 'Silva', roles: ['2'] })
    const target = await aUser(server, { first_name: 'Kim', last_name: 'Ito', roles: ['2'] })
    const { api } = await server.signIn(setter)
    const { json } = await api('POST', `/login/${target}`)
    const acting = server.callerWith(json.access_token)
    await setUserValue(target, attribute.id, 'set', acting.api)
    const told = async (query = '') =>
      (await explained(target, `?attributes=${attribute.id}${query}`))[0]?.steps[0]
    const then = await told()
    expect(then).toMatchObject({
      set_by: { user_id: target, display_name: 'Kim Ito' },
      sudo_by: { user_id: setter, display_name: 'Ana Silva' },
    })
    const moment = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      const time = new Date(server.running.server.now()).toISOString()
      await new Promise((resolve) => setTimeout(resolve, 5))
      return `&as_of=${time}`
    }
    const named = await moment()
    await server.api('PATCH', `/users/${target}`, { last_name: 'Mori' })
    await server.api('DELETE', `/users/${setter}`)
    const since = await told()
    const renamed = await moment()
    expect(since).toMatchObject({
      set_by: { display_name: 'Kim Mori' },
      sudo_by: { user_id: setter, display_name: null },
    })
    await server.api('PATCH', `/users/${target}`, { last_name: 'Sato' })
    expect([await told(named), await told(renamed)]).toEqual([then, since])
  })

  it('tells of an attribute that is deleted by now only to who manages attributes', async () => {
    const attribute = await anAttribute(server, { user_can_view: true })
    const user = await aUser(server)
    await setUserValue(user, attribute.id, 'own')
    const self = await server.signIn(user)
    const claims = async (query = '', api = self.api) =>
      (await api('GET', `/users/${user}/claims${query}`, undefined, { base })).json
    expect(await claims()).toMatchObject({ [attribute.name]: 'own' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const past = `?as_of=${new Date(server.running.server.now()).toISOString()}`
    await new Promise((resolve) => setTimeout(resolve, 5))
    await server.api('DELETE', `/user_attributes/${attribute.id}`)
    expect(await claims(past, server.api)).toMatchObject({ [attribute.name]: 'own' })
    expect(await claims(past)).not.toHaveProperty(attribute.name)
    const told = await explained(user, past, self.api)
    expect(told.map(({ name }) => name)).not.toContain(attribute.name)
  })

  it('tells who has left a group nothing of it but the value that was theirs', async () => {
    const [won, lost] = [
      await anAttribute(server, { user_can_view: true }),
      await anAttribute(server, { user_can_view: true, default_value: 'none' }),
    ]
    const [left, kept, outer] = [await aGroup(server), await aGroup(server), await aGroup(server)]
    await server.api('POST', `/groups/${outer}/groups`, { group_id: left })
    const user = await aUser(server, { groups: [left, kept] })
    await setGroupValue(left, won.id, 'of the left one')
    await setGroupValue(outer, won.id, 'of the outer one')
    await setGroupValue(kept, lost.id, 'of the kept one')
    await setGroupValue(left, lost.id, 'secret by now')
    const self = await server.signIn(user)
    const query = `?attributes=${won.id},${lost.id}`
    const then = await explained(user, query)
    expect(then[0]?.steps[1]?.through).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 5))
    const past = `${query}&as_of=${new Date(server.running.server.now()).toISOString()}`
    await new Promise((resolve) => setTimeout(resolve, 5))
    await server.api('DELETE', `/groups/${left}/users/${user}`)
    await server.api('POST', `/groups/${outer}/users`, { user_id: user })
    expect(await explained(user, past)).toEqual(then)
    const [ofWon, ofLost] = await explained(user, past, self.api)
    const unseen = { source: 'Group', set_by: null, set_at: null, change_id: null }
    expect(ofWon).toMatchObject({
      ...{ value: 'of the left one', source: 'Group' },
      because: 'From a group that you may not see now.',
      steps: [
        { ...unseen, value: 'of the left one' },
        {
          ...{ value: 'of the outer one', outcome: 'next', through: [] },
          because: expect.stringMatching(/ has rank \d+, another group a lower one\.$/),
        },
      ],
    })
    expect(ofLost?.steps[1]).toMatchObject({
      ...{ ...unseen, value: null, outcome: 'next', because: 'Another group has a lower rank.' },
    })
    for (const step of [ofWon?.steps[0], ofLost?.steps[1]]) {
      for (const field of ['group_id', 'rank', 'through']) expect(step).not.toHaveProperty(field)
    }
    const name = then[0]?.source.replace('Group: ', '') ?? 'unknown'
    expect(JSON.stringify([ofWon, ofLost])).not.toContain(name)
    const claims = `/users/${user}/claims?as_of=${past.split('as_of=')[1]}`
    expect((await self.api('GET', claims, undefined, { base })).json).toMatchObject({
      [won.name]: 'of the left one',
    })
  })

  it('counts the steps beyond a hundred', async () => {
    const attribute = await anAttribute(server, { default_value: 'last' })
    const user = await aUser(server)
    const groups: { group_id: string; value: string }[] = []
    for (let at = 0; at < 105; at++) {
      const group_id = await aGroup(server)
      await join(server, user, group_id)
      groups.push({ group_id, value: 'x' })
    }
    await server.api('POST', `/user_attributes/${attribute.id}/group_values`, groups)
    const told = await one(user, attribute.id)
    expect([told.steps.length, told]).toEqual([100, expect.objectContaining({ more_steps: 6 })])
  })
})
