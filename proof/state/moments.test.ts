// On every engine, work under way during a comparison of the state, such as sealing and removing, is not damage.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { auditRow } from '../../src/audit/audit-row.ts'
import type { UserAttributeId, UserId } from '../../src/ids.ts'
import { compareOnce } from '../../src/retold/comparison.ts'
import { removeWhatIsLeft } from '../../src/start/removal.ts'
import { raw } from '../../src/store/conformance/rows.ts'
import { type Db, Unavailable } from '../../src/store/db.ts'
import { sql } from '../../src/store/statement.ts'
import { valueChange } from '../../src/values/value-change.ts'
import { altered } from '../../test/support/altered-db.ts'
import {
  byTest,
  databaseOf,
  engine,
  startServer,
  type TestServer,
} from '../../test/support/server.ts'
import { readerOf } from './store-behind.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrium-moments-'))
let server: TestServer
let store: Awaited<ReturnType<typeof readerOf>>
const users: UserId[] = []
/** The number of sealing portions that are stored. */
let portions = Number.POSITIVE_INFINITY

beforeAll(async () => {
  const stopping = (db: Db): Db =>
    altered(db, {
      commit: async (commit) => {
        const isPortion = commit.audit.operation === 'seal_hidden_values'
        if (isPortion && portions-- <= 0) throw new Unavailable('the disk is full')
        return db.commit(commit)
      },
    })
  server = await startServer({ directory, flags: { rateLimit: '0' }, wrapDb: stopping })
  const database = engine === 'PostgreSQL' ? { database: databaseOf(server) } : {}
  store = await readerOf({ data: directory, ...database })
  while (users.length < 1040) {
    const some = Array.from({ length: 40 }, () => server.api('POST', '/users', {}))
    users.push(...(await Promise.all(some)).map(({ json }) => json.id as UserId))
  }
}, 180_000)
afterAll(async () => {
  await store.db.close()
  await server.stop()
  rmSync(directory, { recursive: true })
})

async function valuesOfAll(name: string): Promise<string> {
  const { json } = await server.api('POST', '/user_attributes', {
    ...{ name, label: name, type: 'string', default_value: 'd' },
  })
  const { db, keys, now } = server.running.server
  const attribute = { id: json.id as UserAttributeId, value_is_hidden: false }
  await db.commitAll(
    users.map((user_id) => {
      const { statements, audit } = valueChange(keys.hidden, attribute, {
        ...{ of: 'user', user_id, value: `value of ${user_id}` },
      })
      const row = { ...byTest(now()), operation: 'set_user_attribute_user_value' }
      return { statements, audit: auditRow(row, audit), changesAuthority: false }
    }),
  )
  return json.id
}

const alarms = async () => {
  const { problems, left } = await compareOnce(store)
  return [problems.slice(0, 3), left]
}
const none = [[], undefined]

it('while what has become hidden is being sealed', async () => {
  const id = await valuesOfAll('secret')
  expect(await alarms()).toEqual(none)
  portions = 3
  const places = { hidden_value_domain_whitelist: 'https://a.example/*' }
  const answer = await server.api('PATCH', `/user_attributes/${id}`, {
    ...{ value_is_hidden: true, ...places },
  })
  expect(answer.headers['x-attrium-sealing']).toBe('under way')
  expect(await alarms()).toEqual(none)
  portions = Number.POSITIVE_INFINITY
  while (!(await server.running.server.sealer.start()));
  expect(await alarms()).toEqual(none)
})

it('while what was deleted is being removed', async () => {
  const id = await valuesOfAll('many')
  const { json: group } = await server.api('POST', '/groups', { name: 'Many' })
  for (let at = 0; at < users.length; at += 40) {
    const some = users.slice(at, at + 40)
    await Promise.all(
      some.map((user_id) => server.api('POST', `/groups/${group.id}/users`, { user_id })),
    )
  }
  for (const path of [`/user_attributes/${id}`, `/groups/${group.id}`]) {
    expect((await server.api('DELETE', path)).status).toBe(204)
  }
  const { db, now } = server.running.server
  const left = async () => {
    const [[values], [members]] = await db.read(
      raw<{ n: number }>(sql`select count(*) as n from user_attribute_user_values
        where user_attribute_id = ${id}`),
      raw<{ n: number }>(sql`select count(*) as n from group_users where group_id = ${group.id}`),
    )
    return [Number(values?.n), Number(members?.n)]
  }
  expect([await left(), await alarms()]).toEqual([[1040, 1040], none])
  // One portion of each is stored.
  let asked = 0
  const half = { db, now, isEnding: () => asked++ % 2 === 1 }
  await removeWhatIsLeft(half)
  expect([await left(), await alarms()]).toEqual([[540, 540], none])
  await removeWhatIsLeft({ db, now, isEnding: () => false })
  expect([await left(), await alarms()]).toEqual([[0, 0], none])
}, 180_000)
