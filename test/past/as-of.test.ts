// The past on every engine: which times can be asked, and what stays hidden, deleted or lost in it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdings } from '../../src/domain/held-values.ts'
import { effectiveValue } from '../../src/domain/search-path.ts'
import { Refusal } from '../../src/errors.ts'
import type { UserAttributeId, UserId } from '../../src/ids.ts'
import { momentAt } from '../../src/past/past-reader.ts'
import { aCommit, raw } from '../../src/store/conformance/rows.ts'
import { sql } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'
import { aGroup, anAttribute, aUser, hidden, join } from '../support/world.ts'

let server: TestServer
const start = Date.UTC(2026, 2, 3, 9)
let time = start
beforeAll(async () => {
  server = await startServer({ now: () => time })
})
afterAll(() => server.stop())

/** The time now; what comes later has a later time. */
const tick = () => time++
const asOf = (at: number) => momentAt({ server: server.running.server }, iso(at))
const iso = (at: number) => new Date(at).toISOString()

async function valueAt(at: number, user: string, attribute: string) {
  const { catalogue, people } = await asOf(at)
  const held = (await people([user as UserId])).get(user as UserId)
  const definition = catalogue.attributes.get(attribute as UserAttributeId)
  if (held === undefined || definition === undefined) return undefined
  const found = effectiveValue(definition, holdings(catalogue, held)(definition))
  return found === undefined ? [] : [found.source, found.value]
}

const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.catch((error) => error)
  if (!(error instanceof Refusal)) throw new Error('was not refused')
  expect(error.status).toBe(422)
  expect(error.problems).toMatchObject([{ field: 'as_of', code: 'invalid' }])
  return error.problems?.[0]?.message ?? ''
}

const set = (user: string, attribute: string, value: string) =>
  server.api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value })
const unset = (user: string, attribute: string) =>
  server.api('DELETE', `/users/${user}/attribute_values/${attribute}`)

describe('the time', () => {
  it.each(['yesterday', '', '2026-03-03', '2026-03-03T09:00:00', '2026-02-30T09:00:00Z', '1'])(
    'is not %j',
    async (text) => {
      const message = await refusal(momentAt({ server: server.running.server }, text))
      expect(message).toContain('2026-03-03T09:00:00Z')
      expect(message).not.toContain('yesterday')
    },
  )

  it('tells whose plus sign became a blank how to write it', async () => {
    const message = await refusal(
      momentAt({ server: server.running.server }, '2026-03-03T10:00:00 01:00'),
    )
    expect(message).toContain('%2B')
  })

  it('may have any offset from UTC', async () => {
    tick()
    const there = iso(start).replace('Z', '+00:00').replace('T09', 'T11').replace('+00', '+02')
    await momentAt({ server: server.running.server }, there)
  })

  it('has come', async () => {
    expect(await refusal(asOf(time + 1))).toContain(`it is ${iso(time)} now`)
  })

  it('is not before everything that is known, and the first one is named', async () => {
    expect(await refusal(asOf(start - 1))).toContain(iso(start))
    await asOf(start)
  })
})

