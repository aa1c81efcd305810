// On every engine, the values that a provider sends at a sign-in: how they are stored, told and removed (decision 72).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditRow } from '../../src/audit/audit-row.ts'
import { aCommit, raw } from '../../src/store/conformance/rows.ts'
import { LostRace } from '../../src/store/db.ts'
import { sql } from '../../src/store/statement.ts'
import { byTest, startServer, type TestServer } from '../support/server.ts'
import { sentBy, signsIn } from '../support/sign-in.ts'
import { anAttribute, hidden } from '../support/world.ts'
import type { StoreChecked } from './sign-in-checks.ts'
import { checksOf } from './sign-in-checks.ts'

let server: TestServer
let checks: StoreChecked
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  checks = await checksOf(server)
})
afterAll(async () => {
  await checks.close()
  await server.stop()
})

const attrium = { base: '/api/attrium/1.0' }
const read = async (path: string) => {
  const { status, json } = await server.api('GET', path, undefined, attrium)
  expect({ path, status, json }).toMatchObject({ status: 200 })
  return json
}
/** Made by the API, so that the audit tells them. */
const aPerson = async (): Promise<string> => {
  const { json } = await server.api('POST', '/users', { first_name: 'Maya', last_name: 'Test' })
  return json.id
}
const cells = async (table: string) => {
  const [rows] = await server.running.server.db.read(raw(sql`select * from ${sql.table(table)}`))
  return JSON.stringify(rows)
}

describe('a sign-in', () => {
  it('makes the values exactly those that were sent, each with one row of the history', async () => {
    const [user, one, other, third] = [
      await aPerson(),
      await anAttribute(server),
      await anAttribute(server),
      await anAttribute(server),
    ]
    await server.api('PATCH', `/users/${user}/attribute_values/${one.id}`, { value: 'own' })
    expect(await signsIn(server, user, { [one.id]: 'A', [other.id]: 'B' })).toBe(2)
    expect(await signsIn(server, user, { [one.id]: 'A', [other.id]: 'B' })).toBe(0)
    expect(await signsIn(server, user, { [one.id]: 'C', [third.id]: 'D' }, 'Entra')).toBe(3)
    const { history } = await read(`/history?user=${user}&channel=sso`)
    const told = history.map((it: Record<string, unknown>) => [
      (it['attribute'] as { name: string }).name,
      it['old_value'],
      it['new_value'],
      it['complete'],
      it['sentence'],
    ])
    expect(told).toEqual([
      [third.name, null, 'D', true, `Maya Test signed in, which set ${third.name} to "D".`],
      [
        other.name,
        'B',
        null,
        true,
        `Maya Test signed in, which removed ${other.name} (it was "B").`,
      ],
      [one.name, 'A', 'C', true, `Maya Test signed in, which set ${one.name} from "A" to "C".`],
      [other.name, null, 'B', true, `Maya Test signed in, which set ${other.name} to "B".`],
      [one.name, null, 'A', true, `Maya Test signed in, which set ${one.name} to "A".`],
    ])
    const { history: ofOne } = await read(`/history?user=${user}&attribute=${one.id}`)
    expect(ofOne.map((it: { new_value: string }) => it.new_value)).toEqual(['C', 'A', 'own'])
    expect(await checks.problems()).toEqual([])
  })

  it('stores nothing if a value does not fit, and quotes none', async () => {
    const [user, number, chosen] = [
      await aPerson(),
      await anAttribute(server, { type: 'number' }),
      await anAttribute(server),
    ]
    const choices = { choices: ['x', 'y'] }
    await server.api('PATCH', `/attributes/${chosen.id}`, choices, attrium)
    const wrong = {
      [number.id]: 'canary',
      [chosen.id]: 'canary',
      '1': 'canary',
      '987654': 'canary',
    }
    const { outcome } = await sentBy(server, user, wrong)
    const problems = 'problems' in outcome ? outcome.problems : []
    expect(problems.map(({ field }) => field).sort()).toEqual(
      ['987654', chosen.name, 'first_name', number.name].sort(),
    )
    expect(JSON.stringify(problems)).not.toContain('canary')
    expect(JSON.stringify(problems)).toContain(`${number.name} must be a number`)
    const { id } = await anAttribute(server)
    const long = await sentBy(server, user, { [id]: 'x'.repeat(70_000) })
    expect('problems' in long.outcome).toBe(true)
  })

  it('keeps an attribute from a type that its value does not fit', async () => {
    const [user, { id }] = [await aPerson(), await anAttribute(server)]
    await signsIn(server, user, { [id]: 'canary' })
    const change = () => server.api('PATCH', `/user_attributes/${id}`, { type: 'number' })
    const { status, json } = await change()
    expect(status).toBe(422)
    expect(json.errors[0].message).toContain(`the value of user ${user} from their sign-in does`)
    await signsIn(server, user, { [id]: '7' })
    expect((await change()).status).toBe(200)
  })

  it('is lost if an attribute, or a value, has changed meanwhile', async () => {
    const [user, { id }] = [await aPerson(), await anAttribute(server)]
    const commit = async ({ at, outcome }: Awaited<ReturnType<typeof sentBy>>) => {
      if ('problems' in outcome || outcome.change === undefined) throw new Error('no change')
      const { change } = outcome
      await server.running.server.db.commit({
        statements: change.statements,
        audit: auditRow({ ...byTest(at), operation: change.operation }, change.audit),
        changesAuthority: false,
        alone: true,
      })
    }
    const [first, second] = [
      await sentBy(server, user, { [id]: 'A' }),
      await sentBy(server, user, { [id]: 'B' }),
    ]
    await commit(first)
    await expect(commit(second)).rejects.toBeInstanceOf(LostRace)
    const [another, late] = [
      await sentBy(server, user, { [id]: 'B' }),
      await sentBy(server, user, { [id]: 'late' }),
    ]
    await commit(another)
    await expect(commit(late)).rejects.toBeInstanceOf(LostRace)
    const [third, fourth] = [
      await sentBy(server, user, { [id]: 'C' }),
      await sentBy(server, user, {}),
    ]
    await commit(third)
    await expect(commit(fourth)).rejects.toBeInstanceOf(LostRace)
    const fifth = await sentBy(server, user, { [id]: 'canary' })
    await server.api('PATCH', `/user_attributes/${id}`, hidden)
    await expect(commit(fifth)).rejects.toBeInstanceOf(LostRace)
  })
})

