// `attrium admin new-key` for users who lost their key, and the warning of a start about looker.ini (T-45).
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signedIn } from '../../src/client/client.ts'
import { serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { keyIn } from '../support/server.ts'
import { attrium, attriumCommand, endPrograms, freshDirectory, type Program } from './program.ts'

let data: string
let remove: () => void
beforeEach(() => {
  const made = freshDirectory()
  data = made.directory
  remove = made.remove
})
afterEach(() => {
  endPrograms()
  remove()
})

const ini = () => join(data, 'looker.ini')
const start = (...flags: string[]) => attrium(['--data', data, '--port', '0', ...flags])

async function stopped(program: Program): Promise<string> {
  program.signal('SIGTERM')
  const { code, stderr } = await program.ended
  expect(code).toBe(0)
  return stderr
}

/** A directory that a server has created before it stopped. */
async function made(): Promise<void> {
  const settings = readSettings({ data, port: '0', logLevel: 'silent' }, {})
  await (await serve(settings)).stop()
}

function plant(...statements: string[]): void {
  const database = new Database(join(data, 'attrium.db'))
  for (const statement of statements) database.exec(statement)
  database.close()
}

const command = (...words: string[]) =>
  attriumCommand('admin', ['new-key', ...words, '--data', data]).ended

/** The output of the command, which must succeed and must not print the secret. */
async function newKey(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await command(...words)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).not.toContain(keyIn(ini()).client_secret)
  expect(stdout).toContain(keyIn(ini()).client_id)
  expect((statSync(ini()).mode & 0o777).toString(8)).toBe('600')
  return stdout
}

async function refusal(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await command(...words)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^attrium: [^\n]+\n$/)
  return stderr
}

/** The user whom a key signs in; by default the key in looker.ini. */
async function whoAmI(url: string, key = keyIn(ini())) {
  const call = await signedIn(url, key)
  return (await call('GET /user')).body
}

const verified = async () => (await attriumCommand('audit', ['verify', '--data', data]).ended).code

const rows = () => {
  const database = new Database(join(data, 'attrium.db'), { readonly: true })
  const found = database
    .prepare("select * from audit where operation = 'admin_new_key' order by sequence")
    .all() as Record<string, unknown>[]
  database.close()
  return found
}

describe('a new key', () => {
  it('that cannot be written is named, so that it can be ended', async () => {
    await made()
    mkdirSync(`${ini()}.new`)
    expect(await refusal()).toMatch(
      /looker\.ini cannot be written, so nobody has the secret of the new key; end it with attrium key revoke 1 \w+\.\n$/,
    )
    expect(rows()).toHaveLength(1)
  })

  it('is made by the server that runs, which knows it at once and goes on', async () => {
    const program = start()
    const url = await program.ready
    const old = keyIn(ini())
    rmSync(ini())
    const said = await newKey()
    expect(said).toContain('user 1 (admin@attrium.example), the only enabled administrator')
    expect(said).toContain(ini())
    expect(await whoAmI(url)).toMatchObject({ id: '1', role_ids: ['2'] })
    expect(await whoAmI(url, old)).toMatchObject({ id: '1' })
    // Several commands at once, because the chain has only one writer.
    await Promise.all([command(), command(), command('1')])
    expect(await whoAmI(url)).toMatchObject({ id: '1' })
    expect(rows()).toHaveLength(4)
    expect(rows()[0]).toMatchObject({
      request_id: 'local',
      actor_id: null,
      credentials_api3_id: null,
      user_id: 1,
      details: expect.stringContaining('"channel":"local"'),
    })
    expect(JSON.stringify(rows())).not.toContain(keyIn(ini()).client_secret)
    await stopped(program)
    expect(existsSync(join(data, 'attrium.sock'))).toBe(false)
    expect(await verified()).toBe(0)
  })

  it('is made while no server runs, also where one was killed', async () => {
    const killed = start()
    await killed.ready
    killed.signal('SIGKILL')
    await killed.ended
    expect(existsSync(join(data, 'attrium.sock'))).toBe(true)
    await newKey()
    const program = start()
    expect(await whoAmI(await program.ready)).toMatchObject({ id: '1' })
    await newKey()
    expect(await whoAmI(await program.ready)).toMatchObject({ id: '1' })
    await stopped(program)
    expect(rows()).toHaveLength(2)
    expect(await verified()).toBe(0)
  })

  it('needs a database that is there and of this schema', async () => {
    expect(await refusal()).toContain('has no database')
    expect(existsSync(data)).toBe(false)
    await made()
    plant('delete from kysely_migration where name = (select max(name) from kysely_migration)')
    expect(await refusal()).toContain('older')
    expect(existsSync(join(data, 'attrium.sock'))).toBe(false)
  })

  it('keeps the address in looker.ini, or takes the one that is given', async () => {
    await made()
    writeFileSync(ini(), '[Looker]\nbase_url=https://attrium.example\n', { mode: 0o600 })
    await newKey()
    expect(lines()).toMatchObject({ base_url: 'https://attrium.example', verify_ssl: 'true' })
    await newKey('--public-url', 'http://127.0.0.1:4000')
    expect(lines()).toMatchObject({ base_url: 'http://127.0.0.1:4000', verify_ssl: 'false' })
  })
})

const lines = (): Record<string, string> =>
  Object.fromEntries(
    readFileSync(ini(), 'utf8')
      .split('\n')
      .map((line) => line.split('=', 2)),
  )

describe('a start', () => {
  const started = async () => {
    const program = start()
    await program.ready
    return stopped(program)
  }

  it('logs how to get a key when looker.ini has none that signs in', async () => {
    expect(await started()).not.toContain('admin new-key')
    rmSync(ini())
    expect(await started()).toContain(`"why":"There is no API key in ${ini()}; make one with: `)
  })
})
