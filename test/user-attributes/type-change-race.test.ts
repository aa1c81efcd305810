// A type changes only if no value of the attribute is set at the same time (looker 3.5).

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { auditRow } from '../../src/audit/audit-row.ts'
import { raw } from '../../src/store/conformance/rows.ts'
import type { Db } from '../../src/store/db.ts'
import { sql } from '../../src/store/statement.ts'
import { altered } from '../support/altered-db.ts'
import { byTest, startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

let server: TestServer
let store: Db
/** Runs once, after the stored values have been read. */
let meanwhile: (() => Promise<unknown>) | undefined
let looks = 0

const watching = (db: Db): Db =>
  altered(db, {
    read: async (statements, plain) => {
      const rows = await plain(...statements)
      if (statements.some(({ text }) => /from "user_attribute_user_values".*limit/s.test(text))) {
        looks++
        const act = meanwhile
        meanwhile = undefined
        await act?.()
      }
      return rows
    },
  })

beforeAll(async () => {
  server = await startServer({
    wrapDb: (db) => {
      store = db
      return watching(db)
    },
  })
})
afterAll(() => server.stop())

let attribute: string
let user: string
beforeEach(async () => {
  attribute = (await anAttribute(server)).id
  user = await aUser(server)
  looks = 0
})

const setValue = (id: string, value: string) =>
  server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value })
const toNumber = () => server.api('PATCH', `/user_attributes/${attribute}`, { type: 'number' })

describe('a type that is being changed', () => {
  it('is looked at again, and refused, when a value was set meanwhile', async () => {
    meanwhile = () => setValue(attribute, 'no number')
    expect((await toNumber()).status).toBe(422)
    expect(looks).toBeGreaterThan(1)
  })

  it('is refused when another node has set it, whose audit is a chain of its own', async () => {
    const commit = (...words: ReturnType<typeof sql>[]) =>
      store.commit({
        statements: words.map(raw),
        audit: auditRow(byTest(1), {}),
        changesAuthority: false,
      })
    await commit(
      sql`insert into audit_chains (id, opened_at, head_sequence, head_mac) values (999, 1, 0, '')`,
    )
    meanwhile = () =>
      commit(
        sql`insert into user_attribute_user_values (user_id, user_attribute_id, value)
          values (${user}, ${attribute}, 'no number')`,
        sql`insert into audit (at, request_id, operation, user_attribute_id, chain_id, chain_sequence)
          values (1, 'r', 'set_user_attribute_user_value', ${attribute}, 999, 1)`,
      )
    expect((await toNumber()).status).toBe(422)
  })

  it('waits for nobody who sets values of other attributes', async () => {
    const other = (await anAttribute(server)).id
    await setValue(attribute, '5')
    looks = 0
    meanwhile = () => setValue(other, 'no number')
    expect((await toNumber()).status).toBe(200)
    // One page of values, and the empty one after it.
    expect(looks).toBe(2)
  })
})
