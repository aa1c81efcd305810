// The pages on which people let applications in, and how others try to get a code without them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../src/keys/totp.ts'
import { aPerson, Browser, little, type Person } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import {
  type Application,
  anApplication,
  decide,
  type Fields,
  lookerCli,
  post,
  question,
  target,
  tokensFor,
  verifier,
  visit,
} from './application.ts'

let server: TestServer
let app: Application
let person: Person
let browser: Browser
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  app = await anApplication(server)
  person = await aPerson(server)
  browser = person.browser
})
afterAll(() => server.stop())

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const policyOf = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers['content-security-policy'])

describe('a person', () => {
  it('is asked on a page that says who asks for what, and where the answer goes', async () => {
    const answer = await visit(browser, question(app))
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    const parts = ['Allow App', 'A test', app.redirect_uri, person.email, 'Maya Lindt']
    for (const part of parts) expect(answer.text).toContain(part)
    expect(answer.text).not.toContain('<script')
  })

  it('allows it, and the application gets a code with its state exactly', async () => {
    const state = 'a b+c&d=%20"<~>'
    const answer = await decide(browser, app, 'allow', { state })
    expect([answer.status, answer.headers['referrer-policy']]).toEqual([303, 'no-referrer'])
    const code = expect.stringMatching(/^lkc_/)
    expect(target(answer)).toEqual({ place: app.redirect_uri, code, state, iss: server.url })
    expect(answer.text).toBe('')
  })

  it('denies it, and the application is told', async () => {
    for (const decision of ['deny', 'Allow', '', undefined]) {
      const answer = await decide(browser, app, decision)
      const error = { error: 'access_denied', error_description: expect.any(String) }
      const told = { ...error, state: 'the state', iss: server.url }
      expect(target(answer)).toEqual({ place: app.redirect_uri, ...told })
    }
  })

  it('who has not signed in does so first, and goes on', async () => {
    const other = new Browser(server)
    const page = await visit(other, question(app))
    expect([page.status, page.text.includes('type="password"')]).toEqual([200, true])
    const { email, password } = person
    const wrong = await post(other, '/sign-in', { ...question(app), email, password: 'x' })
    expect([wrong.status, wrong.headers['set-cookie']]).toEqual([401, undefined])
    expect(wrong.text).toContain(`value="${email}"`)
    expect(wrong.text).toContain('The e-mail address or the password is wrong.')
    const right = await post(other, '/sign-in', { ...question(app), email, password })
    const to = new URL(String(right.headers['location']), server.url)
    expect([right.status, to.origin, to.pathname]).toEqual([303, server.url, '/auth'])
    expect(Object.fromEntries(to.searchParams)).toEqual(question(app))
    const then = await other.get(to.search, { base: '/auth' })
    expect(then.text).toContain('Allow App')
  })

  it('who has a second factor is asked for it', async () => {
    const { email, password, browser: own } = await aPerson(server)
    const { json: begun } = await own.send('POST', '/totp', { password })
    const key = Uint8Array.from(
      [...begun.secret]
        .map((it: string) => base32.indexOf(it).toString(2).padStart(5, '0'))
        .join('')
        .match(/.{8}/g) ?? [],
      (byte) => Number.parseInt(byte, 2),
    )
    const code = codeOf(key, stepAt(Date.now()))
    const { json } = await own.send('PUT', '/totp', { code })
    const other = new Browser(server)
    const fields = { ...question(app), email, password }
    const asked = await post(other, '/sign-in', fields)
    expect([asked.status, asked.headers['set-cookie']]).toEqual([401, undefined])
    expect(asked.text).toContain('name="code"')
    const wrong = await post(other, '/sign-in', { ...fields, code: 'none' })
    expect([wrong.status, wrong.headers['set-cookie']]).toEqual([401, undefined])
    const right = await post(other, '/sign-in', { ...fields, code: json.recovery_codes[0] })
    expect([right.status, right.headers['set-cookie'] !== undefined]).toEqual([303, true])
  })

  it('who has signed in may sign in as somebody else', async () => {
    const page = await visit(browser, question(app, { prompt: 'login' }))
    expect(page.text).toContain('type="password"')
  })

  it('is not asked with the token of an application, which could let in another', async () => {
    const { access_token } = await tokensFor(server, browser, app)
    const headers = { authorization: `Bearer ${access_token}` }
    const page = await visit(new Browser(server), question(app), { headers })
    expect(page.text).toContain('type="password"')
    const fields = { ...question(app), decision: 'allow', person: person.user_id }
    const answer = await post(new Browser(server), '', fields, { headers })
    expect(String(answer.headers['location'])).toMatch(/^\/auth\?/)
  })

  it('does not allow anything for somebody else, who has signed in with another window', async () => {
    const page = await visit(browser, question(app))
    expect(page.text).toContain(`name="person" value="${person.user_id}"`)
    const other = await aPerson(server)
    for (const asked of [person.user_id, undefined, '']) {
      const answer = await decide(other.browser, app, 'allow', { person: asked })
      expect([asked, answer.status, answer.headers['location']]).toEqual([asked, 403, undefined])
      expect(answer.text).toContain('somebody else')
    }
    expect((await decide(other.browser, app, 'allow')).status).toBe(303)
  })

  it('who is in no group of the application is told so, and the application is not', async () => {
    const { json } = await server.api('POST', '/groups', { name: 'Closed' })
    const closed = await anApplication(server, { group_id: json.id })
    const page = await visit(browser, question(closed))
    expect([page.status, page.headers['location']]).toEqual([403, undefined])
    const answer = await decide(browser, closed, 'allow')
    expect([answer.status, answer.headers['location']]).toEqual([403, undefined])
    const { json: inner } = await server.api('POST', '/groups', { name: 'Inside' })
    await server.api('POST', `/groups/${json.id}/groups`, { group_id: inner.id })
    await server.api('POST', `/groups/${inner.id}/users`, { user_id: person.user_id })
    expect((await decide(browser, closed, 'allow')).status).toBe(303)
  })
})

