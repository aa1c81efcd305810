// A token ends for each of its reasons, and nobody can forge one (T-03, T-04, T-06).
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addToken } from '../../src/api-auth/sql.ts'
import { adminUserId } from '../../src/ids.ts'
import { newSecret } from '../../src/keys/secret-text.ts'
import { prepare } from '../../src/store/statement.ts'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { anAdmin, anAttribute, aRole, aUser, change } from '../support/world.ts'
import { endings } from './ends-of-tokens.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const read = async ({ api }: Caller) => (await api('GET', '/user_attributes/1')).status

describe('a token ends at once with', () => {
  it.each(Object.entries(endings))('%s', async (_, reason) => {
    const { caller, end } = await reason(server)
    expect(await read(caller)).toBe(200)
    await end()
    // A refusal before any read needs the store least.
    expect((await caller.api('GET', '/users/none')).status).toBe(401)
    expect(await read(caller)).toBe(401)
  })
})

describe('a token', () => {
  it('planted in the store under its plain digest is none (T-03)', async () => {
    const { random, now, keys } = server.running.server
    const plant = async (digest: (text: string) => string) => {
      const token = newSecret('access_token', random)
      const row = {
        token_digest: digest(token),
        user_id: adminUserId,
        sudo_by: null,
        credentials_api3_id: null,
        created_at: now(),
        expires_at: now() + 3_600_000,
        session_id: '1',
        address: '',
      }
      await change(server, [addToken(row)])
      return read(server.callerWith(token))
    }
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      const plain = (text: string) => createHash('sha256').update(text).digest(encoding)
      expect(await plant(plain)).toBe(401)
    }
    expect(await plant((text) => text)).toBe(401)
    expect(await plant(keys.digest)).toBe(200)
  })
})

const audit = prepare((writer) =>
  writer
    .selectFrom('audit')
    .select(['operation', 'actor_id', 'sudo_by', 'user_id'])
    .orderBy('sequence', 'desc')
    .limit(1),
)({})

describe('acting as somebody else (T-06)', () => {
  it.each([
    ['an admin', 'a user', 200],
    ['an admin', 'an admin', 200],
    ['an admin', 'himself', 200],
    ['an admin', 'a disabled user', 404],
    ['an admin', 'nobody', 404],
    ['a holder of sudo', 'a user', 200],
    ['a holder of sudo', 'an admin', 403],
    ['a holder of sudo', 'himself', 200],
    ['a user', 'a user', 403],
    ['a user', 'an admin', 403],
    ['a user', 'himself', 403],
    ['a user', 'a disabled user', 403],
    ['an admin as a user', 'a user', 403],
    ['an admin as an admin', 'a user', 403],
    ['an admin as an admin', 'himself', 403],
    ['an admin as a holder of sudo', 'a user', 403],
  ])('%s as %s is answered %i', async (who, whom, expected) => {
    const holder = { roles: [await aRole(server, ['sudo'])] }
    const people: Record<string, () => Promise<string>> = {
      'an admin': () => anAdmin(server),
      'a holder of sudo': () => aUser(server, holder),
      'a user': () => aUser(server),
      'a disabled user': () => aUser(server, { is_disabled: true }),
      nobody: async () => '999999',
    }
    const [real = '', subject] = who.split(' as ')
    const id = await (people[real] as () => Promise<string>)()
    let caller = await server.signIn(id)
    if (subject !== undefined) {
      const as = await (people[subject] as () => Promise<string>)()
      caller = server.callerWith((await caller.api('POST', `/login/${as}`)).json.access_token)
      expect(await read(caller)).toBe(200)
    }
    const target = whom === 'himself' ? id : await (people[whom] as () => Promise<string>)()
    expect((await caller.api('POST', `/login/${target}`)).status).toBe(expected)
  })

  it('names both in the audit of everything that is done', async () => {
    const [admin, user] = [await anAdmin(server), await aUser(server)]
    const { id } = await anAttribute(server, { user_can_edit: true })
    const real = await server.signIn(admin)
    const { json } = await real.api('POST', `/login/${user}`)
    const last = async () => (await server.running.server.db.read(audit))[0][0]
    expect(await last()).toMatchObject({ operation: 'login_user', user_id: Number(user) })
    expect(String((await last())?.actor_id)).toBe(admin)
    const sudo = server.callerWith(json.access_token)
    await sudo.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'x' })
    const row = await last()
    expect([row?.operation, String(row?.actor_id), String(row?.sudo_by)]).toEqual([
      'set_user_attribute_user_value',
      user,
      admin,
    ])
  })
})
