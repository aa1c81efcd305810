// A value for a time: how it is set and refused, and what every kind of answer says of it before, during and after.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sweepEnded } from '../../src/start/expiry.ts'
import { sql, written } from '../../src/store/statement.ts'
import { type CallOptions, keyIn, startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser, hidden } from '../support/world.ts'

const minute = 60_000
const noon = Date.UTC(2030, 0, 1, 12)
let clock = noon
const directory = mkdtempSync(join(tmpdir(), 'attrium-times-'))
let server: TestServer
const start = () => startServer({ directory, flags: { rateLimit: '0' }, now: () => clock })
beforeAll(async () => {
  server = await start()
})
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})

const iso = (time: number) => new Date(time).toISOString()
async function at(time: number): Promise<void> {
  clock = time
  const { api, token } = await server.logIn(keyIn(server.lookerIni))
  server = { ...server, api, token }
}
const sweep = () => {
  const { db, now } = server.running.server
  return sweepEnded({ db, now, isEnding: () => false })
}

const base = '/api/attrium/1.0'
const attrium = async (method: string, path: string, body?: unknown, more?: CallOptions) =>
  server.api(method, path, body, { base, ...more })
const put = (user: string, name: string, body: unknown) =>
  attrium('PUT', `/users/${user}/values/${name}`, body)

interface Scene {
  readonly user: string
  readonly id: string
  readonly name: string
}
async function scene(definition: Record<string, unknown> = {}): Promise<Scene> {
  const made = await server.api('POST', '/users', { first_name: 'Maya', last_name: 'Lee' })
  const user: string = made.json.id
  const { id, name } = await anAttribute(server, { default_value: 'default', ...definition })
  return { user, id, name }
}
const explained = async ({ user, name }: Scene, asOf = '') =>
  (await attrium('GET', `/users/${user}/explanations?attributes=${name}${asOf}`)).json[0]
const outcomes = (explanation: { steps: { outcome: string; value: string }[] }) =>
  explanation.steps.map(({ outcome, value }) => `${outcome} ${value}`)
const historyOf = async ({ user, name }: Scene) =>
  (await attrium('GET', `/history?user=${user}&attribute=${name}`)).json.history

describe('times', () => {
  const refused = [
    [{ expires_at: 'tomorrow' }, 'expires_at must be a time with its offset from UTC'],
    [{ expires_at: '2030-02-30T12:00:00Z' }, 'expires_at must be a time'],
    [{ starts_at: '2030-01-01T12:00:00' }, 'starts_at must be a time'],
    [{ expires_at: iso(noon) }, `expires_at must be in the future; it is ${iso(noon)} now.`],
    [{ starts_at: iso(noon - 1) }, 'Leave it out for a value that counts at once.'],
    [
      { starts_at: iso(noon + 2 * minute), expires_at: iso(noon + minute) },
      'expires_at must be after starts_at.',
    ],
  ] as const

  it.each(refused)('%j are refused: %s', async (times, sentence) => {
    const { user, name } = await scene()
    const { status, json } = await put(user, name, { value: 'EMEA', ...times })
    expect([status, json.errors.length]).toEqual([422, 1])
    expect(json.errors[0].message).toContain(sentence)
    expect(json.errors[0].field).toBe(
      sentence.split(' ')[0] === 'Leave' ? 'starts_at' : sentence.split(' ')[0],
    )
    expect(await explained({ user, name, id: '' })).toMatchObject({ value: 'default' })
  })

  it('of a third value are refused, and those of the one that follows replace it', async () => {
    const { user, name } = await scene()
    const later = { starts_at: iso(clock + 5 * minute) }
    expect((await put(user, name, { value: 'now' })).status).toBe(200)
    expect((await put(user, name, { value: 'next', ...later })).status).toBe(200)
    const third = await put(user, name, { value: 'third', starts_at: iso(clock + 6 * minute) })
    expect([third.status, third.json.errors[0].message]).toEqual([
      422,
      expect.stringContaining(`another one starts at ${later.starts_at}`),
    ])
    expect((await put(user, name, { value: 'other', ...later })).status).toBe(200)
    expect(outcomes(await explained({ user, name, id: '' }))).toEqual([
      'wins now',
      'scheduled other',
      'next default',
    ])
  })

  it('are said by the answer, and what is set already is not set again', async () => {
    const { user, name, id } = await scene()
    const expires_at = iso(clock + minute)
    const body = { value: 'EMEA', expires_at, reason: 'Q4 cover' }
    const { json } = await put(user, name, body)
    expect(json).toMatchObject({
      ...{ user_id: user, user_attribute_id: id, attribute: name, value: 'EMEA', hidden: false },
      ...{ starts_at: null, expires_at },
    })
    expect((await put(user, name, body)).json).toEqual({ ...json, change_id: null })
    const [change] = (await attrium('GET', `/history?change=${json.change_id}`)).json.history
    expect(change).toMatchObject({ reason: 'Q4 cover' })
    const [set] = await historyOf({ user, name, id })
    expect(set.changes).toEqual([{ field: 'expires_at', from: null, to: expires_at }])
  })
})

