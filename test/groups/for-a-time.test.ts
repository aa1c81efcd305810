// A membership for a time: how it is set and refused, and what every kind of answer says of it.
import { describe, expect, it } from 'vitest'
import { compareWithAudit } from '../../src/retold/comparison.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { at, clock, iso, minute, server, startsServer, sweep } from '../support/moved-clock.ts'
import { databaseOf, engine } from '../support/server.ts'
import { aGroup } from '../support/world.ts'
import { add, attrium, base, change, historyOf, remove, type Scene, scene } from './timed.ts'

startsServer()

async function explained({ user, name }: Scene, asOf = '') {
  const { json } = await attrium('GET', `/users/${user}/explanations?attributes=${name}${asOf}`)
  return json[0]
}
const outcomes = ({ steps }: { steps: { outcome: string; value: string }[] }) =>
  steps.map(({ outcome, value }) => `${outcome} ${value}`)

/** Everything that tells whether the user is in the group, and has its value. */
async function told({ user, group, id, name }: Scene) {
  const looker = async (path: string) => (await server().api('GET', path)).json
  const values = await looker(`/users/${user}/attribute_values?user_attribute_ids=${id}`)
  const members = await looker(`/groups/${group}/users?fields=id&limit=5`)
  const shown = await looker(`/groups/${group}`)
  const person = await looker(`/users/${user}?fields=group_ids`)
  const found = await looker(`/users/search?group_id=${group}&fields=id`)
  const claims = await attrium('GET', `/users/${user}/claims`)
  const holders = await attrium('GET', `/values?attribute=${name}&match=is&value=EMEA&count=true`)
  const within = await attrium('GET', `/values?attribute=${name}&group=${group}&count=true`)
  const csv = await attrium('GET', `/values.csv?attributes=${name}&of=effective`)
  const summary = await attrium('GET', `/values/summary?attribute=${name}`)
  return [
    values[0].value,
    members.length,
    shown.user_count,
    person.group_ids.includes(group),
    found.length,
    claims.json[name],
    holders.json.total,
    within.json.total,
    csv.text.includes('EMEA'),
    summary.json.values.some(({ value }: { value: string }) => value === 'EMEA'),
  ]
}
const inside = ['EMEA', 1, 1, true, 1, 'EMEA', 1, 1, true, true]
const outside = ['default', 0, 0, false, 0, 'default', 0, 0, false, false]

describe('a membership until a time', () => {
  it('counts until its last millisecond, in every answer, and is history then', async () => {
    await at(clock.now + minute)
    const it = await scene()
    const end = clock.now + 10 * minute
    const { json } = await change(add(it, { expires_at: iso(end) }))
    expect(json).toMatchObject({ counts: { changed: 1 }, effects: { users: 1, values: 1 } })
    expect((await change(add(it, { expires_at: iso(end) }))).json.counts.unchanged).toBe(1)
    await at(end - 1)
    expect(await told(it)).toEqual(inside)
    const during = await explained(it)
    expect(outcomes(during)).toEqual(['wins EMEA', 'next default'])
    expect(during.because).toContain("; the user's membership ends on 2030-01-01 at 12:11 UTC.")
    expect(during.steps[0]).toMatchObject({ expires_at: iso(end) })
    await at(end)
    expect(await told(it)).toEqual(outside)
    const unswept = await explained(it)
    expect(outcomes(unswept)).toEqual(['expired EMEA', 'wins default'])
    expect(unswept.steps[0].because).toContain(
      'ended on 2030-01-01 at 12:11 UTC; it does not count',
    )
    const path = `/groups/${it.group}/users/${it.user}`
    expect((await server().api('DELETE', path)).status).toBe(404)
    expect((await change(remove(it))).status).toBe(422)
    await at(end + minute)
    await sweep()
    expect([await told(it), await explained(it)]).toEqual([outside, unswept])
    await at(end + 3 * minute)
    for (const [time, value] of [
      ...([
        [end - 1, during],
        [end, unswept],
        [end + 2 * minute, unswept],
      ] as const),
    ]) {
      expect(await explained(it, `&as_of=${iso(time)}`)).toEqual(value)
    }
    const [ended, joined] = await historyOf(it)
    expect(ended).toMatchObject({
      ...{ operation: 'expire_group_user', channel: 'expiry', actor: null, complete: true },
      sentence: expect.stringMatching(/^The server ended the membership of Maya Lee in the group /),
      changes: [{ field: 'expires_at', from: iso(end), to: null }],
    })
    expect(joined.sentence).toMatch(/put Maya Lee into the group .* until 2030-01-01 12:11 UTC\.$/)
    const { effects } = (await attrium('GET', `/changes/${ended.change_id}/effects`)).json
    expect(effects).toMatchObject([{ before: { value: 'EMEA' }, after: { value: 'default' } }])
    expect((await attrium('POST', `/changes/${ended.change_id}/undo`, {})).status).toBe(422)
  })

  it('becomes one for good by Looker’s POST, and ends by Looker’s DELETE', async () => {
    const it = await scene()
    await change(add(it, { expires_at: iso(clock.now + minute) }))
    const path = `/groups/${it.group}/users`
    expect((await server().api('POST', path, { user_id: it.user })).status).toBe(200)
    await at(clock.now + 2 * minute)
    await sweep()
    expect(await told(it)).toEqual(inside)
    await change(add(it, { expires_at: iso(clock.now + minute) }))
    expect((await server().api('DELETE', `${path}/${it.user}`)).status).toBe(204)
    expect(await told(it)).toEqual(outside)
  })
})

