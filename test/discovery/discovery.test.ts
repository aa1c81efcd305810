// What the server says of itself: versions, the specification, its address (looker 11).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/routes.ts'
import { repository } from '../support/repository.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
const get = (path: string) => server.stranger('GET', path, undefined, { base: '' })

describe('the settings of the instance', () => {
  it('tell who has signed in the public address, asked for or not, and no other', async () => {
    const publicUrl = 'https://attributes.example/attrium'
    const behind = await startServer({ flags: { publicUrl } })
    const stranger = await behind.stranger('GET', '/setting')
    const answers = []
    for (const query of ['', '?fields=host_url', '?fields=marketplace_enabled']) {
      answers.push((await behind.api('GET', `/setting${query}`)).json)
    }
    await behind.stop()
    expect(stranger.status).toBe(401)
    expect(answers).toEqual([{ host_url: publicUrl }, { host_url: publicUrl }, {}])
    expect((await server.api('GET', '/setting')).json).toEqual({ host_url: server.url })
  })
})

it.each(['openapi.json', 'swagger.json'])(
  '%s declares 401 where a token is needed',
  async (file) => {
    const { paths } = (await get(`/api/4.0/${file}`)).json as {
      paths: Record<string, Record<string, { operationId: string; responses: object }>>
    }
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    const without = operations.filter(({ responses }) => !('401' in responses))
    expect(operations.length).toBeGreaterThan(80)
    const named = without.map(({ operationId }) => operationId)
    expect(named.sort()).toEqual(['api_spec', 'login', 'logout', 'versions'])
  },
)

describe('versions', () => {
  it('are told to everybody, with and without the version in the path (looker 11.1)', async () => {
    const { status, json } = await get('/versions')
    const current = {
      version: '4.0',
      full_version: '4.0.25.10',
      status: 'current',
      swagger_url: `${server.url}/api/4.0/swagger.json`,
    }
    expect(status).toBe(200)
    expect(json).toEqual({
      looker_release_version: expect.stringMatching(/^25\.10\.\d+$/),
      current_version: current,
      supported_versions: [current],
      api_server_url: server.url,
      web_server_url: server.url,
      attrium_version: version,
    })
    expect((await get('/api/4.0/versions')).json).toEqual(json)
    expect((await get(new URL(current.swagger_url).pathname)).status).toBe(200)
  })

  it('bring the asked fields only', async () => {
    const { json } = await get('/versions?fields=looker_release_version')
    expect(Object.keys(json)).toEqual(['looker_release_version'])
  })
})

describe('health', () => {
  it('at /alive is an empty 200 for everybody (looker 11.3)', async () => {
    const { status, text, headers } = await get('/alive')
    expect([status, text, headers['content-length']]).toEqual([200, '', '0'])
  })

  it.each(['/livez', '/readyz', '/availability'])(
    'at %s says how it is, to everybody',
    async (path) => {
      const { status, json } = await get(path)
      expect([status, json]).toEqual([200, { status: 'ok' }])
    },
  )
})

describe('the specification', () => {
  it.each(['openapi.json', 'swagger.json'])(
    'is %s at both addresses (looker 11.2)',
    async (name) => {
      const { status, json } = await get(`/api/4.0/api_spec/4.0/${name}`)
      expect(status).toBe(200)
      expect(json.info).toMatchObject({
        version: '4.0.25.10',
        'x-looker-release-version': '25.10.10',
      })
      expect((await get(`/api/4.0/${name}`)).json).toEqual(json)
    },
  )

  it.each(['3.1/openapi.json', '4.0/other.json', '4.0/constructor', '4.0/toString'])(
    'is not there as %s',
    async (path) => {
      expect((await get(`/api/4.0/api_spec/${path}`)).status).toBe(404)
    },
  )
})

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly type?: string
  readonly collectionFormat?: string
  readonly schema?: object
}
interface Operation {
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly responses: Readonly<Record<string, { readonly schema?: object }>>
}

describe('swagger.json', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document of an old dialect
  let document: any
  let operations: [path: string, method: string, operation: Operation][]
  beforeAll(async () => {
    document = (await get('/api/4.0/swagger.json')).json
    operations = Object.entries(
      document.paths as Record<string, Record<string, Operation>>,
    ).flatMap(([path, item]) =>
      Object.entries(item).map(([method, it]) => [path, method, it] as [string, string, Operation]),
    )
  })

  it('is Swagger 2.0 and says where the API is, as the Ruby SDK reads it', () => {
    const { swagger, host, basePath, schemes } = document
    expect(swagger).toBe('2.0')
    expect(`${schemes[0]}://${host}${basePath}`).toBe(`${server.url}/api/4.0`)
  })

  it('has every operation, with a body where one is sent', () => {
    const found = operations.map(([path, method, { operationId, parameters, responses }]) => [
      ...[operationId, method.toUpperCase(), path, Object.keys(responses).sort().join()],
      parameters.some((it) => it.in === 'body' || it.in === 'formData'),
    ])
    const expected = routes.map(({ operation, method, path, body, fails, replies, ...route }) => {
      const needsToken = !route.access.open && route.strangers !== 'not_found'
      const answered = Object.keys(replies).map(Number)
      const statuses = [...answered, ...fails, ...(needsToken ? [401] : [])]
      return [operation, method, path, statuses.sort().join(), body !== undefined]
    })
    expect(found.sort()).toEqual(expected.sort())
  })

  it('gives lists as csv and types to everything outside the body', () => {
    const outside = operations
      .flatMap(([, , { parameters }]) => parameters)
      .filter((parameter) => parameter.in !== 'body')
    expect(
      outside.filter(({ type, schema }) => type === undefined || schema !== undefined),
    ).toEqual([])
    const lists = outside.filter(({ type }) => type === 'array')
    expect(lists.length).toBeGreaterThan(3)
    expect(lists.filter(({ collectionFormat }) => collectionFormat !== 'csv')).toEqual([])
  })

  it('refers to definitions that are there, in no word of OpenAPI 3', () => {
    const text = JSON.stringify(document)
    const referred = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, to = '']) => to)
    const known = Object.keys(document.definitions).map((name) => `#/definitions/${name}`)
    expect(referred.filter((to) => !known.includes(to))).toEqual([])
    expect(text).not.toMatch(/"(nullable|deprecated|requestBody|components|explode|content)":/)
    expect(document.definitions.User.properties.first_name).toMatchObject({
      type: 'string',
      'x-looker-nullable': true,
    })
  })
})