describe('an application that asks wrongly is told at its address', () => {
  const plain = { code_challenge_method: 'plain', code_challenge: verifier }
  it.each<[string, Fields, string]>([
    ['without a challenge', { code_challenge: undefined }, 'invalid_request'],
    ['with a plain challenge', plain, 'invalid_request'],
    ['without a method', { code_challenge_method: undefined }, 'invalid_request'],
    ['with a short challenge', { code_challenge: 'short' }, 'invalid_request'],
    ['with a state of several lines', { state: 'a\nb' }, 'invalid_request'],
    ['for a token', { response_type: 'token' }, 'unsupported_response_type'],
    ['for nothing', { response_type: undefined }, 'invalid_request'],
    ['for more', { scope: 'cors_api admin' }, 'invalid_scope'],
  ])('%s', async (_, more, error) => {
    for (const answer of [
      await visit(browser, question(app, more)),
      await visit(new Browser(server), question(app, more)),
      await decide(browser, app, 'allow', more),
    ]) {
      expect(target(answer)).toMatchObject({ place: app.redirect_uri, error })
      expect(String(answer.headers['location'])).not.toContain('code=')
    }
  })

  it('without a state it gets none back', async () => {
    const answer = await decide(browser, app, 'allow', { state: undefined })
    expect(Object.keys(target(answer)).sort()).toEqual(['code', 'iss', 'place'])
  })
})

describe('another page', () => {
  const strange = (): [string, string | undefined][] => [
    ['no Origin', undefined],
    ['null', 'null'],
    ['another', 'https://evil.example'],
    ['a longer one', `${server.url}.evil.example`],
  ]

  it('does not allow anything in the name of its visitor (CSRF)', async () => {
    for (const [, origin] of strange()) {
      const sent = { headers: { origin } }
      const fields = { ...question(app), person: person.user_id, decision: 'allow' }
      const answer = await post(browser, '', fields, sent)
      expect([origin, answer.status, answer.headers['location']]).toEqual([origin, 403, undefined])
    }
  })

  it('does not sign its visitor in (login CSRF)', async () => {
    const { email, password } = person
    for (const [, origin] of strange()) {
      const fields = { ...question(lookerCli), email, password }
      const answer = await post(new Browser(server), '/sign-in', fields, { headers: { origin } })
      expect([origin, answer.status, answer.headers['set-cookie']]).toEqual([
        origin,
        403,
        undefined,
      ])
    }
  })

  it('does not frame a page, and no page loads anything from elsewhere (clickjacking)', async () => {
    const pages = [
      await visit(browser, question(lookerCli)),
      await visit(new Browser(server), question(lookerCli)),
      await visit(browser, question({ ...app, client_id: 'nobody' })),
      await browser.get('/no-such-page', { base: '/auth' }),
    ]
    for (const page of pages) {
      expect(policyOf(page)).toContain("frame-ancestors 'none'")
      expect(policyOf(page)).toContain("default-src 'none'")
      expect(policyOf(page)).not.toContain('unsafe-inline')
    }
    for (const page of pages.slice(0, 3)) expect(page.headers['x-frame-options']).toBe('DENY')
  })

  it('gets no referrer with what was asked', async () => {
    // A form must be sent with its origin; other sites get no referrer then, either.
    const page = await visit(browser, question(lookerCli))
    expect(page.headers['referrer-policy']).toBe('same-origin')
    const refused = await visit(browser, question({ ...app, client_id: 'nobody' }))
    expect(refused.headers['referrer-policy']).toBe('no-referrer')
    const redirected = await visit(browser, question(lookerCli, { code_challenge: undefined }))
    expect([redirected.status, redirected.headers['referrer-policy']]).toEqual([302, 'no-referrer'])
  })

  it('sends forms from here only to where the answer goes', async () => {
    const page = await visit(browser, question(lookerCli))
    expect(policyOf(page)).toContain("form-action 'self' http://127.0.0.1:7777;")
  })
})

describe('what others have written', () => {
  it('is text on the pages', async () => {
    const display_name = '</title><img src=x onerror=alert(1)>&"\''
    const nasty = await anApplication(server, { display_name, description: '<script>1</script>' })
    const state = '"><script>2</script>'
    const email = '"><b>'
    for (const page of [
      await visit(browser, question(nasty, { state })),
      await visit(new Browser(server), question(nasty, { state })),
      await post(browser, '/sign-in', { ...question(nasty, { state }), email, password: 'b' }),
      await visit(browser, { ...question(nasty), client_id: display_name }),
    ]) {
      expect(page.text).not.toMatch(/<script|<img|<b>|"><|onerror=alert\(1\)>/)
    }
  })

  it('is no part of an error', async () => {
    const secret = 'lkc_this-is-no-code'
    for (const fields of [
      { ...question(app), client_id: secret },
      { ...question(app), redirect_uri: `https://${secret}` },
      { ...question(lookerCli), code_challenge: secret },
      { ...question(lookerCli), state: `${secret}é` },
    ]) {
      const page = await visit(browser, fields)
      expect(page.text).not.toContain(secret)
    }
    const { headers } = await visit(browser, { ...question(lookerCli), code_challenge: secret })
    expect(String(headers['location'])).not.toContain(secret)
  })
})