describe('a membership that starts later', () => {
  it('counts from its first millisecond, and starts by itself', async () => {
    const it = await scene()
    const starts = clock.now + 5 * minute
    const preview = { changes: [add(it, { starts_at: iso(starts), expires_at: iso(starts + 1) })] }
    const { json } = await attrium('POST', '/changes?dry_run=true', preview)
    expect(json).toMatchObject({ counts: { changed: 1 }, effects: { users: 0, values: 0 } })
    await change(add(it, { starts_at: iso(starts) }))
    expect(await told(it)).toEqual(outside)
    const scheduled = await explained(it)
    expect(outcomes(scheduled)).toEqual(['scheduled EMEA', 'wins default'])
    expect(scheduled.steps[0]).toMatchObject({
      ...{ group_id: it.outer, starts_at: iso(starts) },
      because: expect.stringMatching(
        /membership in .* starts on .*; until then it does not count\.$/,
      ),
    })
    expect((await server().api('DELETE', `/groups/${it.group}/users/${it.user}`)).status).toBe(404)
    await at(starts - 1)
    expect(await told(it)).toEqual(outside)
    await at(starts)
    expect(await told(it)).toEqual(inside)
    const unswept = await explained(it)
    await at(starts + minute)
    await sweep()
    expect([await told(it), await explained(it)]).toEqual([inside, unswept])
    const [started] = await historyOf(it)
    expect(started).toMatchObject({ operation: 'start_group_user', channel: 'expiry' })
    const { effects } = (await attrium('GET', `/changes/${started.change_id}/effects`)).json
    expect(effects).toMatchObject([{ before: { value: 'default' }, after: { value: 'EMEA' } }])
  })

  it('is not told to a user who may not see the group yet', async () => {
    const it = await scene()
    await change(add(it, { starts_at: iso(clock.now + minute) }))
    const { api } = await server().signIn(it.user)
    const path = `/users/${it.user}/explanations?attributes=${it.name}`
    await server().api('PATCH', `/user_attributes/${it.id}`, { user_can_view: true })
    const { json } = await api('GET', path, undefined, { base })
    expect(outcomes(json[0])).toEqual(['wins default'])
  })

  it('is taken away by a change, and put back by its undo', async () => {
    const it = await scene()
    const times = { starts_at: iso(clock.now + minute), expires_at: iso(clock.now + 2 * minute) }
    await change(add(it, times))
    const { json } = await change(remove(it))
    expect(outcomes(await explained(it))).toEqual(['wins default'])
    expect((await attrium('POST', `/changes/${json.id}/undo`, {})).status).toBe(200)
    expect((await explained(it)).steps[0]).toMatchObject({ outcome: 'scheduled', ...times })
  })
})

