// The value of a group for a time: how it is set and refused, and what every kind of answer says of it.
import { describe, expect, it } from 'vitest'
import { compareWithAudit } from '../../src/retold/comparison.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { at, clock, iso, minute, server, startsServer, sweep } from '../support/moved-clock.ts'
import { databaseOf, engine } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'
import { attrium, base, change } from './timed.ts'

startsServer()

interface Scene {
  readonly user: string
  /** The user is in both; `weak` has a value for good. */
  readonly group: string
  readonly weak: string
  readonly id: string
  readonly name: string
}

async function scene(definition: object = {}): Promise<Scene> {
  const [group, weak] = [await aGroup(server()), await aGroup(server())]
  const { id, name } = await anAttribute(server(), { default_value: 'default', ...definition })
  return { user: await aUser(server(), { groups: [group, weak] }), group, weak, id, name }
}

const set = ({ group, name }: Scene, value: string, times: object = {}) => ({
  ...{ op: 'set_group_value', group_id: group, attribute: name, value, ...times },
})
const weakly = (it: Scene, value = 'weak') => change({ ...set(it, value), group_id: it.weak })

async function explained({ user, name }: Scene, asOf = '') {
  const { json } = await attrium('GET', `/users/${user}/explanations?attributes=${name}${asOf}`)
  return json[0]
}
const outcomes = ({ steps }: { steps: { outcome: string; value: string }[] }) =>
  steps.map(({ outcome, value }) => `${outcome} ${value}`)

/** What counts, and the list of the groups' values with their ranks. */
async function told({ user, id, name }: Scene) {
  const looker = async (path: string) => (await server().api('GET', path)).json
  const [value] = await looker(`/users/${user}/attribute_values?user_attribute_ids=${id}`)
  const list = await looker(`/user_attributes/${id}/group_values`)
  const claims = await attrium('GET', `/users/${user}/claims`)
  const holders = await attrium('GET', `/values?attribute=${name}&match=is&value=EMEA&count=true`)
  const csv = await attrium('GET', `/values.csv?attributes=${name}&of=effective`)
  const ranked = list.map(({ value, rank }: { value: string; rank: number }) => `${rank} ${value}`)
  return [
    ...[value.value, claims.json[name], holders.json.total, csv.text.includes('EMEA')],
    ranked.join(),
  ]
}
const historyOf = async ({ id }: Scene) =>
  (await attrium('GET', `/history?attribute=${id}`)).json.history

