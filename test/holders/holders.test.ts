// Who has which value: refusals, rights, hidden and system attributes, filters of dates, and exports.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvLine } from '../../src/holders/lines.ts'
import { type Api, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, hidden } from '../support/world.ts'
import { refused } from './refused-questions.ts'

let server: TestServer
let manager: Api
let maya: string
let noah: string
let emea: string
let leads: string
const names: Record<string, string> = {}

const base = '/api/attrium/1.0'
const ask = (path: string, query: Record<string, string>, api = server.api) =>
  api('GET', `${path}?${new URLSearchParams(query)}`, undefined, { base })
const set = (path: string, value: string) => server.api('PATCH', path, { value })

beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  emea = await aGroup(server, 'EMEA')
  leads = await aGroup(server, 'EMEA leads', [emea])
  maya = await aUser(server, {
    first_name: 'Maya',
    last_name: 'Lind',
    email: 'maya@acme.example',
    groups: [leads],
  })
  noah = await aUser(server, { first_name: 'Noah', email: 'noah@acme.example', is_disabled: true })
  const role = await aRole(server, ['manage_user_attributes'])
  manager = (await server.signIn(await aUser(server, { first_name: 'Mia', roles: [role] }))).api
  const made = {
    region: { type: 'advanced_filter_string', default_value: 'NULL' },
    since: { type: 'advanced_filter_datetime' },
    secret: { ...hidden, type: 'string' },
    note: { type: 'string' },
  }
  for (const [name, definition] of Object.entries(made)) {
    names[name] = (await anAttribute(server, { name, label: name, ...definition })).id
  }
  await set(`/groups/${emea}/attribute_values/${names['region']}`, 'EMEA,-Malta')
  await set(`/users/${noah}/attribute_values/${names['region']}`, '%')
  await set(`/users/${maya}/attribute_values/${names['secret']}`, 'canary')
  await set(`/users/${maya}/attribute_values/${names['note']}`, '=1+1,"x"\ny')
  await set(`/users/${maya}/attribute_values/${names['since']}`, 'after 2024-03-01')
})
afterAll(() => server.stop())

const told = (answer: { json: { errors?: { field: string; message: string }[] } }) =>
  answer.json.errors?.map(({ field, message }) => `${field}: ${message}`)

describe('a question', () => {
  it.each(refused)('%j is refused', async (query, errors) => {
    const answer = await ask('/values', query)
    expect([answer.status, told(answer)]).toEqual([422, errors])
  })

  it.each([{ expires_by: '2026-01-01T00:00:00Z' }, { atribute: 'region' }, { limit: '1001' }])(
    'with %j is refused by name',
    async (query) => {
      const answer = await ask('/values', { attribute: 'region', ...query })
      expect(answer.status).toBe(400)
      expect(answer.json.message).toContain(Object.keys(query)[0])
    },
  )
})

describe('hidden values', () => {
  it('are shown as set, and nothing else of them', async () => {
    const { json, text } = await ask('/values', {
      attribute: 'secret',
      match: 'set',
      count: 'true',
    })
    expect(json).toMatchObject({
      values: [{ user_id: maya, value: null, hidden: true, source: 'User Setting' }],
      total: 1,
    })
    const summary = await ask('/values/summary', { attribute: 'secret' })
    expect(summary.json).toMatchObject({ set: 1, values: [], hidden: true })
    const exports = await Promise.all(
      ['/values.csv', '/values.ndjson'].map((path) => ask(path, {})),
    )
    expect(JSON.stringify([text, summary.text, ...exports.map(({ text }) => text)])).not.toContain(
      'canary',
    )
  })

  it('make a comparison of all attributes a refusal', async () => {
    expect((await ask('/values.csv', { match: 'is', value: 'canary' })).status).toBe(422)
  })
})

