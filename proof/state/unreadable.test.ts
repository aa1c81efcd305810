// Unreadable content stops a start with one sentence, and never gives a caller a 500.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CannotRun } from '../../src/errors.ts'
import { databaseOf, engine, startServer, type TestServer } from '../../test/support/server.ts'
import { openBehind, type StoreBehind } from './store-behind.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrium-unreadable-'))
let server: TestServer
let behind: StoreBehind
let hidden: string

beforeAll(async () => {
  server = await startServer({ directory })
  const places = { value_is_hidden: true, hidden_value_domain_whitelist: 'https://a.example/*' }
  const { json } = await server.api('POST', '/user_attributes', {
    name: 'secret',
    type: 'string',
    ...places,
  })
  hidden = json.id
  await server.api('PATCH', `/users/1/attribute_values/${hidden}`, { value: 'x' })
  await server.api('PATCH', '/users/1', { ui_state: { tab: 'one' } })
  const database = engine === 'PostgreSQL' ? { database: databaseOf(server) } : {}
  behind = await openBehind({ data: directory, ...database })
})
beforeEach(() => behind.putBack())
afterAll(async () => {
  await behind.putBack()
  await behind.close()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

const changes: [string, string, RegExp][] = [
  [
    'an unknown attribute type',
    `update user_attributes set type = 'colour' where id = 11`,
    /^User attribute 11 has an unknown type; .* restore a backup\.$/,
  ],
  [
    'permissions that are no JSON',
    `update permission_sets set permissions = 'all of them' where id = 1`,
    /^The names in the permission set of role 2 are no JSON list of texts; /,
  ],
  [
    'permissions that are no texts',
    `update permission_sets set permissions = '[1]' where id = 1`,
    /^The names in the permission set of role 2 are no JSON list of texts; /,
  ],
  [
    'models that are no JSON',
    `update model_sets set models = '{' where id = 1`,
    /^The names in model set 1 are no JSON list of texts; /,
  ],
]

describe('a start', () => {
  it.each(changes)('refuses %s', async (_, change, sentence) => {
    await server.stop()
    await behind.raw.run(change)
    const refused = await startServer({ directory }).catch((error: Error) => error)
    await behind.putBack()
    server = await startServer({ directory })
    expect(refused).toBeInstanceOf(CannotRun)
    expect((refused as Error).message).toMatch(sentence)
  })

  it('goes on although a hidden value that is left to seal does not open', async () => {
    await server.stop()
    await behind.raw.run(`update user_attribute_user_values set value = 'v1.99.x.y.z'`)
    await behind.raw.run(
      `insert into sealings (user_attribute_id, part, place, with_audit)
        values (${hidden}, 'default', '', true)`,
    )
    server = await startServer({ directory })
    expect((await server.api('GET', `/users/1/attribute_values`)).status).toBe(200)
    expect(await behind.raw.all('select * from sealings')).toEqual([])
  })
})

let groups = 0
/** On SQLite, a server reads the file again after its own commit, and the catalogue if the commit changed it. */
const notice = () =>
  server.api('POST', '/groups', { name: `Another ${++groups}` }, { unchecked: true })

describe('a server that finds it later', () => {
  it.each(changes)(
    'answers %s with 503 at most, and goes on when it is mended',
    async (_, change) => {
      await behind.raw.run(change)
      await notice()
      for (const path of ['/user', '/users', '/roles', '/model_sets', '/permission_sets']) {
        const { status, text } = await server.api('GET', path, undefined, { unchecked: true })
        expect([200, 503]).toContain(status)
        expect(text).not.toMatch(/colour|all of them/)
      }
      await behind.putBack()
      await server.stop()
      server = await startServer({ directory })
      expect((await server.api('GET', '/user')).status).toBe(200)
    },
  )

  it('shows everybody although one user has something unreadable', async () => {
    const { json: before } = await server.api('GET', '/user')
    expect(before.ui_state).toEqual({ tab: 'one' })
    for (const state of ['{', '[]', '7']) {
      await behind.raw.run(`update users set ui_state = '${state}'`)
      await notice()
      const { status, json } = await server.api('GET', '/users')
      expect([status, json[0].ui_state]).toEqual([200, null])
    }
    await behind.raw.run('update credentials_email set created_at = 9000000000000000000')
    await behind.raw.run('update credentials_api3 set created_at = 9000000000000000000')
    await notice()
    expect((await server.api('GET', '/users', undefined, { unchecked: true })).status).toBe(200)
  })
})
