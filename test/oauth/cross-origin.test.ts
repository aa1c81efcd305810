// Pages of other origins that call the APIs from a browser: those of registered applications may, with a token.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { little } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type Application, anApplication } from './application.ts'

let server: TestServer
let app: Application
let origin: string
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  app = await anApplication(server)
  origin = new URL(app.redirect_uri).origin
})
afterAll(() => server.stop())

const call = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  server.stranger(method, path, body, { base: '', unchecked: true, headers })
const allowed = 'access-control-allow-origin'
const preflight = (path: string, from: string, method = 'GET') =>
  call('OPTIONS', path, { origin: from, 'access-control-request-method': method })
const bearer = () => ({ authorization: `Bearer ${server.token}` })

const apis = ['/api/4.0/user', '/api/attrium/1.0/attributes', '/api/token', '/api/logout']
const never = [
  ...['/api/4.0/login', '/api/login', '/login', '/api/4.0/login/1'],
  ...['/web/session', '/auth', '/auth/sign-in', '/', '/alive', '/no-such-path'],
]

describe('a page of a registered application', () => {
  it.each(apis)('may call %s', async (path) => {
    const { status, headers } = await preflight(path, origin, 'DELETE')
    expect([status, headers[allowed], headers['vary']]).toEqual([204, origin, 'Origin'])
    expect(headers['access-control-allow-methods']).toBe('GET, POST, PUT, PATCH, DELETE')
    expect(headers['access-control-allow-headers']).toContain('authorization')
    expect(headers['access-control-max-age']).toBe(String(limits.preflight_seconds))
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })

  it('reads answers and refusals', async () => {
    const answer = await call('GET', '/api/4.0/user', { origin, ...bearer() })
    expect([answer.status, answer.headers[allowed]]).toEqual([200, origin])
    expect(answer.headers['access-control-expose-headers']).toContain('x-total-count')
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    const refused = await call('GET', '/api/4.0/user', { origin })
    expect([refused.status, refused.headers[allowed]]).toEqual([401, origin])
    const token = await call('POST', '/api/token', { origin }, { grant_type: 'x' })
    expect([token.status, token.headers[allowed]]).toEqual([400, origin])
  })

  it.each(never)('may not call %s', async (path) => {
    const asked = await preflight(path, origin, 'POST')
    expect([asked.status === 204, asked.headers[allowed]]).toEqual([false, undefined])
    for (const method of ['GET', 'POST']) {
      const { headers } = await call(method, path, { origin })
      expect([method, headers[allowed]]).toEqual([method, undefined])
    }
  })

  it('may not once the application is disabled or deleted', async () => {
    const other = await anApplication(server)
    const from = new URL(other.redirect_uri).origin
    const may = async () => (await preflight('/api/4.0/user', from)).status === 204
    expect(await may()).toBe(true)
    await server.api('PATCH', `/oauth_client_apps/${other.client_id}`, { enabled: false })
    expect(await may()).toBe(false)
    await server.api('PATCH', `/oauth_client_apps/${other.client_id}`, { enabled: true })
    expect(await may()).toBe(true)
    await server.api('DELETE', `/oauth_client_apps/${other.client_id}`)
    expect(await may()).toBe(false)
  })
})

describe('any other page may not', () => {
  const others = (): string[] => [
    ...['null', '*', '', 'https://evil.example', 'http://127.0.0.1:7777', 'com.example.app://'],
    ...[`${origin}.evil.example`, `${origin}:444`, `${origin}/`, origin.toUpperCase()],
    origin.replace('https', 'http'),
    `https://evil.example, ${origin}`,
  ]

  it('call or read anything', async () => {
    await anApplication(server, { redirect_uri: 'com.example.app:/oauth' })
    for (const other of others()) {
      for (const path of apis) {
        const asked = await preflight(path, other)
        expect([other, asked.status, asked.headers[allowed]]).toEqual([other, 405, undefined])
      }
      const { status, headers } = await call('GET', '/api/4.0/user', { origin: other, ...bearer() })
      expect([other, status, headers[allowed]]).toEqual([other, 200, undefined])
    }
  })
})

it('every answer says that it depends on the origin', async () => {
  for (const path of ['/api/4.0/user', '/api/4.0/users', '/api/attrium/1.0/attributes']) {
    const { headers } = await call('GET', path, bearer())
    expect(String(headers['vary']).split(', ')).toContain('Origin')
  }
})

it('a request without that question is answered as before', async () => {
  const { status, headers } = await call('OPTIONS', '/api/4.0/user', { origin })
  expect([status, headers['allow'] !== undefined]).toEqual([405, true])
})
