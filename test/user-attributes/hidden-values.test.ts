// Nobody can ever read a value of a hidden attribute (looker 1.17, 3.9, 3.10).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnyRoute } from '../../src/http/route.ts'
import { routes } from '../../src/routes.ts'
import { prepare } from '../../src/store/statement.ts'
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, hidden } from '../support/world.ts'

let server: TestServer
let group: string
let user: string
let id: string
let callers: Record<string, Caller>

const canary = (source: string) => `canary-of-the-${source}`
const isCanary = /canary/i

beforeAll(async () => {
  server = await startServer()
  group = await aGroup(server)
  user = await aUser(server, { groups: [group] })
  id = (
    await anAttribute(server, {
      name: 'secret',
      user_can_edit: true,
      default_value: canary('default'),
      ...hidden,
    })
  ).id
  const role = await aRole(server, ['manage_user_attributes', 'see_users'])
  callers = {
    admin: server,
    manager: await server.signIn(await aUser(server, { roles: [role] })),
    owner: await server.signIn(user),
  }
  await server.api('PATCH', path(), { value: canary('user') })
  await server.api('PATCH', groupPath(), { value: canary('group') })
})
afterAll(() => server.stop())

const path = () => `/users/${user}/attribute_values/${id}`
const groupPath = () => `/groups/${group}/attribute_values/${id}`
const list = (query: string, who: Caller = server) =>
  who.api('GET', `/users/${user}/attribute_values?user_attribute_ids=${id}${query}`)

describe('a hidden value', () => {
  it('is null from user and group, a fixed word from the default, empty from nowhere (looker 1.17)', async () => {
    for (const caller of Object.values(callers)) {
      const { json } = await list('&all_values=true', caller)
      expect(json.map((row: Record<string, unknown>) => [row['source'], row['value']])).toEqual([
        ['User Setting', null],
        [expect.stringMatching(/^Group: /), null],
        ['Default', 'DEFAULT_IS_SET'],
      ])
      expect(json[0].hidden_value_domain_whitelist).toBe('https://example.com/*')
    }
    const unset = await anAttribute(server, hidden)
    const rows = await server.api(
      'GET',
      `/users/1/attribute_values?user_attribute_ids=${unset.id}&include_unset=true`,
    )
    expect(rows.json).toMatchObject([{ value: '', source: 'No Value' }])
  })

  it('shows of a default that it is set, and takes that word back without storing it (looker 3.9)', async () => {
    const { json } = await server.api('GET', `/user_attributes/${id}`)
    expect(json.default_value).toBe('DEFAULT_IS_SET')
    const again = await server.api('PATCH', `/user_attributes/${id}`, json)
    expect(again.json).toEqual(json)
    expect(await storedDefault()).toBe(canary('default'))
    const none = await anAttribute(server, hidden)
    expect((await server.api('GET', `/user_attributes/${none.id}`)).json.default_value).toBeNull()
  })

  it('stays hidden: it cannot be shown again (looker 3.10)', async () => {
    const { status, json } = await server.api('PATCH', `/user_attributes/${id}`, {
      value_is_hidden: false,
    })
    expect(status).toBe(422)
    expect(json.errors).toMatchObject([{ field: 'value_is_hidden', code: 'invalid' }])
  })

  it.each(['user', 'group', 'default'])(
    'that a %s had before the attribute was hidden is hidden too',
    async (source) => {
      const shown = await anAttribute(server, { default_value: canary('default') })
      const values = `/users/${user}/attribute_values`
      await server.api('PATCH', `${values}/${shown.id}`, { value: canary('user') })
      await server.api('PATCH', `/groups/${group}/attribute_values/${shown.id}`, {
        value: canary('group'),
      })
      await server.api('PATCH', `/user_attributes/${shown.id}`, hidden)
      const { text } = await server.api(
        'GET',
        `${values}?user_attribute_ids=${shown.id}&all_values=true`,
      )
      expect(text).not.toContain(canary(source))
    },
  )
})

describe('hiding', () => {
  const body = () => ({ name: `hiding_${++count}`, type: 'string', value_is_hidden: true })
  let count = 0
  const create = (more: object) => server.api('POST', '/user_attributes', { ...body(), ...more })

  it('needs a domain allowlist (looker 3.11)', async () => {
    for (const more of [{}, { hidden_value_domain_whitelist: null }]) {
      const { status, json } = await create(more)
      expect(status).toBe(422)
      expect(json.errors).toMatchObject([
        { field: 'hidden_value_domain_whitelist', code: 'missing_field' },
      ])
    }
    const shown = await anAttribute(server)
    const { json } = await server.api('PATCH', `/user_attributes/${shown.id}`, {
      value_is_hidden: true,
    })
    expect(json.errors).toMatchObject([{ field: 'hidden_value_domain_whitelist' }])
  })

  it.each(['my_domain/route/sub/*', 'https://host/*', 'a.example, *.b.example', 'host:8080/x'])(
    'takes the allowlist %j (looker 3.11)',
    async (hidden_value_domain_whitelist) => {
      expect((await create({ hidden_value_domain_whitelist })).status).toBe(200)
    },
  )

  it.each(['', ' ', ',', 'a,,b', 'two words', 'https://'])(
    'refuses the allowlist %j (looker 3.11, 3.12)',
    async (it) => {
      const { status, json } = await create({ hidden_value_domain_whitelist: it })
      expect(status).toBe(422)
      expect(json.errors).toMatchObject([
        { field: 'hidden_value_domain_whitelist', code: 'invalid' },
      ])
    },
  )

  it.each([
    ['a/*,b/*', 'a/*,b/*', 200],
    ['a/*,b/*', 'b/*', 200],
    ['a/*', 'a/b/*', 200],
    ['a/*', 'a/b', 200],
    ['a/b/*', 'a/*', 422],
    ['a/*', 'a/*,c/*', 422],
    ['a/*', 'c/*', 422],
    ['a/*', '*', 422],
    ['a/*', 'a/../c', 422],
    ['a', 'a/b', 422],
  ])('lets the allowlist %j become %j: %i (looker 3.11)', async (held, wanted, expected) => {
    const { json } = await create({ hidden_value_domain_whitelist: held })
    const changed = await server.api('PATCH', `/user_attributes/${json.id}`, {
      hidden_value_domain_whitelist: wanted,
    })
    expect(changed.status).toBe(expected)
    const after = await server.api('GET', `/user_attributes/${json.id}`)
    expect(after.json.hidden_value_domain_whitelist).toBe(expected === 200 ? wanted : held)
  })
})

