// Deleting an attribute of which many users have a value: gone at once for everybody, then removed in portions.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { auditRow } from '../../src/audit/audit-row.ts'
import { removeWhatIsLeft } from '../../src/start/removal.ts'
import { startUpkeep } from '../../src/start/upkeep.ts'
import { raw } from '../../src/store/conformance/rows.ts'
import { sql } from '../../src/store/statement.ts'
import { byTest, startServer, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const firstUser = 5000

/** Gives this many new users a value of the attribute, without audit rows. */
async function fill(attribute: string, users: number): Promise<void> {
  const ids = JSON.stringify(Array.from({ length: users }, (_, at) => String(firstUser + at)))
  await server.running.server.db.commit({
    statements: [
      raw(sql`insert into users (id, first_name, last_name, created_at)
        select cast(value as bigint), 'x', 'x', 1 from json_each(${ids}) where true
        on conflict do nothing`),
      raw(sql`insert into user_attribute_user_values (user_id, user_attribute_id, value)
        select cast(value as bigint), cast(${attribute} as bigint), 'CANARY' from json_each(${ids})`),
    ],
    audit: auditRow(byTest(1), {}),
    changesAuthority: true,
  })
}

const leftOf = async (attribute: string) => {
  const [[values], [row]] = await server.running.server.db.read(
    raw<{ n: number }>(sql`select count(*) as n from user_attribute_user_values
      where user_attribute_id = ${attribute}`),
    raw<{ n: number }>(sql`select count(*) as n from user_attributes where id = ${attribute}`),
  )
  return [values?.n, row?.n]
}
const remove = (isEnding = () => false) =>
  removeWhatIsLeft({ db: server.running.server.db, now: () => Date.now(), isEnding })

async function removedByTheNextServer(attribute: string): Promise<void> {
  const { db, keys } = server.running.server
  const parts = {
    headsMoved: () => undefined,
    seal: () => undefined,
    failed: (error: unknown) => void expect.fail(String(error)),
  }
  const end = await startUpkeep({ db, keys, now: () => Date.now(), ...parts })
  await vi.waitFor(async () => expect(await leftOf(attribute)).toEqual([0, 0]), 20_000)
  await end()
}

async function portions(attribute: string): Promise<string[]> {
  const [rows] = await server.running.server.db.read(
    raw<{ details: string }>(sql`select details from audit
      where operation = 'remove_deleted_values' and user_attribute_id = ${attribute} order by sequence`),
  )
  return rows.map(({ details }) => details)
}

test('of few users goes with all of its values, in one change', async () => {
  const { id } = await anAttribute(server)
  await fill(id, 1000)
  expect((await server.api('DELETE', `/user_attributes/${id}`)).status).toBe(204)
  expect(await leftOf(id)).toEqual([0, 0])
  await remove()
  expect(await portions(id)).toEqual([])
})

test('of many users is gone for everybody at once, and its name and label are free', async () => {
  const { id, name } = await anAttribute(server)
  await fill(id, 2501)
  await server.api('POST', `/user_attributes/${id}/group_values`, [{ group_id: '1', value: 'x' }])
  const before = (await server.api('GET', `/users/${firstUser}/attribute_values`)).json
  expect(before.map((row: { name: string }) => row.name)).toContain(name)
  expect((await server.api('DELETE', `/user_attributes/${id}`)).status).toBe(204)
  expect(await leftOf(id)).toEqual([2501, 1])
  const statuses = [
    await server.api('GET', `/user_attributes/${id}`),
    await server.api('PATCH', `/user_attributes/${id}`, { label: 'x' }),
    await server.api('DELETE', `/user_attributes/${id}`),
    await server.api('PATCH', `/users/${firstUser}/attribute_values/${id}`, { value: 'y' }),
    await server.api('DELETE', `/users/${firstUser}/attribute_values/${id}`),
    await server.api('PATCH', `/groups/1/attribute_values/${id}`, { value: 'y' }),
    await server.api('GET', `/user_attributes/${id}/group_values`),
  ].map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([404]))
  const texts = [
    (await server.api('GET', '/user_attributes')).text,
    (await server.api('GET', `/users/${firstUser}/attribute_values`)).text,
    (await server.api('GET', `/users/${firstUser}/attribute_values?user_attribute_ids=${id}`)).text,
  ].join('\n')
  expect(texts).not.toMatch(/CANARY|DELETED/)
  const again = await server.api('POST', '/user_attributes', { name, label: name, type: 'string' })
  expect(again.status).toBe(200)
  expect(again.json.id).not.toBe(id)
  const values = await server.api('GET', `/users/${firstUser}/attribute_values`)
  const row = values.json.find((row: { name: string }) => row.name === name)
  expect(row).toMatchObject({ value: '', source: 'No Value' })

  // Stopped after the first portion, then continued.
  let asked = 0
  await remove(() => asked++ > 0)
  expect(await leftOf(id)).toEqual([2001, 1])
  await removedByTheNextServer(id)
  const removed = (await portions(id)).map((details) => JSON.parse(details))
  expect(removed.map(({ values }) => values)).toEqual([500, 500, 500, 500, 500, 1])
  expect(new Set(removed.flatMap(({ user_ids }) => user_ids)).size).toBe(2501)
  await remove()
  expect(await portions(id)).toHaveLength(6)
})

