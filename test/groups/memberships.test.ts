// GET /memberships and GET /group_values: who and what is in which group, from when and until when.
import { beforeAll, describe, expect, it } from 'vitest'
import { at, clock, iso, minute, server, startsServer } from '../support/moved-clock.ts'
import type { Caller } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, hidden } from '../support/world.ts'
import { add, attrium, base, change, remove, scene } from './timed.ts'

startsServer()

interface Row {
  readonly user_id: string
  readonly email: string | null
  readonly group_id: string
  readonly direct_group_id: string
  readonly through: string[]
  readonly counts: boolean
  readonly starts_at: string | null
  readonly expires_at: string | null
}

const listed = async (query: string, caller: Caller = server()) => {
  const { json, status } = await caller.api('GET', `/memberships?${query}`, undefined, { base })
  expect(status).toBe(200)
  return json as { memberships: Row[]; next: string | null; total: number | null }
}
const short = ({ memberships }: { memberships: Row[] }) =>
  memberships.map(({ user_id, starts_at, expires_at }) => [user_id, starts_at, expires_at])

describe('memberships', () => {
  it('have their times, and are there from when they are given until they end', async () => {
    await at(clock.now + minute)
    const it = await scene()
    const other = await aUser(server())
    const [start, end] = [clock.now + 10 * minute, clock.now + 20 * minute]
    await change(
      add(it),
      add({ ...it, user: other }, { starts_at: iso(start), expires_at: iso(end) }),
    )
    const query = `group=${it.group}`
    expect((await listed(query)).memberships).toMatchObject([
      {
        user_id: it.user,
        display_name: 'Maya Lee',
        counts: true,
        starts_at: null,
        expires_at: null,
      },
      { user_id: other, counts: false, starts_at: iso(start), expires_at: iso(end) },
    ])
    expect(short(await listed(`${query}&for_a_time=true`))).toEqual([[other, iso(start), iso(end)]])
    await at(start)
    expect(short(await listed(query))).toEqual([
      [it.user, null, null],
      [other, null, iso(end)],
    ])
    await at(end - 1)
    expect(short(await listed(`user=${other}&nested=true&count=true`))).toHaveLength(2)
    await at(end)
    expect(short(await listed(query))).toEqual([[it.user, null, null]])
    expect((await listed(`user=${other}&count=true`)).total).toBe(0)
  })

  it('tell through which groups somebody is in one, and pages have each way once', async () => {
    const it = await scene()
    const direct = await aUser(server())
    await change(
      add(it),
      add({ ...it, group: it.outer, user: direct }),
      add({ ...it, group: it.outer }),
    )
    const nameOf = async (id: string) => (await server().api('GET', `/groups/${id}`)).json.name
    const [inner, outer] = [await nameOf(it.group), await nameOf(it.outer)]
    const query = `group=${it.outer}&nested=true&count=true`
    const all = await listed(query)
    const ways = (rows: Row[]) =>
      rows.map((row) => [row.user_id, row.group_id, row.direct_group_id, row.through])
    const through = [
      [it.user, it.outer, it.outer, [outer]],
      [direct, it.outer, it.outer, [outer]],
      [it.user, it.outer, it.group, [inner, outer]],
    ]
    expect([all.total, ways(all.memberships)]).toEqual([3, through])
    expect(ways((await listed(`group=${it.outer}`)).memberships)).toEqual(through.slice(0, 2))
    const pages: Row[] = []
    for (let after = ''; ; ) {
      const page = await listed(`${query}&limit=1${after}`)
      pages.push(...page.memberships)
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    expect(ways(pages)).toEqual(through)
    const ofUser = [
      [it.user, it.outer, it.outer, [outer]],
      [it.user, it.outer, it.group, [inner, outer]],
      [it.user, it.group, it.group, [inner]],
    ]
    const asked = `user=${it.user}&nested=true&limit=2`
    const first = await listed(asked)
    const second = await listed(`${asked}&after=${first.next}`)
    expect(ways([...first.memberships, ...second.memberships])).toEqual(ofUser)
    expect(second.next).toBeNull()
    // Everybody is in All Users, which is listed only if somebody asks for it.
    expect((await listed(`user=${it.user}&group=1`)).memberships).toHaveLength(1)
    expect((await listed(`user=${it.user}`)).memberships).toHaveLength(2)
  })

  it('of others are for those who may see every group, and names alone without see_users', async () => {
    const it = await scene()
    const member = await aUser(server(), { email: 'member@acme.example' })
    const later = { expires_at: iso(clock.now + minute) }
    await change(add(it, later), add({ ...it, user: member }))
    const self = await server().signIn(member)
    expect(short(await listed('', self))).toEqual([[member, null, null]])
    expect(short(await listed(`group=${it.group}`, self))).toEqual([[member, null, null]])
    expect((await listed(`user=${member}&nested=true`, self)).memberships).toHaveLength(2)
    const ask = (query: string) => self.api('GET', `/memberships?${query}`, undefined, { base })
    for (const query of [`user=${it.user}`, 'user=nobody@acme.example', 'user=999999']) {
      expect(await ask(query)).toMatchObject({ status: 422, json: { errors: [{ field: 'user' }] } })
    }
    const unseen = await aGroup(server())
    expect((await ask(`group=${unseen}`)).status).toBe(422)
    const role = await aRole(server(), ['manage_groups'])
    const manager = await server().signIn(await aUser(server(), { roles: [role] }))
    const wholes = await listed(`group=${it.group}`)
    expect(wholes.memberships[1]).toMatchObject({ email: 'member@acme.example' })
    const { memberships } = await listed(`group=${it.group}`, manager)
    expect(memberships).toMatchObject([
      { user_id: it.user, email: null, ...later },
      { user_id: member, email: null },
    ])
    // A membership that starts later does not show the group to somebody who does not know it.
    await change(
      add({ ...it, user: member, group: unseen }, { starts_at: iso(clock.now + minute) }),
    )
    expect((await listed('', self)).memberships).toHaveLength(1)
    expect((await listed(`user=${member}`)).memberships).toHaveLength(2)
  })

  it('of a group that is deleted are gone, and what is asked wrongly is said', async () => {
    const it = await scene()
    await change(add(it))
    expect((await listed(`user=${it.user}`)).memberships).toHaveLength(1)
    await change(remove(it), add(it))
    await server().api('DELETE', `/groups/${it.group}`)
    expect((await listed(`user=${it.user}`)).memberships).toEqual([])
    const ask = (query: string) => attrium('GET', `/memberships?${query}`)
    expect((await ask('nested=true')).json.errors).toMatchObject([{ field: 'nested' }])
    expect((await ask('user=nobody@acme.example&group=no')).json.errors).toMatchObject([
      { field: 'group' },
      { field: 'user' },
    ])
    expect((await ask(`after=${(await listed('limit=1')).next}`)).status).toBe(200)
    expect((await ask('after=x')).status).toBe(400)
  })
})

describe('values of groups', () => {
  let id = ''
  let groups: readonly string[] = []
  const [start, end] = [() => iso(clock.now + 10 * minute), () => iso(clock.now + 20 * minute)]
  const values = async (query: string) =>
    (await attrium('GET', `/group_values?attribute=${id}&${query}`)).json

  beforeAll(async () => {
    id = (await anAttribute(server())).id
    groups = [await aGroup(server()), await aGroup(server()), await aGroup(server())]
    const times = [{ expires_at: end() }, { starts_at: start() }, {}]
    const list = groups.map((group_id, at) => ({ group_id, value: `of ${at}`, ...times[at] }))
    await change({ op: 'set_group_values', user_attribute_id: id, values: list })
  })

  it('have their times and their places, also those that start later', async () => {
    const all = await values('count=true')
    expect(all.total).toBe(3)
    expect(all.values).toMatchObject([
      { group_id: groups[0], place: 1, rank: 1, starts_at: null, expires_at: end() },
      { group_id: groups[1], place: 2, rank: null, starts_at: start(), expires_at: null },
      { group_id: groups[2], place: 3, rank: 2, starts_at: null, expires_at: null, value: 'of 2' },
    ])
    const first = await values('limit=2')
    const second = await values(`limit=2&after=${first.next}`)
    expect([...first.values, ...second.values]).toEqual(all.values)
    expect([second.next, first.version]).toEqual([null, second.version])
    await change({ op: 'clear_group_value', user_attribute_id: id, group_id: groups[2] })
    expect((await values('')).version).not.toBe(first.version)
    expect((await values(`group=${groups[1]}`)).values).toHaveLength(1)
  })

  it('that end are told by lists of who has a value and by exports', async () => {
    const asked = `/values?attribute=${id}&of=group`
    expect((await attrium('GET', asked)).json.values).toMatchObject([{ expires_at: end() }])
    const before = `${asked}&expires_before=${iso(clock.now + 21 * minute)}`
    expect((await attrium('GET', before)).json.values).toHaveLength(1)
    const earlier = `${asked}&expires_before=${end()}`
    expect((await attrium('GET', earlier)).json.values).toEqual([])
    const { text } = await attrium('GET', `/values.csv?attributes=${id}&of=group`)
    expect(text).toContain(`,${end()}\r\n`)
  })

  it('that are hidden are in no answer, and nobody else may ask', async () => {
    const secret = await anAttribute(server(), hidden)
    const set = { op: 'set_group_value', user_attribute_id: secret.id, group_id: groups[0] }
    await change({ ...set, value: 'C4nary', expires_at: end() })
    const answer = await attrium('GET', `/group_values?group=${groups[0]}`)
    expect(answer.text).not.toContain('C4nary')
    expect(answer.json.values).toMatchObject([
      { user_attribute_id: id },
      { user_attribute_id: secret.id, value: null, hidden: true, expires_at: end() },
    ])
    const self = await server().signIn(await aUser(server()))
    expect((await self.api('GET', '/group_values', undefined, { base })).status).toBe(404)
  })
})

it('an export tells when another value follows', async () => {
  const user = await aUser(server())
  const { id, name } = await anAttribute(server())
  const starts_at = iso(clock.now + minute)
  const set = { op: 'set_user_value', user_id: user, user_attribute_id: id }
  await change({ ...set, value: 'now' }, { ...set, value: 'then', starts_at })
  const rows = async () => {
    const { text } = await attrium('GET', `/values.ndjson?attributes=${name}&of=own`)
    return JSON.parse(text)
  }
  expect(await rows()).toMatchObject({ value: 'now', expires_at: null, replaced_at: starts_at })
  await at(clock.now + minute)
  expect(await rows()).toMatchObject({ value: 'then', replaced_at: null })
})
