// Users, groups and roles through the official SDK.
import type { Looker40SDK } from '@looker/sdk'
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
    expect((await refusal(sdk.ok(sdk.user(id)))).message).toBe('Not found')
  })

  it('belong to groups that nest without circles', async () => {
    const [outer, inner] = [await newGroup('Circle Outer'), await newGroup('Circle Inner')]
    const child = await sdk.ok(sdk.add_group_group(outer, { group_id: inner }))
    expect(child.id).toBe(inner)
    const circle = await refusal(sdk.ok(sdk.add_group_group(inner, { group_id: outer })))
    expect(circle.message).toContain('it would contain itself')
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
