// The operations on applications: who may call them, what they refuse, and which tokens end.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditRow } from '../../src/audit/audit-row.ts'
import { clientProblems } from '../../src/domain/oauth-client.ts'
import type { UserId } from '../../src/ids.ts'
import { limits } from '../../src/limits.ts'
import { activate, putClient } from '../../src/oauth/client-sql.ts'
import { idText, prepare } from '../../src/store/statement.ts'
import { aPerson, little, type Person } from '../sign-in/browser.ts'
import { byTest, startServer, type TestServer } from '../support/server.ts'
import {
  anApplication,
  codeFor,
  decide,
  lookerCli,
  question,
  redeem,
  refresh,
  target,
  tokensFor,
  visit,
  whose,
} from './application.ts'

let server: TestServer
let person: Person
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  person = await aPerson(server)
})
afterAll(() => server.stop())

const path = '/oauth_client_apps'
const portal = {
  redirect_uri: 'https://portal.example/oauth',
  display_name: 'Portal',
  description: 'Of the company',
  enabled: true,
  group_id: null,
}

describe('an application', () => {
  it('is registered, read, changed and deleted', async () => {
    const before = Date.now()
    const made = await server.api('POST', `${path}/portal.example`, portal)
    expect([made.status, made.json]).toEqual([
      200,
      {
        can: { show: true, update: true, destroy: true },
        client_guid: 'portal.example',
        ...portal,
        tokens_invalid_before: expect.any(String),
        activated_users: [],
      },
    ])
    expect(Date.parse(made.json.tokens_invalid_before)).toBeGreaterThanOrEqual(before - 1000)
    const read = await server.api('GET', `${path}/portal.example`)
    expect(read.json).toEqual(made.json)
    const changed = await server.api('PATCH', `${path}/portal.example`, { display_name: 'Gate' })
    expect(changed.json).toEqual({ ...made.json, display_name: 'Gate' })
    const all = await server.api('GET', `${path}?fields=client_guid,display_name`)
    expect(all.json).toContainEqual({ client_guid: 'portal.example', display_name: 'Gate' })
    expect((await server.api('DELETE', `${path}/portal.example`)).status).toBe(204)
    expect((await server.api('GET', `${path}/portal.example`)).status).toBe(404)
    expect((await server.api('DELETE', `${path}/portal.example`)).status).toBe(204)
    expect((await server.api('PATCH', `${path}/portal.example`, {})).status).toBe(404)
  })

  it('keeps an id that is taken, also when it is registered twice at once', async () => {
    const twice = await Promise.all([1, 2].map(() => server.api('POST', `${path}/twice`, portal)))
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await server.api('POST', `${path}/looker-cli`, portal)).status).toBe(409)
  })

  it.each<[string, object, string]>([
    ['no address', { redirect_uri: undefined }, 'redirect_uri'],
    ['a part of an address', { redirect_uri: '/oauth' }, 'redirect_uri'],
    ['an address without TLS', { redirect_uri: 'http://portal.example/' }, 'redirect_uri'],
    ['a fragment', { redirect_uri: 'https://portal.example/#a' }, 'redirect_uri'],
    ['a user name', { redirect_uri: 'https://a@portal.example/' }, 'redirect_uri'],
    ['a script', { redirect_uri: 'javascript:alert(1)' }, 'redirect_uri'],
    ['data', { redirect_uri: 'data:text/html,1' }, 'redirect_uri'],
    ['a file', { redirect_uri: 'file:///etc/passwd' }, 'redirect_uri'],
    ['a scheme without a dot', { redirect_uri: 'portal:/oauth' }, 'redirect_uri'],
    ['dots in the path', { redirect_uri: 'https://portal.example/a/../b' }, 'redirect_uri'],
    ['a backslash', { redirect_uri: 'https://portal.example\\a' }, 'redirect_uri'],
    ['upper case', { redirect_uri: 'https://Portal.example/' }, 'redirect_uri'],
    ['a line break', { redirect_uri: 'https://portal.example/\n' }, 'redirect_uri'],
    ['no name', { display_name: undefined }, 'display_name'],
    ['a blank name', { display_name: ' ' }, 'display_name'],
    ['a long name', { display_name: 'x'.repeat(256) }, 'display_name'],
    ['an unknown group', { group_id: '999999' }, 'group_id'],
    ['something else as group', { group_id: 'All Users' }, 'group_id'],
  ])('is refused with %s', async (_, fields, field) => {
    const answer = await server.api('POST', `${path}/wrong`, { ...portal, ...fields })
    expect([answer.status, answer.json.errors?.[0]?.field]).toEqual([422, field])
  })

  it('is refused with an id that no client has', async () => {
    for (const id of ['.a', 'a%20b', 'a%3Cb', 'x'.repeat(256), 'a%2Fb']) {
      const { status } = await server.api('POST', `${path}/${id}`, portal)
      expect([id, status === 422 || status === 404]).toEqual([id, true])
    }
  })

  it('may have an address of this computer, or of a program', async () => {
    for (const redirect_uri of ['http://localhost:8000/callback', 'com.example.app:/oauth']) {
      const app = await anApplication(server, { redirect_uri })
      expect((await visit(person.browser, question(app))).status).toBe(200)
      const code = await codeFor(person.browser, app)
      expect((await redeem(server, app, code)).status).toBe(200)
    }
  })

  it('has texts of at most these lengths', () => {
    const of = (fields: object) =>
      clientProblems({ ...portal, ...fields }).map(({ field }) => field)
    const uri = (length: number) => `https://portal.example/${'x'.repeat(length - 23)}`
    const description = 'x'.repeat(limits.oauth_description_characters)
    const redirect_uri = uri(limits.redirect_uri_characters)
    expect(of({ description, redirect_uri })).toEqual([])
    expect(of({ description: `${description}x` })).toEqual(['description'])
    expect(of({ redirect_uri: `${redirect_uri}x` })).toEqual(['redirect_uri'])
  })
})

