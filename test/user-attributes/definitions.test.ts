// Creating, reading, changing and deleting definitions (looker 3).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const create = (body: unknown, query = '') => server.api('POST', `/user_attributes${query}`, body)
const update = (id: string, body: unknown, query = '') =>
  server.api('PATCH', `/user_attributes/${id}${query}`, body)
const read = (id: string) => server.api('GET', `/user_attributes/${id}`)

let count = 0
const name = () => `defined_${++count}`

const everyRight = {
  show: true,
  index: true,
  create: true,
  show_value: true,
  update: true,
  destroy: true,
  set_value: true,
}

describe('creating', () => {
  it('answers 200 with the recorded keys in order (looker 3.6, 3.7, 3.8)', async () => {
    const { status, text, json } = await create({
      name: 'a_number',
      label: 'A Number',
      type: 'number',
      default_value: '24',
      user_can_view: true,
    })
    expect(status).toBe(200)
    expect(text).toBe(
      JSON.stringify({
        id: json.id,
        name: 'a_number',
        label: 'A Number',
        type: 'number',
        default_value: '24',
        is_system: false,
        is_permanent: false,
        value_is_hidden: false,
        user_can_view: true,
        user_can_edit: false,
        hidden_value_domain_whitelist: null,
        can: everyRight,
      }),
    )
    expect((await read(json.id)).text).toBe(text)
  })

  it('answers only the id when fields asks for it (looker 3.6)', async () => {
    const { text, json } = await create({ name: name(), type: 'string' }, '?fields=id')
    expect(text).toBe(JSON.stringify({ id: json.id }))
  })

  it('gives growing decimal ids from 14 (looker 2.1, 9.1)', async () => {
    const one = await anAttribute(server)
    const other = await anAttribute(server)
    expect(Number(one.id)).toBeGreaterThanOrEqual(14)
    expect(Number(other.id)).toBe(Number(one.id) + 1)
  })

  it('does not use the id of a deleted definition again (looker 9.1)', async () => {
    const one = await anAttribute(server)
    await server.api('DELETE', `/user_attributes/${one.id}`)
    const other = await anAttribute(server)
    expect(Number(other.id)).toBeGreaterThan(Number(one.id))
  })

  it('derives a missing label from the name (looker 3.1)', async () => {
    for (const label of [{}, { label: null }]) {
      const suffix = ++count
      const { json } = await create({ name: `sales__region_${suffix}`, type: 'string', ...label })
      expect(json.label).toBe(`Sales Region ${suffix}`)
    }
  })

  it('names every missing field at once (looker 3.1)', async () => {
    const { status, json } = await create({})
    expect(status).toBe(422)
    expect(json.errors).toMatchObject([
      { field: 'name', code: 'missing_field', message: "'name' is required." },
      { field: 'type', code: 'missing_field', message: "'type' is required." },
    ])
  })

  it.each([
    ['label', '', 'invalid'],
    ['label', '   ', 'invalid'],
    ['label', 'x'.repeat(256), 'invalid'],
    ['name', 'Upper', 'invalid'],
    ['name', 'with space', 'invalid'],
    ['name', 'dash-ed', 'invalid'],
    ['name', 'ünder', 'invalid'],
    ['name', '', 'invalid'],
    ['name', 'x'.repeat(256), 'invalid'],
    ['name', 'email', 'already_exists'],
    ['label', 'FULL NAME', 'already_exists'],
    ['type', 'text', 'invalid'],
    ['type', 'file', 'invalid'],
    ['type', '', 'invalid'],
  ])('refuses %s %j as %s (looker 3.1 to 3.4)', async (field, value, code) => {
    const { status, json } = await create({
      name: name(),
      label: name(),
      type: 'string',
      [field]: value,
    })
    expect(status).toBe(422)
    expect(json.errors).toMatchObject([{ field, code }])
  })

  it('takes digits first and underscores (looker 3.2)', async () => {
    for (const good of ['1st', '_', '__a', '007']) {
      const { status } = await create({ name: good, label: `label of ${good}`, type: 'string' })
      expect(status).toBe(200)
    }
  })

  it('refuses a taken name and label with 422, not 409 (looker 3.3)', async () => {
    const taken = await anAttribute(server, { label: 'Täken' })
    const { status, json } = await create({ name: taken.name, label: 'TÄKEN', type: 'string' })
    expect(status).toBe(422)
    expect(json.errors).toMatchObject([
      { field: 'name', code: 'already_exists' },
      { field: 'label', code: 'already_exists' },
    ])
  })

  it('lets one of two simultaneous definitions of a name win (looker 3.3)', async () => {
    const body = { name: name(), type: 'string' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(body)))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array(7).fill(422)])
  })

  it('reads edit as view and edit (looker 3.13)', async () => {
    const { json } = await create({ name: name(), type: 'string', user_can_edit: true })
    expect(json).toMatchObject({ user_can_view: true, user_can_edit: true })
  })

  it('ignores what only the server says and what 25.10 does not know (looker 3.17, clients 12)', async () => {
    const { status, json } = await create({
      id: '5',
      name: name(),
      type: 'string',
      is_system: true,
      is_permanent: true,
      can: {},
      needed_for_ci_run: true,
      value_for_ci_run: 'x',
      __unknown: 1,
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({ is_system: false, is_permanent: false, can: everyRight })
    expect(json.id).not.toBe('5')
    expect(json).not.toHaveProperty('needed_for_ci_run')
  })

  it.each([
    ['yesno', true, 'yes'],
    ['yesno', false, 'no'],
    ['number', 24, '24'],
    ['string', 1.5, '1.5'],
  ])('takes a JSON scalar as default of a %s: %j (looker 4.7)', async (type, given, stored) => {
    const { json } = await create({ name: name(), type, default_value: given })
    expect(json.default_value).toBe(stored)
    expect((await update(json.id, { label: name() })).status).toBe(200)
  })

  it('reads an empty or null default as none (looker 3.9)', async () => {
    for (const default_value of ['', null]) {
      const { json } = await create({ name: name(), type: 'number', default_value })
      expect(json.default_value).toBeNull()
    }
  })

  it('counts neither a refused definition nor its name as taken', async () => {
    const body = { name: name(), type: 'number', default_value: 'x' }
    expect((await create(body)).status).toBe(422)
    expect((await create({ ...body, default_value: '1' })).status).toBe(200)
  })
})