describe('a caller who manages user attributes but may not see users', () => {
  it('gets names without addresses, and nobody who set a value', async () => {
    const { json } = await ask('/values', { attribute: 'note' }, manager)
    expect(json.values).toMatchObject([{ user_id: maya, email: null, display_name: 'Maya Lind' }])
    const { text } = await ask('/values.ndjson', { attributes: 'note' }, manager)
    expect(JSON.parse(text)).toMatchObject({
      email: null,
      set_by: null,
      set_at: expect.any(String),
    })
  })

  it.each([
    { attribute: 'email', match: 'contains', value: 'acme' },
    { attribute: 'ldap_user_id' },
    { attribute: 'note', is_disabled: 'true' },
  ] as Record<string, string>[])('is refused %j', async (query) => {
    expect((await ask('/values', query, manager)).status).toBe(403)
    expect(
      (
        await ask(
          '/values/summary',
          {
            attribute: query['attribute'] ?? '',
            ...(query['is_disabled'] && { is_disabled: 'true' }),
          },
          manager,
        )
      ).status,
    ).toBe(403)
    const { attribute, ...rest } = query
    expect(
      (await ask('/values.csv', { attributes: attribute ?? '', ...rest }, manager)).status,
    ).toBe(403)
  })

  it('gets an export without the attributes that they may not read', async () => {
    const { text } = await ask('/values.csv', {}, manager)
    expect(text).toContain(',first_name,Maya,System Setting,')
    expect(text).not.toContain('acme.example')
  })
})

describe('values of the record', () => {
  it('are found like others', async () => {
    const query = { attribute: 'email', match: 'contains', value: '@acme', count: 'true' }
    const { json } = await ask('/values', query)
    expect(json.values.map(({ value }: { value: string }) => value)).toEqual([
      'maya@acme.example',
      'noah@acme.example',
    ])
    expect([json.total, json.values[0].source]).toEqual([2, 'System Setting'])
    const summary = await ask('/values/summary', { attribute: 'first_name' })
    expect(summary.json.values).toContainEqual({ value: 'Maya', count: 1 })
  })
})

describe('admits', () => {
  const who = async (query: Record<string, string>) =>
    (await ask('/values', { match: 'admits', count: 'true', ...query })).json

  it('evaluates the expression that a user has', async () => {
    const emea = await who({ attribute: 'region', value: 'EMEA' })
    expect(emea.values.map((row: { user_id: string }) => row.user_id)).toEqual([maya, noah])
    expect(emea).toMatchObject({
      total: 2,
      values: [{ group_id: expect.any(String), rank: 1 }, { rank: null }],
    })
    const malta = await who({ attribute: 'region', value: 'Malta' })
    expect(malta).toMatchObject({ total: 1, values: [{ user_id: noah }] })
    const disabled = await who({ attribute: 'region', value: 'EMEA', is_disabled: 'false' })
    expect(disabled).toMatchObject({ total: 1, values: [{ user_id: maya }] })
  })

  it('reads dates in a zone', async () => {
    const at = { attribute: 'since', value: '2024-02-29T23:30:00Z' }
    expect((await who(at)).total).toBe(0)
    expect(
      (await who({ attribute: 'since', value: '2024-03-02', timezone: 'Asia/Tokyo' })).total,
    ).toBe(1)
  })
})

