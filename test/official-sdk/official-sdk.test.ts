// Looker's own SDK for Node, over the network, configured by the looker.ini that the server wrote.
import type { IUserAttribute, IUserAttributeWithValue, Looker40SDK } from '@looker/sdk'
import { DelimArray } from '@looker/sdk-rtl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../support/server.ts'
import { anAttribute, aUser, hidden } from '../support/world.ts'
import { idOf, refusal, startWithSdk } from './sdk.ts'

let server: TestServer
let sdk: Looker40SDK
let stop: () => Promise<void>
beforeAll(async () => {
  ;({ server, sdk, stop } = await startWithSdk())
})
afterAll(() => stop())

const newAttribute = async (definition: Partial<IUserAttribute> & { name: string }) =>
  idOf(
    await sdk.ok(
      sdk.create_user_attribute({ label: definition.name, type: 'string', ...definition }),
    ),
  )
const newUser = async (first_name: string, last_name = 'Tester') =>
  idOf(await sdk.ok(sdk.create_user({ first_name, last_name })))
const newGroup = async (name: string) => idOf(await sdk.ok(sdk.create_group({ name })))
const values = (user_id: string, attribute: string, all_values = false) =>
  sdk.ok(
    sdk.user_attribute_user_values({
      user_id,
      user_attribute_ids: new DelimArray([attribute]),
      all_values,
    }),
  )
const first = async (
  user_id: string,
  attribute: string,
): Promise<Partial<IUserAttributeWithValue>> => {
  const [row, ...others] = await values(user_id, attribute)
  expect(others).toEqual([])
  return row ?? {}
}

describe('signing in', () => {
  it('happens by itself from looker.ini, and again after signing out', async () => {
    expect(sdk.authSession.isAuthenticated()).toBe(false)
    const me = await sdk.ok(sdk.me())
    expect(sdk.authSession.isAuthenticated()).toBe(true)
    expect(me).toMatchObject({
      id: '1',
      first_name: expect.stringMatching(/./),
      is_disabled: false,
    })
    expect(me.credentials_api3?.length).toBeGreaterThan(0)
    await sdk.authSession.logout()
    expect(sdk.authSession.isAuthenticated()).toBe(false)
    expect(await sdk.ok(sdk.me())).toEqual(me)
  })

  it('answers the asked fields of me only', async () => {
    const me = await sdk.ok(sdk.me('id,first_name,last_name'))
    expect(Object.keys(me).sort()).toEqual(['first_name', 'id', 'last_name'])
  })
})

describe('precedence', () => {
  it('is seen by the SDK to change with each value that is deleted', async () => {
    const names = ['Strong', 'Weak', 'Outer', 'Inner']
    const [strong = '', weak = '', outer = '', inner = ''] = await Promise.all(names.map(newGroup))
    await sdk.ok(sdk.add_group_group(outer, { group_id: inner }))
    const user = await newUser('Precedence')
    for (const group of [strong, weak, inner]) {
      const member = await sdk.ok(sdk.add_group_user(group, { user_id: user }))
      expect(member.group_ids).toContain(group)
    }
    const attribute = await newAttribute({ name: 'sdk_region', default_value: 'default' })

    expect(await first(user, attribute)).toMatchObject({ value: 'default', source: 'Default' })
    const rows = await sdk.ok(
      sdk.set_user_attribute_group_values(attribute, [
        { group_id: strong, value: 'strong' },
        { group_id: outer, value: 'nested' },
        { group_id: weak, value: 'weak' },
      ]),
    )
    expect(rows.map(({ rank, value }) => [rank, value])).toEqual([
      [1, 'strong'],
      [2, 'nested'],
      [3, 'weak'],
    ])
    const set = await sdk.ok(sdk.set_user_attribute_user_value(user, attribute, { value: 'own' }))
    expect(set).toMatchObject({ value: 'own', rank: -1, source: 'User Setting' })
    expect(await first(user, attribute)).toEqual(set)
    const path = await values(user, attribute, true)
    expect(path.map(({ value }) => value)).toEqual(['own', 'strong', 'nested', 'weak', 'default'])

    expect(await sdk.ok(sdk.delete_user_attribute_user_value(user, attribute))).toBe('')
    for (const [group, next] of [
      [strong, 'nested'],
      [outer, 'weak'],
      [weak, 'default'],
    ] as const) {
      await sdk.ok(sdk.delete_user_attribute_group_value(group, attribute))
      expect(await first(user, attribute)).toMatchObject({ value: next })
    }
    await sdk.ok(
      sdk.update_user_attribute(attribute, {
        name: 'sdk_region',
        label: 'Region',
        type: 'string',
        default_value: '',
      }),
    )
    expect(await first(user, attribute)).toMatchObject({ source: 'No Value', value: '' })
  })

  it('takes a group value one by one, with the last rank', async () => {
    const attribute = await newAttribute({ name: 'sdk_single' })
    const group = await newGroup('Single')
    await sdk.ok(sdk.update_user_attribute_group_value('1', attribute, { value: 'all' }))
    const row = await sdk.ok(
      sdk.update_user_attribute_group_value(group, attribute, { value: 'one' }),
    )
    expect(row).toMatchObject({ group_id: group, rank: 2, value: 'one' })
    const list = await sdk.ok(sdk.all_user_attribute_group_values(attribute))
    expect(list.map(({ group_id }) => group_id)).toEqual(['1', group])
    expect(await sdk.ok(sdk.set_user_attribute_group_values(attribute, []))).toEqual([])
  })

  it('asks for several attributes by the list type of the SDK', async () => {
    const user = await newUser('Several')
    const ids = new DelimArray(['3', '1'])
    const rows = await sdk.ok(
      sdk.user_attribute_user_values({
        user_id: user,
        user_attribute_ids: ids,
        fields: 'name,value',
      }),
    )
    expect(rows).toEqual([
      { name: 'first_name', value: 'Several' },
      { name: 'email', value: '' },
    ])
  })
})