describe('changing', () => {
  it('changes the given fields only', async () => {
    const { id } = await anAttribute(server, { default_value: 'x', user_can_view: true })
    const before = (await read(id)).json
    const { status, json } = await update(id, { label: 'Fresh Label' })
    expect(status).toBe(200)
    expect(json).toEqual({ ...before, label: 'Fresh Label' })
    expect((await update(id, {})).json).toEqual(json)
  })

  it('renames (looker 3.5)', async () => {
    const { id } = await anAttribute(server)
    const wanted = name()
    expect((await update(id, { name: wanted })).json.name).toBe(wanted)
    expect((await update(id, { name: wanted })).status).toBe(200)
    expect((await update(id, { name: 'locale' })).json.errors).toMatchObject([
      { field: 'name', code: 'already_exists' },
    ])
  })

  it('takes its own answer back (clients 12)', async () => {
    const { id } = await anAttribute(server, { type: 'number', default_value: '3' })
    const { json } = await read(id)
    const again = await update(id, { ...json, id: '999', can: null })
    expect(again.status).toBe(200)
    expect(again.json).toEqual(json)
  })

  it('changes the type when every stored value fits the new one (looker 3.5)', async () => {
    const group = await aGroup(server)
    const user = await aUser(server)
    const { id } = await anAttribute(server, { default_value: '1' })
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: '2' })
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: '3' })
    expect((await update(id, { type: 'number' })).json.type).toBe('number')
  })

  it.each(['user', 'group', 'default'])(
    'keeps the type while a %s value does not fit (looker 3.5)',
    async (source) => {
      const { id } = await anAttribute(server)
      const group = await aGroup(server)
      if (source === 'user') {
        await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'x' })
      } else if (source === 'group') {
        await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'x' })
      } else await update(id, { default_value: 'x' })
      const { status, json } = await update(id, { type: 'number', label: name() })
      expect(status).toBe(422)
      const field = source === 'default' ? 'default_value' : 'type'
      expect(json.errors).toMatchObject([{ field, code: 'invalid' }])
      expect((await read(id)).json).toMatchObject({ type: 'string' })
    },
  )

  it('changes type and default together (clients 36)', async () => {
    const { id } = await anAttribute(server, {
      type: 'advanced_filter_string',
      default_value: '%, NULL',
    })
    const change = { type: 'advanced_filter_number', default_value: '<0, >=0, NULL' }
    expect((await update(id, change)).json).toMatchObject(change)
  })

  it('takes null, not the empty text, as the domain allowlist of a plain attribute (looker 3.12)', async () => {
    const { id } = await anAttribute(server)
    expect((await update(id, { hidden_value_domain_whitelist: null })).status).toBe(200)
    const { status, json } = await update(id, { hidden_value_domain_whitelist: '' })
    expect(status).toBe(422)
    expect(json.message).toBe('Validation Failed')
    expect(json.errors).toHaveLength(1)
    expect(json.errors[0].message).toContain(
      'hidden_value_domain_whitelist must be a comma-separated list of urls with optional wildcards',
    )
    const created = await create({
      name: name(),
      type: 'string',
      hidden_value_domain_whitelist: '',
    })
    expect(created.json.errors).toHaveLength(1)
  })

  it('answers 404 for what is not there (looker 9.2)', async () => {
    expect((await update('999999', { label: 'x' })).status).toBe(404)
    expect((await read('999999')).status).toBe(404)
    expect((await server.api('DELETE', '/user_attributes/999999')).status).toBe(404)
  })
})

describe('deleting', () => {
  it('takes its values along and frees name and label (looker 3.15)', async () => {
    const group = await aGroup(server)
    const { id, name, label } = await anAttribute(server, { default_value: 'x' })
    await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'x' })
    await server.api('PATCH', `/groups/${group}/attribute_values/${id}`, { value: 'x' })
    const { status, text } = await server.api('DELETE', `/user_attributes/${id}`)
    expect([status, text]).toEqual([204, ''])
    expect((await read(id)).status).toBe(404)
    const rows = await server.api('GET', `/users/1/attribute_values?user_attribute_ids=${id}`)
    expect(rows.json).toEqual([])
    expect((await server.api('GET', `/user_attributes/${id}/group_values`)).status).toBe(404)
    const again = await create({ name, label, type: 'string' })
    expect(again.status).toBe(200)
    const fresh = `/users/1/attribute_values?user_attribute_ids=${again.json.id}&include_unset=true`
    expect((await server.api('GET', fresh)).json).toMatchObject([{ source: 'No Value' }])
  })
})