describe('a value of a group until a time', () => {
  it('counts until its last millisecond, in every answer, and is history then', async () => {
    await at(clock.now + minute)
    const it = await scene()
    const end = clock.now + 10 * minute
    const { json } = await change(set(it, 'EMEA', { expires_at: iso(end) }))
    expect(json).toMatchObject({ counts: { changed: 1 }, effects: { users: 1, values: 1 } })
    expect((await change(set(it, 'EMEA', { expires_at: iso(end) }))).json.counts.unchanged).toBe(1)
    await weakly(it)
    await at(end - 1)
    const during = ['EMEA', 'EMEA', 1, true, '1 EMEA,2 weak']
    expect(await told(it)).toEqual(during)
    const before = await explained(it)
    expect(outcomes(before)).toEqual(['wins EMEA', 'next weak', 'outranked default'])
    expect([before.because, before.steps[0].expires_at]).toEqual([
      expect.stringMatching(/; it ends on 2030-01-01 at 12:11 UTC\.$/),
      iso(end),
    ])
    await at(end)
    const after = ['weak', 'weak', 0, false, '1 weak']
    expect(await told(it)).toEqual(after)
    const unswept = await explained(it)
    expect(outcomes(unswept)).toEqual(['expired EMEA', 'wins weak', 'next default'])
    expect(unswept.steps[0].because).toMatch(
      /^The value of the group .* ended on 2030-01-01 at 12:11/,
    )
    const path = `/groups/${it.group}/attribute_values/${it.id}`
    expect((await server().api('DELETE', path)).status).toBe(404)
    await at(end + minute)
    await sweep()
    expect([await told(it), await explained(it)]).toEqual([after, unswept])
    await at(end + 3 * minute)
    for (const [time, wanted] of [
      ...([
        [end - 1, before],
        [end, unswept],
        [end + 2 * minute, unswept],
      ] as const),
    ]) {
      expect(await explained(it, `&as_of=${iso(time)}`)).toEqual(wanted)
    }
    const [ended] = await historyOf(it)
    expect(ended).toMatchObject({
      ...{ operation: 'expire_user_attribute_group_value', channel: 'expiry', actor: null },
      ...{ old_value: 'EMEA', new_value: null, complete: true },
      sentence: expect.stringMatching(/^The server ended .* of the group .* \(it was "EMEA"\)\.$/),
    })
    const { effects } = (await attrium('GET', `/changes/${ended.change_id}/effects`)).json
    expect(effects).toMatchObject([{ before: { value: 'EMEA' }, after: { value: 'weak' } }])
    expect((await attrium('POST', `/changes/${ended.change_id}/undo`, {})).status).toBe(422)
  })

  it('is for good after Looker’s PATCH, and after another value in Looker’s list', async () => {
    const it = await scene()
    const path = `/groups/${it.group}/attribute_values/${it.id}`
    await change(set(it, 'EMEA', { expires_at: iso(clock.now + minute) }))
    expect((await server().api('PATCH', path, { value: 'EMEA' })).json).toMatchObject({ rank: 1 })
    await change(set(it, 'EMEA', { expires_at: iso(clock.now + minute) }))
    const body = [{ group_id: it.group, value: 'AMER' }]
    const list = await server().api('POST', `/user_attributes/${it.id}/group_values`, body)
    expect(list.status).toBe(200)
    await at(clock.now + 2 * minute)
    await sweep()
    expect((await told(it))[0]).toBe('AMER')
  })

  it('keeps its end where Looker’s list repeats it, in whatever order', async () => {
    const it = await scene()
    await weakly(it)
    const end = clock.now + minute
    await change(set(it, 'EMEA', { expires_at: iso(end) }))
    const path = `/user_attributes/${it.id}/group_values`
    const fields = '?fields=group_id,value'
    const read = async () => (await server().api('GET', path + fields)).json
    const listed = (await read()).map((item: { group_id: string }) =>
      item.group_id === it.weak ? { ...item, value: 'other' } : item,
    )
    expect((await server().api('POST', path, listed.toReversed())).status).toBe(200)
    const timed = (await attrium('GET', `/group_values?attribute=${it.id}&count=true`)).json
    expect(
      timed.values.map((one: Record<string, string>) => [one['value'], one['expires_at']]).sort(),
    ).toEqual([
      ['EMEA', iso(end)],
      ['other', null],
    ])
    // The same list again changes nothing.
    const same = await server().api('POST', path, await read())
    expect([
      same.status,
      (await attrium('GET', `/group_values?attribute=${it.id}`)).json.version,
    ]).toEqual([200, timed.version])
    await at(end)
    expect((await told(it))[0]).toBe('other')
  })

  it('gets the last rank when it is set after its end, before and after a sweep', async () => {
    for (const isSwept of [false, true]) {
      const it = await scene()
      await change(set(it, 'EMEA', { expires_at: iso(clock.now + minute) }))
      await weakly(it)
      await at(clock.now + 2 * minute)
      if (isSwept) await sweep()
      const path = `/groups/${it.group}/attribute_values/${it.id}`
      expect((await server().api('PATCH', path, { value: 'again' })).json.rank).toBe(2)
      expect((await told(it)).at(-1)).toBe('1 weak,2 again')
    }
  })
})

describe('a value of a group that starts later', () => {
  it('counts from its first millisecond, with its rank', async () => {
    const it = await scene()
    const starts = clock.now + 5 * minute
    const times = { starts_at: iso(starts), expires_at: iso(starts + 10 * minute) }
    const { json } = await change(set(it, 'EMEA', times))
    expect(json).toMatchObject({ counts: { changed: 1 }, effects: { users: 0, values: 0 } })
    await weakly(it)
    const path = `/groups/${it.weak}/attribute_values/${it.id}`
    expect((await server().api('PATCH', path, { value: 'weaker' })).json.rank).toBe(1)
    const outside = ['weaker', 'weaker', 0, false, '1 weaker']
    expect(await told(it)).toEqual(outside)
    expect(outcomes(await explained(it))[0]).toBe('scheduled EMEA')
    await at(starts - 1)
    expect(await told(it)).toEqual(outside)
    await at(starts)
    const inside = ['EMEA', 'EMEA', 1, true, '1 EMEA,2 weaker']
    expect(await told(it)).toEqual(inside)
    const unswept = await explained(it)
    await at(starts + minute)
    await sweep()
    expect([await told(it), await explained(it)]).toEqual([inside, unswept])
    expect((await historyOf(it))[0]).toMatchObject({
      ...{ operation: 'start_user_attribute_group_value', channel: 'expiry', new_value: 'EMEA' },
    })
  })

  it('keeps its place when others are ordered, and is refused where one counts', async () => {
    const it = await scene()
    const starts_at = iso(clock.now + minute)
    await change(set(it, 'EMEA', { starts_at }))
    await weakly(it)
    const order = { op: 'order_group_values', attribute: it.name, groups: [it.weak] }
    expect((await change(order)).json.counts.changed).toBe(1)
    const { status, json } = await change({ ...set(it, 'x', { starts_at }), group_id: it.weak })
    expect([status, json.errors[0].field]).toEqual([422, 'changes[0].starts_at'])
    await at(clock.now + minute)
    expect((await told(it)).at(-1)).toBe('1 weak,2 EMEA')
  })

  it('must fit a new type, and is carried by a membership', async () => {
    const it = await scene({ default_value: null })
    await change(set(it, 'EMEA', { starts_at: iso(clock.now + minute) }))
    const typed = await server().api('PATCH', `/user_attributes/${it.id}`, { type: 'number' })
    expect(typed.status).toBe(422)
  })
})

