// The caller's address from a trusted proxy, and the part of it that is stored.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepare } from '../../src/store/statement.ts'
import { keyIn, startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { trustedProxies: '127.0.0.1' } })
})
afterAll(() => server.stop())

const addresses = prepare((writer) =>
  writer.selectFrom('audit').select('address').orderBy('sequence', 'desc').limit(1),
)

/** The address that the audit has for a sign-in with this header. */
async function keptOf(forwarded: string): Promise<unknown> {
  const body = new URLSearchParams(keyIn(server.lookerIni)).toString()
  const headers = { 'x-forwarded-for': forwarded }
  expect((await server.stranger('POST', '/login', body, { headers })).status).toBe(200)
  const { db } = server.running.server
  const [rows] = await db.read(addresses({}))
  return rows[0]?.address
}

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['198.51.100.1, 203.0.113.7', '203.0.113.7'],
])('an address is kept: %s', async (forwarded, kept) => {
  expect(await keptOf(forwarded)).toBe(kept)
})

it.each([
  'nobody',
  '<script>alert(1)</script>',
  'x'.repeat(10_000),
  '203.0.113.7:4711',
  '300.1.1.1',
  `fe80::1%${'x'.repeat(5000)}`,
  '203.0.113.7, unknown',
  '',
])('what is none is the address of the proxy: %j', async (forwarded) => {
  expect(await keptOf(forwarded)).toMatch(/^(::ffff:)?127\.0\.0\.1$/)
})
