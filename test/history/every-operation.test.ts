// Every operation that changes something says in the history what it changed, from what to what.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { World } from '../../proof/state/random-world.ts'
import { demoRoutes } from '../../src/attrium-routes.ts'
import { operationOf } from '../../src/history/operation.ts'
import type { HistoryEntry } from '../../src/history/shapes.ts'
import { toldOperations } from '../../src/retold/effects.ts'
import { apis } from '../../src/routes.ts'
import { readSeed } from '../../src/seed/seed.ts'
import { randomFrom } from '../support/random.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

/** These change nothing but a token, a link or the form in which something is stored. */
const nothingToTell =
  /^(log(in|out)|login_user|sign_in|delete_user_session|(create|send)_user_credentials_email_password_reset)$/

const changing = [...apis.flatMap(({ routes }) => routes), ...demoRoutes]
  .filter(({ method }) => method !== 'GET')
  .map(({ operation }) => operation as string)

/** Operations by POST that change nothing. */
const onlyAsk = new Set([
  'claims_of_users',
  'explain_user_if',
  'link',
  'try_provider',
  'try_source',
])
/** These are told as the changes that they are. */
const toldAsAnother = new Set(['undo_change', 'set_user_value', 'delete_user_value'])

it('every operation of all APIs, and of every command, has its sentence', () => {
  expect(changing.length).toBeGreaterThan(50)
  const wanted = [...changing, ...toldOperations].filter(
    (operation) => !onlyAsk.has(operation) && !toldAsAnother.has(operation),
  )
  expect(wanted.filter((operation) => operationOf(operation) === undefined)).toEqual([])
  expect(operationOf('constructor')).toBeUndefined()
})

/** All pages, newest first. */
async function wholeHistory({ api }: TestServer, asked = ''): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = []
  for (let after = ''; ; ) {
    const { status, json } = await api('GET', `/history?limit=1000${asked}${after}`, undefined, {
      base: '/api/attrium/1.0',
    })
    expect(status).toBe(200)
    entries.push(...json.history)
    if (json.next === null) return entries
    after = `&after=${json.next}`
  }
}

it('every change of a company that does everything tells from what to what', async () => {
  const world = new World(
    (method, path, body) => server.api(method, path, body, { unchecked: true }),
    (method, path, body) =>
      server.api(method, path, body, { unchecked: true, base: '/api/attrium/1.0' }),
    randomFrom(7),
    (...sent) => signsIn(server, ...sent),
  )
  await world.take(150)
  await world.take(150)
  const told = Map.groupBy(await wholeHistory(server), ({ operation }) => operation)
  expect(told.size).toBeGreaterThan(35)
  for (const [operation, entries] of told) {
    for (const entry of entries) {
      expect(entry.sentence).toMatch(/^[A-ZÉẞΣ].*\.$/s)
      expect(entry.sentence).not.toMatch(/\{|undefined|null|did something/)
    }
    if (nothingToTell.test(operation)) continue
    const silent = entries.filter(
      ({ changes, old_value, new_value, hidden, complete }) =>
        changes.length === 0 && old_value === new_value && !hidden && complete,
    )
    expect([operation, silent]).toEqual([operation, []])
  }
})

it.each(['of the company', 'of a seed'])(
  'the histories of all operations %s are the whole',
  async (of) => {
    const seeded = async () => {
      const text = JSON.stringify({
        user_attributes: [
          {
            name: 'region',
            type: 'string',
            default_value: 'none',
            group_values: { Leads: 'EMEA' },
          },
        ],
        groups: [{ name: 'Leads' }],
        users: [{ first_name: 'Maya', groups: ['Leads'], values: { region: 'APAC' } }],
      })
      return startServer({ planting: { seed: await readSeed(text) } })
    }
    const asked = of === 'of a seed' ? await seeded() : server
    const made = await asked.api('POST', '/users', { first_name: 'X', locale: 'de_DE' })
    await asked.api('PATCH', `/users/${made.json.id}`, { locale: 'fr_FR' })
    const whole = await wholeHistory(asked)
    const operations = [...new Set(whole.map(({ operation }) => operation))]
    const parts = []
    for (const operation of operations) {
      parts.push(...(await wholeHistory(asked, `&operation=${operation}`)))
    }
    if (asked !== server) await asked.stop()
    const sequences = (entries: readonly HistoryEntry[]) =>
      entries.map(({ sequence }) => Number(sequence)).sort((one, other) => one - other)
    expect(sequences(parts)).toEqual(sequences(whole))
    expect(operations).toContain(asked === server ? 'set_user_attribute_user_value' : 'seed')
  },
)
