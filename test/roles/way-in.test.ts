// After every change there is an administrator who can sign in (T-45).
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addToken } from '../../src/api-auth/sql.ts'
import { adminUserId, type UserId } from '../../src/ids.ts'
import { newSecret } from '../../src/keys/secret-text.ts'
import { type Answer, type Caller, keyIn, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAdmin, change } from '../support/world.ts'

let server: TestServer
/** An administrator without an API key. */
let keyless: string
beforeEach(async () => {
  server = await startServer()
  keyless = await anAdmin(server)
})
afterEach(() => server.stop())

const firstKey = async () =>
  `/users/1/credentials_api3/${(await server.api('GET', '/users/1/credentials_api3')).json[0].id}`
const newKey = async (user = keyless) =>
  (await server.api('POST', `/users/${user}/credentials_api3`)).json

/** Signed in without a key, which happens only in a test. */
async function withoutKey(user_id: string): Promise<Caller> {
  const { random, now, keys } = server.running.server
  const token = newSecret('access_token', random)
  const row = {
    token_digest: keys.digest(token),
    user_id: user_id as UserId,
    ...{ sudo_by: null, credentials_api3_id: null, session_id: '1', address: '' },
    ...{ created_at: now(), expires_at: now() + 3_600_000 },
  }
  await change(server, [addToken(row)])
  return server.callerWith(token)
}

/** Makes the first administrator hold the role only through two groups. */
async function throughGroups(): Promise<[inner: string, outer: string]> {
  const outer = await aGroup(server)
  const inner = await aGroup(server, undefined, [outer])
  await server.api('PUT', '/roles/2/groups', [outer])
  await server.api('POST', `/groups/${inner}/users`, { user_id: '1' })
  expect((await server.api('PUT', '/roles/2/users', [keyless])).status).toBe(200)
  return [inner, outer]
}

/** Changes that remove the only way in; each is tried by somebody with the right to make it. */
const changes: Readonly<Record<string, () => Promise<() => Promise<Answer>>>> = {
  'the role given to another alone': async () => () =>
    server.api('PUT', '/roles/2/users', [keyless]),
  'the roles of the user taken': async () => () => server.api('PUT', '/users/1/roles', []),
  'the user disabled': async () => () => server.api('PATCH', '/users/1', { is_disabled: true }),
  'the user deleted': async () => {
    const { api } = await withoutKey(keyless)
    return () => api('DELETE', '/users/1')
  },
  'the key deleted': async () => {
    const path = await firstKey()
    return () => server.api('DELETE', path)
  },
  'the key disabled': async () => {
    const path = await firstKey()
    return () => server.api('PATCH', path, { is_disabled: true })
  },
  'the user taken out of a group': async () => {
    const [inner] = await throughGroups()
    return () => server.api('DELETE', `/groups/${inner}/users/1`)
  },
  'a group taken out of a group': async () => {
    const [inner, outer] = await throughGroups()
    return () => server.api('DELETE', `/groups/${outer}/groups/${inner}`)
  },
  'the inner group deleted': async () => {
    const [inner] = await throughGroups()
    return () => server.api('DELETE', `/groups/${inner}`)
  },
  'the outer group deleted': async () => {
    const [, outer] = await throughGroups()
    return () => server.api('DELETE', `/groups/${outer}`)
  },
  'the role taken from the groups': async () => {
    await throughGroups()
    return () => server.api('PUT', '/roles/2/groups', [])
  },
}

describe('the last administrator with a key stays one', () => {
  it.each(Object.entries(changes))('when %s', async (_, prepared) => {
    const act = await prepared()
    const refused = await act()
    expect([refused.status, refused.json?.message]).toEqual([
      403,
      expect.stringContaining('last enabled administrator with an enabled API key'),
    ])
    expect((await server.api('GET', '/user')).status).toBe(200)
    await server.logIn(keyIn(server.lookerIni))
    // A disabled key is no way in either.
    const key = await newKey()
    const path = `/users/${keyless}/credentials_api3/${key.id}`
    await server.api('PATCH', path, { is_disabled: true })
    expect((await act()).status).toBe(403)
    await server.api('PATCH', path, { is_disabled: false })
    expect((await act()).status).toBeLessThan(300)
    expect((await (await server.logIn(key)).api('GET', '/roles/2/users')).status).toBe(200)
  })

  it('when it is a service account', async () => {
    const account = { service_account_name: 'robot' }
    const { id } = (await server.api('POST', '/users/service_accounts', account)).json
    await server.api('PUT', `/users/${id}/roles`, ['2'])
    const robot = await server.logIn(await newKey(id))
    expect((await robot.api('DELETE', await firstKey())).status).toBe(204)
    const path = `/users/service_accounts/${id}`
    expect((await robot.api('PATCH', path, { is_disabled: true })).status).toBe(403)
    const other = await withoutKey(keyless)
    expect((await other.api('DELETE', path)).status).toBe(403)
  })

  it('of two who give up their keys at the same moment', async () => {
    const paths = [await firstKey(), `/users/${keyless}/credentials_api3/${(await newKey()).id}`]
    const callers = [await withoutKey(adminUserId), await withoutKey(keyless)]
    const answers = await Promise.all(
      callers.map(({ api }, at) =>
        at === 0
          ? api('DELETE', paths[at] ?? '')
          : api('PATCH', paths[at] ?? '', { is_disabled: true }),
      ),
    )
    expect(answers.map(({ status }) => (status < 300 ? 'done' : status)).sort()).toEqual([
      403,
      'done',
    ])
  })

  it('while another key of theirs may go', async () => {
    const { id } = await newKey(adminUserId)
    const path = `/users/1/credentials_api3/${id}`
    expect((await server.api('PATCH', path, { is_disabled: true })).status).toBe(200)
    expect((await server.api('DELETE', path)).status).toBe(204)
  })
})