describe('the type of a hidden attribute', () => {
  it.each(['user', 'group', 'default'])(
    'stays while there is a %s value, whatever that fits (decision 14)',
    async (source) => {
      const definition = { ...hidden, type: 'yesno' }
      const { id } = await anAttribute(
        server,
        source === 'default' ? { ...definition, default_value: 'yes' } : definition,
      )
      const change = (body: object) => server.api('PATCH', `/user_attributes/${id}`, body)
      const one = `/${source}s/1/attribute_values/${id}`
      if (source !== 'default') await server.api('PATCH', one, { value: 'yes' })
      for (const type of ['string', 'advanced_filter_string', 'number']) {
        const { status, json } = await change({ type, default_value: 'DEFAULT_IS_SET' })
        expect([status, json.errors?.[0]]).toMatchObject([422, { field: 'type', code: 'invalid' }])
      }
      if (source !== 'default') await server.api('DELETE', one)
      const changed = await change({ type: 'number', default_value: '1' })
      expect([changed.status, changed.json.type]).toEqual([200, 'number'])
    },
  )
})

/** Bodies with a canary where it does not fit, so that the refusal could quote it. */
const bodies = [
  { value: canary('body') },
  { value: [canary('body')] },
  { default_value: canary('body'), type: 'number' },
  { type: 'number' },
  { type: 'advanced_filter_number', name: 'Bad Name' },
  [{ group_id: '1', value: canary('body') }],
  [{ group_id: '1', value: canary('body'), rank: 1 }, { group_id: '1' }],
  `{"value":"${canary('body')}`,
]

const order = ['GET', 'PATCH', 'PUT', 'POST', 'DELETE']
const operations: [string, AnyRoute<unknown>][] = [...(routes as AnyRoute<unknown>[])]
  .filter(({ operation }) => operation !== 'logout')
  .sort((one, other) => order.indexOf(one.method) - order.indexOf(other.method))
  .map((route) => [route.operation, route])

describe('no answer of any operation shows a hidden value', () => {
  it.each(operations)('%s', async (_, route) => {
    const number = (await anAttribute(server, { type: 'number', ...hidden })).id
    for (const caller of Object.values(callers)) {
      for (const attribute of [id, number]) {
        for (const answer of await everyAnswer(caller, route, attribute)) {
          expect(answer.status).toBeLessThan(500)
          expect(answer.text).not.toMatch(isCanary)
          expect(JSON.stringify(answer.headers)).not.toMatch(isCanary)
        }
      }
    }
  })
})

const optional =
  'user_can_edit=true&all_values=true&include_unset=true&fields=value,default_value,id'

async function everyAnswer(caller: Caller, route: AnyRoute<unknown>, attribute: string) {
  const target = (route.path as string)
    .replace('{user_attribute_id}', attribute)
    .replace('{user_id}', user)
    .replace('{group_id}', group)
    .replace(/\{\w+\}/g, '1')
  const answers: Answer[] = []
  if (route.method === 'DELETE') {
    // Only operations on values: the others would delete the objects of this test.
    if (route.path.includes('attribute_values')) answers.push(await caller.api('DELETE', target))
    return answers
  }
  for (const query of ['', `?${optional}`]) {
    if (route.body === undefined) answers.push(await caller.api(route.method, target + query))
    else {
      for (const body of bodies) answers.push(await caller.api(route.method, target + query, body))
    }
  }
  return answers
}

const audit = prepare((writer) => writer.selectFrom('audit').selectAll())({})
const defaults = prepare((writer, { name }: { name: string }) =>
  writer
    .selectFrom('user_attributes')
    .select(['default_value', 'default_version'])
    .where('name', '=', name),
)
const storedDefault = async () => {
  const { db, keys } = server.running.server
  const [[row]] = await db.read(defaults({ name: 'secret' }))
  const stored = { value: row?.default_value ?? '', version: row?.default_version ?? null }
  return keys.hidden.open(stored, { user_attribute_id: id })
}

describe('the audit', () => {
  it('has a row per change of a hidden value and none of the values', async () => {
    const secret = await anAttribute(server, hidden)
    const values = `/users/1/attribute_values/${secret.id}`
    const one = `/groups/1/attribute_values/${secret.id}`
    await server.api('PATCH', values, { value: canary('first') })
    await server.api('PATCH', values, { value: canary('second') })
    await server.api('DELETE', values)
    await server.api('PATCH', one, { value: canary('group') })
    await server.api('DELETE', one)
    await server.api('POST', `/user_attributes/${secret.id}/group_values`, [
      { group_id: '1', value: canary('list') },
    ])
    await server.api('PATCH', `/user_attributes/${secret.id}`, { default_value: canary('default') })
    const [all] = await server.running.server.db.read(audit)
    const rows = all.filter((row) => String(row.user_attribute_id) === secret.id)
    expect(rows).toHaveLength(8)
    expect(JSON.stringify(rows)).not.toMatch(isCanary)
  })
})
