// How the pages of the application are served: to whom, from which addresses, with which headers, and how large.
import { existsSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstLoad } from '../../tools/first-load.ts'
import { repository } from '../support/repository.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

interface Got {
  readonly status: number | undefined
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
}

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    const sent = request(server.url + path, { headers, method }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })

/** What a browser sends when somebody opens an address. */
const opens = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const page = '<div id="root">'

describe('an address that a browser opens', () => {
  it.each([
    '/',
    '/attributes',
    '/attributes/region/groups',
    '/users/7?show=region',
    '/no/such/page',
  ])('%s is the page of the application, which is never stored', async (path) => {
    const { status, headers, body } = await get(path, opens)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-store')
    expect(body.toString()).toContain(page)
  })

  it('gets a policy that allows nothing but files of this server', async () => {
    const { headers } = await get('/attributes', opens)
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
        "trusted-types 'none'",
    )
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
  })

  it.each([
    '/api/4.0/nothing',
    '/api/attrium/1.0/nothing',
    '/api',
    '/web/nothing',
    '/assets/nothing.js',
    '/guides/nothing',
    '/metrics',
  ])('%s is none of the application', async (path) => {
    const { status, body } = await get(path, opens)
    expect(status).toBe(404)
    expect(body.toString()).not.toContain(page)
  })

  it('leaves to programs what is theirs', async () => {
    expect((await get('/attributes', { accept: 'application/json' })).status).toBe(404)
    expect((await get('/attributes')).status).toBe(404)
    expect((await get('/attributes', opens, 'POST')).status).toBe(404)
    expect((await get('/')).body.toString()).toContain('/api-docs')
    expect((await get('/availability', opens)).status).toBe(200)
    expect((await get('/api-docs', opens)).body.toString()).not.toContain(page)
  })
})

describe('what the page loads', () => {
  const loadedBy = async (path: string) => {
    const html = (await get(path, opens)).body.toString()
    return [...html.matchAll(/(?:src|href)="([^"]*)"/g)].flatMap(([, address = '']) =>
      address.startsWith('data:') ? [] : [new URL(address, `http://proxy/a/b${path}`)],
    )
  }

  it.each(['/', '/attributes', '/attributes/', '/attributes/region/groups'])(
    'is found from %s, also behind a proxy that puts a path before it',
    async (path) => {
      const addresses = await loadedBy(path)
      expect(addresses.length).toBeGreaterThan(1)
      for (const { pathname } of addresses) {
        expect(pathname).toMatch(/^\/a\/b\/assets\//)
        expect((await get(pathname.replace('/a/b', ''))).status).toBe(200)
      }
    },
  )

  it('is kept for good by browsers, and compressed for those that can read it', async () => {
    const script = (await loadedBy('/')).find(({ pathname }) => pathname.endsWith('.js'))
    const path = script?.pathname.replace('/a/b', '') ?? ''
    const plain = await get(path)
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(plain.headers['content-encoding']).toBeUndefined()
    const brotli = await get(path, { 'accept-encoding': 'gzip, deflate, br, zstd' })
    expect([brotli.headers['content-encoding'], brotli.headers['vary']]).toEqual([
      'br',
      'accept-encoding',
    ])
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body)
    const gzip = await get(path, { 'accept-encoding': 'br;q=0, gzip' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.body)).toEqual(plain.body)
  })

  it('is compressed in one form at least, however small the file', async () => {
    const assets = join(repository, 'dist', 'web', 'assets')
    for (const name of readdirSync(assets).filter((it) => it.endsWith('.js'))) {
      const { headers } = await get(`/assets/${name}`, { 'accept-encoding': 'gzip, br' })
      const hasBrotli = existsSync(join(assets, `${name}.br`))
      expect(headers['content-encoding']).toBe(hasBrotli ? 'br' : 'gzip')
    }
  })

  it('is at most 250 kB of compressed script for the first page', () => {
    const { gzip, brotli } = firstLoad(join(repository, 'dist', 'web'))
    expect(gzip).toBeLessThan(250_000)
    expect(brotli).toBeLessThan(gzip)
    expect(brotli).toBeGreaterThan(50_000)
  })
})
