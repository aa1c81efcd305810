// Groups from claims: a sign-in gives memberships and takes away those alone that a sign-in gave (decision 73).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../support/server.ts'
import { aRole, aUser } from '../support/world.ts'
import { checksOf } from '../user-attributes/sign-in-checks.ts'
import { Forger } from './forger.ts'
import { aUserWithAddress, signOn, startWith, verified, whoIs } from './signing-on.ts'

let server: TestServer
const one = new Forger()
let sales: string
let support: string
beforeAll(async () => {
  await one.start()
  const groups = { 's-1': 'Sales', 's-2': 'Support', 's-3': 'Nowhere', 's-4': 'Sales' }
  const named = { id: 'one', name: 'One', issuer: one.issuer }
  server = await startWith([{ ...named, groups_claim: 'groups', groups }])
  sales = await groupNamed('Sales')
  support = await groupNamed('Support')
})
afterAll(async () => {
  await one.stop()
  await server.stop()
})

async function groupNamed(name: string): Promise<string> {
  const { json } = await server.api('POST', '/groups', { name })
  return json.id
}

const members = async (group: string): Promise<string[]> =>
  (await server.api('GET', `/groups/${group}/users`)).json.map(({ id }: { id: string }) => id)

/** The names of the two groups that the user is in. */
async function groupsOf(user: string): Promise<string[]> {
  const all = { Sales: await members(sales), Support: await members(support) }
  return Object.entries(all).flatMap(([name, ids]) => (ids.includes(user) ? [name] : []))
}

async function aPersonAt() {
  const { id, email } = await aUserWithAddress(server)
  const signIn = (groups: unknown) =>
    signOn(server, one, { provider: 'one', claims: verified(email, { groups }) })
  return { id, email, signIn }
}

describe('a sign-in', () => {
  it('gives the groups that the claim names, and takes away those that it names no more', async () => {
    const { id, signIn } = await aPersonAt()
    expect(await whoIs(server, await signIn(['s-1', 's-2', 'unknown']))).toBe(id)
    expect(await groupsOf(id)).toEqual(['Sales', 'Support'])
    await signIn('s-2')
    expect(await groupsOf(id)).toEqual(['Support'])
    await signIn(['s-2', 's-4'])
    expect(await groupsOf(id)).toEqual(['Sales', 'Support'])
    await signIn(undefined)
    expect(await groupsOf(id)).toEqual([])
  })

  it('leaves what people have given, also if the claim named it for a while', async () => {
    const { id, signIn } = await aPersonAt()
    await server.api('POST', `/groups/${sales}/users`, { user_id: id })
    await signIn(['s-1', 's-2'])
    expect(await groupsOf(id)).toEqual(['Sales', 'Support'])
    await signIn([])
    expect(await groupsOf(id)).toEqual(['Sales'])
  })

  it('leaves what people have given after they took it away, or with another end', async () => {
    const { id, email, signIn } = await aPersonAt()
    await signIn(['s-1', 's-2'])
    await server.api('DELETE', `/groups/${sales}/users/${id}`)
    await server.api('POST', `/groups/${sales}/users`, { user_id: id })
    const change = {
      changes: [
        { op: 'add_group_user', group: 'Support', email, expires_at: '2099-01-01T00:00:00Z' },
      ],
    }
    const attrium = { base: '/api/attrium/1.0' }
    expect((await server.api('POST', '/changes', change, attrium)).status).toBe(200)
    await signIn([])
    expect(await groupsOf(id)).toEqual(['Sales', 'Support'])
  })

  it('gives a group again that somebody took away while the claim names it', async () => {
    const { id, signIn } = await aPersonAt()
    await signIn(['s-1'])
    await server.api('DELETE', `/groups/${sales}/users/${id}`)
    await signIn(['s-1'])
    expect(await groupsOf(id)).toEqual(['Sales'])
  })

  it('is refused where the settings name a group that does not exist, and changes nothing', async () => {
    const { id, signIn } = await aPersonAt()
    const answer = await signIn(['s-1', 's-3'])
    expect([answer.status, await groupsOf(id)]).toEqual([401, []])
    expect(answer.text).toContain('name the group Nowhere, which does not exist')
  })
})

it('the audit tells all that these sign-ins have stored', async () => {
  const checks = await checksOf(server)
  expect(await checks.problems()).toEqual([])
  await checks.close()
})

it('rights come with the group, and the history says so', async () => {
  const role = await aRole(server, ['see_users'])
  await server.api('PUT', `/roles/${role}/groups`, [support])
  const { id, signIn } = await aPersonAt()
  const caller = await server.signIn(id)
  const other = await aUser(server, { email: 'seen@acme.example' })
  const sees = async () => (await caller.api('GET', `/users/${other}`)).json.email
  expect(await sees()).toBeUndefined()
  await signIn(['s-2'])
  expect(await sees()).toBe('seen@acme.example')
  await signIn([])
  expect(await sees()).toBeUndefined()
  const { json } = await server.api('GET', `/history?user=${id}`, undefined, {
    base: '/api/attrium/1.0',
  })
  const operations = json.history.map((it: { operation: string }) => it.operation)
  expect(operations).toContain('add_group_user')
  expect(operations).toContain('delete_group_user')
})