describe('hidden values', () => {
  it('are sealed, in a place of their own, and change only when another one is sent', async () => {
    const [user, { id }] = [await aPerson(), await anAttribute(server, hidden)]
    expect(await signsIn(server, user, { [id]: 'canary-sealed' })).toBe(1)
    expect(await signsIn(server, user, { [id]: 'canary-sealed' })).toBe(0)
    expect(await signsIn(server, user, { [id]: 'canary-second' })).toBe(1)
    for (const table of ['user_attribute_sign_in_values', 'past_sign_in_values', 'audit']) {
      expect(await cells(table)).not.toContain('canary-s')
    }
    expect(await checks.problems()).toEqual([])
  })

  it('are nowhere to be read once their attribute has become hidden', async () => {
    const [user, left, { id }] = [await aPerson(), await aPerson(), await anAttribute(server)]
    await signsIn(server, user, { [id]: 'canary-before' })
    await signsIn(server, user, { [id]: 'canary-now' })
    await signsIn(server, left, { [id]: 'canary-gone' })
    await signsIn(server, left, {})
    expect(await cells('past_sign_in_values')).toContain('canary-before')
    await server.api('PATCH', `/user_attributes/${id}`, hidden)
    await server.running.server.sealer.start()
    for (const table of ['user_attribute_sign_in_values', 'past_sign_in_values', 'audit']) {
      expect(await cells(table)).not.toMatch(/canary-(before|now|gone)/)
    }
    expect(await checks.problems()).toEqual([])
  })
})

describe('a deletion', () => {
  it('of an attribute, or of a user, takes the values with it', async () => {
    const [user, { id }, kept] = [
      await aPerson(),
      await anAttribute(server),
      await anAttribute(server),
    ]
    await signsIn(server, user, { [id]: 'deleted-one', [kept.id]: 'deleted-too' })
    expect((await server.api('DELETE', `/user_attributes/${id}`)).status).toBe(204)
    expect(await cells('user_attribute_sign_in_values')).not.toContain('deleted-one')
    expect(await checks.problems()).toEqual([])
    expect((await server.api('DELETE', `/users/${user}`)).status).toBe(204)
    expect(await cells('user_attribute_sign_in_values')).not.toContain('deleted-too')
    expect(await checks.problems()).toEqual([])
  })
})

// Last, because the audit does not tell of it.
it('what is sealed for a sign-in does not open as a value of the user', async () => {
  const [user, { id }] = [await aPerson(), await anAttribute(server, hidden)]
  await signsIn(server, user, { [id]: 'canary-sealed' })
  const move = raw(sql`insert into user_attribute_user_values
    (user_id, user_attribute_id, value, version)
    select user_id, user_attribute_id, value, version from user_attribute_sign_in_values
    where user_attribute_id = cast(${id} as bigint)`)
  await server.running.server.db.commit(aCommit(move))
  expect((await checks.problems('values')).join()).toContain('does not open')
})
