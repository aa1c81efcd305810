// Planting a seed stores the same as the API, call by call; with a mistake in the seed it stores nothing.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { type Examined, storeChecks } from '../../src/doctor/store-checks.ts'
import { readSeed, type Seed } from '../../src/seed/seed.ts'
import { serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import type { OpenLog } from '../../src/start/log.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { LostRace } from '../../src/store/db.ts'
import { prepare, type Statement, sql } from '../../src/store/statement.ts'
import type { Tables } from '../../src/store/tables.ts'
import { freshDatabase } from '../postgres/databases.ts'
import { altered } from '../support/altered-db.ts'
import { databaseOf, engine, keyIn, startServer, type TestServer } from '../support/server.ts'
import { plantOverHttp } from './plant-over-http.ts'

const seed: Seed = {
  ...company,
  users: [
    ...company.users,
    {
      first_name: 'Key',
      email: 'Key@acme.example',
      roles: ['Viewer', 'Admin'],
      groups: ['EMEA', 'All Users', 'EMEA'],
      values: { warehouse_password: 'hush', locale: 'de', office_zip: '94110' },
      api_key: { client_id: 'key', client_secret: 'key-secret' },
    },
    {},
  ],
}

const servers: TestServer[] = []
async function aServer(options: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  const server = await startServer(options)
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

/** Everything that callers can read from a store, without times. */
async function readAll({ api, url }: TestServer): Promise<unknown> {
  const lists = ['/users', '/groups', '/user_attributes', '/roles', '/groups/search/with_hierarchy']
  const found: Record<string, unknown> = {}
  const read = async (path: string) => {
    const { json, status } = await api('GET', path)
    expect({ path, status }).toEqual({ path, status: 200 })
    found[path] = json
    return json as { id: string }[]
  }
  for (const list of lists) await read(list)
  for (const { id } of await read('/users?fields=id')) {
    await read(`/users/${id}/attribute_values?all_values=true&include_unset=true`)
    await read(`/users/${id}/roles`)
  }
  for (const { id } of await read('/user_attributes?fields=id')) {
    await read(`/user_attributes/${id}/group_values`)
  }
  // The first administrator has a link, which every store draws by lot.
  const text = JSON.stringify(found)
    .replaceAll(url, 'URL')
    .replaceAll(/#token=[\w.-]+/g, '#token=…')
  return JSON.parse(text.replace(/"(created_at|client_id)":"[^"]*"/g, '"$1":""'))
}

const everything = (table: keyof Tables): Statement =>
  prepare((writer) => ({ compile: () => sql`select * from ${sql.table(table)}`.compile(writer) }))(
    {},
  )

const silent: OpenLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  isLevelEnabled: () => false,
}

/** Settings for a server that is not started yet, with an empty place for its data. */
async function aPlace() {
  const parent = mkdtempSync(join(tmpdir(), 'attrium-seed-'))
  const directory = join(parent, 'data')
  const database = engine === 'PostgreSQL' ? { database: await freshDatabase() } : {}
  const flags = { data: directory, port: '0', logLevel: 'silent', ...database }
  const remove = () => rmSync(parent, { recursive: true })
  return { settings: readSettings(flags, {}), directory, remove }
}

describe('planting a seed', () => {
  it('stores what the API would have stored, call by call', async () => {
    const planted = await aServer({ planting: { seed } })
    const called = await aServer()
    await plantOverHttp(called.running, keyIn(called.lookerIni), seed)
    expect(await readAll(planted)).toEqual(await readAll(called))
    await planted.logIn({ client_id: 'key', client_secret: 'key-secret' })
  })

  it('goes on with the ids after its own', async () => {
    const { api } = await aServer({ planting: { seed } })
    const user = await api('POST', '/users', {})
    expect(user.json.id).toBe(String(seed.users.length + 2))
    expect((await api('POST', '/groups', { name: 'Later' })).json.id).toBe(
      String(seed.groups.length + 2),
    )
    const attribute = { name: 'later', label: 'Later', type: 'string' }
    expect((await api('POST', '/user_attributes', attribute)).json.id).toBe(
      String(seed.user_attributes.length + 14),
    )
  })

  it('leaves a store that holds in every check, its audit too', async () => {
    const server = await aServer({ planting: { seed } })
    const { running, directory } = server
    const { db } = running.server
    const database = engine === 'PostgreSQL' ? { database: databaseOf(server) } : {}
    const settings = readSettings({ data: directory, ...database }, {})
    const { keys, db: reading } = await openStoreToRead(settings)
    for (const [name, check] of Object.entries(storeChecks)) {
      const { problems } = await check({ db, keys } as Examined)
      expect({ name, problems }).toEqual({ name, problems: [] })
    }
    await reading.close()
  })

  it('seals hidden values, and writes none of them down', async () => {
    const { running } = await aServer({ planting: { seed } })
    const [values, audit] = await running.server.db.read(
      everything('user_attribute_user_values'),
      everything('audit'),
    )
    const text = JSON.stringify([values, audit])
    expect(text).toContain('94110')
    expect(text).not.toMatch(/hush|key-secret|demo-acme-password/)
  })

  it('leaves a store that is not empty as it is, and says so', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'attrium-seed-'))
    const first = await startServer({ directory })
    await first.stop()
    const said: string[] = []
    const log = { ...silent, warn: (_: unknown, message: string) => said.push(message) }
    const again = await startServer({ directory, planting: { seed }, log })
    expect((await again.api('GET', '/users')).json).toHaveLength(1)
    expect(said).toContain('the store is not empty: the seed was not planted')
    await again.stop()
    rmSync(directory, { recursive: true })
  })

  it('does not take what the store refuses for a node that was faster', async () => {
    const { settings, remove } = await aPlace()
    const wrapDb = (db: Parameters<typeof altered>[0]) => {
      const commitAll: typeof db.commitAll = (commits) => db.commitAll([...commits, ...commits])
      return Object.assign(altered(db, {}), { commitAll })
    }
    await expect(serve(settings, { planting: { seed }, wrapDb })).rejects.toThrow(LostRace)
    remove()
  })

  it('stores nothing when the store fails on the way', async () => {
    const { settings, remove } = await aPlace()
    const wrapDb = (db: Parameters<typeof altered>[0]) => {
      const failing = altered(db, {})
      const commitAll: typeof db.commitAll = ([first, ...others], told) => {
        const broken = others.map((commit, at) =>
          at === others.length - 1
            ? { ...commit, audit: { ...commit.audit, operation: null as never } }
            : commit,
        )
        return db.commitAll(first === undefined ? [] : [first, ...broken], told)
      }
      return Object.assign(failing, { commitAll })
    }
    await expect(serve(settings, { planting: { seed }, wrapDb })).rejects.toThrow()
    // The administrator was not stored either: the next start is a first start.
    const running = await serve(settings, { planting: { seed } })
    const [users] = await running.server.db.read(everything('users'))
    expect(users).toHaveLength(seed.users.length + 1)
    await running.stop()
    remove()
  })
})

