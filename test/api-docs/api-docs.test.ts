// The page to read and try the API: who gets it, that it loads nothing from other sites, and the server that it calls.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../support/repository.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const get = (path: string, headers?: Record<string, string>) =>
  server.stranger('GET', path, undefined, { base: '', ...(headers && { headers }) })
const ours = 'assets/api-docs'
const swaggerUi = 'node_modules/swagger-ui-dist'
const file = (path: string) => readFileSync(join(repository, path), 'utf8')

const html = 'text/html; charset=utf-8'
const script = 'text/javascript; charset=utf-8'
const files = [
  ['/api-docs', html, `${ours}/index.html`],
  ['/api-docs/', html, `${ours}/index.html`],
  ['/api-docs/swagger-initializer.js', script, `${ours}/swagger-initializer.js`],
  ['/api-docs/swagger-ui-bundle.js', script, `${swaggerUi}/swagger-ui-bundle.js`],
  ['/api-docs/swagger-ui.css', 'text/css; charset=utf-8', `${swaggerUi}/swagger-ui.css`],
  ['/api-docs/favicon-16x16.png', 'image/png', `${swaggerUi}/favicon-16x16.png`],
  ['/api-docs/favicon-32x32.png', 'image/png', `${swaggerUi}/favicon-32x32.png`],
] as const

