// Long lists are compressed for clients that accept it; an answer with a secret never is (decision 42).
import { get } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await Promise.all(Array.from({ length: 120 }, (_, at) => aGroup(server, `Group ${at}`)))
  const people = Array.from({ length: limits.listed_at_once + 20 }, (_, at) => at)
  for (const at of people)
    await aUser(server, { last_name: 'x'.repeat(100), email: `p${at}@a.example` })
}, 60_000)
afterAll(() => server.stop())

interface Raw {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
}

const ask = (path: string, accepted?: string): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${server.token}`,
      ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
    }
    get(`${server.url}/api/4.0${path}`, { headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part) => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      )
    }).on('error', reject)
  })

describe.each([
  ['a list at once', '/groups'],
  ['a list in parts', '/users?fields=id,last_name,email'],
  ['a page', '/users?limit=400&fields=id,last_name'],
])('%s', (_, path) => {
  it('is the same text compressed, for those who ask', async () => {
    const plain = await ask(path)
    const packed = await ask(path, 'deflate, gzip;q=0.5')
    expect([packed.status, packed.headers['content-encoding']]).toEqual([200, 'gzip'])
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true)
    expect(packed.body.length).toBeLessThan(plain.body.length / 5)
    for (const { headers } of [plain, packed]) {
      expect(headers['vary']).toBe('Accept-Encoding, Origin')
      expect(headers['content-type']).toBe('application/json; charset=utf-8')
    }
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.headers['content-length']).toBe(String(plain.body.length))
  })

  it.each(['', 'identity', 'br', 'gzip;q=0', '*;q=0', 'gzip;q=x'])(
    'is plain for %j',
    async (accepted) => {
      expect((await ask(path, accepted)).headers['content-encoding']).toBeUndefined()
    },
  )
})

it.each([
  '/users',
  '/users?fields=id,credentials_email',
  '/users?fields=id,credentials_email(account_setup_url)',
  '/users/search?last_name=x%25',
  '/credentials_email/search',
  '/groups/1/users',
])('is plain with a secret in it, however it is asked for: %s', async (path) => {
  const { status, headers, body } = await ask(path, 'gzip')
  expect([status, headers['content-encoding']]).toEqual([200, undefined])
  expect(body.length).toBeGreaterThan(limits.compressed_bytes)
})

it.each(['/users?limit=2&fields=id', '/user', '/groups/1', '/user_attributes?sorts=nope'])(
  'is plain where it is short, one thing or a refusal: %s',
  async (path) => {
    expect((await ask(path, 'gzip')).headers['content-encoding']).toBeUndefined()
  },
)
