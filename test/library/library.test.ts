// `start` inside another program: several servers with their seeds, of which nothing is left behind.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signedIn } from '../../src/client/client.ts'
import { type AttriumServer, type StartOptions, start } from '../../src/library.ts'

let temporary: string
const servers: AttriumServer[] = []
const before = process.env['TMPDIR']
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'attrium-library-test-'))
  process.env['TMPDIR'] = temporary
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  rmSync(temporary, { recursive: true })
})

async function started(options?: StartOptions): Promise<AttriumServer> {
  const server = await start(options)
  servers.push(server)
  return server
}

/** A client that is signed in with the administrator's key. */
const administrator = (server: AttriumServer) => signedIn(server.url, server)

async function peopleOf(server: AttriumServer) {
  const call = await administrator(server)
  const { body } = await call('GET /users', { query: { fields: 'id,first_name', sorts: 'id' } })
  return body
}

const maya = { users: [{ first_name: 'Maya' }] }
const withMaya = [
  { id: '1', first_name: 'Attrium' },
  { id: '2', first_name: 'Maya' },
]

describe('a server inside another program', () => {
  it('holds an administrator alone, on loopback, unless it is given a seed', async () => {
    const server = await started()
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await peopleOf(server)).toEqual(withMaya.slice(0, 1))
  })

  it('holds its seed, whose key is the one that is answered', async () => {
    const api_key = { client_id: 'ci', client_secret: 'ci-secret' }
    const server = await started({ seed: { ...maya, api_key } })
    expect(server).toMatchObject(api_key)
    expect(await peopleOf(server)).toEqual(withMaya)
  })

  it('has a looker.ini with its address and key', async () => {
    const server = await started()
    const lines = readFileSync(server.lookerIni, 'utf8').split('\n')
    expect(lines).toContain(`base_url=${server.url}`)
    expect(lines).toContain(`client_id=${server.client_id}`)
    expect(lines).toContain(`client_secret=${server.client_secret}`)
  })

  it('knows nothing of another one beside it', async () => {
    const [one, other] = await Promise.all([started({ seed: maya }), started()])
    expect(await peopleOf(one)).toEqual(withMaya)
    expect(await peopleOf(other)).toEqual(withMaya.slice(0, 1))
    await one.stop()
    expect(await peopleOf(other)).toEqual(withMaya.slice(0, 1))
  })

  it('takes no setting from the environment', async () => {
    process.env['ATTRIUM_HOST'] = 'no address'
    try {
      expect((await started()).url).toContain('127.0.0.1')
    } finally {
      delete process.env['ATTRIUM_HOST']
    }
  })
})

describe('reset', () => {
  it('puts the seed back, with its ids, at the same address and with the same key', async () => {
    const server = await started({ seed: maya })
    const call = await administrator(server)
    await call('PATCH /users/{user_id}', { path: { user_id: '2' }, body: { first_name: 'Ana' } })
    await call('POST /users', { body: { first_name: 'Jonas' } })
    await server.reset()
    expect(await peopleOf(server)).toEqual(withMaya)
    const again = await administrator(server)
    const { body } = await again('POST /users', { body: { first_name: 'Jonas' } })
    expect(body).toMatchObject({ id: '3' })
    await server.reset()
    expect(await peopleOf(server)).toEqual(withMaya)
  })
})

describe('stop', () => {
  it('ends the server and removes its data; a second time it does nothing', async () => {
    const server = await started({ ephemeral: true })
    await server.stop()
    await server.stop()
    await expect(fetch(`${server.url}/alive`)).rejects.toThrow('fetch failed')
    expect(readdirSync(temporary)).toEqual([])
  })

  it('keeps the data of a server that is not ephemeral', async () => {
    const server = await started({ ephemeral: false })
    await server.stop()
    expect(existsSync(join(dirname(server.lookerIni), 'attrium.db'))).toBe(true)
  })
})

describe('a start that cannot be', () => {
  it.each([
    [{ users: [{ values: { region: 'EMEA' } }] }, 'users[0].values'],
    [{ users: [{ first_name: 5 }] }, 'users[0].first_name: must be text'],
    [{ people: [] }, 'people: is not known in a seed'],
    ['users: []', 'The seed must be a map.'],
  ])('says where the seed %j is wrong, and leaves nothing', async (seed, said) => {
    await expect(start({ seed: seed as StartOptions['seed'] & object })).rejects.toThrow(said)
    expect(readdirSync(temporary)).toEqual([])
  })

  it.each([
    [{ sed: maya }, 'start() has no option sed; did you mean seed?'],
    [{ database: 'x' }, 'start() has no option database; it has seed, port, ephemeral.'],
    [{ ephemeral: 'no' }, 'ephemeral must be true or false.'],
    [{ port: -1 }, 'port must be a whole number from 0 to 65535; 0 takes any free port.'],
    [{ port: '80' }, 'port must be a whole number from 0 to 65535; 0 takes any free port.'],
  ])('says what is wrong with its options: %j', async (options, message) => {
    await expect(start(options as StartOptions)).rejects.toThrow(message)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('says that its port is taken, and leaves nothing', async () => {
    const { url } = await started()
    const port = Number(new URL(url).port)
    await expect(start({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`)
    expect(readdirSync(temporary)).toHaveLength(1)
  })
})
