// What ends the tokens of an application: whatever ends the rights of the person, or their consent.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { auditRow } from '../../src/audit/audit-row.ts'
import { revokeEverything } from '../../src/backup/sql.ts'
import { aPerson, little, type Person } from '../sign-in/browser.ts'
import { byTest, startServer, type TestServer } from '../support/server.ts'
import {
  type Application,
  anApplication,
  codeFor,
  redeem,
  refresh,
  tokensFor,
  whose,
} from './application.ts'

let server: TestServer
let app: Application
let person: Person
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  app = await anApplication(server)
})
beforeEach(async () => {
  person = await aPerson(server)
})
afterAll(() => server.stop())

const invalidGrant = { error: 'invalid_grant', error_description: expect.any(String) }

describe('the tokens of an application end', () => {
  const dead = async (tokens: { access_token: string; refresh_token: string }) => {
    expect(await whose(server, tokens.access_token)).toBe(401)
    expect((await refresh(server, app, tokens.refresh_token)).json).toEqual(invalidGrant)
  }

  it('when the person is disabled, and stay so', async () => {
    const code = await codeFor(person.browser, app)
    const tokens = await tokensFor(server, person.browser, app)
    await server.api('PATCH', `/users/${person.user_id}`, { is_disabled: true })
    await dead(tokens)
    expect((await redeem(server, app, code)).json).toEqual(invalidGrant)
    await server.api('PATCH', `/users/${person.user_id}`, { is_disabled: false })
    await dead(tokens)
    expect((await redeem(server, app, code)).json).toEqual(invalidGrant)
  })

  it('when the person is deleted', async () => {
    const tokens = await tokensFor(server, person.browser, app)
    await server.api('DELETE', `/users/${person.user_id}`)
    await dead(tokens)
  })

  it('when the person chooses another password', async () => {
    const tokens = await tokensFor(server, person.browser, app)
    const path = `/users/${person.user_id}/credentials_email/password_reset`
    const { json } = await server.api('POST', path)
    const link = new URL(json.password_reset_url).hash.replace('#token=', '')
    await person.browser.send('PUT', '/link', { token: link, password: 'another long password' })
    await dead(tokens)
  })

  it('in a backup', async () => {
    const tokens = await tokensFor(server, person.browser, app)
    const { db, now } = server.running.server
    const audit = auditRow(byTest(now()), {})
    // Others than grants are revoked, too, among them the token of this test.
    const statements = revokeEverything.filter(({ text }) => text.includes('oauth_grants'))
    await db.commit({ statements, audit, changesAuthority: true })
    await dead(tokens)
  })

  it('when the application signs out', async () => {
    const tokens = await tokensFor(server, person.browser, app)
    const { api } = server.callerWith(tokens.access_token)
    expect((await api('DELETE', '/logout', undefined, { base: '/api' })).status).toBe(204)
    await dead(tokens)
  })

  it('with the tokens for acting as others that it has got', async () => {
    await server.api('PUT', `/users/${person.user_id}/roles`, ['2'])
    const other = await aPerson(server)
    const tokens = await tokensFor(server, person.browser, app)
    const { json } = await server
      .callerWith(tokens.access_token)
      .api('POST', `/login/${other.user_id}`)
    expect(await whose(server, json.access_token)).toBe(other.user_id)
    await server.api('DELETE', `/oauth_client_apps/${app.client_id}/users/${person.user_id}`)
    expect(await whose(server, json.access_token)).toBe(401)
    await dead(tokens)
  })

  it('when the person leaves the group that the application is for, or the group is deleted', async () => {
    const { json: group } = await server.api('POST', '/groups', { name: `of ${person.user_id}` })
    const closed = await anApplication(server, { group_id: group.id })
    await server.api('POST', `/groups/${group.id}/users`, { user_id: person.user_id })
    const tokens = await tokensFor(server, person.browser, closed)
    expect(await whose(server, tokens.access_token)).toBe(person.user_id)
    await server.api('DELETE', `/groups/${group.id}/users/${person.user_id}`)
    expect(await whose(server, tokens.access_token)).toBe(401)
    expect((await refresh(server, closed, tokens.refresh_token)).json).toEqual(invalidGrant)
    await server.api('POST', `/groups/${group.id}/users`, { user_id: person.user_id })
    expect((await refresh(server, closed, tokens.refresh_token)).status).toBe(200)
    const more = await tokensFor(server, person.browser, closed)
    await server.api('DELETE', `/groups/${group.id}`)
    expect(await whose(server, more.access_token)).toBe(401)
    expect((await refresh(server, closed, more.refresh_token)).json).toEqual(invalidGrant)
  })
})
