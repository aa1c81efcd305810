// Addresses to which somebody else would like a code to be sent (open redirect).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPerson, Browser, little } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import {
  type Application,
  anApplication,
  decide,
  type Fields,
  lookerCli,
  post,
  question,
  visit,
} from './application.ts'

let server: TestServer
let app: Application
let browser: Browser
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  app = await anApplication(server)
  browser = (await aPerson(server)).browser
})
afterAll(() => server.stop())

describe('no answer goes to an address (open redirect)', () => {
  const never = async (fields: Fields) => {
    for (const answer of [
      await visit(browser, fields),
      await visit(new Browser(server), fields),
      await visit(browser, { ...fields, response_type: 'token' }),
      await post(browser, '', { ...fields, decision: 'allow' }),
      await post(browser, '', { ...fields, decision: 'deny' }),
      await post(new Browser(server), '/sign-in', { ...fields, email: 'a', password: 'b' }),
    ]) {
      expect([answer.status, answer.headers['location']]).toEqual([400, undefined])
      expect(answer.text).not.toMatch(/<form|<a |refresh/)
    }
  }
  const registered = 'https://app.example/oauth/back?of=1'
  const places: [string, string | undefined][] = [
    ['that is missing', undefined],
    ['that is empty', ''],
    ['with more behind it (prefix)', `${registered}&more=1`],
    ['with more behind its host', 'https://app.example.evil.example/oauth/back?of=1'],
    ['without its query', 'https://app.example/oauth/back'],
    ['with a user name', 'https://app.example@evil.example/oauth/back?of=1'],
    ['with a fragment', `${registered}#a`],
    ['with a backslash', 'https://evil.example\\@app.example/oauth/back?of=1'],
    ['in another case', 'https://app.example/OAuth/back?of=1'],
    ['with its host in another case', 'https://APP.example/oauth/back?of=1'],
    ['by dots in the path', 'https://app.example/x/../oauth/back?of=1'],
    ['by encoded dots in the path', 'https://app.example/x/%2e%2e/oauth/back?of=1'],
    ['of another scheme', 'http://app.example/oauth/back?of=1'],
    ['of another port', 'https://app.example:444/oauth/back?of=1'],
    ['with the default port', 'https://app.example:443/oauth/back?of=1'],
    ['of another host', 'https://evil.example/oauth/back?of=1'],
    ['without a scheme', '//app.example/oauth/back?of=1'],
    ['that is a script', 'javascript:alert(1)//https://app.example/oauth/back?of=1'],
    ['with a blank in front', ` ${registered}`],
    ['with a line break', `${registered}\n`],
    ['of this server', '/auth'],
    ['of this computer', 'http://127.0.0.1:7777'],
  ]
  it.each(places)('%s', async (_, redirect_uri) => {
    const { status } = await server.api('PATCH', `/oauth_client_apps/${app.client_id}`, {
      redirect_uri: registered,
    })
    expect(status).toBe(200)
    await never({ ...question(app), redirect_uri })
    const fits = await visit(browser, { ...question(app), redirect_uri: registered })
    expect(fits.status).toBe(200)
  })

  it.each([
    'http://127.0.0.1.evil.example:7777',
    'http://localhost.evil.example',
    'http://evil.example/127.0.0.1',
    'http://127.0.0.1:7777@evil.example',
    'http://evil@127.0.0.1:7777',
    'http://127.0.0.1:7777/../evil',
    'http://127.0.0.1:7777/callback',
    'http://127.0.0.1:7777?a=b',
    'http://127.0.0.1:7777#',
    'http://127.0.0.1\\.evil.example',
    'http://127.0.0.2:7777',
    'http://127.1:7777',
    'http://2130706433:7777',
    'http://0x7f.0.0.1:7777',
    'http://[::ffff:127.0.0.1]:7777',
    'http://[::1].evil.example',
    'http://localhost.:7777',
    'http://LOCALHOST:7777',
    'http://127.0.0.1:0',
    'http://127.0.0.1:65536',
    'http://127.0.0.1:077777',
    'http://127.0.0.1:',
    'https://127.0.0.1:7777',
    'ftp://127.0.0.1:7777',
  ])('that looks like one of this computer: %s', (redirect_uri) =>
    never({ ...question(lookerCli), redirect_uri }),
  )

  it('if nobody has registered the application, or it is disabled', async () => {
    await never(question({ ...app, client_id: 'nobody' }))
    await never({ ...question(app), client_id: undefined })
    const off = await anApplication(server, { enabled: false })
    await never(question(off))
  })

  it('that is given twice', async () => {
    const twice = `?${new URLSearchParams({ ...app })}&redirect_uri=https://evil.example`
    const answer = await browser.get(twice, { base: '/auth' })
    expect([answer.status, answer.headers['location']]).toEqual([400, undefined])
  })
})

describe('the built-in clients', () => {
  it.each(['attrium-cli', 'looker-cli', 'com.looker.cli'])(
    '%s listens at any port here',
    async (client_id) => {
      for (const redirect_uri of [
        'http://127.0.0.1:7777',
        'http://127.0.0.1:65535/',
        'http://127.0.0.1',
        'http://[::1]:4242',
        'http://localhost:1',
      ]) {
        const answer = await decide(browser, { client_id, redirect_uri }, 'allow')
        const { origin } = new URL(redirect_uri)
        expect([redirect_uri, new URL(String(answer.headers['location'])).origin]).toEqual([
          redirect_uri,
          origin,
        ])
      }
    },
  )
})
