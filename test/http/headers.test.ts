// The headers of every answer, and the parts of a request that may come back (D-08, T-23, T-24).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Parameter } from '../../src/http/query.ts'
import { routes } from '../../src/routes.ts'
import { type Answer, startServer, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'
import { payloads, sendRaw } from './hostile/broken-http.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const guarding = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}
const outside = { base: '', unchecked: true }

describe('every answer', () => {
  const asked: [string, () => Promise<Answer>][] = [
    ['a list', () => server.api('GET', '/user_attributes')],
    ['the list of values', () => server.api('GET', '/users/1/attribute_values')],
    [
      'a deletion',
      async () => {
        const { id } = await anAttribute(server)
        return server.api('DELETE', `/user_attributes/${id}`)
      },
    ],
    ['a refusal', () => server.stranger('GET', '/user_attributes')],
    ['an unknown address', () => server.api('GET', '/nonsense', undefined, outside)],
    ['an address that cannot be decoded', () => server.api('GET', '/%zz', undefined, outside)],
    ['a wrong method', () => server.api('PUT', '/user_attributes')],
    ['a body that is too large', () => server.api('POST', '/user_attributes', 'x'.repeat(600_000))],
    ['a token', () => server.api('POST', '/login/1')],
    ['a health check', () => server.api('GET', '/readyz', undefined, outside)],
    ['the specification', () => server.stranger('GET', '/swagger.json')],
  ]

  it.each(asked)('is not kept, guessed at, run or framed: %s', async (_, ask) => {
    const { headers } = await ask()
    expect(headers).toMatchObject(guarding)
    expect(headers['x-request-id']).toMatch(/^\w+-\w+$/)
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('x-powered-by')
  })

  it('to what is no HTTP says so too', async () => {
    const { text } = await sendRaw(server.url, payloads['no version'] ?? '', 5000)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    for (const [name, value] of Object.entries(guarding))
      expect(text).toContain(`${name}: ${value}\r\n`)
  })

  it('that is a page keeps the headers of pages', async () => {
    const { headers } = await server.stranger('GET', '/api-docs', undefined, outside)
    expect(headers['content-security-policy']).toContain("script-src 'self'")
  })
})

describe('a request id', () => {
  const idFor = async (given: string) =>
    (await server.stranger('GET', '/versions', undefined, { headers: { 'x-request-id': given } }))
      .headers['x-request-id']

  it.each([
    '3f1c9a52-7b2e-4c55-9d0a-2b1f7e6a9c01',
    'Root=1-67891233-abcdef012345678912345678',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '7',
  ])('of the caller is answered back: %s', async (given) => {
    expect(await idFor(given)).toBe(given)
  })

  it.each([
    'someone@x.example',
    'https://x.example/secret',
    `lkt_${'a'.repeat(49)}`,
    'two words',
    'a,b',
    '"quoted"',
    '{}',
    'x'.repeat(65),
    'tab\there',
    'é',
  ])('that could be anything else is replaced: %s', async (given) => {
    expect(await idFor(given)).toMatch(/^\w+-\w+$/)
  })

  it('of ours is never the same twice', async () => {
    const seen = new Set<unknown>()
    for (let count = 0; count < 50; count++) seen.add(await idFor(''))
    expect(seen.size).toBe(50)
  })
})

describe('what was sent', () => {
  it('changes neither the number nor the names of the headers of the answer', async () => {
    const { id } = await anAttribute(server)
    const names = async (value: string) => {
      const path = `/users/1/attribute_values/${id}`
      const headers = { authorization: `token ${server.token}`, 'x-request-id': 'same' }
      const set = await server.api('PATCH', path, { value }, { headers })
      expect(set.status).toBe(200)
      return Object.keys(set.headers)
    }
    const plain = await names('plain')
    for (const odd of ['a\r\nX-Injected: 1', '\u001b[31m', '\u2028', '\r\n\r\nHTTP/1.1 200 OK']) {
      expect(await names(odd)).toEqual(plain)
    }
  })
})

describe('a parameter that has one value', () => {
  const bodyOf = (body: { schema: object } | undefined) =>
    body && ('items' in body.schema ? '[]' : '{}')
  const scalars = routes.flatMap((route) =>
    Object.entries((route.query ?? {}) as Record<string, Parameter<unknown>>)
      .filter(([, { joins }]) => joins !== true)
      .map(([name]) => ({ route, name, declared: route.fails.includes(400) })),
  )

  it('is refused when it is given twice, by every operation that declares a 400', async () => {
    const wrong: string[] = []
    for (const { route, name, declared } of scalars) {
      const path = route.path.replace(/\{\w+\}/g, '1')
      const twice = `${path}?${name}=1&${name}=1`
      const body = bodyOf(route.body)
      const { status, json } = await server.api(route.method, twice, body, { unchecked: true })
      const refused = status === 400 && json.message === `${name} must be given once.`
      if (declared && !refused) wrong.push(`${route.operation} ${name} ${status}`)
    }
    const asked = scalars.filter(({ declared }) => declared).length
    console.log(`figure T-24 scalars=${scalars.length} declared=${asked} wrong=${wrong.length}`)
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(100)
  })

  it('counts as absent when given twice where no 400 is declared', async () => {
    const twice = await server.api('GET', '/user?fields=id&fields=email')
    expect(twice.json).toEqual((await server.api('GET', '/user')).json)
  })

  it.each(['client_id', 'client_secret'])(
    'is refused twice in the form of a sign-in: %s',
    async (name) => {
      const form = `client_id=a&client_secret=b&${name}=c`
      const { status, json } = await server.stranger('POST', '/login', form)
      expect([status, json.message]).toEqual([
        400,
        'client_id and client_secret must be given once.',
      ])
    },
  )
})
