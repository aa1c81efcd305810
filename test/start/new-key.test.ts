// A way back in for whoever has lost the key: `attrium admin new-key`, and what a start says of looker.ini (T-45).
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Running, serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { keyIn } from '../server.ts'
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

/** A server in this process, which is quicker, for what is asked of it before it stops. */
async function served<T>(
  flags: Parameters<typeof readSettings>[0],
  ask: (running: Running) => T,
): Promise<T> {
  const running = await serve(readSettings({ data, port: '0', logLevel: 'silent', ...flags }, {}))
  const answer = ask(running)
  await running.stop()
  return answer
}

/** A directory that a server has made and left. */
async function made(...statements: string[]): Promise<void> {
  await served({}, () => undefined)
  plant(...statements)
}

function plant(...statements: string[]): void {
  const database = new Database(join(data, 'attrium.db'))
  for (const statement of statements) database.exec(statement)
  database.close()
}

const command = (...words: string[]) =>
  attriumCommand('admin', ['new-key', ...words, '--data', data]).ended

/** What it says; it has to have worked, and may not say the secret. */
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

const signIn = async (url: string, key = keyIn(ini())) =>
  fetch(`${url}/api/4.0/login`, { method: 'POST', body: new URLSearchParams(key) })

/** Who the key in looker.ini signs in as. */
async function whoAmI(url: string): Promise<{ id: string; role_ids: string[] }> {
  const { access_token } = (await (await signIn(url)).json()) as { access_token: string }
  const headers = { authorization: `token ${access_token}` }
  return (await fetch(`${url}/api/4.0/user`, { headers })).json() as never
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

const aUser = (id: number, isAdmin: boolean, isDisabled = false) => [
  `insert into users (id, first_name, last_name, is_disabled, timezone, created_at)
    values (${id}, 'U', '${id}', ${isDisabled ? 1 : 0}, '', 0)`,
  `insert into credentials_email (user_id, email, email_key, created_at, forced_password_reset_at_next_login)
    values (${id}, 'U${id}@acme.example', 'u${id}@acme.example', 0, 0)`,
  ...(isAdmin ? [`insert into role_users (role_id, user_id) values (2, ${id})`] : []),
]

describe('a new key', () => {
  it('is made by the server that runs, which knows it at once and goes on', async () => {
    const program = start()
    const url = await program.ready
    const old = keyIn(ini())
    rmSync(ini())
    const said = await newKey()
    expect(said).toContain('user 1 (admin@attrium.example), the one enabled administrator')
    expect(said).toContain(ini())
    expect(await whoAmI(url)).toMatchObject({ id: '1', role_ids: ['2'] })
    expect((await signIn(url, old)).status).toBe(200)
    // Several at once: the chain has one writer.
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

  it('is for the administrator who is named by id or address, else for the lowest id', async () => {
    await made(...aUser(5, true), ...aUser(9, true), ...aUser(7, false), ...aUser(3, true, true))
    expect(await newKey('5')).toContain('user 5 (U5@acme.example), as asked')
    expect(await newKey('u9@ACME.example')).toContain('user 9 ')
    const said = await newKey()
    expect(said).toContain('the enabled administrator with the lowest id; others are 5, 9')
    for (const user of ['7', '3', 'u7@acme.example']) {
      expect(await refusal(user)).toContain('is no enabled administrator; name one who is: 1, 5, 9')
    }
    expect(await refusal('77')).toContain('No user')
    expect(await refusal('nobody@acme.example')).toContain('No user')
    expect(await refusal('Ada')).toContain('id or the e-mail address')
    expect(rows()).toHaveLength(3)
  })

  it('makes the user who is named an administrator where there is none', async () => {
    await made(...aUser(5, false, true), 'update users set is_disabled = 1 where id = 1')
    expect(await refusal()).toContain('name the user who is to be one')
    expect(await newKey('5')).toContain('who is now enabled and an administrator')
    const program = start()
    expect(await whoAmI(await program.ready)).toMatchObject({ id: '5', role_ids: ['2'] })
    expect(rows()[0]?.['details']).toContain('"made_administrator":true')
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

  it('prints how to sign in, or how to get a key that does', async () => {
    const said = await started()
    expect(said).toContain('Sign in: TOKEN=')
    expect(said).not.toContain('admin new-key')
    rmSync(ini())
    const again = await started()
    expect(again).toContain(`There is no API key in ${ini()}; make one with: `)
    expect(again).not.toContain('Sign in:')
  })

  it.each([
    ['is not there', 'There is no API key in', () => rmSync(ini())],
    ['holds no key', 'There is no API key in', () => writeFileSync(ini(), '[Looker]\n')],
    [
      'holds a key that was deleted',
      'does not work any more',
      () => plant('delete from access_tokens', 'delete from credentials_api3'),
    ],
    [
      'holds a key that is disabled',
      'does not work any more',
      () => plant('update credentials_api3 set is_disabled = 1'),
    ],
    [
      'holds the key of somebody disabled',
      'does not work any more',
      () => plant('update users set is_disabled = 1'),
    ],
  ])('says how to get a key when looker.ini %s', async (_, sentence, damage) => {
    await made()
    expect(await served({}, ({ signInTrouble }) => signInTrouble)).toBeUndefined()
    damage()
    const said = await served({}, ({ signInTrouble }) => signInTrouble)
    expect(said).toContain(sentence)
    expect(said).toContain(`attrium admin new-key --data '${data}'`)
  })

  it('lets verify_ssl follow the scheme of the public address, and nothing else', async () => {
    const restart = (publicUrl: string) => served({ publicUrl }, lines)
    await made()
    expect(await restart('https://attrium.example')).toMatchObject({ verify_ssl: 'true' })
    const text = readFileSync(ini(), 'utf8')
    writeFileSync(ini(), text.replace('verify_ssl=true', 'verify_ssl=false'))
    expect(await restart('https://other.example')).toMatchObject({
      base_url: 'https://other.example',
      verify_ssl: 'false',
    })
    expect(await restart('http://127.0.0.1:5000')).toMatchObject({ verify_ssl: 'false' })
    expect(await restart('https://other.example')).toMatchObject({ verify_ssl: 'true' })
  })
})