describe('definitions', () => {
  it('are created, read, sorted, changed by their own answer, and deleted', async () => {
    const id = await newAttribute({ name: 'sdk_defined', type: 'number', default_value: '24' })
    const read = await sdk.ok(sdk.user_attribute(id))
    expect(read).toMatchObject({ id, name: 'sdk_defined', type: 'number', default_value: '24' })
    expect(await sdk.ok(sdk.update_user_attribute(id, read))).toEqual(read)
    const all = await sdk.ok(sdk.all_user_attributes({ sorts: 'name', fields: 'name' }))
    const names = all.map(({ name }) => name)
    expect(names).toEqual([...names].sort())
    await sdk.ok(sdk.delete_user_attribute(id))
    await expect(sdk.ok(sdk.user_attribute(id))).rejects.toThrow('Not found')
  })

  it('keep a hidden value to themselves', async () => {
    const { id } = await anAttribute(server, { ...hidden, default_value: 'word' })
    expect((await sdk.ok(sdk.user_attribute(id))).default_value).toBe('DEFAULT_IS_SET')
    const set = await sdk.ok(sdk.set_user_attribute_user_value('1', id, { value: 'password' }))
    expect(set.value).toBeNull()
  })
})

describe('acting as others', () => {
  it('shows them as me, one after the other, and comes back to an unchanged me', async () => {
    const [one, other] = [await newUser('SudoA'), await newUser('SudoB')]
    const auth = sdk.authSession
    const before = await sdk.ok(sdk.me())
    await auth.login(one)
    expect((await sdk.ok(sdk.me())).id).toBe(one)
    await auth.login(other)
    expect((await sdk.ok(sdk.me())).id).toBe(other)
    await auth.logout()
    expect(auth.isAuthenticated()).toBe(true)
    expect(await sdk.ok(sdk.me())).toEqual(before)
    await auth.login(one)
    await auth.login()
    expect(await sdk.ok(sdk.me())).toEqual(before)
  })

  it('has their rights', async () => {
    const attribute = await newAttribute({ name: 'sdk_editable', user_can_edit: true })
    const fixed = await newAttribute({ name: 'sdk_fixed', user_can_view: true })
    const user = await aUser(server)
    await sdk.authSession.login(user)
    const mine = await sdk.ok(sdk.set_user_attribute_user_value(user, attribute, { value: 'mine' }))
    expect(mine.value).toBe('mine')
    const denied = await refusal(
      sdk.ok(sdk.set_user_attribute_user_value(user, fixed, { value: 'x' })),
    )
    expect(denied.message).toMatch(/^Permission Denied/)
    await sdk.authSession.logout()
    expect(await first(user, attribute)).toMatchObject({ value: 'mine' })
  })
})

describe('errors', () => {
  it('of what is not there say so, with their page', async () => {
    const error = await refusal(sdk.ok(sdk.user_attribute('999999')))
    expect(error.name).toBe('LookerSDKError')
    expect(error.message).toBe('Not found: there is no user attribute 999999.')
    expect(error.documentation_url).toMatch(
      /\/err\/4\.0\/404\/get\/user_attributes\/:user_attribute_id$/,
    )
  })

  it('of validation list the fields', async () => {
    const attribute = await newAttribute({ name: 'sdk_number', type: 'number' })
    const error = await refusal(
      sdk.ok(sdk.set_user_attribute_user_value('1', attribute, { value: 'many' })),
    )
    expect(error.name).toBe('LookerSDKError')
    expect(error.message).toMatch(/^Validation Failed/)
    expect(error.errors).toMatchObject([
      { field: 'value', code: 'invalid', documentation_url: error.documentation_url },
    ])
  })

  it('of an empty domain allowlist use the words that the suites look for (looker 3.12)', async () => {
    const error = await refusal(
      newAttribute({ name: 'git_username', hidden_value_domain_whitelist: '' }),
    )
    expect(`${error.message} ${JSON.stringify(error.errors)}`).toMatch(
      /hidden_value_domain_whitelist must be a comma-separated list of urls with optional wildcards/,
    )
    expect(error.errors).toHaveLength(1)
  })

  it('come as values, too, for callers who do not want them thrown', async () => {
    const answer = await sdk.user_attribute('999999')
    expect(answer.ok).toBe(false)
  })
})
