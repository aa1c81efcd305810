// Two nodes on one PostgreSQL database: a change is made only once, whatever the other node does after it.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { prepare, sql } from '../../src/store/statement.ts'
import { altered } from '../support/altered-db.ts'
import { together } from '../support/in-process.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aRole } from '../support/world.ts'

/** Runs after each commit of the first node, before the node gets its answer. */
let meanwhile: () => Promise<unknown> = async () => undefined

let one: TestServer
let other: TestServer
beforeAll(async () => {
  one = await startServer({
    wrapDb: (db) =>
      altered(db, {
        commit: async (commit) => {
          const rows = await db.commit(commit)
          await meanwhile()
          return rows
        },
      }),
  })
  other = await startServer({ beside: one })
})
afterAll(async () => {
  await other.stop()
  await one.stop()
})

const rowsOf = prepare((writer, { operation }: { operation: string }) =>
  writer
    .selectFrom('audit')
    .select(sql<number>`count(*)`.as('rows'))
    .where('operation', '=', operation),
)
const written = async (operation: string) =>
  Number((await one.running.server.db.read(rowsOf({ operation })))[0][0]?.rows)

it('a long list of users who get a role is stored once while another node changes the catalogue', async () => {
  const users: string[] = []
  const creating = Array.from({ length: limits.listed_at_once + 1 }, () => async () => {
    users.push((await one.api('POST', '/users', { first_name: 'Ada' })).json.id)
  })
  await together(16, creating)
  const role = await aRole(one, ['see_users'])
  let groups = 0
  meanwhile = () => other.api('POST', '/groups', { name: `Meanwhile ${++groups}` })
  const { status, json } = await one.api('PUT', `/roles/${role}/users`, users)
  meanwhile = async () => undefined
  expect([status, json.length, groups]).toEqual([200, users.length, 1])
  expect(await written('set_role_users')).toBe(1)
})

it('a member is added once while another node changes the catalogue', async () => {
  const { json: user } = await one.api('POST', '/users', { first_name: 'Ada' })
  const { json: group } = await one.api('POST', '/groups', { name: 'Joined' })
  meanwhile = () => other.api('POST', '/groups', { name: 'Made beside it' })
  const joined = await one.api('POST', `/groups/${group.id}/users`, { user_id: user.id })
  meanwhile = async () => undefined
  expect([joined.status, joined.json.group_ids]).toEqual([200, ['1', group.id]])
  expect(await written('add_group_user')).toBe(1)
})
