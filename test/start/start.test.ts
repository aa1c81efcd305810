// Starting and stopping the real program (D-10, F-08).
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { lookerClient, signedIn, tokenFor } from '../../src/client/client.ts'
import { keyIn } from '../support/server.ts'
import { attrium, endPrograms, freshDirectory, refusalIn } from './program.ts'

const directories: (() => void)[] = []
afterEach(() => {
  endPrograms()
  for (const remove of directories.splice(0)) remove()
})

function dataDirectory(): string {
  const { directory, remove } = freshDirectory()
  directories.push(remove)
  return directory
}

const start = (data: string, ...flags: string[]) =>
  attrium(['--data', data, '--port', '0', ...flags])
const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)

/** Starts, waits until it is ready, and stops as an operator does. */
async function startAndStop(data: string): Promise<void> {
  const program = start(data)
  await program.ready
  program.signal('SIGTERM')
  expect((await program.ended).code).toBe(0)
}

async function refusal(data: string, ...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await start(data, ...flags).ended
  expect(code).toBe(2)
  expect(stdout).toBe('')
  return refusalIn(stderr)
}

const signIn = (url: string, data: string) => tokenFor(url, keyIn(join(data, 'looker.ini')))

describe('the first start', () => {
  it('says ready, writes looker.ini for its owner only and answers', async () => {
    const data = dataDirectory()
    const program = start(data)
    const url = await program.ready
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(mode(data)).toBe('700')
    for (const file of ['looker.ini', 'master.key', 'attrium.pid']) {
      expect([file, mode(join(data, file))]).toEqual([file, '600'])
    }
    const lines = readFileSync(join(data, 'looker.ini'), 'utf8').trim().split('\n')
    expect(lines.map((line) => line.split('=')[0])).toEqual([
      '[Looker]',
      'base_url',
      'client_id',
      'client_secret',
      'verify_ssl',
    ])
    expect(lines[1]).toBe(`base_url=${url}`)
    expect((await fetch(`${url}/alive`)).status).toBe(200)
    await signIn(url, data)
    program.signal('SIGTERM')
    const { code, stdout, stderr } = await program.ended
    expect([code, stdout]).toEqual([0, `ready ${url}\n`])
    const { client_secret } = keyIn(join(data, 'looker.ini'))
    expect(stderr).not.toContain(client_secret)
  })

  it('plants an empty store with the seed it is given, and leaves it alone ever after', async () => {
    const data = dataDirectory()
    mkdirSync(data)
    const seed = join(data, 'seed.yaml')
    writeFileSync(seed, 'api_key: { client_id: ci, client_secret: secret }\nusers: [{}, {}]\n')
    const usersOf = async (url: string) => {
      const call = await signedIn(url, { client_id: 'ci', client_secret: 'secret' })
      return (await call('GET /users')).body
    }
    const first = start(data, '--seed', seed)
    expect(await usersOf(await first.ready)).toHaveLength(3)
    expect(first.errors()).not.toContain('not planted')
    first.signal('SIGTERM')
    await first.ended
    const second = start(data, '--seed', seed)
    expect(await usersOf(await second.ready)).toHaveLength(3)
    expect(second.errors()).toContain('the store is not empty: the seed was not planted')
    writeFileSync(seed, 'users: [{ emial: a@b.example }]\n')
    expect(await refusal(dataDirectory(), '--seed', seed)).toBe(
      'users[0].emial: is not known in a seed; did you mean "email"? (line 1)',
    )
  })

  it('leaves nothing behind that others may read', async () => {
    const data = dataDirectory()
    await startAndStop(data)
    for (const file of readdirSync(data)) {
      if (!file.startsWith('attrium.')) expect(mode(join(data, file))).toBe('600')
    }
    expect(mode(data)).toBe('700')
  })
})

describe('the next start', () => {
  it('keeps the key, the people and the values, and writes the new address', async () => {
    const data = dataDirectory()
    const first = start(data)
    const url = await first.ready
    const key = keyIn(join(data, 'looker.ini'))
    const token = await signIn(url, data)
    const call = lookerClient(url, token)
    const region = { name: 'region', type: 'string' }
    const user_attribute_id = (await call('POST /user_attributes', { body: region })).body.id
    const path = { user_id: '1', user_attribute_id }
    const set = await call('PATCH /users/{user_id}/attribute_values/{user_attribute_id}', {
      path,
      body: { value: 'EMEA' },
    })
    first.signal('SIGINT')
    expect((await first.ended).code).toBe(0)

    const second = start(data)
    const again = await second.ready
    expect(keyIn(join(data, 'looker.ini'))).toEqual(key)
    expect(readFileSync(join(data, 'looker.ini'), 'utf8')).toContain(`base_url=${again}\n`)
    // The token is still valid after the restart.
    const { body } = await lookerClient(again, token)('GET /users/{user_id}/attribute_values', {
      path: { user_id: '1' },
      query: { user_attribute_ids: [user_attribute_id] },
    })
    expect(body).toEqual([set.body])
    second.signal('SIGTERM')
    expect((await second.ended).code).toBe(0)
  })
})

