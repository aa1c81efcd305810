// The addresses that clients send: with too many slashes, with a host, under the path of a proxy (clients 1, 4).
import { type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw } from '../../src/store/conformance/rows.ts'
import { sql } from '../../src/store/statement.ts'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { aGroup, change } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const outside = { base: '', unchecked: true }

describe('an address with slashes too many', () => {
  it.each(['//api/4.0/login', '/api//login', '/api/4.0//login', '//login', '/api///4.0//login/'])(
    'signs in as looker-cli and the Python SDK do: %s',
    async (path) => {
      const key = new URLSearchParams(keyIn(server.lookerIni)).toString()
      const inBody = await server.stranger('POST', path, key, outside)
      const inQuery = await server.stranger('POST', `${path}?${key}`, undefined, outside)
      expect([inBody.status, inQuery.status]).toEqual([200, 200])
    },
  )

  it.each(['/api/4.0//logout', '//api/4.0/logout', '/api//logout'])(
    'logs out as the Ruby SDK does: %s',
    async (path) => {
      const { token } = await server.logIn(keyIn(server.lookerIni))
      const headers = { authorization: `token ${token}` }
      const logout = () => server.stranger('DELETE', path, undefined, { ...outside, headers })
      expect([(await logout()).status, (await logout()).status]).toEqual([204, 404])
    },
  )

  it('needs the same sign-in as the plain one, and takes the same methods', async () => {
    const stranger = await server.stranger('GET', '//api//4.0//users', undefined, outside)
    expect(stranger.status).toBe(401)
    const wrong = await server.api('PATCH', '//api/4.0//users', undefined, outside)
    expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'GET, POST'])
    expect((await server.stranger('GET', '//readyz', undefined, outside)).status).toBe(200)
  })

  it('keeps the slashes of its query and of its encoded parts', async () => {
    const group = await aGroup(server, 'a//b')
    const { json } = await server.api('GET', '/groups/search?name=a//b')
    expect(json).toMatchObject([{ id: group, name: 'a//b' }])
    const encoded = await server.api('GET', '/%2F%2Fapi/4.0/users', undefined, outside)
    expect(encoded.status).toBe(404)
  })
})

describe('a link to another page of a list', () => {
  const lists = [
    '/users?limit=1',
    '/users/search?limit=1',
    '/groups?limit=1',
    '/groups/search?limit=1',
    '/roles/search?limit=1',
    '/permission_sets/search?limit=1',
    '/model_sets/search?limit=1',
    '/credentials_email/search?limit=1',
  ]
  const linked = ({ headers }: { headers: Record<string, unknown> }) =>
    [...String(headers['link']).matchAll(/<([^?>]*)/g)].map(([, address]) => address)

  it.each(lists)('has the address that clients know, whatever they sent: %s', async (path) => {
    const [plain] = path.split('?')
    for (const sent of [`/api/4.0${path}`, `//api//4.0/${path}`]) {
      const addresses = linked(await server.api('GET', sent, undefined, outside))
      expect(addresses.length).toBeGreaterThan(1)
      expect(new Set(addresses)).toEqual(new Set([`${server.url}/api/4.0${plain}`]))
    }
  })

  it('never leads to the host of the request line', async () => {
    const { headers } = await asProxiesAre(server, 'http://evil.example/api/4.0/users?limit=1')
    expect(headers['link']).toContain(`<${server.url}/api/4.0/users?limit=1&offset=0>; rel="first"`)
    expect(headers['link']).not.toContain('evil.example')
  })

  it('keeps the path of the public URL', async () => {
    const publicUrl = 'https://attributes.example/attrium'
    const behind = await startServer({ flags: { publicUrl } })
    const { headers, json } = await behind.api('GET', '/users?limit=1')
    await behind.stop()
    expect(headers['link']).toContain(`<${publicUrl}/api/4.0/users?limit=1&offset=0>`)
    expect(json[0].url).toMatch(`${publicUrl}/api/4.0/users/`)
  })
})

describe('behind a proxy that serves it under a path', () => {
  const publicUrl = 'https://attributes.example/attrium'
  let behind: TestServer
  beforeAll(async () => {
    // Operators write the address with and without a slash at the end.
    behind = await startServer({ flags: { publicUrl: `${publicUrl}/` } })
  })
  afterAll(() => behind.stop())

  const open = async (path: string) => {
    const { status, json } = await behind.stranger('GET', path, undefined, outside)
    expect([path, status]).toEqual([path, 200])
    return json
  }
  /** What the proxy asks for when somebody asks it for this address. */
  const stripped = (address: string) => {
    expect(address.startsWith(`${publicUrl}/`)).toBe(true)
    return address.slice(publicUrl.length)
  }

  it('versions tell its address with the path, and documents are where they say', async () => {
    const versions = await open('/versions')
    const current = {
      ...{ version: '4.0', full_version: '4.0.25.10', status: 'current' },
      swagger_url: `${publicUrl}/api/4.0/swagger.json`,
    }
    expect(versions).toMatchObject({
      api_server_url: publicUrl,
      web_server_url: publicUrl,
      current_version: current,
      supported_versions: [current],
    })
    expect(await open('/api/4.0/versions')).toEqual(versions)
    expect((await open(stripped(versions.current_version.swagger_url))).swagger).toBe('2.0')
  })

  it.each(['/api/4.0', '/api/attrium/1.0'])(
    'the document of %s names the path in its servers, and operations are there',
    async (prefix) => {
      const { servers, paths } = await open(`${prefix}/openapi.json`)
      expect(servers).toEqual([{ url: `${publicUrl}${prefix}` }])
      const [path] = Object.keys(paths)
      const asked = stripped(`${servers[0].url}${path}`)
      const { status } = await behind.stranger('GET', asked, undefined, outside)
      expect([asked, [200, 401, 405].includes(status)]).toEqual([asked, true])
    },
  )

  it('swagger.json says where the API is, as the Ruby SDK reads it', async () => {
    const { schemes, host, basePath } = await open('/api/4.0/swagger.json')
    expect(`${schemes}://${host}${basePath}`).toBe(`${publicUrl}/api/4.0`)
  })

  it('links to set up an account and to reset a password begin with it', async () => {
    const { json: user } = await behind.api('POST', '/users', {})
    const path = `/users/${user.id}/credentials_email`
    await behind.api('POST', path, { email: 'linked@example.com' })
    // Only a credential that is disabled gets a link to set up an account; no operation disables one.
    const disable = sql`update credentials_email set is_disabled = true where user_id = ${user.id}`
    await change(behind, [raw(disable)])
    for (const operation of ['password_reset', 'send_password_reset']) {
      const { status, json } = await behind.api('POST', `${path}/${operation}`)
      expect([operation, status]).toEqual([operation, 200])
      expect(json.password_reset_url).toMatch(new RegExp(`^${publicUrl}/setup#token=[^/]+$`))
      expect(json.account_setup_url).toMatch(new RegExp(`^${publicUrl}/setup#token=[^/]+$`))
      expect(json).toMatchObject({
        url: `${publicUrl}/api/4.0${path}`,
        user_url: `${publicUrl}/api/4.0/users/${user.id}`,
      })
      expect((await behind.api('GET', path)).json).toEqual(json)
    }
  })
})

/** A request line with a scheme and a host before the path, as proxies receive them. */
function asProxiesAre({ url, token }: TestServer, target: string): Promise<IncomingMessage> {
  const { hostname, port } = new URL(url)
  const headers = { authorization: `token ${token}` }
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path: target, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer))
    })
    call.once('error', reject).end()
  })
}
