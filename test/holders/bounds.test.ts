// Lists and exports of many users: every stretch is looked at, pages and exports are bounded, indexes are proven.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insistUntil } from '../../src/holders/export-routes.ts'
import { isProven } from '../../src/holders/index-reader.ts'
import { limits } from '../../src/limits.ts'
import { sql, written } from '../../src/store/statement.ts'
import { ValueIndex } from '../../src/value-index/value-index.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { addManyUsers, anAttribute, change } from '../support/world.ts'

const count = 2 * limits.searched_first + 2 * limits.searched_at_once
let server: TestServer
let rare: string
let long: string
let last: string
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  rare = (await anAttribute(server, { default_value: 'common' })).id
  long = (await anAttribute(server)).id
  await change(server, [addManyUsers({ count })])
  last = (await server.running.server.db.read(newest))[0][0]?.id ?? ''
  await server.api('PATCH', `/users/${last}/attribute_values/${rare}`, { value: 'rare' })
})
afterAll(() => server.stop())

const newest = written<{ id: string }>(sql`select cast(max(id) as text) as id from users`)
const get = async (path: string) => server.api('GET', path, undefined, { base: '/api/attrium/1.0' })
const who = async (query: string) => (await get(`/values?attribute=${rare}&${query}`)).json

describe('among many users', () => {
  it.each(['match=is&value=rare', 'match=contains&value=ar', 'match=is_not&value=common'])(
    '%s finds the last one',
    async (query) => {
      expect(await who(`${query}&count=true`)).toMatchObject({
        values: [{ user_id: last }],
        total: 1,
        next: null,
      })
    },
  )

  it('everybody else is counted', async () => {
    // The administrator and the others.
    expect(await who('match=is&value=common&limit=1&count=true')).toMatchObject({ total: count })
    const { json } = await get(`/values/summary?attribute=${rare}`)
    expect(json.values).toEqual([
      { value: 'common', count },
      { value: 'rare', count: 1 },
    ])
  })

  it('an export has them all', async () => {
    const { text } = await get(`/values.csv?attributes=${rare}`)
    expect(count).toBeGreaterThan(limits.exported_in_a_part)
    expect(text.trimEnd().split('\r\n')).toHaveLength(count + 2)
  })
})

it('a page ends early when its values are long', async () => {
  const value = 'x'.repeat(65_536)
  const held = Math.ceil(limits.page_characters / value.length) + 3
  await change(server, [
    written(sql`insert into user_attribute_user_values (user_id, user_attribute_id, value)
      select id, cast(${long} as bigint), ${value} from users where id > 1 order by id limit ${held}`),
  ])
  const first = (await get(`/values?attribute=${long}&limit=1000`)).json
  const second = (await get(`/values?attribute=${long}&limit=1000&after=${first.next}`)).json
  expect(first.values.length * value.length).toBeLessThanOrEqual(limits.page_characters)
  expect([first.values.length + second.values.length, second.next]).toEqual([held, null])
})

it('admits evaluates every expression, a turn at a time', async () => {
  const filter = await anAttribute(server, {
    type: 'advanced_filter_string',
    default_value: 'EMEA',
  })
  await server.api('PATCH', `/users/${last}/attribute_values/${filter.id}`, { value: 'APAC' })
  const { json } = await get(`/values?attribute=${filter.id}&match=admits&value=APAC`)
  expect(count).toBeGreaterThan(limits.evaluated_at_once)
  expect(json).toMatchObject({ values: [{ user_id: last, value: 'APAC' }], next: null })
})

it('admits reads the users who fit last, and shows them whole', async () => {
  const { id } = await anAttribute(server, { type: 'advanced_filter_string' })
  await change(server, [
    written(sql`insert into user_attribute_user_values (user_id, user_attribute_id, value)
      select id, cast(${id} as bigint), case when id % 50 = 0 then 'APAC' else 'EMEA' end from users`),
  ])
  const fitting = written<{ id: string }>(
    sql`select cast(id as text) as id from users where id % 50 = 0 order by users.id`,
  )
  const [expected] = await server.running.server.db.read(fitting)
  for (const more of ['', '&is_disabled=false']) {
    const found: { user_id: string; display_name: string; value: string }[] = []
    for (let after: string | null = ''; after !== null; ) {
      const query: string = `attribute=${id}&match=admits&value=APAC${more}${after}`
      const { values, next } = (await get(`/values?${query}`)).json
      found.push(...values)
      after = next === null ? null : `&after=${next}`
    }
    expect(found.map(({ user_id }) => user_id)).toEqual(expected.map((user) => user.id))
    const shown = found.map(({ display_name, value }) => `${display_name}: ${value}`)
    expect(new Set(shown)).toEqual(new Set(['Many Many: APAC']))
  }
  const counted = await get(`/values?attribute=${id}&match=admits&value=APAC&count=true&limit=1`)
  expect(counted.json).toMatchObject({ total: expected.length, values: [{ value: 'APAC' }] })
})

describe('an export', () => {
  it('lets go of its moment after its time', () => {
    const began = performance.now()
    expect(insistUntil(began - limits.export_milliseconds + 10_000)).not.toThrow()
    expect(insistUntil(began - limits.export_milliseconds - 1)).toThrow('took too long')
  })
})

describe('an index of values', () => {
  const proof = (changes: number, archived: number, changed: readonly string[]) => [
    [{ chain_id: '1', chain_sequence: 9, mac: '' }],
    [{ changes, archived }],
    changed.map((id) => ({ id })),
  ]
  const isUsed = (...since: Parameters<typeof proof>) =>
    isProven(new ValueIndex(1, '[]'), proof(...since))

  it('is used when it is behind by few changes, all of them known', () => {
    expect(isUsed(limits.changes_caught_up, 0, [])).toBe(true)
    expect(isUsed(limits.changes_caught_up + 1, 0, [])).toBe(false)
    expect(isUsed(0, 1, [])).toBe(false)
  })

  it('is made again when many values have changed since', () => {
    const some = (length: number) => Array.from({ length }, (_, at) => String(at))
    expect(isUsed(1, 0, some(limits.changes_noted))).toBe(true)
    expect(isUsed(1, 0, some(limits.changes_noted + 1))).toBe(false)
  })
})