it('times in a list of all values are put back by an undo', async () => {
  const it = await scene()
  const times = { starts_at: null, expires_at: iso(clock.now + 5 * minute) }
  const later = { starts_at: iso(clock.now + minute), expires_at: null }
  const values = [
    { group_id: it.group, value: 'EMEA', ...times },
    { group_id: it.weak, value: 'weak', ...later },
  ]
  await change({ op: 'set_group_values', attribute: it.name, values })
  expect((await told(it)).at(-1)).toBe('1 EMEA')
  const { json } = await change({ op: 'set_group_values', attribute: it.name, values: [] })
  expect((await attrium('POST', `/changes/${json.id}/undo`, {})).status).toBe(200)
  expect((await told(it)).at(-1)).toBe('1 EMEA')
  await at(clock.now + minute)
  expect((await told(it)).at(-1)).toBe('1 EMEA,2 weak')
  await at(clock.now + 4 * minute)
  expect((await told(it)).at(-1)).toBe('1 weak')
})

it('hidden values of groups have times as well', async () => {
  const it = await scene({ ...hidden, default_value: null })
  await change(set(it, 'S3CRET-VALUE', { expires_at: iso(clock.now + minute) }))
  const source = async () => (await explained(it)).source
  expect(await source()).toMatch(/^Group: /)
  await at(clock.now + minute)
  expect(await source()).toBe('No Value')
  await at(clock.now + minute)
  await sweep()
  const { text } = await attrium('GET', `/history?attribute=${it.id}`)
  expect(text).not.toContain('S3CRET')
})

it('the end is told by an event, also if the group is deleted before a sweep', async () => {
  const it = await scene()
  const cursor = async () => (await server().api('GET', '/events', undefined, { base })).json.cursor
  type Event = { readonly attribute: string; readonly user_id: string; readonly value: string }
  /** A busy machine makes pages shorter. */
  const values = async (after: string): Promise<string[]> => {
    const { json } = await server().api('GET', `/events?after=${after}&wait=0`, undefined, { base })
    const events = (json.events as Event[]).filter(({ user_id }) => user_id === it.user)
    const told = events.filter(({ attribute }) => attribute === it.name).map(({ value }) => value)
    return json.cursor === after ? told : [...told, ...(await values(json.cursor))]
  }
  const begun = await cursor()
  await change(set(it, 'EMEA', { expires_at: iso(clock.now + minute) }))
  expect(await values(begun)).toEqual(['EMEA'])
  const during = await cursor()
  await at(clock.now + 2 * minute)
  const swept = await scene()
  await change(set(swept, 'EMEA', { expires_at: iso(clock.now + minute) }))
  await server().api('DELETE', `/groups/${it.group}`)
  // Events come at least once.
  expect([...new Set(await values(during))]).toEqual(['default'])
})

it('the audit tells all of it', async () => {
  const it = await scene()
  const times = { starts_at: iso(clock.now + minute), expires_at: iso(clock.now + 2 * minute) }
  await change(set(it, 'EMEA', times))
  const database = engine === 'PostgreSQL' ? { database: databaseOf(server()) } : {}
  const store = await openStoreToRead(readSettings({ data: server().directory, ...database }, {}))
  expect((await compareWithAudit(store)).problems).toEqual([])
  await store.db.close()
})