describe('a seed with mistakes', () => {
  it('is refused with all of them, their lines and what may have been meant; nothing is planted', async () => {
    const text = `
groups:
  - name: EMEA
  - name: emea
  - name: Customers
    groups: [EMEA, EMAE, Customers]
user_attributes:
  - name: region
    type: string
    group_values: { EMAE: x }
  - name: Number
    type: number
  - name: size
    type: number
    default_value: big
users:
  - values:
      regoin: EMEA
      size: huge
  - email: one@acme.example
    roles: [Admn]
    groups: [Nobody in here]
  - email: ONE@acme.example
    values: { email: a@b.example }
    api_key: { client_id: k, client_secret: s }
  - email: admin@attrium.example
    api_key: { client_id: k, client_secret: s }
`
    const { settings, directory, remove } = await aPlace()
    const planting = { seed: await readSeed(text), text }
    const { message } = await serve(settings, { planting }).then(
      () => new Error('it was planted'),
      (error) => error,
    )
    expect(message.split('\n')).toEqual([
      'The seed has 13 mistakes; nothing was planted.',
      '  groups[1]: name already exists: another group has it. (line 4)',
      '  groups[2].groups: there is no group "EMAE"; did you mean "EMEA"? (line 6)',
      '  groups[2].groups[2]: group_id must not name the group itself or a group around it: the group would contain itself. (line 6)',
      '  user_attributes[0].group_values: there is no group "EMAE"; did you mean "EMEA"? (line 10)',
      '  user_attributes[1]: name must consist of lowercase letters, digits and underscores. (line 11)',
      '  user_attributes[2]: default_value must be a number, such as 25 or -0.5. (line 13)',
      '  users[0].values: there is no attribute "regoin"; did you mean "region"? (line 18)',
      '  users[1].groups: there is no group "Nobody in here". (line 22)',
      '  users[1].roles: there is no role "Admn"; did you mean "Admin"? (line 21)',
      '  users[2].email: email already exists: another user has it. (line 23)',
      "  users[2].values.email: Permission Denied: this attribute is read from the user's record and cannot be set. (line 24)",
      '  users[3].email: email already exists: another user has it. (line 26)',
      '  users[3].api_key: client_id already exists: another API key has it. (line 27)',
    ])
    expect(existsSync(join(directory, 'looker.ini'))).toBe(false)
    const running = await serve(settings, {})
    expect((await running.server.db.read(everything('users')))[0]).toHaveLength(1)
    await running.stop()
    remove()
  })

  it('does not take the word that stands for a hidden value for one, nor leave it out', async () => {
    const text = `
groups: [{ name: EMEA }]
user_attributes:
  - name: token
    type: string
    value_is_hidden: true
    hidden_value_domain_whitelist: a.example/*
    default_value: DEFAULT_IS_SET
    group_values: { EMEA: DEFAULT_IS_SET }
users:
  - values: { token: DEFAULT_IS_SET }
`
    const { settings, remove } = await aPlace()
    const planting = { seed: await readSeed(text), text }
    const { message } = await serve(settings, { planting }).then(
      () => new Error('it was planted'),
      (error) => error,
    )
    const told =
      'value must not be DEFAULT_IS_SET, which stands for a hidden value; send the value itself.'
    expect(message.split('\n')).toEqual([
      'The seed has 2 mistakes; nothing was planted.',
      `  user_attributes[0].group_values.EMEA: ${told} (line 9)`,
      `  users[0].values.token: ${told} (line 11)`,
    ])
    remove()
  })
})
