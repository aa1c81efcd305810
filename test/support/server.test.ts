// Tests of the test server itself, and of its check of answers, which must be able to fail.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OfficialSpecification } from './official-spec.ts'
import { engine, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

describe('the test server', () => {
  it('signs the administrator in with the key of looker.ini', async () => {
    const { status, json } = await server.api('GET', '/user_attributes')
    expect(status).toBe(200)
    expect(json).toHaveLength(13)
  })

  it('keeps its data in the engine that the run is for', () => {
    const hasFile = existsSync(join(server.directory, 'attrium.db'))
    expect(hasFile).toBe(engine === 'SQLite')
  })

  it('refuses a stranger', async () => {
    const { status } = await server.stranger('GET', '/user_attributes')
    expect(status).toBe(401)
  })
})

const document = {
  paths: {
    '/things/{thing_id}': {
      get: {
        operationId: 'thing',
        responses: {
          200: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          204: {},
          404: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        properties: { id: { type: 'string' }, note: { type: 'string', nullable: true } },
        required: ['id'],
      },
      Error: {
        type: 'object',
        properties: { message: { type: 'string' }, documentation_url: { type: 'string' } },
        required: ['message', 'documentation_url'],
      },
    },
  },
}

describe('the check of answers', () => {
  const specification = new OfficialSpecification(document)
  const problems = (status: number, body: unknown, more = {}) =>
    specification.problems({
      method: 'GET',
      path: '/things/1',
      selected: false,
      status,
      text: body === undefined ? '' : JSON.stringify(body),
      ...more,
    })
  const error = { message: 'Not found', documentation_url: 'x' }

  it('passes what is declared', () => {
    expect(problems(200, { id: '1', note: null })).toEqual([])
    expect(problems(404, error)).toEqual([])
    expect(problems(401, error)).toEqual([])
    expect(problems(204, undefined)).toEqual([])
    expect(problems(200, {}, { selected: true })).toEqual([])
  })

  it.each([
    ['a key that is not declared', 200, { id: '1', extra: true }],
    ['a value of another type', 200, { id: 1 }],
    ['null where it is not declared', 200, { id: null }],
    ['a missing key', 200, {}],
    ['an undeclared status', 500, error],
    ['an error without a documentation_url', 404, { message: 'Not found' }],
    ['a 204 with a body', 204, {}],
    ['no JSON', 200, undefined],
  ])('fails on %s', (_, status, body) => {
    expect(problems(status, body)).not.toEqual([])
  })

  it('knows unknown paths from wrong methods', () => {
    expect(problems(404, error, { path: '/other' })).toEqual([])
    expect(problems(405, error, { method: 'POST' })).toEqual([])
    expect(problems(404, error, { method: 'POST' })).not.toEqual([])
  })
})