it('there are at most so many', async () => {
  const full = await startServer({ passwordCost: little })
  try {
    const { db, now } = full.running.server
    const statements = Array.from({ length: limits.oauth_clients }, (_, at) =>
      putClient({
        ...{ ...portal, client_guid: `client-${at}` },
        ...{ origin: null, tokens_invalid_before: 0 },
      }),
    )
    await db.commit({ statements, audit: auditRow(byTest(now()), {}), changesAuthority: false })
    const { status, json } = await full.api('POST', `${path}/one-more`, portal)
    expect([status, json.errors[0].field]).toEqual([422, 'client_guid'])
  } finally {
    await full.stop()
  }
})

describe('a client that is built in', () => {
  it('may be disabled, not moved, and comes back when it is deleted', async () => {
    const change = (fields: object) => server.api('PATCH', `${path}/com.looker.cli`, fields)
    expect((await change({ redirect_uri: 'https://evil.example/' })).status).toBe(422)
    expect((await change({ enabled: false })).json.enabled).toBe(false)
    const app = { ...lookerCli, client_id: 'com.looker.cli' }
    expect((await visit(person.browser, question(app))).status).toBe(400)
    const { json } = await server.api('GET', path)
    const ids = json.map(({ client_guid }: { client_guid: string }) => client_guid)
    expect(ids.filter((id: string) => id === 'com.looker.cli')).toHaveLength(1)
    expect((await server.api('DELETE', `${path}/com.looker.cli`)).status).toBe(204)
    expect((await server.api('GET', `${path}/com.looker.cli`)).json.enabled).toBe(true)
  })
})

