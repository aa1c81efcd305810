// attrium login --browser: the whole way from the printed address to tokens that are kept, renewed once and ended.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sweepTokens } from '../../src/cli/connection/token-file.ts'
import { execute } from '../../src/cli/execute.ts'
import { decide, refresh, visit, whose } from '../oauth/application.ts'
import { aPerson, little, type Person } from '../sign-in/browser.ts'
import { get, type Page } from '../support/plain-get.ts'
import { attriumMain } from '../support/repository.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { attriumHere, freshHome, type Given, testIo } from '../support/test-io.ts'

let server: TestServer
let person: Person
let home: string
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  person = await aPerson(server)
})
beforeEach(() => {
  home = freshHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))
afterAll(() => server.stop())

const attrium = (words: string, given: Given = {}) =>
  attriumHere(words.split(' '), { home, directory: home, ...given })

/** Where the browser ends when the person has decided. */
async function decided(address: string, decision = 'allow'): Promise<string> {
  const fields = Object.fromEntries(new URL(address).searchParams)
  const page = await visit(person.browser, fields)
  expect([page.status, page.text.includes('Attrium CLI')]).toEqual([200, true])
  const { client_id = '', redirect_uri = '' } = fields
  const answer = await decide(person.browser, { client_id, redirect_uri }, decision, fields)
  return String(answer.headers['location'])
}

/** A browser that follows the answer, and what it shows at last. */
function browsing(decision = 'allow') {
  const seen: Page[] = []
  let address = ''
  const browse = (opened: string) => {
    address = opened
    void decided(opened, decision)
      .then((end) => get(end))
      .then((page) => seen.push(page))
  }
  return { browse, seen, address: () => address }
}

const login = (words = '', given: Given = {}) =>
  attrium(`login --browser --url ${server.url}${words}`, { browse: browsing().browse, ...given })

const tokens = () => join(home, '.cache', 'attrium', 'tokens')
const tokenFile = () => join(tokens(), readdirSync(tokens())[0] ?? '')
const kept = () => JSON.parse(readFileSync(tokenFile(), 'utf8'))
const cli = { client_id: 'attrium-cli', redirect_uri: '' }
const whoami = (given: Given = {}) => attrium(`whoami --json --url ${server.url}`, given)
const anHour = { now: () => Date.now() + 3600_000 }

describe('attrium login --browser', () => {
  it('signs a person in, in a file that only they can read, until they sign out', async () => {
    const { browse, seen, address } = browsing()
    const ran = await login(' --json', { browse })
    expect([ran.code, JSON.parse(ran.stdout)]).toEqual([
      0,
      expect.objectContaining({ user_id: person.user_id, signed_in_by: 'browser' }),
    ])
    expect(ran.stderr).toContain(address())
    await expect.poll(() => seen).toEqual([expect.objectContaining({ status: 200 })])
    const { redirect_uri = '' } = Object.fromEntries(new URL(address()).searchParams)
    await expect(get(redirect_uri)).rejects.toThrow('ECONNREFUSED')
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600)
    const { access_token, refresh_token } = kept()
    expect(ran.seen + address()).not.toMatch(new RegExp(`${access_token}|${refresh_token}`))

    const who = await attrium(`whoami --url ${server.url}`)
    expect(who.stdout).toMatch(/signed in by {2}browser\nuntil .*Z, then renewed\n/)
    expect((await attrium(`logout --url ${server.url}`)).seen).toBe(
      `Signed out of ${server.url}.\n`,
    )
    expect([await whose(server, access_token), readdirSync(tokens())]).toEqual([401, []])
    expect((await refresh(server, cli, refresh_token)).status).toBe(400)
    const after = await whoami()
    expect([after.code, after.stderr]).toEqual([2, expect.stringContaining('login --browser')])
  })

  it('takes the address at which a browser on another computer has ended', async () => {
    const typed: string[] = ['hello', 'http://127.0.0.1:1/?code=x&state=y']
    let end: string | undefined
    const { io, printed } = testIo({ home, directory: home, typed, columns: 80 })
    const line = async (signal: AbortSignal) => {
      const next = typed.shift()
      if (next !== undefined) return next
      await expect.poll(() => end).toBeDefined()
      return signal.aborted ? '' : `${end}`
    }
    const { loginCommand } = await import('../../src/cli/login.ts')
    const given = { ...io, input: { ...io.input, line } }
    const browse = (address: string) => {
      void decided(address).then((it) => {
        end = it
      })
    }
    const flags = { browser: true, open: true, json: true, url: server.url }
    await loginCommand({ args: [], flags, io: { ...given, browse } })
    expect(JSON.parse(printed().stdout)).toMatchObject({ user_id: person.user_id })
    expect(printed().stderr.match(/That is not the answer/g)).toHaveLength(2)
  })

  it('does not open a browser where nobody wants it', async () => {
    let opened = 0
    const stop = new AbortController()
    const given = { home, directory: home, browse: () => opened++, signal: stop.signal }
    const { io, printed } = testIo(given)
    const code = execute(['login', '--browser', '--no-open', '--url', server.url], io)
    await expect.poll(() => printed().stderr).toContain('/auth?')
    stop.abort()
    expect([await code, printed().stderr, opened]).toEqual([
      130,
      expect.stringMatching(/Stopped\. You are not signed in\.\n$/),
      0,
    ])
    expect(existsSync(tokens())).toBe(false)
  })

  it('says that access was denied, and keeps nothing', async () => {
    const { browse, seen } = browsing('deny')
    const { code, stderr } = await login('', { browse })
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/Access was denied in the browser\.\n$/),
    ])
    await expect.poll(() => seen).toEqual([expect.objectContaining({ status: 400 })])
    expect(existsSync(tokens())).toBe(false)
  })

  it('is refused beside a key that commands would go on to use, unless it is for a profile', async () => {
    const { client_id, client_secret } = { client_id: 'a', client_secret: 'b' }
    const env = { LOOKERSDK_CLIENT_ID: client_id, LOOKERSDK_CLIENT_SECRET: client_secret }
    const refused = await login('', { env })
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('Add --save NAME')])
    expect((await login(' --save me', { env })).code).toBe(0)
    const { stdout } = await attrium('whoami --json --profile me', { env })
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ user_id: person.user_id, signed_in_by: 'browser', client_id: null },
    })
    expect((await attrium('profile ls --json')).stdout).toContain('"sign_in":"browser"')
    await attrium('logout --profile me', { env })
    const after = await attrium('whoami --profile me', { env })
    expect([after.code, after.stderr]).toEqual([
      2,
      expect.stringContaining('You are not signed in'),
    ])
  })

  it('ends the sign-in that was kept before', async () => {
    await login()
    const { access_token } = kept()
    await login()
    expect(await whose(server, access_token)).toBe(401)
    expect(await whose(server, kept().access_token)).toBe(person.user_id)
  })

  it('is told by a server that knows no such application, or has another name', async () => {
    const path = '/oauth_client_apps/attrium-cli'
    await server.api('PATCH', path, { enabled: false })
    const off = await login()
    expect([off.code, off.stderr]).toEqual([
      1,
      expect.stringContaining('attrium-cli, or the server'),
    ])
    await server.api('DELETE', path)
    const { port } = new URL(server.url)
    const other = await attrium(`login --browser --url http://localhost:${port}`)
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining(`--url ${server.url}`)])
  })
})

