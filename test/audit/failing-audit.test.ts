// F-27: if the audit row cannot be stored, the change is not stored either.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, openConnection } from '../../src/store/sqlite/connection.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser } from '../support/world.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrium-failing-audit-'))
let server: TestServer
let connection: Connection
const ids = { user: '', group: '', child: '', attribute: '' }
beforeAll(async () => {
  server = await startServer({ directory })
  ids.user = await aUser(server)
  ids.group = await aGroup(server)
  ids.child = await aGroup(server)
  ids.attribute = (await anAttribute(server, { default_value: 'x' })).id
  for (const path of [`/users/${ids.user}`, `/groups/${ids.group}`]) {
    await server.api('PATCH', `${path}/attribute_values/${ids.attribute}`, { value: 'before' })
  }
  connection = openConnection(join(directory, 'attrium.db'), 'writer')
  connection.exec(`create trigger audit_fails before insert on audit
    begin select raise(abort, 'no audit today'); end`)
})
afterAll(async () => {
  connection.close()
  await server.stop()
  rmSync(directory, { recursive: true })
})

const tables = () =>
  connection
    .prepare("select name from sqlite_master where type = 'table'")
    .pluck()
    .all() as string[]
const everything = () =>
  tables().map((table) => [table, connection.prepare(`select * from ${table}`).all()])

describe('every change is refused with 503 and nothing of it is stored', () => {
  const list = [{ group_id: '1', value: 'after' }]
  test.each<[string, (id: typeof ids) => [method: string, path: string, body?: unknown]]>([
    ['sign-in as somebody', (id) => ['POST', `/login/${id.user}`]],
    ['a user', () => ['POST', '/users', { first_name: 'New' }]],
    ['a user changed', (id) => ['PATCH', `/users/${id.user}`, { first_name: 'Other' }]],
    ['a user deleted', (id) => ['DELETE', `/users/${id.user}`]],
    ['an API key', (id) => ['POST', `/users/${id.user}/credentials_api3`]],
    ['an e-mail', (id) => ['POST', `/users/${id.user}/credentials_email`, { email: 'a@b.cd' }]],
    ['roles', (id) => ['PUT', `/users/${id.user}/roles`, ['2']]],
    ['a role', () => ['POST', '/roles', { name: 'r', permission_set_id: '2', model_set_id: '1' }]],
    ['a permission set', () => ['POST', '/permission_sets', { name: 'p', permissions: [] }]],
    ['a group', () => ['POST', '/groups', { name: 'new' }]],
    ['a group changed', (id) => ['PATCH', `/groups/${id.group}`, { name: 'other' }]],
    ['a group deleted', (id) => ['DELETE', `/groups/${id.group}`]],
    ['a member', (id) => ['POST', `/groups/${id.group}/users`, { user_id: id.user }]],
    ['a nesting', (id) => ['POST', `/groups/${id.group}/groups`, { group_id: id.child }]],
    ['a definition', () => ['POST', '/user_attributes', { name: 'n', label: 'n', type: 'string' }]],
    ['a definition changed', (id) => ['PATCH', `/user_attributes/${id.attribute}`, { label: 'o' }]],
    ['a definition deleted', (id) => ['DELETE', `/user_attributes/${id.attribute}`]],
    ['a list', (id) => ['POST', `/user_attributes/${id.attribute}/group_values`, list]],
    ...['users', 'groups'].flatMap((noun) => {
      const path = (id: typeof ids) =>
        `/${noun}/${noun === 'users' ? id.user : id.group}/attribute_values/${id.attribute}`
      return [
        [`a value of ${noun}`, (id) => ['PATCH', path(id), { value: 'after' }]],
        [`a value of ${noun} removed`, (id) => ['DELETE', path(id)]],
      ] as [string, (id: typeof ids) => [string, string, unknown?]][]
    }),
    ['sign-out', () => ['DELETE', '/logout']],
  ])('%s', async (_, request) => {
    const before = everything()
    const [method, path, body] = request(ids)
    // No operation declares 503 (decision 4).
    const { status, headers, text } = await server.api(method, path, body, { unchecked: true })
    expect([status, headers['retry-after'], text]).toEqual([
      503,
      expect.any(String),
      expect.not.stringContaining('audit'),
    ])
    expect(everything()).toEqual(before)
  })

  test('and is taken again as soon as the audit is', async () => {
    connection.exec('drop trigger audit_fails')
    const path = `/users/${ids.user}/attribute_values/${ids.attribute}`
    expect((await server.api('PATCH', path, { value: 'after' })).status).toBe(200)
  })
})
