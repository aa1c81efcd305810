// On every engine, whatever reads values reads those from sign-ins, between a user's own ones and those of groups.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'
import { aGroup, anAttribute, hidden } from '../support/world.ts'

let server: TestServer
let user: string
let other: string
let group: string
let region: { id: string; name: string }
let secret: { id: string; name: string }
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  const aPerson = async (): Promise<string> =>
    (await server.api('POST', '/users', { first_name: 'Maya', last_name: 'Test' })).json.id
  user = await aPerson()
  other = await aPerson()
  group = await aGroup(server, 'Berlin')
  for (const user_id of [user, other]) {
    await server.api('POST', `/groups/${group}/users`, { user_id })
  }
  region = await anAttribute(server, { default_value: 'none' })
  secret = await anAttribute(server, { ...hidden, default_value: 'canary' })
  for (const [{ id }, value] of [
    [region, 'of the group'],
    [secret, 'canary'],
  ] as const) {
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value })
  }
})
afterAll(() => server.stop())

const attrium = { base: '/api/attrium/1.0' }
async function read(path: string, base?: string) {
  const { status, json } = await server.api('GET', path, undefined, base ? { base } : attrium)
  expect({ path, status, json }).toMatchObject({ status: 200 })
  return json
}
const rowsOf = (of: string, id: string, more = '') =>
  read(`/users/${of}/attribute_values?user_attribute_ids=${id}${more}`, '/api/4.0')
const own = (id: string) => `/users/${user}/attribute_values/${id}`
const sources = (rows: { source: string; rank: number; value: string | null }[]) =>
  rows.map(({ source, rank, value }) => [source, rank, value])

describe('a value from a sign-in', () => {
  it('comes after the own one and before those of groups, in every list', async () => {
    await signsIn(server, user, { [region.id]: 'APAC' })
    await signsIn(server, other, { [region.id]: 'AMER' }, 'Entra')
    const ofGroup = ['Group: Berlin', 1, 'of the group']
    const path = [['Sign-in: Okta', 0, 'APAC'], ofGroup, ['Default', 1, 'none']]
    expect(sources(await rowsOf(user, region.id))).toEqual([path[0]])
    expect(sources(await rowsOf(user, region.id, '&all_values=true'))).toEqual(path)
    expect(sources(await rowsOf(user, region.id, '&fields=source,rank,value'))).toEqual([path[0]])
    // What is written once for many has the name of each provider.
    expect(sources(await rowsOf(other, region.id))).toEqual([['Sign-in: Entra', 0, 'AMER']])
    await server.api('PATCH', own(region.id), { value: 'EMEA' })
    await signsIn(server, user, { [region.id]: 'LATAM' })
    const ofOwn = ['User Setting', -1, 'EMEA']
    const all = await rowsOf(user, region.id, '&all_values=true')
    expect(sources(all)).toEqual([ofOwn, ['Sign-in: Okta', 0, 'LATAM'], ...path.slice(1)])
    expect((await read(`/users/${user}/claims`))[region.name]).toBe('EMEA')
    expect((await server.api('DELETE', own(region.id))).status).toBe(204)
    expect((await read(`/users/${user}/claims`))[region.name]).toBe('LATAM')
    // There is no own value to delete.
    expect((await server.api('DELETE', own(region.id))).status).toBe(404)
  })

  it('is explained with its provider and its time', async () => {
    const explained = async () =>
      (await read(`/users/${user}/explanations?attributes=${region.name}`))[0]
    const first = await explained()
    expect(first).toMatchObject({ value: 'LATAM', source: 'Sign-in: Okta' })
    const [step, next] = first.steps
    const day = `${step.set_at.slice(0, 10)} at`
    expect(step).toMatchObject({ outcome: 'wins', set_by: null })
    expect(step.because).toContain(`From the sign-in with Okta, set on ${day}`)
    expect(next).toMatchObject({
      outcome: 'next',
      because: 'Wins if the value from the sign-in goes.',
    })
    const tried = await server.api(
      'POST',
      `/users/${user}/explanations`,
      {
        attributes: [region.name],
        changes: [{ op: 'set_user_value', user_id: user, attribute: region.name, value: 'X' }],
      },
      attrium,
    )
    const [after] = tried.json.after
    expect(after.steps.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'wins',
      'next',
      'outranked',
      'outranked',
    ])
    expect(after.steps[1].because).toMatch(/Wins if the user's own value goes\.$/)
  })

  it('ranks before values of groups that are combined', async () => {
    const many = await anAttribute(server)
    await server.api('PATCH', `/attributes/${many.name}`, { combine: 'union' }, attrium)
    const second = await aGroup(server, 'Munich')
    await server.api('POST', `/groups/${second}/users`, { user_id: user })
    for (const id of [group, second]) {
      await server.api('PATCH', `/groups/${id}/attribute_values/${many.id}`, { value: `of ${id}` })
    }
    expect((await read(`/users/${user}/claims`))[many.name]).toBe(`of ${group},of ${second}`)
    await signsIn(server, user, { [region.id]: 'LATAM', [many.id]: 'sent' })
    expect((await read(`/users/${user}/claims`))[many.name]).toBe('sent')
    await server.api('PATCH', own(many.id), { value: 'own' })
    const [told] = await read(`/users/${user}/explanations?attributes=${many.name}`)
    expect(told.steps.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'wins',
      'next',
      'outranked',
      'outranked',
    ])
    expect(told.steps[2].because).toContain('if the value from the sign-in goes')
  })

  it('is found by who has it, and counted', async () => {
    const found = async (query: string) =>
      (await read(`/values?attribute=${region.name}&${query}`)).values.map(
        ({ user_id, source, rank }: { user_id: string; source: string; rank: number | null }) => [
          user_id,
          source,
          rank,
        ],
      )
    const [ofUser, ofOther] = [
      [user, 'Sign-in: Okta', null],
      [other, 'Sign-in: Entra', null],
    ]
    expect(await found('value=LATAM')).toEqual([ofUser])
    expect(await found('source=Sign-in')).toEqual([ofUser, ofOther])
    expect(await found('source=Sign-in:%20Entra')).toEqual([ofOther])
    expect(await found('of=own')).toEqual([])
    const summary = await read(`/values/summary?attribute=${region.name}`)
    expect(summary.values).toEqual(expect.arrayContaining([{ value: 'LATAM', count: 1 }]))
    const { status } = await server.api(
      'GET',
      `/values?attribute=${region.name}&source=Signin`,
      undefined,
      attrium,
    )
    expect(status).toBe(422)
    const { text } = await server.api(
      'GET',
      `/values.ndjson?attributes=${region.name}&source=Sign-in`,
      undefined,
      attrium,
    )
    const line = JSON.parse(text.split('\n')[0] ?? '')
    expect(line).toMatchObject({
      user_id: user,
      value: 'LATAM',
      source: 'Sign-in: Okta',
      set_by: null,
    })
    expect(line.set_at).toMatch(/^20/)
  })
})

