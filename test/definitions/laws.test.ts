// The laws of definitions in a few random worlds; `npm run proof G-56` looks at many.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyPreview, PlanRefused, previewOf } from '../../src/definitions/apply-reader.ts'
import { definitionsIn } from '../../src/definitions/definitions.ts'
import type { UserHeld } from '../../src/definitions/present.ts'
import { readPresent } from '../../src/definitions/present-reader.ts'
import { readUsers } from '../../src/definitions/users-reader.ts'
import { numberFrom } from '../support/random.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { serverOf } from './clients.ts'
import { definitionsDiffer, plantPeople } from './laws.ts'
import { people } from './worlds.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  await plantPeople(server)
})
afterAll(() => server.stop())

const seed = numberFrom('SEED', Date.now() % 1_000_000)

it('in random worlds a dump changes nothing, makes an equal server, and plans say what is done', async () => {
  const worlds = numberFrom('WORLDS', 3)
  const { compared, refused, problems } = await definitionsDiffer(server, { worlds, seed })
  expect({ seed, problems }).toEqual({ seed, problems: [] })
  expect(compared).toBeGreaterThanOrEqual(2 * worlds)
  if (process.env['WORLDS']) console.log({ compared, refused })
})

it('what was planned is not applied after something that it rested on has moved', async () => {
  const text = 'groups: [{ name: Planned }]'
  const { definitions } = definitionsIn([{ file: 'a.yaml', text }])
  const secrets = () => ({ text: '' })
  const asked = { prunes: false, replacesHidden: false, secrets }
  const preview = await previewOf(serverOf(server), definitions, asked)
  await server.api('POST', '/groups', { name: 'Meanwhile' })
  const applied = applyPreview(serverOf(server), preview, { secrets, reason: undefined })
  await expect(applied).rejects.toSatisfy(
    (error) => error instanceof PlanRefused && /Since the preview/.test(String(error.problems)),
  )
  expect((await server.api('GET', '/groups/search?name=Planned')).json).toEqual([])
})

it('definitions that move while they are read are read again, and at last it is said', async () => {
  const { definitions } = definitionsIn([{ file: 'a.yaml', text: 'groups: [{ name: Planned }]' }])
  const asked = { prunes: false, replacesHidden: false, secrets: () => ({ text: '' }) }
  const moving = (times: number) => {
    let made = 0
    const bare = serverOf(server)
    const change: typeof bare.change = async (body, how) => {
      const answer = await bare.change(body, how)
      const name = `Moving ${times} ${made}`
      if (body.changes.length === 1 && made++ < times) await server.api('POST', '/groups', { name })
      return answer
    }
    return previewOf({ ...bare, change }, definitions, asked)
  }
  expect((await moving(2)).answer?.counts.changed).toBe(1)
  await expect(moving(3)).rejects.toThrow(
    'Somebody is changing definitions on the server; plan again.',
  )
})

it('users are read one by one or all at once, with the same result', async () => {
  const text = `users:\n${people.map((email) => `  - { email: ${email}, values: { mark: x } }\n`).join('')}`
  const { definitions } = definitionsIn([{ file: 'a.yaml', text }])
  const clients = serverOf(server)
  const { json } = await server.api('POST', '/user_attributes', {
    ...{ name: 'mark', label: 'Mark', type: 'string' },
  })
  for (const { id } of (await readPresent(clients, { users: 'all' })).users) {
    await server.api('PATCH', `/users/${id}/attribute_values/${json.id}`, { value: `of ${id}` })
  }
  // One of them ends.
  const expires_at = '2099-12-04T18:00:00.000Z'
  const path = `/users/${encodeURIComponent(people[1] ?? '')}/values/${json.id}`
  const body = { value: 'of a while', expires_at }
  const { status } = await server.api('PUT', path, body, { base: '/api/attrium/1.0' })
  expect(status).toBe(200)
  // Another one is followed, and somebody is in a group for a time.
  const follows = Date.UTC(2099, 0, 1)
  const starts_at = new Date(follows).toISOString()
  const group = (await server.api('POST', '/groups', { name: 'For a time' })).json.id
  const changes = [
    { op: 'set_user_value', email: people[2], attribute: 'mark', value: 'later', starts_at },
    { op: 'add_group_user', email: people[0], group_id: group, starts_at, expires_at },
  ]
  const applied = await server.api('POST', '/changes', { changes }, { base: '/api/attrium/1.0' })
  expect(applied.json.counts.changed).toBe(2)
  const { attributes } = await readPresent(clients, { users: 'none' })
  for (const prunes of [false, true]) {
    const asked = { named: definitions.users ?? [], prunes }
    const few = await readUsers(clients, attributes, asked)
    const all = await readUsers(clients, attributes, asked, 0)
    const wanted = few.map(({ id }, at) => (at === 1 ? 'of a while' : `of ${id}`))
    expect(few.map(({ values }) => values.get(json.id))).toEqual(wanted)
    const ends = Date.parse(expires_at)
    expect(few.map((user) => user.ends.get(json.id))).toEqual([undefined, ends, undefined])
    expect(few.map((user) => user.followed.get(json.id))).toEqual([undefined, undefined, follows])
    expect(few[0]?.groups).toContainEqual({ group, starts_at: follows, expires_at: ends })
    const named = all.filter(({ id }) => few.some((user) => user.id === id))
    const only = (it: ReadonlyMap<string, unknown>) => (prunes ? it : it.get(json.id))
    const shown = ({ values, ends, ...user }: UserHeld) => ({
      ...{ ...user, values: only(values), ends: only(ends) },
    })
    expect(named.map(shown)).toEqual(few.map(shown))
    expect(all.length).toBeGreaterThan(few.length)
  }
})
