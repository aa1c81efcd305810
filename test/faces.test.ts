// The page of the APIs lists what is served, and each face has its own formats.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attriumApi, demoApi } from '../src/attrium-routes.ts'
import { CallRefused } from '../src/client/answers.ts'
import { attriumClient, lookerClient, signedIn, tokenFor } from '../src/client/client.ts'
import { type Demo, startDemo } from '../src/demo/start-demo.ts'
import { attriumTable, permissionTable } from '../src/domain/permissions.ts'
import { webTable } from '../src/domain/web-permissions.ts'
import { looker } from '../src/faces/looker.ts'
import { objectBody } from '../src/http/body.ts'
import type { Parameters } from '../src/http/query.ts'
import { shape, text } from '../src/http/schema.ts'
import type { Log } from '../src/log.ts'
import { lookerApi } from '../src/routes.ts'
import { readSettings } from '../src/settings.ts'
import { webApi } from '../src/web-routes.ts'
import { appOf } from './support/app-of.ts'
import { repository } from './support/repository.ts'
import { startServer } from './support/server.ts'

let demo: Demo
beforeAll(async () => {
  const settings = readSettings({ port: '0', logLevel: 'silent' }, {})
  demo = await startDemo(settings, { ephemeral: true })
})
afterAll(() => demo.stop())

interface Document {
  readonly openapi: string
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Record<string, Record<string, { readonly operationId: string }>>
}

async function documentAt(address: string): Promise<Document> {
  const answer = await fetch(demo.url + address)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Document
}

/** The lines of one list of the page, as written. */
function page(list: string): string[] {
  const written = ['src/routes.ts', 'src/attrium-routes.ts', 'src/web-routes.ts']
    .map((file) => readFileSync(join(repository, file), 'utf8'))
    .join('\n')
  const [, lines = ''] = new RegExp(`const ${list} = \\[\\n([\\s\\S]*?)\\n\\]`).exec(written) ?? []
  return lines.split('\n').map((line) => {
    const [, method, path, who] = /^ {2}at\('(\w+)', +'(\S+)', +'([^']+)', \w+\),$/.exec(line) ?? []
    return `${method} ${path} ${who}`
  })
}

/** The operations that a document serves, in the words of the permission table. */
const served = (
  { paths }: Document,
  table: Readonly<Record<string, { readonly who: readonly string[] }>>,
) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { operationId }]) =>
        `${method.toUpperCase()} ${path} ${table[operationId]?.who.join(' or ')}`,
    ),
  )

describe('the page of an API', () => {
  it.each([
    [['lookerRoutes'], '/api/4.0/openapi.json', permissionTable, lookerApi],
    [['attriumRoutes', 'demoRoutes'], '/api/attrium/1.0/openapi.json', attriumTable, demoApi],
    [['webRoutes'], '/web/openapi.json', webTable, webApi],
  ] as const)('is what is served: %s', async (lists, address, table, { face, routes }) => {
    const document = await documentAt(address)
    expect(lists.flatMap(page).sort()).toEqual(served(document, table).sort())
    expect(document.servers).toEqual([{ url: demo.url + face.prefix }])
    for (const { method, path } of routes) {
      const url = face.prefix + path.replace(/\{(\w+)\}/g, ':$1')
      expect([method, url, demo.app.hasRoute({ method, url })]).toEqual([method, url, true])
    }
  })

  it('of Attrium is served by every server, without what only a demo has', async () => {
    const server = await startServer()
    const { json } = await server.stranger('GET', '/api/attrium/1.0/openapi.json', undefined, {
      base: '',
    })
    await server.stop()
    expect(page('attriumRoutes').sort()).toEqual(served(json, attriumTable).sort())
    expect([json.openapi, attriumApi.routes.length < demoApi.routes.length]).toEqual([
      '3.1.0',
      true,
    ])
  })
})

describe('an empty parameter of the Attrium API', () => {
  const asked = attriumApi.routes.flatMap(({ path, query = {}, method }) =>
    Object.entries(query as Parameters).flatMap(([name, { mayBeEmpty }]) =>
      method === 'GET' && mayBeEmpty !== true ? [[path.replace(/\{\w+\}/, '1'), name]] : [],
    ),
  )

  it.each(asked)('of %s is refused: %s', async (path, name) => {
    const headers = { authorization: `Bearer ${await tokenFor(demo.url, demo.key)}` }
    const answer = await fetch(`${demo.url}/api/attrium/1.0${path}?${name}=`, { headers })
    const { message } = (await answer.json()) as { message: string }
    const sentence = `${name} must not be empty; leave it out instead.`
    expect([answer.status, message]).toEqual([400, sentence])
  })
})