describe('a sign-in', () => {
  it('is an event for each value that it changes, and has effects', async () => {
    const [one, two] = [await anAttribute(server), await anAttribute(server)]
    const { cursor } = await read('/events')
    await signsIn(server, other, { [one.id]: 'first', [two.id]: 'second' })
    const { events } = await read(`/events?after=${cursor}&wait=5`)
    const told = events.map((it: { attribute: string; value: string }) => [it.attribute, it.value])
    expect(told).toEqual(
      expect.arrayContaining([
        [one.name, 'first'],
        [two.name, 'second'],
      ]),
    )
    const { history } = await read(`/history?user=${other}&channel=sso&limit=2`)
    const effects = []
    for (const { change_id } of history) {
      const { effects: of } = await read(`/changes/${change_id}/effects`)
      effects.push(...of.map((it: { after: { value: string } }) => it.after.value))
    }
    expect(effects.sort()).toEqual(['first', 'second'])
    const { change_id } = history[0]
    const undo = await server.api('POST', `/changes/${change_id}/undo`, {}, attrium)
    expect([undo.status, JSON.stringify(undo.json)]).toEqual([
      422,
      expect.stringContaining('a sign-in sets what its provider sends'),
    ])
  })

  it('is told as it was, however often others follow', async () => {
    const it = await anAttribute(server)
    const times: string[] = []
    for (const value of ['a', 'b', undefined, 'c']) {
      await signsIn(server, user, value === undefined ? {} : { [it.id]: value })
      await pause(5)
      times.push(new Date(server.running.server.now()).toISOString())
      await pause(5)
    }
    const at = async (time: string) => {
      const [told] = await read(`/users/${user}/explanations?attributes=${it.name}&as_of=${time}`)
      const { values } = await read(`/values?attribute=${it.name}&as_of=${time}&source=Sign-in`)
      return [told.value, values.map(({ value }: { value: string }) => value)]
    }
    expect(await at(times[0] ?? '')).toEqual(['a', ['a']])
    expect(await at(times[1] ?? '')).toEqual(['b', ['b']])
    expect(await at(times[2] ?? '')).toEqual(['', []])
    expect(await at(times[3] ?? '')).toEqual(['c', ['c']])
  })

  it('sends hidden values that nobody reads', async () => {
    await signsIn(server, user, { [secret.id]: 'canary-of-a-sign-in' })
    const time = new Date(server.running.server.now() + 1).toISOString()
    await signsIn(server, user, { [secret.id]: 'canary-of-another' })
    const paths = [
      `/users/${user}/explanations?attributes=${secret.name}`,
      `/users/${user}/explanations?attributes=${secret.name}&as_of=${time}`,
      `/users/${user}/claims`,
      `/values?attribute=${secret.name}&match=set`,
      `/values/summary?attribute=${secret.name}`,
      `/history?user=${user}`,
      `/events?limit=1`,
    ]
    const texts = []
    for (const path of paths) texts.push(JSON.stringify(await read(path)))
    texts.push(JSON.stringify(await rowsOf(user, secret.id, '&all_values=true')))
    for (const text of texts) expect(text).not.toMatch(/canary|v1\.\d/)
    expect(texts[0]).toContain('Sign-in: Okta')
    expect(texts.at(-1)).toContain('Sign-in: Okta')
    for (const format of ['ndjson', 'csv']) {
      const { text } = await server.api(
        'GET',
        `/values.${format}?attributes=${secret.name}`,
        undefined,
        attrium,
      )
      expect(text).toContain('Sign-in: Okta')
      expect(text).not.toMatch(/canary|v1\.\d/)
    }
  })
})
