// Who sees which changes in the history.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../src/history/shapes.ts'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

type Row = Record<string, string>

const base = { base: '/api/attrium/1.0' }
type Asker = Pick<Caller, 'api'>
const ask = (query = '', caller: Asker = server) =>
  caller.api('GET', `/history${query}`, undefined, base)

async function historyOf(query = '', caller: Asker = server): Promise<HistoryEntry[]> {
  const { status, json } = await ask(query, caller)
  expect([status, json.message]).toEqual([200, undefined])
  return json.history
}

const done = async (method: string, path: string, body?: unknown) => {
  const { status, json } = await server.api(method, path, body)
  expect([status, json?.message]).toEqual([status < 300 ? status : 200, undefined])
  return json
}

describe('the callers', () => {
  let user: string
  let other: string
  let seen: string
  let unseen: string
  let group: string
  const callers = new Map<string, Caller>()
  beforeAll(async () => {
    const roles: Record<string, string[]> = {
      nobody: [],
      values: ['manage_user_attributes'],
      groups: ['manage_groups'],
      roles: ['manage_roles'],
      people: ['see_users'],
      valuesAndPeople: ['manage_user_attributes', 'see_users'],
    }
    for (const [name, permissions] of Object.entries(roles)) {
      const role = permissions.length === 0 ? [] : [await aRole(server, permissions)]
      const id = await aUser(server, { first_name: name, roles: role })
      if (name === 'nobody') user = id
      callers.set(name, await server.signIn(id))
    }
    other = await aUser(server, { first_name: 'Other', email: 'other@where.example' })
    seen = (await anAttribute(server, { user_can_view: true })).id
    unseen = (await anAttribute(server)).id
    group = await aGroup(server)
    for (const id of [seen, unseen]) {
      for (const holder of [user, other]) {
        await done('PATCH', `/users/${holder}/attribute_values/${id}`, { value: `of ${holder}` })
      }
    }
    await done('POST', `/groups/${group}/users`, { user_id: user })
    await done('PUT', `/users/${other}/roles`, [])
    await done('PATCH', `/users/${user}`, {
      ...{ last_name: 'Changed', locale: 'de', models_dir_validated: true },
    })
    await done('PATCH', `/groups/${group}/attribute_values/${seen}`, { value: 'of the group' })
  })

  const kindsFor = async (name: string, query = '?limit=1000') =>
    [
      ...new Set((await historyOf(query, callers.get(name))).map(({ operation }) => operation)),
    ].sort()

  it('see what they manage', async () => {
    const values = /attribute|^update_user$|^create_user$|seal/
    for (const kind of await kindsFor('values')) expect(kind).toMatch(values)
    expect(await kindsFor('values')).toContain('update_user_attribute_group_value')
    for (const kind of await kindsFor('groups')) expect(kind).toMatch(/group/)
    expect(await kindsFor('groups')).toContain('add_group_user')
    expect(await kindsFor('groups')).not.toContain('update_user_attribute_group_value')
    for (const kind of await kindsFor('roles')) expect(kind).toMatch(/role|set$/)
    const all = await kindsFor('roles', '?limit=1000')
    expect(all.filter((kind) => /attribute|group$|^login|credential|_user$/.test(kind))).toEqual([])
    const adminSees = new Set((await historyOf('?limit=1000')).map(({ operation }) => operation))
    for (const kind of ['login', 'add_group_user', 'update_user']) expect(adminSees).toContain(kind)
  })

  it.each(['nobody', 'people'])(
    '%s sees their own values that they may view, and nothing else',
    async (name) => {
      const caller = callers.get(name) as Caller
      const me = (await caller.api('GET', '/user')).json.id
      for (const entry of await historyOf('?limit=1000', caller)) {
        expect(entry).toMatchObject({
          user: { user_id: me },
          changes: [],
          thing: null,
          group: null,
        })
        expect(entry.attribute?.user_attribute_id).not.toBe(unseen)
      }
      const own = await historyOf('', callers.get('nobody'))
      expect(own.map(({ attribute }) => attribute?.user_attribute_id)).toContain(seen)
      expect(own.map(({ new_value }) => new_value)).toContain('de')
      expect(own.every(({ actor }) => actor === null)).toBe(true)
      expect(JSON.stringify(own)).not.toContain('Attrium Admin')
    },
  )

  /** The refusal of a question, by its status and its problems. */
  const refusal = async (query: string, caller?: Caller) => {
    const { status, json } = await ask(query, caller)
    return [status, json.errors?.map(({ field, message }: Row) => [field, message])]
  }

  it('who manage nothing ask about nobody else, and learn of nobody', async () => {
    const nobody = callers.get('nobody')
    const alone = [422, [['user', 'user: you may ask about yourself alone.']]]
    for (const named of [other, '999999', 'maya', 'other@where.example', 'no@where.example']) {
      expect([named, await refusal(`?user=${named}`, nobody)]).toEqual([named, alone])
    }
    const hiddenGroup = await aGroup(server)
    for (const [query, field] of [
      [`?attribute=${unseen}`, 'attribute'],
      ['?attribute=999999', 'attribute'],
      [`?group=${hiddenGroup}`, 'group'],
      ['?group=999999', 'group'],
    ]) {
      const told = [[field, `${field}: there is no such ${field}.`]]
      expect([query, await refusal(query as string, nobody)]).toEqual([query, [422, told]])
    }
    for (const named of ['1', '999999', 'other@where.example', 'no@where.example']) {
      const told = 'actor: to ask what others did you need the permission see_users.'
      for (const name of ['nobody', 'values']) {
        const refused = await refusal(`?actor=${named}`, callers.get(name))
        expect([named, refused]).toEqual([named, [422, [['actor', told]]]])
      }
    }
    expect((await ask(`?user=${user}&actor=${user}`, nobody)).status).toBe(200)
    expect((await ask('', { api: server.stranger })).status).toBe(401)
  })

  it('are told every parameter that names nothing, and never what they wrote', async () => {
    const query = '?user=SECRET@x.y&attribute=SECRET&group=SECRET&actor=SECRET@x.y'
    const { status, text, json } = await ask(query)
    expect([status, json.errors.map(({ field, code }: Row) => [field, code])]).toEqual([
      422,
      ['user', 'attribute', 'group', 'actor'].map((field) => [field, 'invalid']),
    ])
    expect(text).not.toContain('SECRET')
    expect(await refusal('?user=other@where.example', callers.get('people'))).toEqual([
      422,
      [['user', 'user: you may ask about yourself alone.']],
    ])
    for (const named of ['other@where.example', 'no@where.example']) {
      const [status, [problem] = []] = await refusal(`?user=${named}`, callers.get('values'))
      expect([status, problem?.[1]]).toEqual([
        422,
        'user: there is no such user; to name others by e-mail address or embed id you need the permission see_users.',
      ])
    }
    const { status: seen } = await ask('?user=other@where.example', callers.get('valuesAndPeople'))
    expect(seen).toBe(200)
  })

  it('see names of others only if they may see users', async () => {
    const [mine] = await historyOf(`?user=${other}&attribute=${seen}`, callers.get('values'))
    expect(mine).toMatchObject({ actor: null, user: { user_id: other, display_name: null } })
    expect(mine?.sentence).toMatch(/^Somebody set /)
    const [theirs] = await historyOf(
      `?user=${other}&attribute=${seen}`,
      callers.get('valuesAndPeople'),
    )
    expect(theirs).toMatchObject({ actor: { display_name: 'Attrium Admin' } })
  })

  it('who manage values see no other field of a user who was changed together with a value', async () => {
    const rows = await historyOf(
      `?user=${user}&operation=update_user`,
      callers.get('valuesAndPeople'),
    )
    expect(rows).toMatchObject([{ new_value: 'de', changes: [] }])
    expect(JSON.stringify(rows)).not.toContain('last_name')
  })
})