describe('the page of the API', () => {
  it.each(files)('answers %s to strangers, with strict headers', async (path, type, name) => {
    const { status, headers, text } = await get(path, { origin: 'https://elsewhere.example' })
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': type,
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    expect(text === file(name)).toBe(true)
    const head = await server.stranger('HEAD', path, undefined, { base: '' })
    expect(head.status).toBe(200)
  })

  it.each(files)('sends %s again only to who holds another one', async (path) => {
    const { etag } = (await get(path)).headers
    expect(etag).toMatch(/^"[\w-]{43}"$/)
    for (const held of [`${etag}`, `W/${etag}`, `"other", ${etag}`]) {
      const { status, headers, text } = await get(path, { 'if-none-match': held })
      expect([status, headers['etag'], text]).toEqual([304, etag, ''])
    }
    expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('answers no other file, of the package neither', async () => {
    const others = ['other.js', 'package.json', 'index.js', 'swagger-ui-bundle.js.map']
    for (const name of [...others, 'swagger-ui-standalone-preset.js', '..%2f..%2fpackage.json']) {
      expect((await get(`/api-docs/${name}`)).status).toBe(404)
    }
  })

  it('loads only addresses that this server answers', async () => {
    const addresses = [...file(`${ours}/index.html`).matchAll(/(?:src|href)="([^"]*)"/g)].map(
      ([, it]) => it ?? '',
    )
    expect(addresses).toHaveLength(7)
    for (const address of addresses) expect((await get(address)).status).toBe(200)
  })

  it('names nothing from elsewhere', () => {
    for (const name of ['index.html', 'swagger-initializer.js']) {
      expect(file(`${ours}/${name}`)).not.toMatch(
        /https?:|url\(|@import|<script>|\son\w+=|\sstyle=/,
      )
    }
    const style = file(`${swaggerUi}/swagger-ui.css`)
    expect(style).toMatch(/url\("?data:/)
    expect(style).not.toMatch(/url\((?!"?data:)|@import/)
  })
})

/** The options that the page gives to Swagger UI, the tokens it signs in with, and its questions to the reader. */
function startedPage(origin: string, agreed = true) {
  const tokens: unknown[] = []
  const questions: string[] = []
  // biome-ignore lint/suspicious/noExplicitAny: the page is no TypeScript
  let options: any
  const SwaggerUIBundle = (given: unknown) => {
    options = given
    return {
      preauthorizeApiKey: (...token: unknown[]) => tokens.push(token),
      specActions: {
        updateUrl: (url: string) => asked.push(`at ${url}`),
        download: (url: string) => asked.push(`get ${url}`),
      },
    }
  }
  const asked: string[] = []
  const buttons = [...file(`${ours}/index.html`).matchAll(/<button type="button" value="(.+?)"/g)]
  const clicks = new Map<string, () => void>()
  runInNewContext(file(`${ours}/swagger-initializer.js`), {
    SwaggerUIBundle,
    document: {
      querySelectorAll: () =>
        buttons.map(([, value = '']) => ({
          value,
          addEventListener: (_: string, click: () => void) => clicks.set(value, click),
        })),
    },
    URL,
    location: { origin },
    confirm: (question: string) => {
      questions.push(question)
      return agreed
    },
  })
  return { options, tokens, questions, clicks, asked }
}

describe('the script that starts Swagger UI', () => {
  it('shows our own document, and nobody judges it elsewhere', async () => {
    const { options } = startedPage(server.url)
    expect(options.validatorUrl).toBeNull()
    expect((await get(options.url)).json.openapi).toBe('3.0.0')
  })

  it('changes to the other document and back, and starts nothing anew', async () => {
    const { clicks, asked } = startedPage(server.url)
    const versions = []
    for (const [url, click] of clicks) {
      click()
      versions.push((await get(url)).json.openapi)
    }
    const [looker, attrium] = ['/api/4.0/openapi.json', '/api/attrium/1.0/openapi.json']
    expect(asked).toEqual([looker, attrium].flatMap((url) => [`at ${url}`, `get ${url}`]))
    expect(versions).toEqual(['3.0.0', '3.1.0'])
  })

  it('asks the address that the page came from, whatever the document says', () => {
    const { options } = startedPage('http://localhost:19999')
    const asked = (url: string) => options.requestInterceptor({ url, method: 'GET' })
    expect(asked('https://attrium.example/api/4.0/users/2?fields=id')).toEqual({
      url: 'http://localhost:19999/api/4.0/users/2?fields=id',
      method: 'GET',
    })
    expect(asked(options.url).url).toBe('http://localhost:19999/api/4.0/openapi.json')
  })

  it('goes on with the token of who signs in, under the name that the document has for it', async () => {
    const { options, tokens } = startedPage(server.url)
    const answers = [
      { ok: false, url: `${server.url}/api/4.0/login`, obj: { message: 'Not found' } },
      { ok: true, url: `${server.url}/api/4.0/login/2`, obj: { access_token: 'of another' } },
      { ok: true, url: `${server.url}/api/4.0/login?client_id=x`, obj: { access_token: 'mine' } },
    ]
    for (const answer of answers) expect(options.responseInterceptor(answer)).toBe(answer)
    expect(tokens).toEqual([['token', 'mine']])
    const { json } = await get('/api/4.0/openapi.json')
    expect(json.components.securitySchemes['token'].scheme).toBe('bearer')
    expect(json.paths['/login'].post.operationId).toBe('login')
  })

  it('shows login with its form alone, and everything else as the document has it', async () => {
    const { options } = startedPage(server.url)
    const { text, json } = await get('/api/4.0/openapi.json')
    const answer = { ok: true, url: `${server.url}/api/4.0/openapi.json`, text }
    const shown = JSON.parse(options.responseInterceptor(answer).text)
    const { post } = json.paths['/login']
    expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'client_id',
      'client_secret',
    ])
    expect(post.requestBody.content).toHaveProperty(['application/x-www-form-urlencoded'])
    post.parameters = []
    expect(shown).toEqual(json)
  })

  const asking = [
    ['GET', '/users/2', false],
    ['POST', '/login', false],
    ['PATCH', '/users/2/attribute_values/14', false],
    ['POST', '/users', false],
    ['DELETE', '/logout', false],
    ['DELETE', '/users/25', true],
    ['PUT', '/roles/5/users', true],
    ['POST', '/user_attributes/22/group_values', true],
    ['POST', '/reset', true],
  ] as const

  it.each(asking)('%s %s is asked about: %s', async (method, path, asks) => {
    const agreeing = startedPage(server.url)
    const request = { url: `${server.url}/api/4.0${path}`, method }
    expect(agreeing.options.requestInterceptor({ ...request })).toEqual(request)
    expect(agreeing.questions).toHaveLength(asks ? 1 : 0)

    const refusing = startedPage(server.url, false)
    const { userFetch } = refusing.options.requestInterceptor({ ...request })
    if (asks) await expect(userFetch()).rejects.toThrow('Not sent')
    else expect(userFetch).toBeUndefined()
  })
})

describe('the package of Swagger UI', () => {
  it('is installed without telling anybody, here and where Attrium is a dependency', () => {
    const { allowScripts, dependencies } = JSON.parse(file('package.json'))
    expect(allowScripts['@scarf/scarf']).toBe(false)
    expect(dependencies).not.toHaveProperty('swagger-ui-dist')
  })
})