describe('the tokens', () => {
  it('are renewed by one of many commands that run at once', async () => {
    await login()
    const before = kept()
    const all = await Promise.all(Array.from({ length: 3 }, () => whoami(anHour)))
    expect(all.map(({ code, stderr }) => [code, stderr])).toEqual(all.map(() => [0, '']))
    // Each refresh token has its number; the first one had 1.
    const number = ({ refresh_token }: { readonly refresh_token: string }) =>
      refresh_token.split('.')[1]
    expect([number(before), number(kept())]).toEqual(['1', '2'])
    expect((await whoami(anHour)).code).toBe(0)
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600)
  })

  it('are renewed when the server does not take them any more', async () => {
    await login()
    const before = kept()
    await refreshElsewhere(before)
    expect((await whoami()).code).toBe(1)
    expect(readdirSync(tokens())).toEqual([])
    await login()
    const again = kept()
    writeFileSync(tokenFile(), JSON.stringify({ ...again, access_token: before.access_token }))
    chmodSync(tokenFile(), 0o600)
    expect((await whoami()).code).toBe(0)
    expect(kept().refresh_token).not.toBe(again.refresh_token)
  })

  it('are gone, with a sentence, when they were used elsewhere', async () => {
    await login()
    await refreshElsewhere(kept())
    const { code, stderr } = await whoami(anHour)
    expect([code, stderr]).toEqual([
      1,
      `attrium: Your sign-in at ${server.url} has ended: run attrium login --browser again.\n`,
    ])
    expect(readdirSync(tokens())).toEqual([])
  })

  it('are ended at the server, also if the access token has ended before', async () => {
    await login()
    const { refresh_token, access_token } = kept()
    const stale = { ...kept(), access_token: `${access_token.slice(0, -1)}_` }
    writeFileSync(tokenFile(), JSON.stringify(stale), { mode: 0o600 })
    expect((await attrium(`logout --url ${server.url}`)).code).toBe(0)
    expect((await refresh(server, cli, refresh_token)).status).toBe(400)
    expect(await whose(server, access_token)).toBe(401)
  })

  it('do not keep a process after its last answer', async () => {
    await login()
    const before = kept()
    // The server does not take the first one, and the connection of that answer must not stay.
    writeFileSync(tokenFile(), JSON.stringify({ ...before, access_token: 'x'.repeat(43) }))
    for (const command of ['whoami', 'logout']) {
      const words = [attriumMain, command, '--url', server.url]
      const env = { PATH: process.env['PATH'] ?? '', HOME: home }
      const child = spawn(process.execPath, words, { env, stdio: 'ignore' })
      const signal = AbortSignal.timeout(10_000)
      expect([command, await once(child, 'close', { signal })]).toEqual([command, [0, null]])
    }
  })

  it('are kept as long as a refresh token lives', async () => {
    await login()
    const { io } = testIo({ home, directory: home })
    const day = 24 * 60 * 60 * 1000
    sweepTokens(io, Date.now() + 29 * day)
    expect(readdirSync(tokens())).toHaveLength(1)
    sweepTokens(io, Date.now() + 31 * day)
    expect(readdirSync(tokens())).toEqual([])
  })

  const refreshElsewhere = async ({ refresh_token }: { readonly refresh_token: string }) => {
    expect((await refresh(server, cli, refresh_token)).status).toBe(200)
  }
})