describe('the tokens of an application end at once', () => {
  it.each<[string, (id: string, group_id: string) => Promise<unknown>, number]>([
    ['when it is disabled', (id) => server.api('PATCH', `${path}/${id}`, { enabled: false }), 401],
    ['when it is deleted', (id) => server.api('DELETE', `${path}/${id}`), 401],
    ['when all are ended', (id) => server.api('DELETE', `${path}/${id}/tokens`), 400],
    [
      'when its address changes',
      (id) => server.api('PATCH', `${path}/${id}`, { redirect_uri: 'https://moved.example/' }),
      400,
    ],
    [
      'when its group changes',
      (id, group_id) => server.api('PATCH', `${path}/${id}`, { group_id }),
      400,
    ],
    [
      'when the person is deactivated',
      (id) => server.api('DELETE', `${path}/${id}/users/${person.user_id}`),
      400,
    ],
  ])('%s', async (_, end, status) => {
    const app = await anApplication(server)
    const code = await codeFor(person.browser, app)
    const tokens = await tokensFor(server, person.browser, app)
    const kept = await tokensFor(server, person.browser, lookerCli)
    await end(app.client_id, '1')
    expect(await whose(server, tokens.access_token)).toBe(401)
    expect((await refresh(server, app, tokens.refresh_token)).status).toBe(status)
    expect((await redeem(server, app, code)).status).toBe(status)
    expect(await whose(server, kept.access_token)).toBe(person.user_id)
  })

  it('and invalidating says since when', async () => {
    const app = await anApplication(server)
    const before = await server.api('GET', `${path}/${app.client_id}`)
    await server.api('DELETE', `${path}/${app.client_id}/tokens`)
    const after = await server.api('GET', `${path}/${app.client_id}`)
    const at = (answer: typeof after) => Date.parse(answer.json.tokens_invalid_before)
    expect(at(after)).toBeGreaterThanOrEqual(at(before))
    expect((await server.api('DELETE', `${path}/nobody/tokens`)).status).toBe(404)
  })

  it('but not when a text of it changes', async () => {
    const app = await anApplication(server)
    const tokens = await tokensFor(server, person.browser, app)
    await server.api('PATCH', `${path}/${app.client_id}`, { description: 'Another', enabled: true })
    expect(await whose(server, tokens.access_token)).toBe(person.user_id)
  })
})

describe('the users of an application', () => {
  const activated = async (id: string) => {
    const { json } = await server.api('GET', `${path}/${id}?fields=activated_users`)
    return json.activated_users.map((user: { id: string }) => user.id)
  }

  it('are those who have allowed it, or were activated', async () => {
    const app = await anApplication(server)
    expect(await activated(app.client_id)).toEqual([])
    await decide(person.browser, app, 'deny')
    expect(await activated(app.client_id)).toEqual([])
    await decide(person.browser, app, 'allow')
    const users = `${path}/${app.client_id}/users`
    for (const id of ['1', '1', person.user_id]) {
      expect((await server.api('POST', `${users}/${id}`)).status).toBe(204)
    }
    expect(await activated(app.client_id)).toEqual(['1', person.user_id])
    for (const [id, status] of [
      ['1', 204],
      ['1', 204],
      ['999999', 404],
    ]) {
      expect((await server.api('DELETE', `${users}/${id}`)).status).toBe(status)
    }
    expect(await activated(app.client_id)).toEqual([person.user_id])
    expect((await server.api('DELETE', `${path}/nobody/users/1`)).status).toBe(404)
    expect((await server.api('POST', `${path}/nobody/users/1`)).status).toBe(404)
    expect((await server.api('POST', `${users}/999999`)).status).toBe(404)
  })

  it('are asked also if somebody has activated them', async () => {
    const app = await anApplication(server)
    await server.api('POST', `${path}/${app.client_id}/users/${person.user_id}`)
    const page = await visit(person.browser, question(app))
    expect([page.status, page.text.includes('allowed this application before')]).toEqual([
      200,
      true,
    ])
    expect(target(await decide(person.browser, app, 'deny'))).toMatchObject({
      error: 'access_denied',
    })
  })

  it('are listed up to a number', async () => {
    const app = await anApplication(server)
    const { db, now } = server.running.server
    const users = Array.from({ length: limits.shown_activated_users + 1 }, () => addUser({}))
    const audit = auditRow(byTest(now()), {})
    const made = await db.commit({ statements: users, audit, changesAuthority: false })
    const ids = (made as { id: string }[][]).map(([row]) => row?.id ?? '')
    const { client_id: client_guid } = app
    const statements = ids.map((user_id) => activate({ client_guid, user_id: user_id as UserId }))
    await db.commit({ statements, audit, changesAuthority: false })
    expect(await activated(client_guid)).toEqual(ids.slice(0, -1))
    const { json } = await server.api('GET', path)
    const one = json.find((client: { client_guid: string }) => client.client_guid === client_guid)
    expect(one.activated_users).toHaveLength(limits.shown_activated_users)
  })
})

const addUser = prepare((writer) =>
  writer
    .insertInto('users')
    .values({
      ...{ first_name: 'A', last_name: 'User', first_name_key: 'a', last_name_key: 'user' },
      ...{ is_disabled: false, timezone: '', created_at: 0 },
      ...{ home_folder_id: null, models_dir_validated: null, ui_state: null },
    })
    .returning(idText('users.id').as('id')),
)
