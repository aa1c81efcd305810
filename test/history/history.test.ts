// GET /history: what it tells of changes, what the parameters select, and what never appears.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../src/history/shapes.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const base = { base: '/api/attrium/1.0' }
const ask = (query = '') => server.api('GET', `/history${query}`, undefined, base)

async function historyOf(query = ''): Promise<HistoryEntry[]> {
  const { status, json } = await ask(query)
  expect([status, json.message]).toEqual([200, undefined])
  return json.history
}

const done = async (method: string, path: string, body?: unknown) => {
  const { status, json } = await server.api(method, path, body)
  expect([status, json?.message]).toEqual([status < 300 ? status : 200, undefined])
  return json
}

/** The newest change, as the administrator sees it. */
const newest = async () => (await historyOf('?limit=1'))[0] as HistoryEntry

describe('a change is told from what to what', () => {
  it('for values of users, with the names of then', async () => {
    const user = await done('POST', '/users', { first_name: 'Maya', last_name: 'Lee' })
    const { id, name } = await anAttribute(server)
    const path = `/users/${user.id}/attribute_values/${id}`
    await done('PATCH', path, { value: 'EMEA' })
    await done('PATCH', path, { value: 'APAC' })
    await done('PATCH', `/users/${user.id}`, { last_name: 'Ito' })
    await done('DELETE', `/users/${user.id}`)
    await done('DELETE', `/user_attributes/${id}`)
    const [second, first] = await historyOf(`?user=${user.id}&attribute=${id}`)
    expect(second).toMatchObject({
      operation: 'set_user_attribute_user_value',
      channel: 'api',
      actor: { user_id: '1', display_name: 'Attrium Admin', sudo_by: null },
      user: { user_id: user.id, display_name: 'Maya Lee' },
      group: null,
      old_value: 'EMEA',
      new_value: 'APAC',
      hidden: false,
      complete: true,
      sentence: `Attrium Admin set ${name} of Maya Lee from "EMEA" to "APAC".`,
      change_id: second?.sequence,
    })
    expect(first).toMatchObject({ old_value: null, new_value: 'EMEA' })
    const [deletion] = await historyOf(`?user=${user.id}&limit=1`)
    expect(deletion?.sentence).toBe('Attrium Admin deleted Maya Ito.')
    expect(await historyOf(`?change=${second?.change_id}`)).toEqual([second])
  })

  it('for definitions, groups and roles', async () => {
    const attribute = await done('POST', '/user_attributes', {
      ...{ name: 'told_from', label: 'Told', type: 'string', default_value: 'x' },
    })
    await done('PATCH', `/user_attributes/${attribute.id}`, { default_value: 'y', label: 'Tell' })
    expect(await newest()).toMatchObject({
      attribute: { user_attribute_id: attribute.id, name: 'told_from' },
      old_value: 'x',
      new_value: 'y',
      changes: [{ field: 'label', from: 'Told', to: 'Tell' }],
    })
    const group = await done('POST', '/groups', { name: 'Told first' })
    await done('PATCH', `/groups/${group.id}`, { name: 'Told then' })
    expect(await newest()).toMatchObject({
      group: { group_id: group.id, name: 'Told then' },
      changes: [{ field: 'name', from: 'Told first', to: 'Told then' }],
    })
    const user = await aUser(server)
    const role = await done('POST', '/roles', {
      ...{ name: 'Told', permission_set_id: '4', model_set_id: '1' },
    }).catch(() => undefined)
    if (role === undefined) return
    await done('PUT', `/roles/${role.id}/users`, [user])
    expect(await newest()).toMatchObject({
      thing: { type: 'role', id: role.id, name: 'Told' },
      changes: [{ field: 'user_ids', from: null, to: JSON.stringify([user]) }],
    })
  })

  it('for group value lists', async () => {
    const [one, two] = [await aGroup(server), await aGroup(server)]
    const { id } = await anAttribute(server)
    const list = (...groups: [string, string][]) =>
      done(
        'POST',
        `/user_attributes/${id}/group_values`,
        groups.map(([group_id, value]) => ({ group_id, value })),
      )
    await list([one, 'a'], [two, 'b'])
    await done('PATCH', `/groups/${two}/attribute_values/${id}`, { value: 'c' })
    expect(await newest()).toMatchObject({ old_value: 'b', new_value: 'c' })
    await list([two, 'd'])
    expect((await newest()).changes).toEqual([
      { field: `rank of group ${one}`, from: '1', to: null },
      { field: `value of group ${one}`, from: 'a', to: null },
      { field: `rank of group ${two}`, from: '2', to: '1' },
      { field: `value of group ${two}`, from: 'c', to: 'd' },
    ])
    expect(await historyOf(`?group=${one}&attribute=${id}`)).toHaveLength(2)
    expect(await historyOf(`?group=${two}&attribute=${id}`)).toHaveLength(3)
  })
})

