// The rights and data of an answer are from one moment, however long a request takes (promise P3, T-31).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { altered } from '../support/altered-db.ts'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { anAdmin, anAttribute, aUser } from '../support/world.ts'

/** Reads of a user's values wait here while the gate is shut. */
let gate: Promise<void> | undefined
let open: () => void = () => {}
let waiting: () => void = () => {}

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    wrapDb: (db) =>
      altered(db, {
        async read(statements, plain) {
          if (gate !== undefined && statements.some(({ text }) => readsValues.test(text))) {
            waiting()
            await gate
          }
          return plain(...statements)
        },
      }),
  })
})
afterAll(() => server.stop())
const readsValues = /from "user_attribute_user_values".* as "?own"? where "?user_id"?/s

/** Shuts the gate; the promise resolves when a read waits at it. */
function shut(): Promise<void> {
  gate = new Promise((resolve) => {
    open = () => {
      gate = undefined
      resolve()
    }
  })
  return new Promise((resolve) => {
    waiting = resolve
  })
}

type Revocation = (user: string, caller: Caller) => Promise<{ status: number }>
const revocations: [string, Revocation][] = [
  ['loses his role', (user) => server.api('PUT', `/users/${user}/roles`, [])],
  ['is disabled', (user) => server.api('PATCH', `/users/${user}`, { is_disabled: true })],
  ['is deleted', (user) => server.api('DELETE', `/users/${user}`)],
  ['signs out', (_, caller) => caller.api('DELETE', '/logout')],
]

describe.each([
  ['for the first time', false],
  ['and is remembered', true],
])('whoever asks %s', (_, isKnown) => {
  it.each(revocations)(
    'and %s meanwhile gets nothing that was set afterwards',
    async (_, revoke) => {
      const enemy = await anAdmin(server)
      const caller = await server.signIn(enemy)
      const { id } = await anAttribute(server)
      const user = await aUser(server)
      const path = `/users/${user}/attribute_values`
      if (isKnown) for (let times = 0; times < 3; times++) await caller.api('GET', '/session')
      const held = shut()
      const asked = caller.api('GET', path)
      await held
      expect((await revoke(enemy, caller)).status).toBeLessThan(300)
      expect((await server.api('PATCH', `${path}/${id}`, { value: 'wide' })).status).toBe(200)
      open()
      const { status, text } = await asked
      expect(text).not.toContain('wide')
      expect([401, 404]).toContain(status)
    },
  )
})
