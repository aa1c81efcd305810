// Users, groups and roles through the official SDK.
import type { IError, Looker40SDK } from '@looker/sdk'
import { DelimArray, pageAll, pager, type SDKResponse } from '@looker/sdk-rtl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idOf, refusal, startWithSdk } from './sdk.ts'

let sdk: Looker40SDK
let stop: () => Promise<void>
beforeAll(async () => {
  ;({ sdk, stop } = await startWithSdk())
})
afterAll(() => stop())

const newUser = async (first_name: string, last_name = 'Tester') =>
  idOf(await sdk.ok(sdk.create_user({ first_name, last_name })))
const newGroup = async (name: string) => idOf(await sdk.ok(sdk.create_group({ name })))

describe('people', () => {
  it('are found, changed, disabled and deleted', async () => {
    const id = await newUser('Ann', 'Example')
    await sdk.ok(sdk.create_user_credentials_email(id, { email: 'Ann.Example@testfoo.com' }))
    const [found] = await sdk.ok(sdk.search_users({ first_name: 'ann', last_name: 'EXAMPLE' }))
    expect(found).toMatchObject({ id, email: 'Ann.Example@testfoo.com', is_disabled: false })
    const named = await sdk.ok(sdk.search_users_names({ pattern: 'ann%', fields: 'id' }))
    expect(named).toEqual([{ id }])
    const changed = await sdk.ok(sdk.update_user(id, { locale: 'uk', is_disabled: true }))
    expect(changed).toMatchObject({ id, locale: 'uk', is_disabled: true, first_name: 'Ann' })
    expect(await sdk.ok(sdk.delete_user(id))).toBe('')
    expect((await refusal(sdk.ok(sdk.user(id)))).message).toMatch(/^Not found\b/)
  })

  it('belong to groups that nest without circles', async () => {
    const [outer, inner] = [await newGroup('Circle Outer'), await newGroup('Circle Inner')]
    const child = await sdk.ok(sdk.add_group_group(outer, { group_id: inner }))
    expect(child.id).toBe(inner)
    const circle = await refusal(sdk.ok(sdk.add_group_group(inner, { group_id: outer })))
    expect(circle.message).toContain('the group would contain itself')
    const groups = await sdk.ok(sdk.search_groups_with_hierarchy({ id: inner }))
    expect(groups).toHaveLength(1)
    expect(groups[0]?.parent_group_ids).toContain(outer)
  })

  it('have roles, whose permissions come back sorted', async () => {
    const set = await sdk.ok(
      sdk.create_permission_set({ name: 'Sdk Set', permissions: ['see_users', 'access_data'] }),
    )
    expect(set.permissions).toEqual(['access_data', 'see_users'])
    const models = await sdk.ok(sdk.create_model_set({ name: 'Sdk Models', models: ['test'] }))
    const role = await sdk.ok(
      sdk.create_role({
        name: 'Sdk Role',
        permission_set_id: idOf(set),
        model_set_id: idOf(models),
      }),
    )
    const user = await newUser('Roled')
    const held = await sdk.ok(sdk.set_user_roles(user, [idOf(role)]))
    expect(held.map(({ id }) => id)).toEqual([role.id])
    expect((await sdk.ok(sdk.user(user))).role_ids).toEqual([role.id])
  })
})

describe('sessions', () => {
  it('of the own token keep their workspace, and of browsers there is none', async () => {
    expect(await sdk.ok(sdk.session())).toMatchObject({ workspace_id: 'production' })
    const dev = await sdk.ok(sdk.update_session({ workspace_id: 'dev' }))
    expect(dev).toMatchObject({ workspace_id: 'dev', sudo_user_id: null })
    expect((await sdk.ok(sdk.session())).workspace_id).toBe('dev')
    const user = await newUser('Sessions')
    await sdk.ok(sdk.login_user(user))
    expect(await sdk.ok(sdk.all_user_sessions(user))).toEqual([])
    expect((await sdk.ok(sdk.user(user))).sessions).toEqual([])
    await expect(sdk.ok(sdk.delete_user_session(user, '1'))).rejects.toThrow('has no session 1')
    await sdk.ok(sdk.update_session({ workspace_id: 'production' }))
  })
})

