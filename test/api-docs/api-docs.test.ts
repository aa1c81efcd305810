// The page to read and try the API: who gets it, and that it can load and run nothing from elsewhere.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../repository.ts'
import { startServer, type TestServer } from '../server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const get = (path: string, method = 'GET') => server.stranger(method, path, undefined, { base: '' })
const file = (name: string) => readFileSync(join(repository, 'assets', 'api-docs', name), 'utf8')

describe('the page of the API', () => {
  it.each([
    ['/api-docs', 'text/html; charset=utf-8', 'index.html'],
    ['/api-docs/', 'text/html; charset=utf-8', 'index.html'],
    ['/api-docs/page.js', 'text/javascript; charset=utf-8', 'page.js'],
    ['/api-docs/page.css', 'text/css; charset=utf-8', 'page.css'],
  ])('answers %s to strangers, with strict headers', async (path, type, name) => {
    const { status, headers, text } = await get(path)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe(type)
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(text).toBe(file(name))
    expect((await get(path, 'HEAD')).status).toBe(200)
  })

  it('answers no other file', async () => {
    for (const path of ['/api-docs/other.js', '/api-docs/..%2f..%2fpackage.json']) {
      expect((await get(path)).status).toBe(404)
    }
  })

  it('loads only addresses that this server answers', async () => {
    const addresses = [...file('index.html').matchAll(/(?:src|href)="([^"]*)"/g)].map(
      ([, it]) => it,
    )
    expect(addresses).toEqual(['/api-docs/page.css', '/api-docs/page.js', '/api/4.0/openapi.json'])
    for (const address of addresses) expect((await get(address ?? '')).status).toBe(200)
  })

  it('sets everything as text and names nothing from elsewhere', () => {
    const script = file('page.js')
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/)
    for (const name of ['index.html', 'page.js', 'page.css']) {
      expect(file(name)).not.toMatch(/https?:|url\(|@import|<script>|\son\w+=|\sstyle=/)
    }
  })
})