describe('a value until a time', () => {
  it('counts until its last millisecond, in every answer, and is history then', async () => {
    await at(clock + minute)
    const it = await scene()
    const { user, name, id } = it
    const [begun, end] = [clock, clock + 10 * minute]
    await put(user, name, { value: 'EMEA', expires_at: iso(end) })
    const steps = async () => outcomes(await explained(it))
    const claims = async () => (await attrium('GET', `/users/${user}/claims`)).json[name]
    const looker = async () =>
      (await server.api('GET', `/users/${user}/attribute_values?user_attribute_ids=${id}`)).json
    const found = async (query: string) => {
      const { json } = await attrium('GET', `/values?attribute=${name}${query}&count=true`)
      return [json.values.map((row: { value: string }) => row.value), json.total]
    }
    const inTime = `&expires_before=${iso(end + 1)}`
    await at(end - 1)
    expect(await found('&match=is&value=EMEA')).toEqual([['EMEA'], 1])
    expect(await found(inTime)).toEqual([['EMEA'], 1])
    expect(await found(`&expires_before=${iso(end)}`)).toEqual([[], 0])
    expect(await found(`&of=own&match=set${inTime}`)).toEqual([['EMEA'], 1])
    expect(await steps()).toEqual(['wins EMEA', 'next default'])
    expect((await explained(it)).because).toBe(
      "The user's own value, set by Attrium Admin on 2030-01-01; it ends on 2030-01-01 at 12:11 UTC.",
    )
    expect((await explained(it)).steps[0]).toMatchObject({ expires_at: iso(end) })
    expect([await claims(), (await looker())[0].value]).toEqual(['EMEA', 'EMEA'])
    await at(end)
    expect([await claims(), (await looker())[0].source]).toEqual(['default', 'Default'])
    expect(await found('&match=is&value=EMEA')).toEqual([[], 0])
    expect(await found(inTime)).toEqual([[], 0])
    const summary = await attrium('GET', `/values/summary?attribute=${name}&of=own`)
    expect(summary.json).toMatchObject({ set: 0, values: [] })
    expect(await steps()).toEqual(['expired EMEA', 'wins default'])
    const removed = await server.api('DELETE', `/users/${user}/attribute_values/${id}`)
    expect(removed.status).toBe(404)
    const unswept = await explained(it)
    await at(end + minute)
    await sweep()
    expect(await explained(it)).toEqual(unswept)
    expect(await explained(it, `&as_of=${iso(end + 1)}`)).toEqual(unswept)
    expect(await explained(it, `&as_of=${iso(begun + 1)}`)).toMatchObject({ value: 'EMEA' })
    await at(end + 3 * minute)
    expect(await explained(it, `&as_of=${iso(end + 2 * minute)}`)).toEqual(unswept)
    const [ended, set] = await historyOf(it)
    expect(ended).toMatchObject({
      ...{ operation: 'expire_user_attribute_user_value', channel: 'expiry', actor: null },
      ...{ old_value: 'EMEA', new_value: null, complete: true },
      sentence: `The server ended ${name} of Maya Lee (it was "EMEA").`,
      changes: [{ field: 'expires_at', from: null, to: iso(end) }],
    })
    expect(set).toMatchObject({ new_value: 'EMEA' })
    const { effects } = (await attrium('GET', `/changes/${ended.change_id}/effects`)).json
    expect(effects).toMatchObject([{ before: { value: 'EMEA' }, after: { value: 'default' } }])
  })

  it('ends while no server runs', async () => {
    const it = await scene()
    await put(it.user, it.name, { value: 'EMEA', expires_at: iso(clock + minute) })
    await server.stop()
    clock += 2 * minute
    server = await start()
    expect(await explained(it)).toMatchObject({ value: 'default' })
    await expect.poll(async () => (await historyOf(it))[0].channel).toBe('expiry')
  })

  it('becomes one for good by Looker’s PATCH, which replaces what is scheduled, too', async () => {
    const it = await scene()
    const { user, name, id } = it
    await put(user, name, { value: 'EMEA', expires_at: iso(clock + minute) })
    await put(user, name, { value: 'next', starts_at: iso(clock + 2 * minute) })
    const path = `/users/${user}/attribute_values/${id}`
    expect((await server.api('PATCH', path, { value: 'for good' })).status).toBe(200)
    await at(clock + 3 * minute)
    expect(outcomes(await explained(it))).toEqual(['wins for good', 'next default'])
    await put(user, name, { value: 'later', starts_at: iso(clock + minute) })
    expect((await server.api('DELETE', path)).status).toBe(204)
    expect(outcomes(await explained(it))).toEqual(['wins default'])
    expect((await attrium('DELETE', `/users/${user}/values/${name}`)).status).toBe(404)
  })

  it('leaves the export as it is imported', async () => {
    const { user, name } = await scene()
    const expires_at = iso(clock + 30 * minute)
    await put(user, name, { value: 'EMEA', expires_at })
    const csv = (await attrium('GET', `/values.csv?attributes=${name}&of=own`)).text
    expect(csv).toContain(expires_at)
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' }
    const same = await attrium('POST', '/changes?empty=keep', csv, { headers })
    expect(same.json.counts).toMatchObject({ unchanged: 1, changed: 0 })
    const long = `user_id,attribute,value,starts_at,expires_at\n${user},${name},next,${iso(clock + minute)},\n`
    const set = await attrium('POST', '/changes', long, { headers })
    expect([set.status, set.json.counts?.changed]).toEqual([200, 1])
    const wrong = await attrium('POST', '/changes', long.replace(',next', ',\\N'), { headers })
    expect(wrong.json.errors).toMatchObject([{ field: 'line 2, starts_at' }])
    const past = await attrium('POST', '/changes', long.replace(/T.*Z/, 'T00:00:00Z'), { headers })
    expect(past.json.errors).toMatchObject([{ field: 'line 2, starts_at' }])
  })
})

