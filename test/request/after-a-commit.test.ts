// Nothing that happens after a commit starts a request again, or refuses a change that is stored.
import { afterEach, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { permissionTable } from '../../src/domain/permissions.ts'
import { limits } from '../../src/limits.ts'
import { contextMaker } from '../../src/request/request-context.ts'
import { type Db, LostRace, Unavailable } from '../../src/store/db.ts'
import { atOnce, chains, methodOf, send } from '../api-docs/send-example.ts'
import { altered } from '../support/altered-db.ts'
import { together } from '../support/in-process.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aRole, aUser } from '../support/world.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

const troubles = {
  'loses its race': () => new LostRace(),
  'cannot be read': () => new Unavailable('the disk is on fire'),
}

/** A server whose store fails every read after a commit, once it is told to. */
async function failing(trouble: () => Error, parts: Parameters<typeof startServer>[0] = {}) {
  let [armed, stored] = [false, false]
  const requests: string[] = []
  const wrapDb = (db: Db): Db =>
    altered(db, {
      read: async (statements, plain) => {
        if (armed && stored) throw trouble()
        return plain(...statements)
      },
      commit: async (commit) => {
        const rows = await db.commit(commit)
        stored = true
        if (armed) requests.push(commit.audit.request_id)
        return rows
      },
    })
  server = await startServer({ ...parts, wrapDb })
  return {
    server,
    requests,
    /** Runs one request on a store that fails after its commit. */
    async armed<T>(request: () => Promise<T>): Promise<T> {
      armed = true
      stored = false
      const answer = await request()
      armed = false
      return answer
    },
  }
}

describe.each(Object.entries(troubles))('a store that %s after a commit', (_, trouble) => {
  it.each([[atOnce], ...chains.map((chain) => [chain.flat()])])(
    'is no trouble to a change (list %#)',
    async (operations) => {
      const failed = await failing(trouble, { planting: { seed: company } })
      const problems: string[] = []
      for (const operation of operations.filter((it) => methodOf(it) !== 'GET')) {
        const before = failed.requests.length
        const { status, text } = await failed.armed(() => send(failed.server, operation))
        if (![200, 204].includes(status)) problems.push(`${operation}: ${status} ${text}`)
        const commits = failed.requests.length - before
        if (commits > 1) problems.push(`${operation}: stored ${commits} times`)
      }
      expect(problems).toEqual([])
      expect(failed.requests.length).toBeGreaterThan(0)
      expect(new Set(failed.requests).size).toBe(failed.requests.length)
    },
  )

  it('is none to a list that is too long for one turn', async () => {
    const failed = await failing(trouble)
    const { api } = failed.server
    const jobs = Array.from({ length: limits.listed_at_once + 1 }, () => async () => {
      return (await api('POST', '/users', { first_name: 'Ada' })).json.id as string
    })
    const users: string[] = []
    await together(
      16,
      jobs.map((job) => async () => void users.push(await job())),
    )
    const role = await aRole(failed.server, ['see_users'])
    const path = `/roles/${role}/users`
    const set = await failed.armed(() => api('PUT', path, users))
    expect(set.status).toBe(200)
    expect(failed.requests).toHaveLength(1)
    expect(set.json).toEqual((await api('GET', `${path}?direct_association_only=true`)).json)
    expect(set.json).toHaveLength(users.length)
    expect(set.json[0].role_ids).toEqual([role])
  })
})

describe('a handler', () => {
  it('cannot read after its commit', async () => {
    server = await startServer()
    const request = { request_id: 'test', address: '', url: '/', actor: undefined }
    const context = contextMaker(server.running.server)(
      { ...request, operation: 'login' },
      permissionTable.login,
    )
    context.askFirst({})
    await context.commit({ touches: 'values', statements: [], audit: {} })
    await expect(context.load()).rejects.toThrow(/reads after its commit/)
    await expect(context.atOneMoment(async () => 1)).rejects.toThrow(/reads after its commit/)
  })
})

describe('a change that answers with a user', () => {
  it('shows them as they are after it', async () => {
    const failed = await failing(() => new LostRace())
    const { api } = failed.server
    const user = await aUser(failed.server)
    const role = await aRole(failed.server, ['see_users'])
    const { json: group } = await api('POST', '/groups', { name: 'After' })
    const joined = await failed.armed(() =>
      api('POST', `/groups/${group.id}/users`, { user_id: user }),
    )
    expect(joined.json).toEqual((await api('GET', `/users/${user}`)).json)
    expect(joined.json.group_ids).toEqual(['1', group.id])
    const given = await failed.armed(() => api('PUT', `/roles/${role}/users`, [user]))
    expect(given.json).toEqual([(await api('GET', `/users/${user}`)).json])
  })
})
