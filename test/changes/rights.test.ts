// A change never does what one of its operations alone would be refused; `npm run proof G-46` tries many.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminRoleId } from '../../src/ids.ts'
import { numberFrom } from '../support/random.ts'
import { type Api, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, giveRole, putInto } from '../support/world.ts'
import { deleteOn, messagesIn, undoOn } from './deletions.ts'
import { rightsDiffer } from './rights.ts'

let server: TestServer
let guarded: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  guarded = await startServer({ flags: { rateLimit: '0', guardGroupValues: 'true' } })
})
afterAll(async () => {
  await server.stop()
  await guarded.stop()
})

const base = '/api/attrium/1.0'
const seed = numberFrom('SEED', Date.now() % 1_000_000)
const apply = (api: Api, ...changes: object[]) => api('POST', '/changes', { changes }, { base })

async function aManager(of: TestServer, ...permissions: string[]) {
  const user = await aUser(of)
  await giveRole(of, user, await aRole(of, permissions))
  return { user, api: (await of.signIn(user)).api }
}

it('in random worlds it is allowed exactly where the operation alone is', async () => {
  for (const each of [server, guarded]) {
    const { compared, allowed, problems } = await rightsDiffer(each, { changes: 70, seed })
    expect({ seed, problems, some: compared >= 70 && allowed > 0 }).toEqual({
      ...{ seed, problems: [], some: true },
    })
  }
})

describe('a change by somebody who manages groups', () => {
  it('gives nobody a role that they could not give', async () => {
    const { user, api } = await aManager(server, 'manage_groups')
    const [strong, weak] = [await aGroup(server), await aGroup(server)]
    await server.api('PUT', `/roles/${adminRoleId}/groups`, [strong])
    const refused = [
      await apply(api, { op: 'add_group_user', user_id: user, group_id: strong }),
      await apply(
        api,
        { op: 'add_group_user', user_id: user, group_id: weak },
        { op: 'add_group_group', group_id: strong, child_group_id: weak },
      ),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403])
    const { json } = await server.api('GET', `/users/${user}?fields=group_ids`)
    expect(json.group_ids).not.toContain(weak)
  })

  it('carries no value that they may not set, where the server guards that', async () => {
    const { user, api } = await aManager(guarded, 'manage_groups')
    const [wide, within] = [await aGroup(guarded), await aGroup(guarded)]
    await putInto(guarded, wide, within)
    const { id } = await anAttribute(guarded)
    await guarded.api('PATCH', `/groups/${wide}/attribute_values/${id}`, { value: '%' })
    const tries = [
      { op: 'add_group_user', user_id: user, group_id: within },
      { op: 'remove_group_group', group_id: wide, child_group_id: within },
      { op: 'delete_group', group_id: wide },
    ]
    for (const operation of tries) {
      const { status, json } = await apply(api, operation)
      expect([operation.op, status, json.errors[0].message]).toEqual([
        operation.op,
        403,
        expect.stringContaining('values of groups would come or go with this'),
      ])
    }
  })

  it('tells them no effects, and nobody else their changes', async () => {
    const { user, api } = await aManager(server, 'manage_groups')
    const another = await aManager(server, 'manage_groups')
    const group = await aGroup(server)
    const applied = await apply(api, { op: 'add_group_user', user_id: user, group_id: group })
    expect([applied.status, applied.json.effects]).toEqual([200, null])
    const path = `/changes/${applied.json.id}`
    const get = async (by: Api, of: string) => (await by('GET', of, undefined, { base })).status
    expect([await get(api, path), await get(another.api, path)]).toEqual([200, 404])
    expect(await get(api, `${path}/effects`)).toBe(404)
    const { json } = await another.api('GET', '/changes', undefined, { base })
    expect(json.changes).toEqual([])
    const undone = await another.api('POST', `${path}/undo`, {}, { base })
    expect(undone.status).toBe(404)
  })
})

