// NUL and half surrogate pairs in every operation: they reach no engine, in any encoding (T-16).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '../../src/store/db.ts'
import type { Statement } from '../../src/store/statement.ts'
import { altered } from '../support/altered-db.ts'
import { ask } from '../support/in-process.ts'
import { served } from '../support/served.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
/** Texts of statements that were sent with a NUL. */
const reached: string[] = []
const look = (statements: readonly Statement[]) => {
  for (const { text, parameters } of statements) {
    if (parameters.some((it) => /\0|\\u0000/.test(String(it)))) reached.push(text)
  }
}
const watched = (db: Db): Db =>
  altered(db, {
    read: (statements, plain) => {
      look(statements)
      return plain(...statements)
    },
    commit: (commit) => {
      look([...(commit.guards ?? []), ...commit.statements])
      return db.commit(commit)
    },
  })
beforeAll(async () => {
  server = await startServer({ wrapDb: watched })
})
afterEach(() => expect(reached.splice(0)).toEqual([]))
afterAll(() => server.stop())

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const odd = ['%00', 'a%00b', '%00%00']

describe('a sign-in with a NUL', () => {
  it.each(
    odd.flatMap((text): [string, Parameters<typeof ask>[1]][] => [
      [
        `form, id ${text}`,
        { path: '/login', body: `client_id=${text}&client_secret=x`, headers: form },
      ],
      [
        `form, secret ${text}`,
        { path: '/login', body: `client_id=x&client_secret=${text}`, headers: form },
      ],
      [`JSON ${text}`, { path: '/login', body: JSON.stringify({ client_id: decodeURI(text) }) }],
      [`query ${text}`, { path: `/login?client_id=${text}` }],
    ]),
  )('is refused the same way: %s', async (_, asked) => {
    const { status, text } = await ask(server, { ...asked, method: 'POST' })
    expect([status, JSON.parse(text).message]).toEqual([
      400,
      expect.stringMatching(/^client_\w+ must /),
    ])
  })
})

describe('a path with a NUL', () => {
  it.each([
    '/users/%00',
    '/users/1%00',
    '/users/search/names/%00',
    '/users/search/names/a%00%25',
    '/users/credential/email/%00',
    '/users/credential/%00/1',
    '/api_spec/%00/openapi.json',
    '/api_spec/4.0/%00',
    '/groups/%00',
  ])('names nothing, or is refused: %s', async (path) => {
    const { status } = await ask(server, { path, token: server.token })
    expect([400, 404]).toContain(status)
  })
})

describe('every parameter of every path with a NUL', () => {
  const addresses = served.flatMap(({ prefix, route }) =>
    [...route.path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) =>
      odd.map((text) => ({
        method: route.method,
        base: prefix,
        path: route.path.replace(/\{(\w+)\}/g, (_: string, each: string) =>
          each === name ? text : '1',
        ),
        fails: route.fails,
      })),
    ),
  )

  it.each(addresses)('names nothing, or is refused: $method $base $path', async (address) => {
    const { fails, ...asked } = address
    const headers = { 'content-type': 'application/json', origin: server.url }
    const body = asked.method === 'GET' || asked.method === 'DELETE' ? {} : { body: '{}' }
    const { status } = await ask(server, { ...asked, ...body, headers, token: server.token })
    // Pages of other origins get 403 from every operation of the web.
    expect([403, ...fails]).toContain(status)
    expect(status).toBeLessThan(405)
  })

  it('are many', () => {
    expect(addresses.length).toBeGreaterThan(300)
  })
})

describe('half of a surrogate pair', () => {
  it.each(['/users?sorts=%ED%A0%80', '/users/search?email=%ED%A0%80', '/users/%ED%A0%80'])(
    'is refused or ignored, never a failure: %s',
    async (path) => {
      const { status } = await ask(server, { path, token: server.token })
      expect(status).toBeLessThan(500)
    },
  )
})