describe('a hidden value', () => {
  it('is never told, neither before nor after its attribute becomes hidden or is deleted', async () => {
    const user = await aUser(server)
    const group = await aGroup(server)
    const { id } = await anAttribute(server)
    const { id: sealed } = await anAttribute(server, hidden)
    const secrets = ['canary one', 'canary two', 'canary three', 'canary four', 'canary five']
    await done('PATCH', `/users/${user}/attribute_values/${id}`, { value: secrets[0] })
    await done('PATCH', `/groups/${group}/attribute_values/${id}`, { value: secrets[1] })
    await done('POST', `/user_attributes/${id}/group_values`, [
      { group_id: group, value: secrets[2] },
    ])
    await done('PATCH', `/user_attributes/${id}`, { default_value: secrets[3] })
    await done('PATCH', `/users/${user}/attribute_values/${sealed}`, { value: secrets[4] })
    await done('PATCH', `/user_attributes/${id}`, hidden)
    await done('PATCH', `/users/${user}/attribute_values/${id}`, { value: secrets[0] })
    const look = async () => {
      const answers = [
        await ask('?limit=1000'),
        await ask(`?user=${user}`),
        await ask(`?attribute=${id}`),
        await ask(`?group=${group}`),
        await ask(`?attribute=${sealed}&user=${user}`),
      ]
      for (const { text } of answers)
        for (const secret of secrets) expect(text).not.toContain(secret)
      return answers
    }
    const [all] = await look()
    const told = all?.json.history.filter(
      (it: HistoryEntry) => it.attribute?.user_attribute_id === id,
    )
    for (const entry of told) {
      expect(entry).toMatchObject({ hidden: true, old_value: null, new_value: null })
    }
    await done('DELETE', `/groups/${group}`)
    await done('DELETE', `/user_attributes/${id}`)
    await done('DELETE', `/users/${user}`)
    await look()
    for (const entry of await historyOf(`?attribute=${id}`)) expect(entry.hidden).toBe(true)
    for (const form of ['csv', 'ndjson']) {
      const { text } = await server.api('GET', `/history.${form}`, undefined, base)
      expect(text).toContain('set_user_attribute_user_value')
      for (const secret of secrets) expect(text).not.toContain(secret)
    }
  })
})

describe('an export', () => {
  const exportOf = async (path: string) => {
    const { status, text, headers } = await server.api('GET', path, undefined, {
      ...base,
      unchecked: true,
    })
    expect(status).toBe(200)
    return { text, type: String(headers['content-type']) }
  }

  it('has what all pages have', async () => {
    const { id } = await anAttribute(server)
    const user = await aUser(server)
    for (const value of ['=1+1', 'a,"b"', '']) {
      await done('PATCH', `/users/${user}/attribute_values/${id}`, { value })
    }
    const all = await historyOf('?limit=1000')
    const { text, type } = await exportOf('/history.ndjson')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(type).toContain('application/x-ndjson')
    expect(lines).toEqual(all)
    const some = await exportOf(`/history.ndjson?user=${user}&attribute=${id}`)
    expect(some.text.trimEnd().split('\n')).toHaveLength(3)
  })

  it('is CSV that a spreadsheet may calculate only if nobody asked otherwise', async () => {
    const { text, type } = await exportOf('/history.csv?operation=set_user_attribute_user_value')
    expect(type).toContain('text/csv')
    expect(text).toMatch(/^sequence,at,operation,channel,actor_id,actor,/)
    expect(text).toContain(',=1+1,')
    const safe = await exportOf(
      '/history.csv?operation=set_user_attribute_user_value&spreadsheet=true',
    )
    expect(safe.text).toContain(",'=1+1,")
    expect(safe.text).not.toContain(',=1+1')
  })
})