describe('searches', () => {
  it('find users, groups, roles and sets by pattern, whole name and id', async () => {
    const ids = await Promise.all(['Sea One', 'Sea Two'].map(newGroup))
    const groups = await sdk.ok(sdk.search_groups({ name: 'sea%', sorts: 'name desc' }))
    expect(groups.map(({ name }) => name)).toEqual(['Sea Two', 'Sea One'])
    expect(await sdk.ok(sdk.search_groups({ name: 'sea' }))).toEqual([])
    const listed = await sdk.ok(sdk.all_groups({ ids: new DelimArray(ids), fields: 'id' }))
    expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort())
    const [admin] = await sdk.ok(sdk.search_roles({ name: 'admin', fields: 'id,name' }))
    expect(admin).toEqual({ id: '2', name: 'Admin' })
    const counted = await sdk.ok(sdk.search_roles_with_user_count({ id: '2' }))
    expect(counted[0]?.user_count).toBe(1)
    const sets = await sdk.ok(sdk.search_permission_sets({ built_in: true, fields: 'name' }))
    expect(sets).toContainEqual({ name: 'Admin' })
    const models = await sdk.ok(sdk.search_model_sets({ all_access: true, fields: 'name' }))
    expect(models).toEqual([{ name: 'All' }])
    const [known] = await sdk.ok(sdk.search_credentials_email({ email: 'admin@%' }))
    expect(known?.user_id).toBe('1')
  })

  it('find a user by what identifies him', async () => {
    const id = await newUser('Known', 'Person')
    await sdk.ok(sdk.create_user_credentials_email(id, { email: 'Known+Person@testfoo.com' }))
    const user = await sdk.ok(sdk.user_for_credential('email', 'known+person@testfoo.com'))
    expect(user.id).toBe(id)
    const key = await sdk.ok(sdk.create_user_credentials_api3(id))
    expect(key.client_secret).toMatch(/./)
    const keys = await sdk.ok(sdk.all_user_credentials_api3s(id))
    expect(keys.map(({ client_id }) => client_id)).toEqual([key.client_id])
    await sdk.ok(sdk.delete_user_credentials_api3(id, idOf(key)))
    expect(await sdk.ok(sdk.all_user_credentials_api3s(id))).toEqual([])
  })
})

describe("the SDK's own pager", () => {
  const names = Array.from({ length: 7 }, (_, at) => `Page ${at}`)
  const page = () =>
    sdk.search_users({ last_name: 'Paged', sorts: 'first_name', limit: 3, fields: 'first_name' })
  beforeAll(async () => {
    for (const name of names) await newUser(name, 'Paged')
  })

  it('goes to the next, last, previous and first page', async () => {
    const pages = await pager(sdk, page)
    const shown = () => pages.items.map(({ first_name }) => first_name)
    expect([pages.total, pages.pages, pages.page, pages.limit]).toEqual([7, 3, 1, 3])
    expect(shown()).toEqual(names.slice(0, 3))
    await sdk.ok(pages.nextPage())
    expect([pages.page, ...shown()]).toEqual([2, ...names.slice(3, 6)])
    await sdk.ok(pages.lastPage())
    expect([pages.page, pages.more(), ...shown()]).toEqual([3, false, ...names.slice(6)])
    await sdk.ok(pages.prevPage())
    expect(shown()).toEqual(names.slice(3, 6))
    await sdk.ok(pages.firstPage())
    expect([pages.hasRel('prev'), ...shown()]).toEqual([false, ...names.slice(0, 3)])
  })

  it('collects all pages of users, groups and roles', async () => {
    const collected = async <Item>(list: () => Promise<SDKResponse<Item[], IError>>) => {
      const seen: Item[] = []
      const pages = await pageAll(sdk, list, (items) => {
        seen.push(...items)
        return items
      })
      expect(seen).toHaveLength(pages.total)
      return seen
    }
    expect((await collected(page)).map(({ first_name }) => first_name)).toEqual(names)
    const groups = await collected(() => sdk.search_groups({ limit: 2, fields: 'id' }))
    expect(groups).toEqual(await sdk.ok(sdk.search_groups({ fields: 'id' })))
    const roles = await collected(() => sdk.search_roles({ limit: 3, fields: 'id' }))
    expect(roles).toEqual(await sdk.ok(sdk.search_roles({ fields: 'id' })))
    expect(Math.min(groups.length, roles.length)).toBeGreaterThan(3)
  })
})

describe('acting as a user', () => {
  it('by the call itself and back leaves me as it was', async () => {
    const before = await sdk.ok(sdk.me())
    const user = await newUser('Acted')
    const token = await sdk.ok(sdk.login_user(user))
    expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
    await sdk.authSession.login(user)
    expect(await sdk.ok(sdk.session())).toMatchObject({ sudo_user_id: '1' })
    expect((await sdk.ok(sdk.me())).id).toBe(user)
    expect((await refusal(sdk.ok(sdk.create_group({ name: 'Not his' })))).message).toBe('Not found')
    await sdk.authSession.logout()
    expect(await sdk.ok(sdk.me())).toEqual(before)
  })
})