describe('the undo of a deletion', () => {
  const rolesOf = async (group: string) => {
    const { json } = await server.api('GET', `/groups/search/with_hierarchy?id=${group}`)
    return json.map((row: { role_ids: string[] }) => row.role_ids)
  }
  const isAdmin = async (api: Api) =>
    (await api('GET', '/groups')).json !== undefined &&
    (await api('POST', '/users', {})).status === 200

  it('gives nobody a role that the caller could not give', async () => {
    const { user, api } = await aManager(server, 'manage_groups', 'manage_user_attributes')
    const group = await aGroup(server)
    await server.api('POST', `/groups/${group}/users`, { user_id: user })
    await server.api('PUT', `/roles/${adminRoleId}/groups`, [group])
    const byAdmin = await deleteOn(server, 'group', group)
    expect(await isAdmin(api)).toBe(false)
    const refused = await undoOn({ api }, byAdmin)
    expect([refused.status, messagesIn(refused)]).toEqual([
      403,
      expect.arrayContaining([expect.stringContaining('manage_roles')]),
    ])
    expect((await server.api('GET', `/groups/${group}`)).status).toBe(404)
    const skipped = await undoOn({ api }, byAdmin, '?on_conflict=skip')
    expect([skipped.status, await rolesOf(group)]).toEqual([200, [[]]])
    expect(await isAdmin(api)).toBe(false)
  })

  it('gives nobody a stronger role than they have, even if they may give others', async () => {
    const permissions = ['manage_groups', 'manage_user_attributes', 'manage_roles']
    const { user, api } = await aManager(server, ...permissions)
    const group = await aGroup(server)
    await server.api('POST', `/groups/${group}/users`, { user_id: user })
    const own = await aRole(server, ['manage_groups'])
    for (const role of [adminRoleId, own]) await server.api('PUT', `/roles/${role}/groups`, [group])
    const change = await deleteOn(server, 'group', group)
    const refused = await undoOn({ api }, change)
    expect([refused.status, refused.json.errors.length]).toEqual([403, 1])
    const skipped = await undoOn({ api }, change, '?on_conflict=skip')
    expect([skipped.status, await rolesOf(group)]).toEqual([200, [[own]]])
    expect(await isAdmin(api)).toBe(false)
  })

  it('puts nobody into a group around it that would give such a role', async () => {
    const { user, api } = await aManager(server, 'manage_groups', 'manage_user_attributes')
    const [strong, group] = [await aGroup(server), await aGroup(server)]
    await server.api('POST', `/groups/${group}/users`, { user_id: user })
    await server.api('POST', `/groups/${strong}/groups`, { group_id: group })
    const change = await deleteOn(server, 'group', group)
    await server.api('PUT', `/roles/${adminRoleId}/groups`, [strong])
    expect((await undoOn({ api }, change)).status).toBe(403)
    expect((await undoOn({ api }, change, '?on_conflict=skip')).status).toBe(200)
    expect(await isAdmin(api)).toBe(false)
  })

  it('needs the rights of each of its parts', async () => {
    const groups = await aManager(server, 'manage_groups')
    const values = await aManager(server, 'manage_user_attributes')
    const [group, { id, name }] = [await aGroup(server), await anAttribute(server)]
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'x' })
    await server.api('PATCH', `/users/${values.user}/attribute_values/${id}`, { value: 'x' })
    const byManager = await apply(groups.api, { op: 'delete_group', group_id: group })
    const tried = [await undoOn(groups, byManager.json.id), await undoOn(values, byManager.json.id)]
    // An attribute that they may not see is unknown to them.
    expect(tried.map(({ status }) => status)).toEqual([422, 403])
    expect((await server.api('GET', `/groups/${group}`)).status).toBe(404)
    const { json } = await apply(values.api, { op: 'delete_attribute', attribute: name })
    expect((await undoOn(groups, json.id)).status).toBe(404)
    expect((await undoOn(values, json.id)).status).toBe(200)
    expect((await server.api('GET', `/user_attributes/${id}`)).status).toBe(200)
    expect((await undoOn(server, byManager.json.id)).status).toBe(200)
  })
})
