// Codes and refresh tokens, and what somebody tries who has got hold of one.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { aPerson, little, type Person } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import {
  type Application,
  anApplication,
  challengeOf,
  codeFor,
  lookerCli,
  redeem,
  refresh,
  token,
  tokensFor,
  verifier,
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
const audited = async (operation: string) => {
  const { json } = await server.api('GET', `/history?user=${person.user_id}`, undefined, {
    base: '/api/attrium/1.0',
  })
  return json.history.filter((row: { operation: string }) => row.operation === operation)
}

describe('a code', () => {
  it('gets the tokens of the person, as clients expect them', async () => {
    const { status, json, headers } = await redeem(server, app, await codeFor(person.browser, app))
    expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
    expect(json).toEqual({
      access_token: expect.stringMatching(/^lkt_/),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^lkr_/),
      scope: 'cors_api',
    })
    expect(await whose(server, json.access_token)).toBe(person.user_id)
    expect(await audited('allow_oauth_client')).toHaveLength(1)
    expect(await audited('redeem_oauth_code')).toHaveLength(1)
  })

  it('may be sent as a form, too', async () => {
    const code = await codeFor(person.browser, app)
    const fields = { grant_type: 'authorization_code', code, code_verifier: verifier, ...app }
    const { status } = await server.stranger('POST', '', new URLSearchParams(fields).toString(), {
      base: '/api/token',
      unchecked: true,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(status).toBe(200)
  })

  it.each([
    ['base64url', challengeOf(verifier)],
    ['base64url with padding, as in TypeScript', `${challengeOf(verifier)}=`],
    ['hexadecimal digits, as in Python', createHash('sha256').update(verifier).digest('hex')],
  ])('takes a challenge in %s', async (_, code_challenge) => {
    const code = await codeFor(person.browser, app, { code_challenge })
    expect((await redeem(server, app, code)).status).toBe(200)
  })

  it('that is replayed ends the tokens of its first use', async () => {
    const code = await codeFor(person.browser, app)
    const { json } = await redeem(server, app, code)
    expect(await whose(server, json.access_token)).toBe(person.user_id)
    const again = await redeem(server, app, code)
    expect([again.status, again.json]).toEqual([400, invalidGrant])
    expect(await whose(server, json.access_token)).toBe(401)
    expect((await refresh(server, app, json.refresh_token)).json).toEqual(invalidGrant)
    expect(await audited('end_oauth_grant')).toHaveLength(1)
  })

  it('works once when it is sent twice at once', async () => {
    const code = await codeFor(person.browser, app)
    const both = await Promise.all([redeem(server, app, code), redeem(server, app, code)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
    const { json } = both.find(({ status }) => status === 200) ?? { json: {} }
    expect(await whose(server, json.access_token)).toBe(401)
  })

  it('of one client is of no use to another', async () => {
    const other = await anApplication(server)
    const code = await codeFor(person.browser, app)
    const { client_id } = other
    expect((await redeem(server, app, code, { client_id })).json).toEqual(invalidGrant)
    expect((await redeem(server, other, code)).json).toEqual(invalidGrant)
    expect((await redeem(server, app, code)).status).toBe(200)
  })

  it('needs the address that it was sent to', async () => {
    const code = await codeFor(person.browser, app)
    for (const redirect_uri of [undefined, '', `${app.redirect_uri}/`, lookerCli.redirect_uri]) {
      expect((await redeem(server, app, code, { redirect_uri })).json).toEqual(invalidGrant)
    }
  })

  it.each([
    ['another', 'another-verifier-of-the-application-0123456'],
    ['the challenge in place of the', challengeOf(verifier)],
    ['a short', 'short'],
    ['an empty', ''],
    ['no', undefined],
  ])('is of no use with %s verifier', async (_, code_verifier) => {
    const code = await codeFor(person.browser, app)
    const { status, json, text } = await redeem(server, app, code, { code_verifier })
    expect([status, json]).toEqual([400, invalidGrant])
    expect(text).not.toContain(code)
  })

  it('lives for a minute, and not a millisecond longer', async () => {
    const at = Date.now()
    let clock = at
    const now = await startServer({ passwordCost: little, now: () => clock })
    try {
      const someone = await aPerson(now)
      const code = await codeFor(someone.browser, lookerCli)
      clock = at + limits.oauth_code_milliseconds - 1
      const early = await codeFor(someone.browser, lookerCli)
      expect((await redeem(now, lookerCli, code)).status).toBe(200)
      clock += limits.oauth_code_milliseconds
      expect((await redeem(now, lookerCli, early)).json).toEqual(invalidGrant)
    } finally {
      await now.stop()
    }
  })

  it('is no refresh token, and a refresh token is no code', async () => {
    const code = await codeFor(person.browser, app)
    expect((await refresh(server, app, code)).json).toEqual(invalidGrant)
    expect((await refresh(server, app, code.replace('lkc_', 'lkr_'))).json).toEqual(invalidGrant)
    const { json } = await redeem(server, app, code)
    expect((await redeem(server, app, json.refresh_token)).json).toEqual(invalidGrant)
  })

  it('that nobody has issued ends nothing', async () => {
    const { refresh_token } = await tokensFor(server, person.browser, app)
    const forged = refresh_token.replace(/\.1\./, '.0.')
    expect((await refresh(server, app, forged)).json).toEqual(invalidGrant)
    expect((await refresh(server, app, refresh_token)).status).toBe(200)
  })
})

describe('a refresh token', () => {
  it('gets the next tokens once, and the access token before ends', async () => {
    const first = await tokensFor(server, person.browser, app)
    const { status, json } = await refresh(server, app, first.refresh_token)
    expect([status, json.refresh_token === first.refresh_token]).toEqual([200, false])
    expect(await whose(server, json.access_token)).toBe(person.user_id)
    expect(await whose(server, first.access_token)).toBe(401)
    expect((await refresh(server, app, json.refresh_token)).status).toBe(200)
  })

  it('that is used again ends the whole family', async () => {
    const first = await tokensFor(server, person.browser, app)
    const { json: second } = await refresh(server, app, first.refresh_token)
    expect((await refresh(server, app, first.refresh_token)).json).toEqual(invalidGrant)
    expect((await refresh(server, app, second.refresh_token)).json).toEqual(invalidGrant)
    expect(await whose(server, second.access_token)).toBe(401)
    expect(await audited('end_oauth_grant')).toHaveLength(1)
  })

  it('that is used twice at once works for one, and the family ends', async () => {
    const { refresh_token } = await tokensFor(server, person.browser, app)
    const both = await Promise.all([1, 2].map(() => refresh(server, app, refresh_token)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
    const { json } = both.find(({ status }) => status === 200) ?? { json: {} }
    expect(await whose(server, json.access_token)).toBe(401)
    expect((await refresh(server, app, json.refresh_token)).status).toBe(400)
  })

  it('leaves what the person has allowed elsewhere', async () => {
    const here = await tokensFor(server, person.browser, app)
    const there = await tokensFor(server, person.browser, app)
    await refresh(server, app, here.refresh_token)
    await refresh(server, app, here.refresh_token)
    expect(await whose(server, there.access_token)).toBe(person.user_id)
  })

  it('of one client is of no use to another', async () => {
    const other = await anApplication(server)
    const { refresh_token } = await tokensFor(server, person.browser, app)
    expect((await refresh(server, other, refresh_token)).json).toEqual(invalidGrant)
    expect((await refresh(server, app, refresh_token)).status).toBe(200)
  })

  it('ends 30 days after its last use, and 90 days after it was allowed', async () => {
    const at = Date.now()
    let clock = at
    const then = await startServer({ passwordCost: little, now: () => clock })
    const day = 24 * 60 * 60 * 1000
    try {
      const someone = await aPerson(then)
      const idle = await tokensFor(then, someone.browser, lookerCli)
      let { refresh_token } = await tokensFor(then, someone.browser, lookerCli)
      for (const days of [29, 58, 87]) {
        clock = at + days * day
        const { status, json } = await refresh(then, lookerCli, refresh_token)
        expect([days, status]).toEqual([days, 200])
        refresh_token = json.refresh_token
        if (days > 29) continue
        clock = at + limits.refresh_idle_milliseconds
        expect((await refresh(then, lookerCli, idle.refresh_token)).json).toEqual(invalidGrant)
      }
      clock = at + limits.refresh_milliseconds
      expect((await refresh(then, lookerCli, refresh_token)).json).toEqual(invalidGrant)
    } finally {
      await then.stop()
    }
  })
})

describe('a request for tokens', () => {
  const refused = async (fields: Record<string, string | undefined>) => {
    const { status, json } = await token(server, fields)
    return [status, json.error]
  }

  it('that is wrong is told so as RFC 6749 does', async () => {
    const grant_type = 'authorization_code'
    expect(await refused({})).toEqual([400, 'invalid_request'])
    expect(await refused({ grant_type })).toEqual([400, 'invalid_request'])
    expect(await refused({ grant_type, code: 'x' })).toEqual([400, 'invalid_request'])
    expect(await refused({ grant_type: 'password' })).toEqual([400, 'unsupported_grant_type'])
    const client_id = 'nobody'
    expect(await refused({ grant_type, code: 'x', client_id })).toEqual([401, 'invalid_client'])
    const fits = { grant_type, code: 'x', client_id: app.client_id }
    expect(await refused(fits)).toEqual([400, 'invalid_grant'])
  })

  it('with a field that is given twice is refused', async () => {
    const body = 'grant_type=refresh_token&client_id=a&client_id=b&refresh_token=c'
    const options = { base: '/api/token', unchecked: true }
    const { status, json } = await server.stranger('POST', '', body, options)
    expect([status, json.error]).toEqual([400, 'invalid_request'])
  })

  it('takes no more bytes than a form needs', async () => {
    const { status, json } = await token(server, { code: 'x'.repeat(limits.sign_in_body_bytes) })
    expect([status, json.error]).toEqual([413, 'invalid_request'])
  })
})

it('a person has so many grants at a time, and the oldest end', async () => {
  const first = await codeFor(person.browser, app)
  const second = await codeFor(person.browser, app)
  for (let made = 2; made <= limits.oauth_grants_per_user; made++) {
    await codeFor(person.browser, app)
  }
  expect((await redeem(server, app, first)).json).toEqual(invalidGrant)
  expect((await redeem(server, app, second)).status).toBe(200)
})
