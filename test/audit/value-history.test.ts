// The history of a value is found from the value itself, or from the place where it ended (decision 27).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Statement, sql, statement, writer } from '../../src/store/statement.ts'
import { brokenHistories } from '../support/broken-histories.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

interface Change {
  sequence: number
  operation: string
  new_value: string | null
}

/** Newest first; it follows the numbers of rows and searches for nothing. */
const changesOf = (user_id: string, user_attribute_id: string): Statement<Change> =>
  statement<Change>({
    compile: () =>
      sql<Change>`with recursive history (sequence, operation, new_value, previous_change) as (
        select sequence, operation, new_value, previous_change from audit
        where sequence = coalesce(
          (select newest_change from user_attribute_user_values
            where user_id = ${user_id} and user_attribute_id = ${user_attribute_id}),
          (select newest_change from ended_value_histories
            where user_id = ${user_id} and user_attribute_id = ${user_attribute_id}))
        union all
        select audit.sequence, audit.operation, audit.new_value, audit.previous_change
        from history join audit on audit.sequence = history.previous_change)
      select sequence, operation, new_value from history`.compile(writer),
  })

async function historyOf(user: string, attribute: string): Promise<(string | null)[]> {
  const { db } = server.running.server
  const [changes, broken] = await db.read(changesOf(user, attribute), brokenHistories)
  expect(broken).toEqual([])
  const sequences = changes.map(({ sequence }) => sequence)
  expect(sequences).toEqual([...sequences].sort((one, other) => other - one))
  return changes.map(({ new_value }) => new_value).reverse()
}

async function aValue() {
  const [user, { id: attribute }] = [await aUser(server), await anAttribute(server)]
  const path = `/users/${user}/attribute_values/${attribute}`
  const set = async (value: string) =>
    expect((await server.api('PATCH', path, { value })).status).toBe(200)
  const remove = async () => expect((await server.api('DELETE', path)).status).toBe(204)
  return { user, attribute, set, remove, history: () => historyOf(user, attribute) }
}

describe('the history of a value', () => {
  it('has every change in its order, whatever is changed between', async () => {
    const [one, other] = [await aValue(), await aValue()]
    for (const value of ['a', 'b', 'c']) {
      await one.set(value)
      await other.set(`other ${value}`)
    }
    expect(await one.history()).toEqual(['a', 'b', 'c'])
    expect(await other.history()).toEqual(['other a', 'other b', 'other c'])
  })

  it('goes on when the value is removed and when it is set anew', async () => {
    const { set, remove, history } = await aValue()
    await set('a')
    await remove()
    expect(await history()).toEqual(['a', null])
    await set('b')
    await set('c')
    expect(await history()).toEqual(['a', null, 'b', 'c'])
    await remove()
    await set('d')
    await remove()
    expect(await history()).toEqual(['a', null, 'b', 'c', null, 'd', null])
  })

  it('has all of many changes asked for at once', async () => {
    const { set, history } = await aValue()
    const values = Array.from({ length: 40 }, (_, at) => String(at))
    await Promise.all(values.map(set))
    expect((await history()).sort()).toEqual([...values].sort())
  })

  it('is found when the user is gone, and when the attribute is', async () => {
    const [one, other] = [await aValue(), await aValue()]
    for (const { set, remove } of [one, other]) {
      await set('a')
      await remove()
      await set('b')
    }
    expect((await server.api('DELETE', `/users/${one.user}`)).status).toBe(204)
    expect((await server.api('DELETE', `/user_attributes/${other.attribute}`)).status).toBe(204)
    for (const { history } of [one, other]) expect(await history()).toEqual(['a', null, 'b'])
  })

  it('begins with the locale that a new user was given', async () => {
    const { json } = await server.api('POST', '/users', { first_name: 'A', locale: 'uk' })
    await server.api('PATCH', `/users/${json.id}`, { locale: 'fr', first_name: 'B' })
    const { json: all } = await server.api('GET', '/user_attributes')
    const locale = (all as { id: string; name: string }[]).find(({ name }) => name === 'locale')
    expect(await historyOf(json.id, locale?.id ?? '')).toEqual(['uk', 'fr'])
  })
})