describe('times of a membership', () => {
  it('are refused when they make no sense', async () => {
    const it = await scene()
    const refused = async (times: object, group = it.group) => {
      const { status, json } = await change({ ...add(it, times), group_id: group })
      expect(status).toBe(422)
      return json.errors[0]
    }
    expect(await refused({ expires_at: iso(clock.now) })).toMatchObject({
      ...{ field: 'changes[0].expires_at', message: expect.stringContaining('in the future') },
    })
    await refused({ starts_at: iso(clock.now + 2), expires_at: iso(clock.now + 1) })
    expect(await refused({ expires_at: iso(clock.now + 1) }, '1')).toMatchObject({
      ...{ field: 'changes[0].group_id', message: expect.stringContaining('All Users') },
    })
    await change(add(it))
    expect(await refused({ starts_at: iso(clock.now + 1) })).toMatchObject({
      ...{
        field: 'changes[0].starts_at',
        message: expect.stringContaining('is in the group already'),
      },
    })
  })

  it('that were given to a membership for good are taken back by the undo', async () => {
    const it = await scene()
    await change(add(it))
    const { json } = await change(add(it, { expires_at: iso(clock.now + minute) }))
    const undo = (more = '') => attrium('POST', `/changes/${json.id}/undo${more}`, {})
    expect((await undo('?dry_run=true')).json.counts.changed).toBe(1)
    await change(add(it, { expires_at: iso(clock.now + 2 * minute) }))
    expect((await undo()).status).toBe(409)
    await change(add(it, { expires_at: iso(clock.now + minute) }))
    await at(clock.now + minute)
    expect(await told(it)).toEqual(outside)
    expect((await undo()).json.counts.changed).toBe(1)
    expect((await explained(it)).steps[0]).toMatchObject({ outcome: 'wins', expires_at: null })
  })

  it('are tried by a what-if', async () => {
    const it = await scene()
    const changes = [add(it, { starts_at: iso(clock.now + minute) })]
    const tried = { attributes: [it.name], changes }
    const { json } = await attrium('POST', `/users/${it.user}/explanations`, tried)
    expect(outcomes(json.after[0])).toEqual(['scheduled EMEA', 'wins default'])
  })
})

it('a group with memberships for a time is deleted, and nothing of it is swept', async () => {
  const it = await scene()
  await change(add(it, { expires_at: iso(clock.now + minute) }))
  await server().api('DELETE', `/groups/${it.group}`)
  await at(clock.now + 2 * minute)
  await sweep()
  expect((await historyOf(it))[0].operation).toBe('add_group_user')
})

it('the audit tells all of it', async () => {
  const it = await scene()
  const times = { starts_at: iso(clock.now + minute), expires_at: iso(clock.now + 2 * minute) }
  await change(add(it, times))
  const database = engine === 'PostgreSQL' ? { database: databaseOf(server()) } : {}
  const store = await openStoreToRead(readSettings({ data: server().directory, ...database }, {}))
  expect((await compareWithAudit(store)).problems).toEqual([])
  await store.db.close()
})

it('ended memberships are told in the order of the groups, whichever was joined or swept first', async () => {
  const it = await scene()
  const groups = [it.group, await aGroup(server()), await aGroup(server())]
  const end = iso(clock.now + minute)
  const also = await aGroup(server())
  for (const [at, group] of [groups[2], groups[0], groups[1], also].entries()) {
    const value = { value: `of ${group}`, ...(group === also && { expires_at: end }) }
    const set = { op: 'set_group_value', group_id: group, attribute: it.name, ...value }
    expect((await change(set)).status).toBe(200)
    const times = { expires_at: iso(clock.now + minute + (at % 2)) }
    await change(add({ ...it, group: group ?? '' }, group === also ? {} : times))
  }
  await at(clock.now + 2 * minute)
  const before = outcomes(await explained(it))
  const ended = (group: string | undefined) => `expired of ${group}`
  expect(before.filter((told) => told.startsWith('expired of'))).toEqual([
    ended(also),
    ...groups.map(ended),
  ])
  const then = iso(clock.now)
  await at(clock.now + 1)
  await sweep()
  expect(outcomes(await explained(it))).toEqual(before)
  await at(clock.now + 1)
  expect(outcomes(await explained(it, `&as_of=${then}`))).toEqual(before)
  expect(outcomes(await explained(it, `&as_of=${iso(clock.now)}`))).toEqual(before)
})
