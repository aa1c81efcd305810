// The answer to an unexpected failure tells the caller only where to find it in the log (D-09).

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '../../src/store/db.ts'
import { altered } from '../support/altered-db.ts'
import { startServer, type TestServer } from '../support/server.ts'

const secret = 'select secret_digest from /var/lib/attrium'
let failing = false
let server: TestServer

const failingAtWill = (db: Db): Db =>
  altered(db, {
    read: async (statements, plain) => {
      if (failing) throw new TypeError(secret)
      return plain(...statements)
    },
    commit: async (commit) => {
      if (failing) throw new TypeError(secret)
      return db.commit(commit)
    },
  })

beforeAll(async () => {
  server = await startServer({ wrapDb: failingAtWill })
})
afterAll(() => server.stop())

describe('an unexpected error', () => {
  it.each([
    ['GET', '/users', undefined],
    ['POST', '/user_attributes', { name: 'region', type: 'string' }],
    ['POST', '/login', { client_id: 'x', client_secret: 'y' }],
    ['GET', '/users/1/attribute_values', undefined],
  ])(
    'in %s %s is a 500 of one fixed sentence with the id of the request',
    async (method, path, body) => {
      failing = true
      const { status, json } = await server.api(method, path, body, { unchecked: true })
      failing = false
      expect(status).toBe(500)
      expect(Object.keys(json)).toEqual(['message', 'documentation_url'])
      expect(json.message).toMatch(/^An error has occurred\. Request \w+-\w+\.$/)
    },
  )

  it('is over when its cause is', async () => {
    expect((await server.api('GET', '/users')).status).toBe(200)
  })
})
