// Explanations over the network: they say what the Looker API answers, who made it so, and nothing that is hidden.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attriumClient } from '../../src/client/client.ts'
import { startServer, type TestServer } from '../support/server.ts'

import { aGroup, anAttribute, aRole, aUser, hidden, putInto } from '../support/world.ts'
import { explainingOn } from './explaining.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const { one } = explainingOn(() => server)
const setGroupValue = (group: string, attribute: string, value: string, api = server.api) =>
  api('PATCH', `/groups/${group}/attribute_values/${attribute}`, { value })
const setUserValue = (user: string, attribute: string, value: string, api = server.api) =>
  api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value })

describe('an explanation', () => {
  it('lists the search path with reasons, ways into groups and who set each value', async () => {
    const attribute = await anAttribute(server, { default_value: 'none' })
    const inner = await aGroup(server)
    const outer = await aGroup(server)
    await putInto(server, outer, inner)
    const user = await aUser(server, { groups: [inner] })
    const role = await aRole(server, ['manage_user_attributes', 'see_users'])
    const setter = await aUser(server, { first_name: 'Ana', last_name: 'Silva', roles: [role] })
    const ana = await server.signIn(setter)
    await setGroupValue(outer, attribute.id, 'of outer')
    await setGroupValue(inner, attribute.id, 'of inner', ana.api)
    await setUserValue(user, attribute.id, 'own', ana.api)
    const told = await one(user, attribute.name)
    const set_by = { user_id: setter, display_name: 'Ana Silva' }
    const today = new Date(server.running.server.now()).toISOString().slice(0, 10)
    expect(told).toMatchObject({
      user_attribute_id: attribute.id,
      value: 'own',
      source: 'User Setting',
      hidden: false,
      because: `The user's own value, set by Ana Silva on ${today}.`,
    })
    const names = told.steps.map(({ source }) => source.replace(/^Group: /, ''))
    const [, outerName = '', innerName = ''] = names
    expect(told.steps).toMatchObject([
      { source: 'User Setting', outcome: 'wins', value: 'own', set_by },
      { outcome: 'next', rank: 1, value: 'of outer', through: [[innerName, outerName]] },
      { outcome: 'outranked', rank: 2, value: 'of inner', through: [[innerName]], set_by },
      { source: 'Default', outcome: 'outranked', value: 'none' },
    ])
    const ids = told.steps.map(({ change_id }) => Number(change_id))
    const [own = 0, ofOuter = 0, ofInner = 0, ofDefault = 0] = ids
    expect([ofDefault < ofOuter, ofOuter < ofInner, ofInner < own]).toEqual([true, true, true])
  })

  it('names the change of a list of group values, of a new default and of a value that is replaced', async () => {
    const attribute = await anAttribute(server, { default_value: 'first' })
    const group = await aGroup(server)
    const user = await aUser(server, { groups: [group] })
    const changesOf = async () =>
      (await one(user, attribute.id)).steps.map(({ change_id }) => Number(change_id))
    const list = [{ group_id: group, value: 'listed' }]
    await server.api('POST', `/user_attributes/${attribute.id}/group_values`, list)
    const [listed = 0, before = 0] = await changesOf()
    await server.api('PATCH', `/user_attributes/${attribute.id}`, { default_value: 'second' })
    const [still, after = 0] = await changesOf()
    await setGroupValue(group, attribute.id, 'other')
    const [replaced = 0, kept] = await changesOf()
    await server.api('PATCH', `/user_attributes/${attribute.id}`, { label: `L${attribute.id}` })
    expect([before < listed, still, listed < after, after < replaced]).toEqual([
      true,
      listed,
      true,
      true,
    ])
    expect([kept, await changesOf()]).toEqual([after, [replaced, after]])
  })

  it('of what nothing gives says so, and what would', async () => {
    const attribute = await anAttribute(server)
    const told = await one(await aUser(server), attribute.name)
    expect(told).toMatchObject({ value: '', source: 'No Value', steps: [], hidden: false })
    expect(told.because).toMatch(/^Nothing gives a value: .* A value set on the user/)
  })

  it('of a hidden attribute shows who and when, and never the value', async () => {
    const attribute = await anAttribute(server, { ...hidden, default_value: 'secret default' })
    const group = await aGroup(server)
    const user = await aUser(server, { groups: [group] })
    await setGroupValue(group, attribute.id, 'secret of group')
    await setUserValue(user, attribute.id, 'secret of user')
    const told = await one(user, attribute.id)
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(told).toMatchObject({ value: null, hidden: true, source: 'User Setting' })
    expect(told.steps.map(({ value, set_at }) => [value, set_at !== null])).toEqual(
      Array(3).fill([null, true]),
    )
  })

  it('tells who set a value only to who sees users, or to themselves', async () => {
    const attribute = await anAttribute(server, { user_can_edit: true })
    const user = await aUser(server, { first_name: 'Maya', last_name: 'Self' })
    const role = await aRole(server, ['manage_user_attributes'])
    const manager = await server.signIn(await aUser(server, { roles: [role] }))
    const maya = await server.signIn(user)
    await setUserValue(user, attribute.id, 'by admin')
    const setters = async () =>
      Promise.all(
        [server.api, manager.api, maya.api].map(
          async (api) => (await one(user, attribute.id, api)).steps[0]?.set_by?.user_id ?? null,
        ),
      )
    expect(await setters()).toEqual(['1', null, null])
    await setUserValue(user, attribute.id, 'by herself', maya.api)
    expect(await setters()).toEqual([user, null, user])
    expect((await one(user, attribute.id, maya.api)).because).toMatch(/by themselves/)
  })

  it('names the person behind whoever was acting as somebody else', async () => {
    const attribute = await anAttribute(server, { user_can_edit: true })
    const user = await aUser(server, { first_name: 'Maya', last_name: 'Acted' })
    const { json } = await server.api('POST', `/login/${user}`)
    await setUserValue(user, attribute.id, 'x', server.callerWith(json.access_token).api)
    const { steps, because } = await one(user, attribute.id)
    expect(steps[0]).toMatchObject({ set_by: { user_id: user }, sudo_by: { user_id: '1' } })
    expect(because).toContain(', acting as Maya Acted, on ')
    const self = await server.signIn(user)
    const own = await one(user, attribute.id, self.api)
    expect(own.steps[0]).toMatchObject({ set_by: null, sudo_by: null })
    expect(own.because).toMatch(/^The user's own value, set on /)
  })

  it('still names the id of who has been deleted since', async () => {
    const attribute = await anAttribute(server)
    const role = await aRole(server, ['manage_user_attributes'])
    const setter = await aUser(server, { roles: [role] })
    const user = await aUser(server)
    await setUserValue(user, attribute.id, 'x', (await server.signIn(setter)).api)
    await server.api('DELETE', `/users/${setter}`)
    const { steps, because } = await one(user, attribute.id)
    expect(steps[0]?.set_by).toEqual({ user_id: setter, display_name: null })
    expect(because).toContain(`by user ${setter} on `)
  })

  it('has the types of its route, for the typed client', async () => {
    const { body } = await attriumClient(server.url, server.token)(
      'GET /users/{user}/explanations',
      { path: { user: '1' }, query: { attributes: ['email'] } },
    )
    const because: string | undefined = body[0]?.because
    expect([because, body[0]?.steps.length]).toEqual([expect.stringMatching(/record/), 1])
  })
})
