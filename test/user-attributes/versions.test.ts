// Two people who change the same definition, or the same list of group values: the second is told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, hidden } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const etagAt = async (path: string): Promise<string> =>
  String((await server.api('GET', path)).headers['etag'])
/** A change under the condition that the version is still this one. */
const change = (method: string, path: string, body: unknown, version: string): Promise<Answer> => {
  const headers = { authorization: `Bearer ${server.token}`, 'if-match': version }
  return server.api(method, path, body, { headers, unchecked: true })
}

describe('a definition', () => {
  it('is changed and deleted only as it was read, if the caller says so', async () => {
    const { id } = await anAttribute(server, { default_value: 'one' })
    const path = `/user_attributes/${id}`
    const read = await etagAt(path)
    expect(await etagAt(path)).toBe(read)
    expect((await change('PATCH', path, { default_value: 'two' }, read)).status).toBe(200)
    for (const [method, body] of [
      ['PATCH', { default_value: 'three' }],
      ['DELETE', undefined],
    ] as const) {
      const { status, json } = await change(method, path, body, read)
      expect([status, json.message]).toEqual([412, expect.stringContaining('nothing was changed')])
    }
    expect((await server.api('GET', path)).json.default_value).toBe('two')
    // Without the header everything is as ever; an asterisk means any version.
    expect((await server.api('PATCH', path, { label: `L${id}` })).status).toBe(200)
    expect((await change('PATCH', path, { default_value: 'four' }, '*')).status).toBe(200)
    const now = await etagAt(path)
    expect((await change('DELETE', path, undefined, `"other", W/${now}`)).status).toBe(204)
  })

  it('has a new version for each change, also of a hidden default that stays as it reads', async () => {
    const { id } = await anAttribute(server, { ...hidden, default_value: 'secret' })
    const path = `/user_attributes/${id}`
    const versions = [await etagAt(path)]
    for (const body of [{ default_value: 'secret' }, { label: `Other ${id}` }]) {
      await server.api('PATCH', path, body)
      versions.push(await etagAt(path))
    }
    expect(new Set(versions).size).toBe(3)
  })

  it('is changed by one of many who have read the same version', async () => {
    const { id } = await anAttribute(server, { default_value: 'none' })
    const path = `/user_attributes/${id}`
    const read = await etagAt(path)
    const names = Array.from({ length: 12 }, (_, at) => `value ${at}`)
    const answers = await Promise.all(
      names.map((default_value) => change('PATCH', path, { default_value }, read)),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 412)).toHaveLength(11)
    const winner = names[statuses.indexOf(200)]
    expect((await server.api('GET', path)).json.default_value).toBe(winner)
  })
})

describe('a list of group values', () => {
  it('is changed, whole or in part, only as it was read', async () => {
    const { id } = await anAttribute(server)
    const [one, other] = [await aGroup(server), await aGroup(server)]
    const list = `/user_attributes/${id}/group_values`
    const own = (group: string) => `/groups/${group}/attribute_values/${id}`
    const empty = await etagAt(list)
    const set = (group_id: string, version: string) =>
      change('POST', list, [{ group_id, value: 'x' }], version)
    expect((await set(one, empty)).status).toBe(200)
    expect((await set(other, empty)).status).toBe(412)
    expect((await change('PATCH', own(other), { value: 'y' }, empty)).status).toBe(412)
    expect((await change('DELETE', own(one), undefined, empty)).status).toBe(412)
    const read = await etagAt(list)
    expect((await change('PATCH', own(other), { value: 'y' }, read)).status).toBe(200)
    expect((await change('DELETE', own(one), undefined, read)).status).toBe(412)
    const { json } = await server.api('GET', list)
    expect(json.map(({ group_id }: { group_id: string }) => group_id)).toEqual([one, other])
    expect((await change('DELETE', own(one), undefined, await etagAt(list))).status).toBe(204)
  })
})

describe('a version', () => {
  it('is told to those who may change the thing, and to nobody else', async () => {
    const { id } = await anAttribute(server, { user_can_view: true, user_can_edit: true })
    const role = await aRole(server, ['manage_user_attributes'])
    const [anybody, manager] = [
      await server.signIn(await aUser(server, {})),
      await server.signIn(await aUser(server, { roles: [role] })),
    ]
    for (const path of [`/user_attributes/${id}`, `/user_attributes/${id}/group_values`]) {
      const [theirs, full] = [await anybody.api('GET', path), await manager.api('GET', path)]
      expect([theirs.status, theirs.headers['etag']]).toEqual([200, undefined])
      expect(full.headers['etag']).toMatch(/^"[\w-]{22}"$/)
    }
  })

  it('is said to be ignored where there is none', async () => {
    const { id } = await anAttribute(server)
    const path = `/users/1/attribute_values/${id}`
    const { status, headers } = await change('PATCH', path, { value: 'x' }, '"any"')
    expect([status, headers['x-attrium-ignored']]).toEqual([200, 'If-Match'])
  })
})
