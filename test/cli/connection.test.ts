// How a command finds its server and signs in: the order of places, keys that stay where they belong, kept tokens.
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../src/cli/connection/connect.ts'
import { findServer, type ServerFlags } from '../../src/cli/connection/find-server.ts'
import { readIni, readNetrc } from '../../src/cli/connection/ini.ts'
import { freshHome, type Given, testIo } from '../support/test-io.ts'

let home: string
beforeEach(() => {
  home = freshHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function put(name: string, text: string, mode = 0o600): string {
  const file = join(home, name)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, text, { mode })
  return file
}
const ini = (url: string, client_id = 'id', section = 'Looker') =>
  `[${section}]\nbase_url=${url}\nclient_id=${client_id}\nclient_secret=secret\nverify_ssl=true\n`
const profiles = (current: string) =>
  `current: ${current}\nprofiles:\n  staging:\n    base_url: http://staging.example\n    client_id: staging\n    client_secret: s\n  prod:\n    base_url: https://prod.example\n    client_id: prod\n    client_secret: p\n    verify_ssl: false\n`

const found = (flags: ServerFlags = {}, given: Given = {}) =>
  findServer(flags, testIo({ home, directory: home, temporary: join(home, 'tmp'), ...given }).io)
const from = async (flags?: ServerFlags, given?: Given) => {
  const { url, key } = await found(flags, given)
  return [url, key?.client_id]
}
const env = {
  LOOKERSDK_BASE_URL: 'https://env.example/api/4.0',
  LOOKERSDK_CLIENT_ID: 'env',
  LOOKERSDK_CLIENT_SECRET: 'e',
}

describe('the server', () => {
  it('is the first that is named: options, environment, profile, looker.ini, demo', async () => {
    await expect(found()).rejects.toThrow(/^No server is named: /)
    mkdirSync(join(home, 'tmp', 'attrium-demo-x'), { recursive: true, mode: 0o700 })
    put('tmp/attrium-demo-x/looker.ini', ini('http://demo.example', 'demo'))
    expect(await from()).toEqual(['http://demo.example', 'demo'])
    put('looker.ini', ini('http://here.example:19999/api', 'here'))
    expect(await from()).toEqual(['http://here.example:19999', 'here'])
    put('attrium-data/looker.ini', ini('http://data.example', 'data'))
    expect(await from()).toEqual(['http://data.example', 'data'])
    put('.config/attrium/config.yaml', profiles('staging'))
    expect(await from()).toEqual(['http://staging.example', 'staging'])
    expect(await from({}, { env })).toEqual(['https://env.example', 'env'])
    expect(await from({ profile: 'prod' }, { env })).toEqual(['https://prod.example', 'prod'])
    expect(await from({ ini: 'looker.ini' }, { env })).toEqual([
      'http://here.example:19999',
      'here',
    ])
    const netrc = put('.netrc', 'machine flag.example login me password secret\n')
    expect(await from({ url: 'http://flag.example' })).toEqual(['http://flag.example', 'me'])
    expect(netrc).toContain(home)
  })

  it('is a demo that runs, also if one that does not was started later', async () => {
    for (const [name, pid] of [
      ['runs', process.pid],
      ['stopped', 2 ** 30],
    ] as const) {
      const directory = `tmp/attrium-demo-${name}`
      mkdirSync(join(home, directory), { recursive: true, mode: 0o700 })
      put(`${directory}/attrium.pid`, `${pid}\n`)
      put(`${directory}/looker.ini`, ini(`http://${name}.example`, name))
    }
    utimesSync(join(home, 'tmp/attrium-demo-runs/looker.ini'), 1, 1)
    expect(await from()).toEqual(['http://runs.example', 'runs'])
  })

  it('never gets a key that belongs to another address', async () => {
    put('looker.ini', ini('http://here.example'))
    put('.config/attrium/config.yaml', profiles('staging'))
    expect(await from({ url: 'http://other.example' })).toEqual(['http://other.example', undefined])
    expect(await from({ port: '8080' })).toEqual(['http://localhost:8080', undefined])
    await expect(connect({ url: 'http://other.example' }, testIo({ home }).io)).rejects.toThrow(
      /names a server but no key/,
    )
  })

  it('is not a demo of somebody else, or one that others may write', async () => {
    const file = put('tmp/attrium-demo-x/looker.ini', ini('http://demo.example'))
    chmodSync(dirname(file), 0o777)
    await expect(found()).rejects.toThrow(/^No server is named/)
  })

  it.each([
    [{ url: 'ftp://x' }, /names no address/],
    [{ url: 'http://me:secret@x' }, /has a name or a password/],
    [{ profile: 'nobody' }, /There is no profile nobody in .*; there is none/],
    [{ ini: 'nothing.ini' }, /--ini names nothing.ini/],
    [{ url: 'http://x', timeout: 'soon' }, /--timeout must be/],
    [{ url: 'http://x', clientId: 'a' }, /--client-id needs --client-secret-file/],
    [{ url: 'http://x', tokenFile: 'none' }, /--token-file names none/],
  ] satisfies [ServerFlags, RegExp][])('is refused with a sentence: %j', async (flags, said) => {
    await expect(found(flags)).rejects.toThrow(said)
  })

  it('of a file that is no YAML is refused with its line', async () => {
    put('.config/attrium/config.yaml', 'current: a\nprofiles: [\n')
    await expect(found()).rejects.toThrow(/config.yaml, line \d+ is no YAML/)
  })
})

it('reads looker.ini and .netrc as other tools do', () => {
  const text =
    '# a\n[Other]\nbase_url=x\n[Looker]\nBASE_URL = "https://a.example" \nverify_ssl=False\ntimeout=30\n'
  expect(readIni(text)).toEqual({
    ...{ url: 'https://a.example', key: undefined, verifiesCertificate: false, timeout: 30 },
  })
  const netrc =
    'machine a.example\n login one\n password "two three"\nmacdef init\n machine b.example login x password y\n\ndefault login any password some'
  expect(readNetrc(netrc, 'a.example')).toEqual({ client_id: 'one', client_secret: 'two three' })
  expect(readNetrc(netrc, 'b.example')).toEqual({ client_id: 'any', client_secret: 'some' })
  expect(readNetrc('', 'a.example')).toBeUndefined()
})

describe('a token', () => {
  let logins = 0
  let valid = ''
  const server = createServer((request, response) => {
    const isLogin = request.url === '/api/4.0/login'
    if (isLogin) valid = `token-${++logins}`
    const isIn = isLogin || request.headers.authorization === `Bearer ${valid}`
    response.writeHead(isIn ? 200 : 401, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(
        isLogin
          ? { access_token: valid, token_type: 'Bearer', expires_in: 3600, refresh_token: null }
          : isIn
            ? { id: '1' }
            : { message: 'Requires authentication.' },
      ),
    )
  })
  let url: string
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())

  async function whoAmI(now = 1_000_000): Promise<string | null> {
    const given = { home, directory: home, now: () => now }
    const { looker } = await connect({ ini: put('looker.ini', ini(url)) }, testIo(given).io)
    return (await looker('GET /user')).body.id
  }
  const tokens = () => join(home, '.cache', 'attrium', 'tokens')

  it('is kept for the next command, in a file that only its owner can read', async () => {
    logins = 0
    expect([await whoAmI(), await whoAmI(), logins]).toEqual(['1', '1', 1])
    const [name = '', ...others] = readdirSync(tokens())
    expect([others, statSync(join(tokens(), name)).mode & 0o777]).toEqual([[], 0o600])
    expect(statSync(tokens()).mode & 0o777).toBe(0o700)
  })

  it('is renewed when it ends, and once when the server does not take it', async () => {
    logins = 0
    await whoAmI()
    await whoAmI(1_000_000 + 3600_000)
    expect(logins).toBe(2)
    valid = 'another'
    expect([await whoAmI(1_000_000 + 3600_000), logins]).toEqual(['1', 3])
  })

  it('is not taken from a file that others could have written', async () => {
    logins = 0
    await whoAmI()
    for (const name of readdirSync(tokens())) chmodSync(join(tokens(), name), 0o644)
    await whoAmI()
    expect(logins).toBe(2)
  })

  it('is not needed where a file has one', async () => {
    logins = 0
    valid = 'given'
    const flags = { url, tokenFile: put('token', 'given\n') }
    const { looker } = await connect(flags, testIo({ home, directory: home }).io)
    expect([(await looker('GET /user')).body.id, logins]).toEqual(['1', 0])
  })
})