describe('a face', () => {
  it('lets in whoever has a token of the other, and names its own document in errors', async () => {
    const token = await tokenFor(demo.url, demo.key)
    expect((await attriumClient(demo.url, token)('POST /reset')).status).toBe(204)
    const refused = async (address: string) => {
      const answer = await fetch(demo.url + address, { method: 'POST' })
      return [answer.status, ((await answer.json()) as Record<string, string>)['documentation_url']]
    }
    const document = `${demo.url}/api/attrium/1.0/openapi.json`
    expect(await refused('/api/attrium/1.0/reset')).toEqual([401, document])
    expect(await refused('/api/attrium/1.0/nothing')).toEqual([404, document])
    expect(await refused('/api/attrium/1.0/openapi.json')).toEqual([405, document])
    expect(await refused('/api/4.0/users')).toEqual([401, 'http://docs.looker.com/'])
    expect(await refused('/elsewhere')).toEqual([404, 'http://docs.looker.com/'])
  })

  it('has errors, answers and labels of bodies as it says, and nobody else has them', async () => {
    const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }
    const Thing = shape('Thing', 'A thing.', { id: text('Its id.') })
    const doing = {
      method: 'POST',
      body: objectBody(Thing, { optional: true }),
      replies: { 200: Thing },
      handle: ({ body }: { body: { id?: string } }) => ({ id: body.id ?? 'none' }),
    }
    const scim = 'application/scim+json; charset=utf-8'
    const face = {
      ...looker,
      prefix: '/scim/v2',
      notFound: {},
      contentTypes: { bodies: ['application/scim+json'], answers: scim },
      errors: () => ({
        refusal: ({ status, message }: { status: number; message: string }) => ({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          status: `${status}`,
          detail: message,
        }),
        failure: () => ({ status: '500' }),
      }),
    }
    const app = appOf(doing, silent, face)
    const post = (label: string | undefined, payload = '{"id":"7"}') =>
      app.inject({
        method: 'POST',
        url: '/scim/v2/thing',
        payload,
        ...(label === undefined ? {} : { headers: { 'Content-Type': label } }),
      })
    const taken = await post('application/scim+json; charset=utf-8')
    expect([taken.statusCode, taken.json(), taken.headers['content-type']]).toEqual([
      200,
      { id: '7' },
      scim,
    ])
    expect((await post(undefined)).statusCode).toBe(200)
    const refused = await post('text/plain')
    expect([refused.statusCode, refused.json(), refused.headers['content-type']]).toEqual([
      415,
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '415',
        detail:
          'The body must be application/scim+json; say so in Content-Type, or leave that out.',
      },
      scim,
    ])
    expect((await post('application/scim+json', '{')).json()).toMatchObject({ status: '400' })
  })
})

describe('the client', () => {
  it('has the types of the routes, and nothing that they have not', async () => {
    const call = await signedIn(demo.url, demo.key)
    const { status, body } = await call('GET /users/{user_id}', { path: { user_id: '2' } })
    const ok: 200 = status
    const id: string = body.id
    expect([ok, id]).toEqual([200, '2'])
    const { body: brief } = await call('GET /users', { query: { fields: 'id', ids: ['1', '2'] } })
    // @ts-expect-error -- with `fields` any key may be missing
    const first: string = brief[0]?.id
    expect([first, brief.length]).toEqual(['1', 2])
    const wrong = [
      // @ts-expect-error -- there is no such operation
      () => call('GET /people'),
      // @ts-expect-error -- its path has an id
      () => call('GET /users/{user_id}'),
      // @ts-expect-error -- a name is no number
      () => call('POST /users', { body: { first_name: 5 } }),
      // @ts-expect-error -- there is no such parameter
      () => call('GET /user', { query: { colour: 'red' } }),
    ]
    expect(wrong.length).toBe(4)
  })

  it('throws what a server refuses, with its status and its words', async () => {
    const refused = lookerClient(demo.url)('GET /user')
    await expect(refused).rejects.toBeInstanceOf(CallRefused)
    await expect(refused).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('Requires authentication.'),
    })
  })
})