describe('an export', () => {
  it('is CSV with the columns that are promised', async () => {
    const { text, headers } = await ask('/values.csv', { attributes: 'note,region' })
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toBe('attachment; filename="values.csv"')
    const lines = text.split('\r\n')
    expect(lines[0]).toBe(
      'user_id,email,attribute,value,source,group,rank,set_at,set_by,expires_at',
    )
    expect(text).toContain(`${maya},maya@acme.example,note,"=1+1,""x""\ny",User Setting,,,2`)
    expect(text).toContain(`${maya},maya@acme.example,region,"EMEA,-Malta",Group: EMEA,EMEA,1,2`)
    expect(lines.at(-1)).toBe('')
  })

  it('goes on with the same attribute, also when another one has its name now', async () => {
    const [one, other] = [
      await anAttribute(server, { default_value: 'one' }),
      await anAttribute(server, { default_value: 'other' }),
    ]
    const { json } = await ask('/values', { attribute: one.name, limit: '1' })
    expect(json.next).toMatch(/./)
    await server.api('PATCH', `/user_attributes/${one.id}`, { name: `${one.name}_before` })
    await server.api('PATCH', `/user_attributes/${other.id}`, { name: one.name })
    const after = { limit: '1', after: json.next }
    const moved = await ask('/values', { attribute: one.name, ...after })
    expect([moved.status, moved.json.message]).toEqual([
      400,
      expect.stringContaining('same question'),
    ])
    const same = await ask('/values', { attribute: `${one.name}_before`, limit: '1' })
    expect(same.json.values[0]).toMatchObject({ value: 'one' })
  })

  it('defuses formulas for spreadsheets', async () => {
    const { text } = await ask('/values.csv', { attributes: 'note', spreadsheet: 'true' })
    expect(text).toContain(`,note,"'=1+1,""x""\ny",`)
    for (const formula of ['\n=1', ' +1', '＝1', '\t@x']) {
      const row = { user_id: '1', email: null, attribute: 'a', value: formula, hidden: false }
      const where = { source: '', group: null, rank: null, set_at: null, set_by: null }
      const times = { expires_at: null, replaced_at: null }
      expect(csvLine({ ...row, ...where, ...times }, true)).toContain(`'${formula}`)
    }
  })

  it('is NDJSON with who set a value', async () => {
    const { text, headers } = await ask('/values.ndjson', { attributes: 'note', of: 'own' })
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows).toMatchObject([
      { user_id: maya, value: '=1+1,"x"\ny', set_by: expect.stringMatching(/./), hidden: false },
    ])
  })

  it('has the values of groups', async () => {
    const { text } = await ask('/values.ndjson', {
      of: 'group',
      match: 'contains',
      value: 'EMEA',
      attributes: 'region',
    })
    expect(JSON.parse(text)).toMatchObject({
      user_id: null,
      group: 'EMEA',
      rank: 1,
      value: 'EMEA,-Malta',
    })
  })

  it('is refused before anything is written', async () => {
    const answer = await ask('/values.csv', { attributes: 'nothing' })
    expect([answer.status, told(answer)?.[0]]).toEqual([
      422,
      expect.stringMatching(/^attributes: /),
    ])
  })
})

describe('a moment in the past', () => {
  it('is answered as it was, hidden as it is now', async () => {
    const { id } = await anAttribute(server, { name: 'team', label: 'team' })
    const path = `/users/${maya}/attribute_values/${id}`
    await set(path, 'red')
    const before = (await ask('/values', { attribute: 'team' })).json
    const counted = (await ask('/values/summary', { attribute: 'team' })).json
    const { now } = server.running.server
    const at = now()
    const as_of = new Date(at).toISOString()
    await expect.poll(now).toBeGreaterThan(at)
    await set(path, 'blue')
    const then = await ask('/values', { attribute: 'team', as_of, count: 'true' })
    expect(then.json).toEqual({ ...before, total: 1 })
    expect((await ask('/values/summary', { attribute: 'team', as_of })).json).toEqual(counted)
    expect((await ask('/values', { attribute: 'team', value: 'red' })).json.values).toEqual([])
    await server.api('PATCH', `/user_attributes/${id}`, hidden)
    const hiddenThen = await ask('/values', { attribute: 'team', as_of })
    expect(hiddenThen.json.values).toMatchObject([{ user_id: maya, value: null, hidden: true }])
    expect((await ask('/values', { attribute: 'team', as_of, value: 'red' })).status).toBe(422)
    const summary = await ask('/values/summary', { attribute: 'team', as_of })
    expect(summary.json).toMatchObject({ set: 1, values: [] })
    expect(hiddenThen.text + summary.text).not.toContain('red')
  })
})
