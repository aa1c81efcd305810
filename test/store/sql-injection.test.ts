// No text from a caller becomes SQL, neither as a parameter or a field nor as a name in a path (T-15).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnyRoute } from '../../src/http/route.ts'
import { routes } from '../../src/routes.ts'
import { ask, together } from '../support/in-process.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { tableDigests } from '../support/table-digests.ts'
import { aGroup, anAttribute, aRole, aUser } from '../support/world.ts'
import { sqlPayloads } from './sql-payloads.ts'

let server: TestServer
let group: string
let user: string
let attribute: string
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  group = await aGroup(server)
  user = await aUser(server, { first_name: 'Ada', last_name: 'Test', email: 'ada@example.com' })
  attribute = (await anAttribute(server)).id
  await aRole(server, ['explore'], [group])
  await server.api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value: 'x' })
})
afterAll(() => server.stop())

const readers = (routes as unknown as AnyRoute<unknown>[]).filter(({ method }) => method === 'GET')

/** Every address of a reading route with the payload in one place and existing objects in the others. */
function targets(route: AnyRoute<unknown>, payload: string): string[] {
  const text = encodeURIComponent(payload)
  const things: Record<string, string> = {
    group_id: group,
    user_id: user,
    user_attribute_id: attribute,
    api_version: '4.0',
    specification: 'openapi.json',
  }
  const filled = (odd?: string) =>
    (route.path as string).replace(/\{(\w+)\}/g, (_, name: string) =>
      name === odd ? text : (things[name] ?? '1'),
    )
  const parameters = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  return [
    ...Object.keys(route.query ?? {}).map((name) => `${filled()}?${name}=${text}`),
    ...parameters.map((name) => filled(name)),
  ]
}

/** Asks again while a machine that has stood still makes the server refuse what has waited. */
async function statusOf(path: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    const { status } = await ask(server, { path, token: server.token })
    if (status !== 503 || tries === 5) return status
  }
}

describe('a payload in an address', () => {
  it('changes no table and fails nothing', async () => {
    const before = tableDigests(server.directory)
    const wrong: string[] = []
    const jobs = readers.flatMap((route) =>
      sqlPayloads.flatMap((payload) =>
        targets(route, payload).map((path) => async () => {
          const status = await statusOf(path)
          if (![200, 400, 404].includes(status)) wrong.push(`${status} ${path}`)
        }),
      ),
    )
    expect(jobs.length).toBeGreaterThan(300 * 100)
    await together(4, jobs)
    expect(wrong.slice(0, 10)).toEqual([])
    expect(tableDigests(server.directory)).toEqual(before)
  })

  it.each([
    ['/users/search', 'first_name'],
    ['/users/search', 'last_name'],
    ['/users/search', 'email'],
    ['/groups/search', 'name'],
    ['/roles/search', 'name'],
    ['/permission_sets/search', 'name'],
    ['/model_sets/search', 'name'],
    ['/credentials_email/search', 'email'],
  ])('of %s as %s matches nothing', async (path, name) => {
    for (const payload of sqlPayloads.filter((text) => !/[%_]/.test(text))) {
      const target = `${path}?${name}=${encodeURIComponent(payload)}`
      const { status, text } = await ask(server, { path: target, token: server.token })
      expect([payload, status, text]).toEqual([payload, 200, '[]'])
    }
  })
})

/** By kind of object: its path, its fields, and the tables that a legitimate change writes. */
const writes: [string, () => string, readonly string[], readonly string[]][] = [
  [
    'a user',
    () => `/users/${user}`,
    ['first_name', 'last_name'],
    ['users', 'past_users', 'audit_texts'],
  ],
  ['a group', () => `/groups/${group}`, ['name'], ['groups', 'past_groups']],
  [
    'an attribute',
    () => `/user_attributes/${attribute}`,
    ['label', 'default_value'],
    ['user_attributes', 'past_attributes'],
  ],
  [
    'the value of a user',
    () => `/users/${user}/attribute_values/${attribute}`,
    ['value'],
    ['user_attribute_user_values'],
  ],
  [
    'the value of a group',
    () => `/groups/${group}/attribute_values/${attribute}`,
    ['value'],
    ['user_attribute_group_values', 'past_group_values'],
  ],
]
/** Every change adds an audit row; some are moments of the past, and some raise the version of the catalogue. */
const always = ['audit', 'audit_chains', 'catalogue', 'moments']

describe('a payload in a body', () => {
  it.each(writes)(
    'of %s is stored as it is and reaches no other table',
    async (_, path, fields, tables) => {
      const rest = [...always, ...tables]
      const before = tableDigests(server.directory, rest)
      for (const payload of sqlPayloads) {
        const body = Object.fromEntries(fields.map((field) => [field, payload]))
        const { status, json } = await server.api('PATCH', path(), body)
        expect([payload, status]).toEqual([payload, 200])
        expect(json).toMatchObject(body)
      }
      expect(tableDigests(server.directory, rest)).toEqual(before)
    },
  )
})
