// What a history forgets about a person is forgotten by every past, too (decisions 58, 59).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCommit, raw } from '../../src/store/conformance/rows.ts'
import { sql } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aUser } from '../support/world.ts'

let server: TestServer
let time = Date.UTC(2026, 2, 3, 9)
beforeAll(async () => {
  server = await startServer({ now: () => time })
})
afterAll(() => server.stop())

const base = '/api/attrium/1.0'
const claimsAt = async (user: string, at: number) => {
  const path = `/users/${user}/claims?as_of=${new Date(at).toISOString()}`
  return (await server.api('GET', path, undefined, { base })).json
}
const pastRows = async (user: string) => {
  const [emails, identities, users] = await server.running.server.db.read(
    raw(sql`select email from past_emails where user_id = ${user}`),
    raw(sql`select identity from past_identities where user_id = ${user}`),
    raw(sql`select timezone, first_name, last_name from past_users where id = ${user}`),
  )
  return JSON.stringify([emails, identities, users])
}
/** Somebody who signs in by SAML as well, and the time at which all of this was true. */
async function somebody(name: string) {
  time += 2000
  const user = await aUser(server, {
    ...{ first_name: name, last_name: 'Name', timezone: 'Asia/Tokyo' },
    email: `${name}@old.example`,
  })
  const { db } = server.running.server
  const identity = raw(sql`insert into credentials (user_id, kind, identity, created_at)
    values (${user}, 'saml', ${`${name}@saml.example`}, 0)`)
  await db.commit(aCommit(identity))
  const at = time
  time += 10
  const { email, saml_user_id, timezone } = await claimsAt(user, at)
  expect([email, saml_user_id, timezone]).toEqual([
    `${name}@old.example`,
    `${name}@saml.example`,
    'Asia/Tokyo',
  ])
  time += 2000
  return { user, at }
}

describe('the past', () => {
  it('has no address that was replaced everywhere', async () => {
    const { user, at } = await somebody('wiped')
    await server.api('PATCH', `/users/${user}`, { is_disabled: true })
    const emails = { email: 'clean@new.example' }
    expect((await server.api('POST', `/users/${user}/update_emails`, emails)).status).toBe(200)
    time += 10
    const claims = await claimsAt(user, at)
    expect(JSON.stringify(claims)).not.toContain('@old')
    expect(claims).toMatchObject({ email: '', timezone: 'Asia/Tokyo', first_name: 'wiped' })
    expect(await claimsAt(user, time)).toMatchObject({ email: 'clean@new.example' })
    expect(await pastRows(user)).not.toContain('@old')
  })

  it('is not told of somebody else who has the address now', async () => {
    const move = async (user: string, email: string) =>
      (await server.api('PATCH', `/users/${user}/credentials_email`, { email })).status
    const { user: first, at } = await somebody('before')
    const { user: second } = await somebody('after')
    const later = time
    time += 10
    expect([
      await move(first, 'new@old.example'),
      await move(second, 'before@old.example'),
    ]).toEqual([200, 200])
    time += 10
    const asked = async (name: string, at: number) => {
      const query = `as_of=${new Date(at).toISOString()}`
      const answers = await Promise.all(
        ['claims', 'explanations'].map((what) =>
          server.api('GET', `/users/${name}/${what}?${query}`, undefined, { base }),
        ),
      )
      return answers.map(({ status }) => status)
    }
    for (const time of [at, later]) {
      expect(await asked('before@old.example', time)).toEqual([404, 404])
      expect(await asked('NEW@old.example', time)).toEqual([404, 404])
      expect(await asked(first, time)).toEqual([200, 200])
    }
    expect(await asked('before@old.example', time - 1)).toEqual([200, 200])
  })

  it('has nothing but the name of who was deleted', async () => {
    const { user, at } = await somebody('gone')
    expect((await server.api('DELETE', `/users/${user}`)).status).toBe(204)
    time += 10
    expect(await claimsAt(user, at)).toMatchObject({ email: '', timezone: '', name: 'gone Name' })
    const search = `/values?attribute=email&match=contains&value=old&as_of=${new Date(at).toISOString()}`
    const { json } = await server.api('GET', search, undefined, { base })
    expect(json.values.filter(({ user_id }: { user_id: string }) => user_id === user)).toEqual([])
    expect(await pastRows(user)).not.toMatch(/@old|@saml|Tokyo/)
  })
})
