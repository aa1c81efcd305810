// G-24: the time of an answer does not reveal more than the answer itself.

import { addToken } from '../src/api-auth/sql.ts'
import { adminUserId, type CredentialsApi3Id } from '../src/ids.ts'
import { type Asked, ask } from '../test/support/in-process.ts'
import { keyIn, startServer, type TestServer } from '../test/support/server.ts'
import { aGroup, anAdmin, anAttribute, aUser, change } from '../test/support/world.ts'
import type { Figure } from './figure.ts'

/** Requests whose times must not differ. */
type Ways = Readonly<Record<string, Asked>>

/** The largest median may exceed the smallest by this factor. */
const allowance = 1.05
/** Other work of the machine can make times differ by chance; only a difference in every attempt counts. */
const attempts = 5

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0

/** The median of each way in microseconds. The ways take turns, and each is first as often as any other. */
async function medians(server: TestServer, ways: Ways, samples: number): Promise<number[]> {
  const requests = Object.values(ways)
  const times: number[][] = requests.map(() => [])
  for (let round = -50; round < samples; round++) {
    for (const turn of requests.keys()) {
      const at = (turn + Math.max(0, round)) % requests.length
      const from = performance.now()
      await ask(server, requests[at] as Asked)
      if (round >= 0) times[at]?.push((performance.now() - from) * 1000)
    }
  }
  return times.map(median)
}

interface Comparison {
  readonly ratio: number
  readonly problems: readonly string[]
}

async function compare(server: TestServer, name: string, ways: Ways, samples: number) {
  const statuses: number[] = []
  for (const way of Object.values(ways)) statuses.push((await ask(server, way)).status)
  const answers = new Set(statuses)
  if (answers.size > 1) return { ratio: 0, problems: [`${name} is answered ${[...answers]}`] }
  const told: string[] = []
  for (let attempt = 0; attempt < attempts; attempt++) {
    const each = await medians(server, ways, samples)
    const ratio = Math.max(...each) / Math.min(...each)
    if (ratio <= allowance) return { ratio, problems: [] }
    told.push(
      Object.keys(ways)
        .map((way, at) => `${way} ${each[at]?.toFixed(1)} µs`)
        .join(', '),
    )
  }
  return { ratio: Number.POSITIVE_INFINITY, problems: [`${name}: ${told.join('; ')}`] }
}

/** Tokens of the administrator's key, as many as it has after acting for many users. */
async function plantTokens(server: TestServer, count: number): Promise<void> {
  const now = server.running.server.now()
  const rows = Array.from({ length: count }, (_, at) =>
    addToken({
      token_digest: `planted ${at}`,
      user_id: adminUserId,
      sudo_by: adminUserId,
      credentials_api3_id: '1' as CredentialsApi3Id,
      created_at: now,
      expires_at: now + 3_600_000,
      session_id: String(at + 1),
      address: '',
    }),
  )
  await change(server, rows)
}

/** Compares a key that does not exist with a wrong secret of a key that is used a lot. */
async function logins(server: TestServer): Promise<Ways> {
  const { client_id, client_secret } = keyIn(server.lookerIni)
  await plantTokens(server, 1000)
  const login = (id: string, secret: string): Asked => ({
    method: 'POST',
    path: '/login',
    body: JSON.stringify({ client_id: id, client_secret: secret }),
  })
  const other = client_id.endsWith('a') ? 'b' : 'a'
  const wrong = `lks_${'x'.repeat(49)}`
  return {
    unknown: login(client_id.slice(0, -1) + other, wrong),
    wrong: login(client_id, wrong),
    'same prefix': login(client_id, client_secret.slice(0, 44) + wrong.slice(44)),
  }
}

/** Compares things that the caller may not see with things that do not exist, by the name of the operation. */
async function reads(server: TestServer): Promise<Record<string, Ways>> {
  const other = await anAdmin(server, { first_name: 'Ada', email: 'ada@example.com' })
  const group = await aGroup(server, 'Full')
  for (let at = 0; at < 20; at++) await aUser(server, { groups: [group] })
  const { id } = await anAttribute(server)
  await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'group' })
  // So many values that reading them takes a while.
  for (let at = 0; at < 100; at++) {
    const attribute = await anAttribute(server)
    await server.api('PATCH', `/users/${other}/attribute_values/${attribute.id}`, { value: 'x' })
  }
  const { token } = await server.signIn(await aUser(server))
  const pair = (before: string, there: string, after = ''): Ways => ({
    forbidden: { token, path: `${before}${there}${after}` },
    absent: { token, path: `${before}${'9'.repeat(there.length)}${after}` },
  })
  return {
    user_attribute_user_values: pair('/users/', other, '/attribute_values'),
    user_attribute: pair('/user_attributes/', id),
    all_user_attribute_group_values: pair('/user_attributes/', id, '/group_values'),
    group: pair('/groups/', group),
    all_group_users: pair('/groups/', group, '/users'),
    all_group_groups: pair('/groups/', group, '/groups'),
    user_roles: pair('/users/', other, '/roles'),
    role: pair('/roles/', '2'),
    role_users: pair('/roles/', '2', '/users'),
    permission_set: pair('/permission_sets/', '1'),
  }
}

export const answerTimes: Figure = {
  id: 'G-24',
  about: 'ways of being refused that the time it takes tells apart',
  alone: true,
  async run({ count }) {
    const server = await startServer({ flags: { rateLimit: '0' } })
    const samples = { login: Math.max(1000, count(2000)), read: Math.max(200, count(500)) }
    const outcomes: Record<string, Comparison> = {
      login: await compare(server, 'login', await logins(server), samples.login),
    }
    for (const [name, ways] of Object.entries(await reads(server))) {
      outcomes[name] = await compare(server, name, ways, samples.read)
    }
    await server.stop()
    const all = Object.values(outcomes)
    return {
      counts: {
        logins: samples.login * 3,
        pairs: all.length - 1,
        pair_samples: samples.read,
        login_ratio: outcomes['login']?.ratio.toFixed(3) ?? '',
        worst_ratio: Math.max(...all.map(({ ratio }) => ratio)).toFixed(3),
      },
      problems: all.flatMap(({ problems }) => problems),
    }
  },
}
