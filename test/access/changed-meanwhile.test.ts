// A change is stored only while the caller's rights are those on which it was decided (T-31).

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Commit, Db } from '../../src/store/db.ts'
import { altered } from '../support/altered-db.ts'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { anAdmin, anAttribute, aRole, aUser } from '../support/world.ts'

let server: TestServer
/** An action that runs after the next change of this operation is decided and before it is stored. */
let between: { readonly operation: string; readonly act: () => Promise<unknown> } | undefined

const interrupted = (db: Db): Db =>
  altered(db, {
    commit: async (commit: Commit) => {
      const due = between
      if (due?.operation === commit.audit.operation) {
        between = undefined
        await due.act()
      }
      return db.commit(commit)
    },
  })

beforeAll(async () => {
  server = await startServer({ wrapDb: interrupted })
})
afterAll(() => server.stop())

async function manager(): Promise<{ user_id: string; caller: Caller }> {
  const role = await aRole(server, ['manage_user_attributes'])
  const user_id = await aUser(server, { roles: [role] })
  return { user_id, caller: await server.signIn(user_id) }
}

async function storedValue(user_id: string, id: string): Promise<unknown> {
  const query = `user_attribute_ids=${id}&include_unset=true`
  const { json } = await server.api('GET', `/users/${user_id}/attribute_values?${query}`)
  return json[0].value
}

/** Sets a value as this caller while the action runs; returns the status and the value stored afterwards. */
async function setWhile(caller: Caller, act: () => Promise<unknown>) {
  const [user_id, { id }] = [await aUser(server), await anAttribute(server)]
  between = { operation: 'set_user_attribute_user_value', act }
  const path = `/users/${user_id}/attribute_values/${id}`
  const { status } = await caller.api('PATCH', path, { value: 'stored' })
  expect(between).toBeUndefined()
  return { status, value: await storedValue(user_id, id) }
}

const refused = (status: number) => ({ status, value: '' })

describe('a value that is being set', () => {
  it('is stored when nothing of the caller has changed', async () => {
    const { caller } = await manager()
    const other = await aUser(server)
    const act = () => server.api('PATCH', `/users/${other}`, { first_name: 'Ada' })
    expect(await setWhile(caller, act)).toEqual({ status: 200, value: 'stored' })
  })

  it('is not stored when the caller loses his role', async () => {
    const { user_id, caller } = await manager()
    const act = () => server.api('PUT', `/users/${user_id}/roles`, [])
    expect(await setWhile(caller, act)).toEqual(refused(404))
  })

  it('is not stored when the role loses its permission', async () => {
    const { user_id, caller } = await manager()
    const [role] = (await server.api('GET', `/users/${user_id}/roles`)).json
    const act = () =>
      server.api('PATCH', `/permission_sets/${role.permission_set.id}`, { permissions: [] })
    expect(await setWhile(caller, act)).toEqual(refused(404))
  })

  it('is not stored when the token ends', async () => {
    const { caller } = await manager()
    expect(await setWhile(caller, () => caller.api('DELETE', '/logout'))).toEqual(refused(401))
  })

  it('is not stored when the caller is disabled', async () => {
    const { user_id, caller } = await manager()
    const act = () => server.api('PATCH', `/users/${user_id}`, { is_disabled: true })
    expect(await setWhile(caller, act)).toEqual(refused(401))
  })

  it('is not stored when whoever is behind the caller is admin no more', async () => {
    const [real, { user_id }] = [await anAdmin(server), await manager()]
    const behind = await server.signIn(real)
    const { json } = await behind.api('POST', `/login/${user_id}`)
    const act = () => server.api('PUT', `/users/${real}/roles`, [])
    const caller = server.callerWith(json.access_token)
    expect(await setWhile(caller, act)).toEqual(refused(401))
  })

  it('is not stored when the attribute is deleted', async () => {
    const { caller } = await manager()
    const [user_id, { id }] = [await aUser(server), await anAttribute(server)]
    const operation = 'set_user_attribute_user_value'
    between = { operation, act: () => server.api('DELETE', `/user_attributes/${id}`) }
    const path = `/users/${user_id}/attribute_values/${id}`
    expect((await caller.api('PATCH', path, { value: 'x' })).status).toBe(404)
  })
})