it('nobody is told that they did what somebody did who was acting as them', async () => {
  const { id } = await anAttribute(server, { user_can_view: true, user_can_edit: true })
  const user = await aUser(server, { first_name: 'Maya' })
  const self = await server.signIn(user)
  const path = `/users/${user}/attribute_values/${id}`
  const { json } = await server.api('POST', `/login/${user}`)
  await server.callerWith(json.access_token).api('PATCH', path, { value: 'by sudo' })
  await self.api('PATCH', path, { value: 'by self' })
  const actors = async (query: string, caller: Asker) =>
    (await historyOf(`?attribute=${id}&user=${user}${query}`, caller)).map(({ actor }) => [
      actor?.user_id,
      actor?.sudo_by,
    ])
  expect(await actors('', server)).toEqual([
    [user, null],
    [user, '1'],
  ])
  expect(await actors('', self)).toEqual([
    [user, null],
    [undefined, undefined],
  ])
  expect(await actors(`&actor=${user}`, self)).toEqual([[user, null]])
  expect((await historyOf(`?attribute=${id}`, self))[1]?.sentence).toMatch(/^Somebody set /)
  expect((await historyOf(`?attribute=${id}`, server))[1]?.sentence).toMatch(
    /^Attrium Admin, acting as .+, set /,
  )
})
