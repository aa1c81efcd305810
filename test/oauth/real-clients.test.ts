// Clients that others have published, as people use them: the official SDKs for TypeScript and Python, and looker-cli
// where ATTRIUM_LOOKER_CLI names it.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Looker40SDK } from '@looker/sdk'
import { BrowserCryptoHash, BrowserTransport, OAuthSession } from '@looker/sdk-rtl'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { lookerCommandLine, python } from '../examples/tools.ts'
import { aPerson, little, type Person } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anApplication, decide, visit, whose } from './application.ts'

let server: TestServer
let person: Person
const home = mkdtempSync(join(tmpdir(), 'attrium-clients-'))
const children: ChildProcess[] = []
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  person = await aPerson(server)
})
afterEach(() => vi.unstubAllGlobals())
afterAll(async () => {
  for (const child of children) child.kill()
  rmSync(home, { recursive: true, force: true })
  await server.stop()
})

/** What the person does with an address that a client opens: they look at the page, and allow it. */
async function allowed(address: string): Promise<string> {
  const fields = Object.fromEntries(new URL(address).searchParams)
  const page = await visit(person.browser, fields)
  expect([page.status, page.text.includes('<form')]).toEqual([200, true])
  const { client_id = '', redirect_uri = '' } = fields
  const answer = await decide(person.browser, { client_id, redirect_uri }, 'allow', {
    ...{ state: undefined, ...fields },
  })
  return String(answer.headers['location'])
}

describe('the OAuthSession of the official SDK for TypeScript', () => {
  it('signs in, calls, refreshes and signs out', async () => {
    const app = await anApplication(server)
    const stored = new Map<string, string>()
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    })
    const location = { pathname: '/oauth', search: '', href: '' }
    vi.stubGlobal('window', { location, crypto: globalThis.crypto, AbortSignal })
    const config = { base_url: server.url, looker_url: server.url, ...app }
    const settings = {
      ...config,
      ...{ verify_ssl: true, timeout: 60, agentTag: 'TS-SDK', headers: {} },
      readConfig: () => config,
      isConfigured: () => true,
    }
    const crypto = new BrowserCryptoHash()
    const services = { settings, transport: new BrowserTransport(settings), crypto }
    const before = new OAuthSession(services as never)
    await before.login()
    const back = new URL(await allowed(location.href))
    expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([
      app.redirect_uri,
      'TS-SDK',
    ])
    // The browser loads the application anew.
    location.search = back.search
    const session = new OAuthSession(services as never)
    await session.login()
    const sdk = new Looker40SDK(session)
    const me = await sdk.ok(sdk.me('id'))
    expect(me).toEqual({ id: person.user_id })
    const first = session.activeToken.access_token
    session.activeToken.expiresAt = new Date(0)
    expect(await sdk.ok(sdk.me('id'))).toEqual(me)
    const { access_token } = session.activeToken
    expect([access_token === first, await whose(server, first)]).toEqual([false, 401])
    expect(await session.logout()).toBe(true)
    expect(await whose(server, access_token)).toBe(401)
  })
})

/** A program, with what it has printed so far. */
function started(command: string, args: readonly string[]) {
  const child = spawn(command, args, { env: { PATH: '/nowhere', HOME: home } })
  children.push(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      printed += part
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const printedLike = (pattern: RegExp) =>
    expect
      .poll(() => pattern.exec(printed)?.[1])
      .toBeDefined()
      .then(() => pattern.exec(printed)?.[1] ?? '')
  return { child, ended, printedLike, all: () => printed }
}

const command = lookerCommandLine
if (command !== undefined) {
  it('looker-cli session login --oauth signs a person in', async () => {
    const { hostname, port } = new URL(server.url)
    const where = ['--host', hostname, '--port', port, '--ssl=false']
    const login = started(command, ['session', 'login', '--oauth', ...where])
    const address = await login.printedLike(/Opening browser to URL: (\S+)/)
    expect(new URL(address).searchParams.get('client_id')).toBe('looker-cli')
    // The program asks for the address in case that no browser reaches it.
    await login.printedLike(/(Paste redirected URL here)/)
    login.child.stdin.write(`${await allowed(address)}\n`)
    expect([await login.ended, login.all()]).toEqual([0, expect.any(String)])
    const me = started(command, ['user', 'me', '--token-file', ...where])
    expect([await me.ended, me.all()]).toEqual([0, expect.stringContaining('Lindt')])
  })
}

const story = `
import json, sys
from looker_sdk.rtl import api_settings, auth_session, requests_transport, serialize
url, client_id, redirect_uri = sys.argv[1:]
class Settings(api_settings.ApiSettings):
    def read_config(self):
        return {"base_url": url, "looker_url": url, "client_id": client_id, "redirect_uri": redirect_uri}
import attr, os
os.environ.update({"LOOKERSDK_BASE_URL": url, "LOOKERSDK_CLIENT_ID": client_id, "LOOKERSDK_CLIENT_SECRET": "-"})
settings = Settings()
transport = requests_transport.RequestsTransport.configure(settings)
session = auth_session.OAuthSession(
    settings=settings, transport=transport, deserialize=serialize.deserialize40,
    serialize=serialize.serialize40, crypto=auth_session.CryptoHash(), version="4.0")
print("open", session.create_auth_code_request_url("cors_api", "a state"), flush=True)
session.redeem_auth_code(sys.stdin.readline().strip())
first = session.token.access_token
session.token.expires_at = session.token.expires_at.replace(year=2000)
session._login({})
print("tokens", first, session.token.access_token, flush=True)
`

describe('the OAuthSession of the official SDK for Python', () => {
  const { command, missing } = python()
  const why = missing === undefined ? '' : ` (skipped, ${missing})`
  it.skipIf(missing !== undefined)(`signs in and refreshes${why}`, async () => {
    const app = await anApplication(server)
    const args = ['-c', story, server.url, app.client_id, app.redirect_uri]
    const program = started(command, args)
    const address = await program.printedLike(/open (\S+)/)
    expect(new URL(address).searchParams.get('code_challenge')).toMatch(/^[0-9a-f]{64}$/)
    const back = new URL(await allowed(address))
    expect(back.searchParams.get('state')).toBe('a state')
    program.child.stdin.write(`${back.searchParams.get('code')}\n`)
    expect([await program.ended, program.all()]).toEqual([0, expect.any(String)])
    const [, first = '', second = ''] = /tokens (\S+) (\S+)/.exec(program.all()) ?? []
    expect(await whose(server, second)).toBe(person.user_id)
    expect(await whose(server, first)).toBe(401)
  })
})