describe('stopping', () => {
  it('finishes the request that is under way, then exits with 0', async () => {
    const data = dataDirectory()
    const program = start(data)
    const url = new URL(await program.ready)
    const token = await signIn(url.origin, data)
    const body = '{"name":"late","type":"string"}'
    const socket = connect(Number(url.port), url.hostname)
    const answered = new Promise<string>((resolve, reject) => {
      let text = ''
      socket.on('data', (part) => {
        text += part
        if (text.includes('"late"')) resolve(text)
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(text))
    })
    const head = `POST /api/4.0/user_attributes HTTP/1.1\r\nHost: x\r\nAuthorization: token ${token}\r\nContent-Length: ${body.length}\r\n\r\n`
    await new Promise((resolve) => socket.write(head + body.slice(0, 5), resolve))
    // The server answers another request, so it has read the first part.
    expect((await fetch(`${url.origin}/alive`)).status).toBe(200)
    program.signal('SIGTERM')
    socket.write(body.slice(5))
    expect(await answered).toMatch(/^HTTP\/1\.1 200 /)
    socket.destroy()
    expect((await program.ended).code).toBe(0)
  })
})

describe('a start that cannot be', () => {
  it('names the process that has the directory', async () => {
    const data = dataDirectory()
    const first = start(data)
    const url = await first.ready
    const sentence = await refusal(data)
    expect(sentence).toContain(`process ${first.pid}`)
    expect(sentence).toContain(data)
    expect((await fetch(`${url}/alive`)).status).toBe(200)
    first.signal('SIGTERM')
    expect((await first.ended).code).toBe(0)
  })

  it('is possible again after the owner was killed', async () => {
    const data = dataDirectory()
    const first = start(data)
    await first.ready
    first.signal('SIGKILL')
    await first.ended
    await startAndStop(data)
  })

  it('names the port that is in use', async () => {
    const first = start(dataDirectory())
    const { port } = new URL(await first.ready)
    const data = dataDirectory()
    const { code, stderr } = await attrium(['--data', data, '--port', port]).ended
    expect([code, refusalIn(stderr)]).toEqual([
      2,
      `Port ${port} on 127.0.0.1 is in use; choose another with --port.`,
    ])
  })

  it('refuses the database of a newer program and leaves it as it is', async () => {
    const data = dataDirectory()
    await startAndStop(data)
    const file = join(data, 'attrium.db')
    const database = new Database(file)
    database.exec(
      "insert into kysely_migration (name, timestamp) values ('9999-from-the-future', 'x')",
    )
    database.pragma('journal_mode=DELETE')
    database.close()
    expect(await refusal(data)).toContain('9999-from-the-future')
    const after = new Database(file, { readonly: true })
    expect(
      after
        .prepare('select count(*) as steps from kysely_migration where name like ?')
        .get('9999%'),
    ).toEqual({ steps: 1 })
    after.close()
  })

  it.each([
    ['text', Buffer.from('This is no database.\n'.repeat(300))],
    [
      'zeros with a header cut off',
      Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8176, 7)]),
    ],
  ])('refuses a file of %s and leaves every byte of it', async (_, bytes) => {
    const data = dataDirectory()
    await startAndStop(data)
    const file = join(data, 'attrium.db')
    writeFileSync(file, bytes)
    expect(await refusal(data)).toContain(file)
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })

  it('refuses a directory that is a file', async () => {
    const data = dataDirectory()
    writeFileSync(data, '')
    expect(await refusal(data)).toContain(data)
  })
})

describe('settings', () => {
  it('come from the environment as from flags, and flags win', async () => {
    const data = dataDirectory()
    mkdirSync(data)
    const env = {
      ATTRIUM_DATA: data,
      ATTRIUM_PORT: 'nonsense',
      ATTRIUM_PUBLIC_URL: 'https://looker.example/',
      ATTRIUM_LOG_LEVEL: 'silent',
    }
    const program = attrium(['--port', '0'], env)
    await program.ready
    expect(readFileSync(join(data, 'looker.ini'), 'utf8')).toContain(
      'base_url=https://looker.example\n',
    )
    program.signal('SIGTERM')
    expect((await program.ended).code).toBe(0)
  })

  it.each([
    [['--port', 'many'], '--port (ATTRIUM_PORT)'],
    [['--port', '70000'], '--port (ATTRIUM_PORT)'],
    [['--log-level', 'loud'], '--log-level (ATTRIUM_LOG_LEVEL)'],
    [['--public-url', 'ftp://x'], '--public-url (ATTRIUM_PUBLIC_URL)'],
    [['--documentation-url', 'x'], '--documentation-url (ATTRIUM_DOCUMENTATION_URL)'],
    [['--host', ''], '--host (ATTRIUM_HOST)'],
  ])('refuses %j in one sentence that names flag and variable', async (flags, named) => {
    const data = dataDirectory()
    expect(await refusal(data, ...flags)).toContain(named)
    expect(existsSync(data)).toBe(false)
  })

  it('refuses them from the environment alike', async () => {
    const { code, stderr } = await attrium([], { ATTRIUM_PORT: '-1' }).ended
    expect(code).toBe(2)
    expect(refusalIn(stderr)).toMatch(/^--port \(ATTRIUM_PORT\) must be /)
  })
})
