// The values of an attribute that becomes hidden are sealed in portions, whatever happens between them (decision 47).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditRow } from '../../src/audit/audit-row.ts'
import type { GroupId, UserAttributeId, UserId } from '../../src/ids.ts'
import { limits } from '../../src/limits.ts'
import { type Commit, type Db, Unavailable } from '../../src/store/db.ts'
import { prepare, sql } from '../../src/store/statement.ts'
import { Sealer } from '../../src/values/sealer.ts'
import { sealingsLeft } from '../../src/values/sealing-sql.ts'
import { type GivenChange, valueChange } from '../../src/values/value-change.ts'
import { altered } from '../support/altered-db.ts'
import { byTest, startServer, type TestServer } from '../support/server.ts'
import { addManyUsers, aGroup, anAttribute, change, hidden } from '../support/world.ts'

let server: TestServer
/** Says whether a portion fails. */
let fails: () => boolean = () => false
/** Portions wait for this promise. */
let held: Promise<void> | undefined
beforeAll(async () => {
  const failing = (db: Db): Db =>
    altered(db, {
      commit: async (commit) => {
        const isPortion = commit.audit.operation === 'seal_hidden_values'
        if (isPortion) await held
        if (isPortion && fails()) throw new Unavailable('the disk is full')
        return db.commit(commit)
      },
    })
  server = await startServer({ wrapDb: failing })
})
afterAll(() => server.stop())

const store = () => server.running.server

/** Makes changes in one transaction, each with its audit row. */
async function changes(id: string, given: readonly GivenChange[]): Promise<void> {
  const { db, keys, now } = store()
  const attribute = { id: id as UserAttributeId, value_is_hidden: false }
  await db.commitAll(
    given.map((one): Commit => {
      const { statements, audit } = valueChange(keys.hidden, attribute, one)
      return { statements, audit: auditRow(byTest(now()), audit), changesAuthority: false }
    }),
  )
}

async function users(count: number): Promise<UserId[]> {
  const { db, now } = store()
  const [rows = []] = await db.commit({
    statements: [addManyUsers({ count })],
    audit: auditRow(byTest(now()), {}),
    changesAuthority: true,
  })
  return (rows as { id: UserId }[]).map(({ id }) => id)
}

const deleteUser = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer.deleteFrom('users').where('id', '=', user_id),
)

/** Values of more users than a portion has: one with a history longer than a portion, some deleted since. */
async function muchBehind(id: string): Promise<void> {
  const many = await users(620)
  const group = (await aGroup(server)) as GroupId
  const text = (at: number) => `plain-${id}-${at}`
  const set = (user_id: UserId, at: number): GivenChange => ({
    of: 'user',
    user_id,
    value: text(at),
  })
  const [first, ...others] = many as [UserId, ...UserId[]]
  await changes(id, [
    ...many.map(set),
    ...Array.from({ length: 1300 }, (_, at) => set(first, 10_000 + at)),
    ...others.slice(0, 300).map((user_id): GivenChange => ({ of: 'user', user_id, value: null })),
    ...others.slice(0, 40).map((user_id) => set(user_id, 20_000)),
    ...Array.from(
      { length: 1100 },
      (_, at): GivenChange => ({ of: 'group', group_id: group, value: text(30_000 + at) }),
    ),
    { of: 'default', value: text(40_000) },
  ])
  for (const user_id of others.slice(30, 60)) await change(server, [deleteUser({ user_id })])
}

const readable = prepare((writer, key: { user_attribute_id: string }) => ({
  compile: () =>
    sql<{ what: string }>`select 'audit' as what from audit
        where user_attribute_id = ${key.user_attribute_id} and new_value is not null
      union all select 'user' from user_attribute_user_values
        where user_attribute_id = ${key.user_attribute_id} and version is null
      union all select 'group' from user_attribute_group_values
        where user_attribute_id = ${key.user_attribute_id} and version is null
      union all select 'default' from user_attributes
        where id = ${key.user_attribute_id} and default_value is not null and default_version is null`.compile(
      writer,
    ),
}))
const readableOf = async (id: string) =>
  (await store().db.read(readable({ user_attribute_id: id })))[0].length

async function untilSealed(): Promise<number> {
  let runs = 1
  while (!(await store().sealer.start())) runs++
  return runs
}

describe('an attribute with much behind it', () => {
  it('is answered for at once when the sealing cannot end, and is sealed by what goes on', async () => {
    const { id } = await anAttribute(server)
    await muchBehind(id)
    expect(await readableOf(id)).toBeGreaterThan(3000)
    let portions = 0
    // Every second portion fails: each run continues where the one before it stopped.
    fails = () => ++portions % 2 === 0
    const answer = await server.api('PATCH', `/user_attributes/${id}`, hidden)
    expect([answer.status, answer.headers['x-attrium-sealing']]).toEqual([200, 'under way'])
    expect(await untilSealed()).toBeGreaterThan(4)
    fails = () => false
    expect(await readableOf(id)).toBe(0)
    const after = await server.api('GET', `/user_attributes/${id}`)
    expect(after.headers['x-attrium-sealing']).toBe(undefined)
  })

  it('is answered for in time while a portion waits for the store', async () => {
    const { id } = await anAttribute(server)
    await changes(id, [{ of: 'default', value: 'plain' }])
    let release = () => {}
    held = new Promise((resolve) => {
      release = resolve
    })
    const asked = performance.now()
    const answer = await server.api('PATCH', `/user_attributes/${id}`, hidden)
    expect(performance.now() - asked).toBeGreaterThan(limits.sealing_milliseconds - 50)
    expect([answer.status, answer.headers['x-attrium-sealing']]).toEqual([200, 'under way'])
    release()
    await untilSealed()
    expect(await readableOf(id)).toBe(0)
  })

  it('leaves nothing readable when it is deleted before it is sealed', async () => {
    const { id } = await anAttribute(server)
    await muchBehind(id)
    fails = () => true
    await server.api('PATCH', `/user_attributes/${id}`, hidden)
    expect((await server.api('DELETE', `/user_attributes/${id}`)).status).toBe(204)
    expect(await readableOf(id)).toBeGreaterThan(3000)
    fails = () => false
    await untilSealed()
    expect(await readableOf(id)).toBe(0)
    expect((await store().db.read(sealingsLeft))[0]).toEqual([])
  })

  it('is sealed once by two nodes that both go on with it', async () => {
    const { id } = await anAttribute(server)
    await muchBehind(id)
    fails = () => true
    await server.api('PATCH', `/user_attributes/${id}`, hidden)
    fails = () => false
    const failures: unknown[] = []
    const another = new Sealer({
      ...store(),
      sealed: () => undefined,
      failed: (error) => failures.push(error),
    })
    let rounds = 0
    while ((await store().db.read(sealingsLeft))[0].length > 0 && ++rounds < 100) {
      await Promise.all([store().sealer.start(), another.start()])
    }
    expect(failures).toEqual([])
    expect(await readableOf(id)).toBe(0)
  })
})
