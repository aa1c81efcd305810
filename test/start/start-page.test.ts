// The page at `/`: who gets it, that its links work and that it loads nothing from other sites.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../support/repository.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const get = (path: string) => server.stranger('GET', path, undefined, { base: '' })
const file = (...path: string[]) => readFileSync(join(repository, ...path), 'utf8')
const guides = readdirSync(join(repository, 'docs', 'guides'))

describe('the page at /', () => {
  it('names the version and is for everybody, with strict headers', async () => {
    const { status, headers, text } = await get('/')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(text).toContain(`Attrium <small>${JSON.parse(file('package.json')).version}</small>`)
    expect(text).not.toContain('{{')
  })

  it('leads to the API, the health and every guide, all of them here', async () => {
    const { text } = await get('/')
    const addresses = [...text.matchAll(/(?:href|src)="(?!data:)([^"]*)"/g)].map(([, it]) => it)
    expect(addresses).toEqual([
      '/start-page.css',
      '/api-docs',
      '/api/4.0/openapi.json',
      '/versions',
      '/availability',
      ...guides.sort().map((name) => `/guides/${name}`),
    ])
    for (const address of addresses) expect((await get(address ?? '')).status).toBe(200)
  })

  it('loads nothing from elsewhere and has no script', async () => {
    const sources = [(await get('/')).text, (await get('/start-page.css')).text]
    for (const source of sources) {
      expect(source).not.toMatch(/https?:|url\(|@import|<script|\son\w+=|\sstyle=/)
    }
  })
})

describe('a guide', () => {
  it.each(guides)('%s is shown as it is written, under its heading', async (name) => {
    const { headers, text } = await get(`/guides/${name}`)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(text).toBe(file('docs', 'guides', name))
    const title = text.slice(2, text.indexOf('\n'))
    expect((await get('/')).text).toContain(`<a href="/guides/${name}">${title}</a>`)
  })

  it.each(['../reference/cli.md', '..%2freference%2fcli%2emd', 'nonsense'])(
    '%s is none',
    async (name) => {
      expect((await get(`/guides/${name}`)).status).toBe(404)
    },
  )
})
