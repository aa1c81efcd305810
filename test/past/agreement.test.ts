// On every engine, a past that does not end in the present is reported.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { past } from '../../src/doctor/past-check.ts'
import { aCommit, raw } from '../../src/store/conformance/rows.ts'
import { sql } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'
import { aGroup, anAttribute, aUser, hidden, putInto } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  const [user, group, { id }] = [
    await aUser(server),
    await aGroup(server),
    await anAttribute(server),
  ]
  await putInto(server, await aGroup(server), group)
  await server.api('POST', `/groups/${group}/users`, { user_id: user })
  await server.api('POST', `/users/${user}/credentials_email`, { email: 'ada@acme.example' })
  await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'x' })
  await signsIn(server, user, { [id]: 'x' })
})
afterAll(() => server.stop())

const problems = async () => (await past({ db: server.running.server.db })).problems
const behind = (text: string) =>
  server.running.server.db.commit(aCommit(raw(sql`${sql.raw(text)}`)))

describe('the past', () => {
  it('agrees with the present', async () => {
    expect(await problems()).toEqual([])
  })

  afterEach(async () => {
    for (const table of tables) await behind(`delete from ${table} where since = 999999`)
  })
  const tables = [
    ...['past_users', 'past_emails', 'past_groups', 'past_nesting', 'past_members'],
    ...['past_attributes', 'past_group_values', 'past_sign_in_values'],
  ]

  it.each(tables)('does not with a row that %s has never told', async (table) => {
    await behind(`update ${table} set since = since + 100000, until = 999999 where until is null`)
    expect((await problems()).join()).toMatch(/does not tell \d+ rows/)
    await behind(`update ${table} set since = since - 100000, until = null where until = 999999`)
    expect(await problems()).toEqual([])
  })

  it('does not with what is gone', async () => {
    await behind(`insert into past_groups (id, name, since) values (987654, 'Gone', 999999)`)
    expect((await problems()).join()).toContain('1 rows of groups are gone')
  })

  it('does not with another name, and not with a value of a hidden attribute', async () => {
    await behind(`update past_groups set name = 'Other' where id = 1`)
    expect(await problems()).toHaveLength(1)
    await behind(`update past_groups set name = 'All Users' where id = 1`)
    const { id } = await anAttribute(server, { ...hidden, default_value: 'canary' })
    expect(await problems()).toEqual([])
    await behind(`update past_attributes set default_value = 'canary' where id = ${id}`)
    expect((await problems()).join()).toContain('1 values of hidden attributes')
  })
})