test('a group of many members is gone for everybody at once, and its memberships are removed in portions', async () => {
  const name = 'Large group'
  const { json } = await server.api('POST', '/groups', { name })
  const group = json.id
  const { db } = server.running.server
  await db.commit({
    statements: [
      raw(sql`insert into group_users (group_id, user_id)
        select cast(${group} as bigint), id from users where id >= ${firstUser}`),
    ],
    audit: auditRow(byTest(1), {}),
    changesAuthority: true,
  })
  const members = `/groups/${group}/users`
  expect((await server.api('GET', members)).json).toHaveLength(2501)
  await server.api('PUT', '/roles/2/groups', [group])
  expect((await server.api('DELETE', `/groups/${group}`)).status).toBe(204)
  const rows = raw<{ n: number }>(
    sql`select count(*) as n from group_users where group_id = ${group}`,
  )
  const there = raw<{ n: number }>(sql`select count(*) as n from groups where id = ${group}`)
  expect(await db.read(rows, there)).toEqual([[{ n: 2501 }], [{ n: 1 }]])
  for (const path of [`/groups/${group}`, members]) {
    expect((await server.api('GET', path)).status).toBe(404)
  }
  expect((await server.api('GET', `/users/${firstUser}`)).json.group_ids).not.toContain(group)
  expect((await server.api('GET', `/users/search?group_id=${group}`)).json).toEqual([])
  const own = `/memberships?user=${firstUser}`
  const listed = await server.api('GET', own, undefined, { base: '/api/attrium/1.0' })
  expect(listed.json.memberships).toEqual([])
  const texts = [
    (await server.api('GET', '/groups')).text,
    (await server.api('GET', `/groups?ids=${group}`)).text,
    (await server.api('GET', '/groups/search?name=%25')).text,
    (await server.api('GET', '/groups/search/with_roles')).text,
    (await server.api('GET', '/roles/2/groups')).text,
  ].join('\n')
  expect(texts).not.toMatch(new RegExp(`DELETED|"${group}"`))
  expect((await server.api('POST', '/groups', { name })).status).toBe(200)
  let asked = 0
  const parts = { db, now: () => Date.now() }
  await removeWhatIsLeft({ ...parts, isEnding: () => asked++ > 0 })
  expect(await db.read(rows, there)).toEqual([[{ n: 2001 }], [{ n: 1 }]])
  await removeWhatIsLeft({ ...parts, isEnding: () => false })
  expect(await db.read(rows, there)).toEqual([[{ n: 0 }], [{ n: 0 }]])
})