describe('a value that starts later', () => {
  it('follows the one of now, starts by itself, and its change is undone', async () => {
    const it = await scene()
    const { user, name } = it
    await put(user, name, { value: 'now' })
    const starts = clock + 5 * minute
    const { json } = await put(user, name, {
      ...{ value: 'then', starts_at: iso(starts), expires_at: iso(starts + minute) },
    })
    expect((await explained(it)).because).toContain('another one takes its place on 2030-01-01 at')
    const holders = async (value: string) =>
      (await attrium('GET', `/values?attribute=${name}&match=is&value=${value}`)).json.values.length
    // The first search makes an index.
    expect([await holders('now'), await holders('then')]).toEqual([1, 0])
    const undo = () => attrium('POST', `/changes/${json.change_id}/undo?dry_run=true`, {})
    expect((await undo()).json.counts).toMatchObject({ changed: 2 })
    await at(starts)
    expect([await holders('now'), await holders('then')]).toEqual([0, 1])
    expect(outcomes(await explained(it))).toEqual(['wins then', 'next default'])
    await at(starts + 30_000)
    await sweep()
    expect(outcomes(await explained(it))).toEqual(['wins then', 'next default'])
    const [started] = await historyOf(it)
    expect(started).toMatchObject({
      ...{ operation: 'start_user_attribute_user_value', channel: 'expiry' },
      sentence: `The server started what was scheduled for ${name} of Maya Lee (it was "now", it is "then").`,
    })
    const undone = await attrium('POST', `/changes/${json.change_id}/undo`, {})
    expect([undone.status, (await explained(it)).value]).toEqual([200, 'now'])
    const sweeps = await attrium('POST', `/changes/${started.change_id}/undo`, {})
    expect([sweeps.status, sweeps.json.message]).toEqual([422, 'Validation Failed'])
  })

  it('is put back when its removal is undone', async () => {
    const it = await scene()
    const { user, name } = it
    await put(user, name, { value: 'then', starts_at: iso(clock + 5 * minute) })
    const removed = { op: 'clear_user_value', user_id: user, attribute: name }
    const { json } = await attrium('POST', '/changes', { changes: [removed] })
    expect(outcomes(await explained(it))).toEqual(['wins default'])
    const { status } = await attrium('POST', `/changes/${json.id}/undo`, {})
    expect([status, outcomes(await explained(it))]).toEqual([
      200,
      ['scheduled then', 'wins default'],
    ])
  })

  it('must fit a new type, and is sealed when its attribute becomes hidden', async () => {
    const it = await scene({ default_value: '' })
    const { user, name, id } = it
    await put(user, name, { value: '1' })
    await put(user, name, { value: 'secret then', starts_at: iso(clock + minute) })
    const type = await server.api('PATCH', `/user_attributes/${id}`, { type: 'number' })
    expect([type.status, type.json.errors?.[0].field]).toEqual([422, 'type'])
    expect((await server.api('PATCH', `/user_attributes/${id}`, hidden)).status).toBe(200)
    const { db } = server.running.server
    await server.running.server.sealer.startAndWait(20_000)
    const [rows, told] = await db.read(
      written<{ value: string; next_value: string }>(sql`select value, next_value
        from user_attribute_user_values where user_attribute_id = ${id}`),
      written<{ new_value: string | null }>(sql`select new_value from audit
        where user_attribute_id = ${id} and user_id is not null`),
    )
    expect(JSON.stringify([rows, told])).not.toContain('secret then')
    expect(rows[0]?.next_value.length).toBeGreaterThan(20)
    await at(clock + 2 * minute)
    await sweep()
    const explanation = await explained(it)
    expect([explanation.value, explanation.source]).toEqual([null, 'User Setting'])
    expect(JSON.stringify(await historyOf(it))).not.toContain('secret')
  })
})

it('the locale in the record of a user ends as well', async () => {
  await server.api('POST', '/user_attributes', { name: 'locale', label: 'Locale', type: 'string' })
  const user = await aUser(server)
  await put(user, 'locale', { value: 'de_DE', expires_at: iso(clock + minute) })
  const locale = async () => (await server.api('GET', `/users/${user}`)).json.locale
  expect(await locale()).toBe('de_DE')
  await at(clock + minute)
  expect(await locale()).not.toBe('de_DE')
})