describe('the parameters', () => {
  it('select what they say, and pages have every change once', async () => {
    const all: HistoryEntry[] = []
    for (let after = ''; ; ) {
      const { json } = await ask(`?limit=7${after}`)
      all.push(...json.history)
      if (json.next === null) break
      after = `&after=${json.next}`
    }
    const sequences = all.map(({ sequence }) => Number(sequence))
    expect(sequences).toEqual([...sequences].sort((one, other) => other - one))
    expect(sequences.at(-1)).toBe(1)
    expect(new Set(sequences).size).toBe(sequences.length)
    const pages = async (query: string) => {
      const found: string[] = []
      for (let after = ''; ; ) {
        const { json } = await ask(`?limit=3&${query}${after}`)
        found.push(...json.history.map((it: HistoryEntry) => it.sequence))
        if (json.next === null) return found
        after = `&after=${json.next}`
      }
    }
    const having = (fits: (entry: HistoryEntry) => boolean) =>
      all.filter(fits).map(({ sequence }) => sequence)
    const middle = all[Math.floor(all.length / 2)] as HistoryEntry
    const some = all.filter(({ user }) => user !== null).slice(0, 3)
    for (const { user, attribute, group } of [
      ...some,
      ...all.filter((it) => it.group).slice(0, 5),
    ]) {
      if (user) {
        const id = user.user_id
        expect(await pages(`user=${id}`)).toEqual(having((it) => it.user?.user_id === id))
      }
      if (attribute) {
        const id = attribute.user_attribute_id
        expect(await pages(`attribute=${id}`)).toEqual(
          having((it) => it.attribute?.user_attribute_id === id),
        )
      }
      if (group && !attribute) {
        const id = group.group_id
        expect(await pages(`group=${id}`)).toEqual(having((it) => it.group?.group_id === id))
      }
    }
    for (const operation of ['login', 'add_group_user', 'set_user_attribute_user_value']) {
      expect(await pages(`operation=${operation}`)).toEqual(
        having((it) => it.operation === operation),
      )
    }
    expect(await pages('actor=1')).toEqual(having((it) => it.actor?.user_id === '1'))
    const at = encodeURIComponent(middle.at)
    expect(await pages(`since=${at}`)).toEqual(having((it) => it.at >= middle.at))
    expect(await pages(`until=${at}`)).toEqual(having((it) => it.at < middle.at))
  })

  it.each([
    ['user=nobody@nowhere.example', 422],
    ['user=maya', 422],
    ['attribute=no_such', 422],
    ['group=no%20such', 422],
    ['actor=nobody@nowhere.example', 422],
    ['operation=no_such', 400],
    ['operation=constructor', 400],
    ['change=x', 400],
    ['since=yesterday', 400],
    ['since=2026-02-30', 400],
    ['until=2026-02-29T00:00:00Z', 400],
    ['until=2026-13-01', 400],
    ['limit=0', 400],
    ['limit=1001', 400],
    ['after=x', 400],
    ['colour=red', 400],
  ])('%s is refused with %i', async (query, status) => {
    expect((await ask(`?${query}`)).status).toBe(status)
  })
})

describe('what a person was called', () => {
  it('is forgotten where it has to be', async () => {
    const user = await done('POST', '/users', { first_name: 'Old', last_name: 'Name' })
    const path = `/users/${user.id}/credentials_email`
    await done('POST', path, { email: 'first@gone.example' })
    await done('PATCH', path, { email: 'second@gone.example' })
    expect((await newest()).changes).toEqual([
      { field: 'email', from: 'first@gone.example', to: 'second@gone.example' },
    ])
    await done('PATCH', `/users/${user.id}`, { is_disabled: true })
    await done('POST', `/users/${user.id}/update_emails`, { email: 'third@gone.example' })
    const wiped = await ask(`?user=${user.id}`)
    expect(wiped.text).not.toMatch(/first@|second@/)
    expect(wiped.text).toContain('third@gone.example')
    await done('DELETE', `/users/${user.id}`)
    const gone = await ask(`?user=${user.id}`)
    expect(gone.text).not.toContain('third@')
    expect(gone.json.history[0].sentence).toBe('Attrium Admin deleted Old Name.')
  })
})