describe('the past', () => {
  it('is told for ever as it was read', async () => {
    const { id } = await anAttribute(server, { default_value: 'default' })
    const user = await aUser(server)
    const group = await aGroup(server)
    const told: [number, unknown][] = [[tick(), ['default', 'default']]]
    const now = (expected: unknown) => told.push([tick(), expected])
    await set(user, id, 'first')
    now(['user', 'first'])
    await set(user, id, 'second')
    now(['user', 'second'])
    await unset(user, id)
    now(['default', 'default'])
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'of group' })
    now(['default', 'default'])
    await join(server, user, group)
    now(['group', 'of group'])
    await server.api('PATCH', `/user_attributes/${id}`, { default_value: 'another' })
    now(['group', 'of group'])
    await set(user, id, 'third')
    now(['user', 'third'])
    await server.api('DELETE', `/groups/${group}`)
    now(['user', 'third'])
    await unset(user, id)
    now(['default', 'another'])
    await server.api('DELETE', `/users/${user}`)
    now(undefined)
    await server.api('DELETE', `/user_attributes/${id}`)
    now(undefined)
    for (const [at, expected] of told)
      expect(await valueAt(at, user, id), iso(at)).toEqual(expected)
  })

  it('is explained, and claimed, also of somebody who is gone', async () => {
    const { id, name } = await anAttribute(server)
    const user = await aUser(server)
    const group = await aGroup(server, 'Movers')
    await join(server, user, group)
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'then' })
    const at = tick()
    await server.api('PATCH', `/groups/${group}`, { name: 'Shakers' })
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'now' })
    const ask = (what: string) =>
      server.api('GET', `/users/${user}/${what}`, undefined, { base: '/api/attrium/1.0' })
    const told = async () => {
      const { json } = await ask(`explanations?attributes=${name}&as_of=${iso(at)}`)
      expect(json[0]).toMatchObject({ value: 'then', source: 'Group: Movers' })
      expect((await ask(`claims?as_of=${iso(at)}`)).json).toMatchObject({ [name]: 'then' })
    }
    await told()
    expect((await ask('claims')).json).toMatchObject({ [name]: 'now' })
    await server.api('DELETE', `/users/${user}`)
    await server.api('DELETE', `/groups/${group}`)
    await told()
    expect((await ask('claims')).status).toBe(404)
    expect((await ask(`claims?as_of=${iso(start)}`)).status).toBe(404)
    const { status, json } = await ask(`claims?as_of=${iso(start - 1)}`)
    expect([status, json.errors[0].field]).toEqual([422, 'as_of'])
  })

  it('lets an expression admit what it admitted then, whatever the time is now', async () => {
    const { id, name } = await anAttribute(server, { type: 'advanced_filter_datetime' })
    const user = await aUser(server)
    const group = await aGroup(server)
    await set(user, id, '5 seconds')
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: '5 seconds' })
    const [at, base] = [tick(), '/api/attrium/1.0']
    const asked = ['effective', 'own', 'group'].map(
      (of) => `/values?attribute=${name}&match=admits&value=${iso(at)}&of=${of}&count=true`,
    )
    const admitted = async (then = '') => {
      const told = asked.map((path) => server.api('GET', `${path}${then}`, undefined, { base }))
      return (await Promise.all(told)).map(({ json }) => json)
    }
    const before = await admitted()
    expect(before.map(({ total }) => total)).toEqual([1, 1, 1])
    time += 8500
    expect((await admitted()).map(({ total }) => total)).toEqual([0, 0, 0])
    expect(await admitted(`&as_of=${iso(at)}`)).toEqual(before)
  })

  it('shows what was deleted with the name it had', async () => {
    const { id, name } = await anAttribute(server)
    const group = await aGroup(server, 'Old guard')
    const at = tick()
    await server.api('PATCH', `/user_attributes/${id}`, { name: `${name}_new` })
    await server.api('PATCH', `/groups/${group}`, { name: 'New guard' })
    await server.api('DELETE', `/user_attributes/${id}`)
    await server.api('DELETE', `/groups/${group}`)
    const { catalogue } = await asOf(at)
    expect(catalogue.attributes.get(id as UserAttributeId)?.name).toBe(name)
    expect(catalogue.groups.get(group as never)?.name).toBe('Old guard')
  })

  it('hides what is hidden now, and keeps no value of it', async () => {
    const canary = 'canary-of-the-past'
    const { id } = await anAttribute(server, { default_value: `${canary}-1` })
    const user = await aUser(server)
    const group = await aGroup(server)
    await set(user, id, `${canary}-2`)
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: `${canary}-3` })
    const at = tick()
    await asOf(at)
    await server.api('PATCH', `/user_attributes/${id}`, hidden)
    await server.running.server.sealer.start()
    for (const then of [at, tick()]) {
      expect(await valueAt(then, user, id)).toEqual(['user', ''])
      const { catalogue } = await asOf(then)
      const definition = catalogue.attributes.get(id as UserAttributeId)
      expect(definition).toMatchObject({ value_is_hidden: true, default_value: '' })
      expect(catalogue.groupValues(id as UserAttributeId)).toMatchObject([{ value: '' }])
    }
    await server.api('DELETE', `/user_attributes/${id}`)
    expect(await valueAt(at, user, id)).toEqual(['user', ''])
    const [defaults, values] = await server.running.server.db.read(
      raw<{ value: string }>(
        sql`select default_value as value from past_attributes where id = ${id}`,
      ),
      raw<{ value: string }>(
        sql`select value from past_group_values where user_attribute_id = ${id}`,
      ),
    )
    expect(new Set([...defaults, ...values].map(({ value }) => value))).toEqual(new Set(['']))
  })

  it('shows no value that is still to be removed', async () => {
    const { id } = await anAttribute(server)
    const group = await aGroup(server)
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'canary' })
    const user = await aUser(server)
    await signsIn(server, user, { [id]: 'canary' })
    const at = tick()
    await server.api('PATCH', `/user_attributes/${id}`, hidden)
    await server.running.server.sealer.start()
    const canary = sql`update past_group_values set value = 'canary' where user_attribute_id = ${id}`
    const sent = sql`update past_sign_in_values set value = 'canary' where user_attribute_id = ${id}`
    await server.running.server.db.commit(aCommit(raw(canary), raw(sent)))
    expect(await valueAt(at, user, id)).toEqual(['sign_in', ''])
    const { catalogue } = await asOf(at)
    expect(catalogue.groupValues(id as UserAttributeId)).toMatchObject([{ value: '' }])
  })

  it('does not take in what is stored later, whatever time it has', async () => {
    const { id } = await anAttribute(server)
    const user = await aUser(server)
    await set(user, id, 'before')
    tick()
    const at = time
    expect(await valueAt(at, user, id)).toEqual(['user', 'before'])
    // The clock stands still: these have the time that was asked for.
    await set(user, id, 'after')
    await server.api('PATCH', `/user_attributes/${id}`, { default_value: 'after' })
    await unset(user, id)
    expect(await valueAt(at, user, id)).toEqual(['user', 'before'])
    tick()
    expect(await valueAt(tick(), user, id)).toEqual(['default', 'after'])
    expect(await valueAt(at, user, id)).toEqual(['user', 'before'])
  })

  it('is not moved by a question about a time before it', async () => {
    const { id } = await anAttribute(server)
    const user = await aUser(server)
    await set(user, id, 'first')
    time += 10
    const [early, late] = [time, time + 10]
    time += 20
    await set(user, id, 'second')
    time += 10
    expect(await valueAt(early, user, id)).toEqual(['user', 'first'])
    expect(await valueAt(late, user, id)).toEqual(['user', 'first'])
    expect(await valueAt(time, user, id)).toEqual(['user', 'second'])
  })

  it('is asked about often without filling the store', async () => {
    await set(await aUser(server), (await anAttribute(server)).id, 'value')
    const marks = async () => {
      const { db } = server.running.server
      const [rows] = await db.read(
        raw(sql`select count(*) as n from audit where operation = 'mark_moment'`),
      )
      return Number((rows[0] as { n: number }).n)
    }
    time += 2000
    const before = await marks()
    await Promise.all(Array.from({ length: 300 }, (_, k) => asOf(time - 300 + k)))
    expect((await marks()) - before).toBe(1)
  })

  it('follows many changes of one value', async () => {
    const { id } = await anAttribute(server)
    const user = await aUser(server)
    await set(user, id, 'first')
    const at = tick()
    for (let change = 0; change < 40; change++) await set(user, id, `${change}`)
    expect(await valueAt(at, user, id)).toEqual(['user', 'first'])
  })
})
