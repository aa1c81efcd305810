// Two nodes on one PostgreSQL database: each knows at its next request what the other has acknowledged.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { history } from '../../src/audit/sql.ts'
import { limits } from '../../src/limits.ts'
import { type Running, serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { prepare, sql } from '../../src/store/statement.ts'
import { brokenHistories } from '../support/broken-histories.ts'
import { type Caller, databaseOf, keyIn, startServer, type TestServer } from '../support/server.ts'
import { addManyUsers, anAttribute, aRole, aUser, change, giveRole } from '../support/world.ts'
import { freshDatabase } from './databases.ts'

let one: TestServer
let other: TestServer
beforeAll(async () => {
  one = await startServer()
  other = await startServer({ beside: one })
})
afterAll(async () => {
  await other.stop()
  await one.stop()
})

describe('a caller whom the other node remembers', () => {
  /** A user who may manage attributes, and whom the other node already knows as such. */
  async function known(): Promise<{ user: string; role: string; elsewhere: Caller }> {
    const user = await aUser(one)
    const role = await aRole(one, ['manage_user_attributes', 'see_users'])
    await giveRole(one, user, role)
    const { token } = await one.signIn(user)
    const elsewhere = other.callerWith(token)
    for (let times = 0; times < 3; times++) {
      expect((await elsewhere.api('GET', '/user')).status).toBe(200)
    }
    return { user, role, elsewhere }
  }

  const requests: [string, string, string, unknown?][] = [
    ['a read', 'GET', '/user_attributes'],
    ['a change', 'PATCH', '/users/1/attribute_values/13', { value: '/a' }],
    ['a refusal before anything is read', 'GET', '/users/none'],
    ['a refusal of the body', 'POST', '/user_attributes', { type: 5 }],
  ]

  it.each(requests)('is nobody once he has signed out: %s', async (_, method, path, body) => {
    const { elsewhere } = await known()
    expect((await one.callerWith(elsewhere.token).api('DELETE', '/logout')).status).toBe(204)
    expect((await elsewhere.api(method, path, body)).status).toBe(401)
  })

  it.each(requests)('is nobody once he is disabled: %s', async (_, method, path, body) => {
    const { user, elsewhere } = await known()
    expect((await one.api('PATCH', `/users/${user}`, { is_disabled: true })).status).toBe(200)
    expect((await elsewhere.api(method, path, body)).status).toBe(401)
  })

  it('may no more than his roles allow now', async () => {
    const { user, elsewhere } = await known()
    const attribute = await anAttribute(one)
    const set = () =>
      elsewhere.api('PATCH', `/user_attributes/${attribute.id}`, { user_can_view: true })
    expect((await set()).status).toBe(200)
    expect((await one.api('PUT', `/users/${user}/roles`, [])).status).toBe(200)
    expect((await set()).status).toBe(404)
  })

  it('loses a role with more users than are counted one by one', async () => {
    const { role, elsewhere } = await known()
    await change(one, [
      addManyUsers({ count: limits.counted_rights_changes }),
      giveToMany({ role }),
    ])
    const create = () => elsewhere.api('POST', '/user_attributes', body)
    const body = { name: 'by_many', label: 'By many', type: 'string' }
    expect((await elsewhere.api('GET', '/user_attributes')).status).toBe(200)
    expect((await one.api('PUT', `/roles/${role}/users`, [])).status).toBe(200)
    expect((await create()).status).toBe(404)
  })
})

const giveToMany = prepare((writer, { role }: { role: string }) => ({
  compile: () =>
    sql`insert into role_users (role_id, user_id) select cast(${role} as bigint), id from users
      where first_name_key = 'many'`.compile(writer),
}))

describe('a change on one node', () => {
  it('of a definition or a value is what the other answers next', async () => {
    const user = await aUser(one)
    const attribute = await anAttribute(one)
    for (let round = 0; round < 20; round++) {
      const value = `value ${round}`
      const path = `/users/${user}/attribute_values`
      await one.api('PATCH', `/user_attributes/${attribute.id}`, { default_value: value })
      const list = `${path}?user_attribute_ids=${attribute.id}`
      expect((await other.api('GET', list)).json).toMatchObject([{ value, source: 'Default' }])
      await other.api('PATCH', `${path}/${attribute.id}`, { value })
      expect((await one.api('GET', list)).json).toMatchObject([{ value, user_can_edit: false }])
      await one.api('DELETE', `${path}/${attribute.id}`)
    }
  })
})

describe('a value that is changed on two nodes', () => {
  const held: Client[] = []
  afterEach(async () => {
    for (const client of held.splice(0)) await client.end()
  })

  /** Locks the row of the value; returns functions that count those who wait and that release the lock. */
  async function holding(user: string, attribute: string) {
    const client = new Client({ connectionString: await databaseOf(one) })
    held.push(client)
    await client.connect()
    await client.query('begin')
    await client.query(
      `select from user_attribute_user_values where user_id = $1 and user_attribute_id = $2
        for update`,
      [user, attribute],
    )
    const waiting = async () => {
      const { rows } = await client.query(
        `select count(distinct pid)::int as waiting from pg_locks join pg_stat_activity using (pid)
          where not granted and datname = current_database()`,
      )
      return rows[0].waiting as number
    }
    return { waiting, release: () => client.query('commit') }
  }

  it.each([
    ['removed and set', 'DELETE', undefined, null],
    ['set and set', 'PATCH', { value: 'second' }, 'second'],
  ])(
    'has them numbered in the order in which they took effect: %s',
    async (_, method, body, then) => {
      const [user, attribute] = [await aUser(one), await anAttribute(one)]
      const path = `/users/${user}/attribute_values/${attribute.id}`
      await one.api('PATCH', path, { value: 'first' })
      const { waiting, release } = await holding(user, attribute.id)
      const changed = one.api(method, path, body)
      await expect.poll(waiting).toBe(1)
      const set = other.api('PATCH', path, { value: 'last' })
      await expect.poll(waiting).toBe(2)
      await release()
      expect([(await changed).status, (await set).status]).toEqual([body ? 200 : 204, 200])
      const { db } = one.running.server
      const [broken, changes] = await db.read(brokenHistories, history({ after: 0 }))
      expect(broken).toEqual([])
      const own = changes.filter(({ user_id }) => user_id === user)
      expect(own.map(({ old_value, new_value }) => [old_value, new_value])).toEqual([
        [null, 'first'],
        ['first', then],
        [then, 'last'],
      ])
    },
  )
})

describe('round trips to the database', () => {
  afterEach(() => vi.restoreAllMocks())

  it.each([
    ['setting a value', 'PATCH', '/users/1/attribute_values/13', { value: '/next' }],
    ['reading all values of a user', 'GET', '/users/1/attribute_values', undefined],
  ])('one for %s by a caller who is known', async (_, method, path, body) => {
    expect((await one.api(method, path, body)).status).toBe(200)
    expect((await one.api(method, path, body)).status).toBe(200)
    const sent = vi.spyOn(Client.prototype, 'query')
    expect((await one.api(method, path, body)).status).toBe(200)
    expect(sent).toHaveBeenCalledTimes(1)
  })
})

describe('nodes that start together on an empty database', () => {
  const directories: string[] = []
  const running: Running[] = []
  afterEach(async () => {
    for (const node of running.splice(0)) await node.stop()
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
  })

  /** Starts three nodes at once; without a given key, each node makes its own. */
  async function started(masterKey?: string) {
    const database = await freshDatabase()
    for (let node = 0; node < 3; node++) {
      directories.push(mkdtempSync(join(tmpdir(), 'attrium-nodes-')))
    }
    const env = masterKey === undefined ? {} : { ATTRIUM_MASTER_KEY: masterKey }
    const starts = await Promise.allSettled(
      directories.map((data) =>
        serve(readSettings({ data, database, port: '0', logLevel: 'silent' }, env)),
      ),
    )
    const refused: unknown[] = []
    for (const start of starts) {
      if (start.status === 'fulfilled') running.push(start.value)
      else refused.push(start.reason)
    }
    return refused
  }

  const iniFiles = () => directories.filter((dir) => existsSync(join(dir, 'looker.ini')))

  it('make one administrator, whose key one of them has written down', async () => {
    expect(await started(Buffer.alloc(32, 5).toString('base64'))).toEqual([])
    expect(iniFiles()).toHaveLength(1)
    const key = keyIn(join(iniFiles()[0] ?? '', 'looker.ini'))
    for (const { url } of running) {
      const body = new URLSearchParams({ ...key })
      expect((await fetch(`${url}/api/4.0/login`, { method: 'POST', body })).status).toBe(200)
    }
  })

  it('are refused but one when each has a master key of its own', async () => {
    const refused = await started()
    expect(running).toHaveLength(1)
    expect(iniFiles()).toHaveLength(1)
    for (const reason of refused) {
      expect(reason).toMatchObject({ message: expect.stringMatching(/^The master key does not/) })
    }
  })
})
