// A refusal names the correct method, header or encoding (decision 30).
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSecret } from '../../src/keys/secret-text.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAdmin, anAttribute } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

describe('405', () => {
  it.each(['OPTIONS', 'TRACE', 'PUT', 'PROPFIND', 'QUERY'])(
    'names the methods of a path to %s',
    async (method) => {
      const { status, headers, json } = await server.stranger(method, '/users/1')
      expect([status, headers['allow'], json.message]).toEqual([
        405,
        'DELETE, GET, PATCH',
        'Method Not Allowed: this path accepts DELETE, GET, PATCH.',
      ])
    },
  )

  it.each(['/livez', '/login', '/api/login'])('is said outside the API too: %s', async (path) => {
    for (const method of ['OPTIONS', 'TRACE', 'DELETE', 'PROPFIND']) {
      const { status, headers } = await server.stranger(method, path, undefined, { base: '' })
      expect([status, headers['allow']]).toEqual([405, path === '/livez' ? 'GET' : 'POST'])
    }
  })

  it('is the answer to HEAD where there is no GET', async () => {
    expect((await server.api('HEAD', '/login', undefined, { unchecked: true })).status).toBe(405)
    expect((await server.api('HEAD', '/users', undefined, { unchecked: true })).status).toBe(200)
  })
})

describe('401', () => {
  const said = async (authorization?: string) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    const {
      status,
      json,
      headers: got,
    } = await server.stranger('GET', '/user', undefined, {
      headers,
    })
    expect([status, got['www-authenticate']]).toEqual([401, undefined])
    expect(json.message).toMatch(/^Requires authentication\. /)
    return json.message as string
  }
  const ended = 'The access token has ended or was not issued by this server; sign in again.'

  it('says that nothing was sent', async () => {
    expect(await said()).toContain('No Authorization header was sent')
    expect(await said(' ')).toContain('No Authorization header was sent')
  })

  it.each(['Basic YWJjOmRlZg==', 'Digest x', 'Bearer', 'token a b', 'lkt_x'])(
    'says how the header is written: %s',
    async (authorization) => {
      expect(await said(authorization)).toContain('must be "token ACCESS_TOKEN"')
    },
  )

  it('says that something else than an access token was sent, and not what', async () => {
    const message = await said('token lks_something')
    expect(message).toContain('holds no access token of Attrium')
    expect(message).not.toContain('lks_')
  })

  it('says the same of a token that has ended and of one that never was', async () => {
    const user = await anAdmin(server)
    const { api, token } = await server.signIn(user)
    const other = await server.signIn(user)
    expect((await api('DELETE', '/logout')).status).toBe(204)
    await server.api('PATCH', `/users/${user}`, { is_disabled: true })
    const never = newSecret('access_token', (count) => new Uint8Array(count).fill(7))
    for (const each of [token, other.token, never]) {
      for (const scheme of ['token', 'Bearer', 'BEARER']) {
        expect(await said(`${scheme} ${each}`)).toBe(`Requires authentication. ${ended}`)
      }
    }
  })
})

describe('414 and 415', () => {
  it('say that the address is too long, however long it is', async () => {
    for (const length of [9000, 20_000, 40_000]) {
      const answer = await raw(
        `GET /api/4.0/users?x=${'x'.repeat(length)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 414 URI Too Long\r\n/)
      expect(answer).toContain('The address has more than 8192 characters.')
    }
    const header = await raw(`GET /api/4.0/users HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(header).toMatch(/^HTTP\/1\.1 431 /)
  })

  it.each(['gzip', 'deflate', 'br', 'GZIP', 'identity, gzip'])('say so of %s', async (coding) => {
    const { id } = await anAttribute(server)
    const path = `/users/1/attribute_values/${id}`
    const headers = { authorization: `token ${server.token}`, 'content-encoding': coding }
    const body = gzipSync('{"value":"x"}')
    const { status, json } = await server.api('PATCH', path, body, { headers })
    expect([status, json.message]).toEqual([
      415,
      'The body must not be compressed; send it without Content-Encoding.',
    ])
    const plain = { headers: { ...headers, 'content-encoding': 'identity' } }
    expect((await server.api('PATCH', path, '{"value":"x"}', plain)).status).toBe(200)
  })
})

it('a request without a host, or with two, is refused with a sentence', async () => {
  for (const [hosts, told] of [
    ['', 'The request has no Host header.'],
    ['Host: a\r\nHost: a\r\n', 'The request has more than one Host header.'],
  ]) {
    const answer = await raw(`GET /api/4.0/versions HTTP/1.1\r\n${hosts}\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).toContain(`{"message":"${told}"`)
  }
  const old = await raw('GET /api/4.0/versions HTTP/1.0\r\n\r\n')
  expect(old).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

/** The answer of a server to these bytes. */
const raw = (bytes: string) =>
  new Promise<string>((resolve, reject) => {
    const { port, hostname } = new URL(server.url)
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setTimeout(2000, () => socket.destroy())
    socket.on('data', (part) => {
      answer += part
      if (answer.endsWith('}')) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
