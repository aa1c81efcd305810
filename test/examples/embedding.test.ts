// The examples of embedding: their tokens are what the products verify, and nobody without a tenant gets one.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { jwtVerify, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { repository } from '../support/repository.ts'
import { startServer, type TestServer } from '../support/server.ts'

const run = promisify(execFile)
const example = (name: string) => join(repository, 'examples/embedding', name)
const secret = 'a-secret-of-the-test-with-32-bytes'
const bytes = new TextEncoder().encode(secret)
const others = new TextEncoder().encode('another-secret-of-at-least-32-bytes')
const hs256 = { algorithms: ['HS256'] }
const now = () => Math.round(Date.now() / 1000)

let server: TestServer
let env: Record<string, string | undefined>
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
  const key = await keyOfTheApplication()
  env = {
    PATH: process.env['PATH'],
    LOOKERSDK_BASE_URL: server.url,
    LOOKERSDK_CLIENT_ID: key.client_id,
    LOOKERSDK_CLIENT_SECRET: key.client_secret,
    METABASE_SITE_URL: 'https://metabase.example',
    METABASE_SECRET_KEY: secret,
    GUEST_TOKEN_JWT_SECRET: secret,
    GUEST_TOKEN_JWT_AUDIENCE: 'superset',
    APP_SECRET: secret,
    CUBEJS_API_SECRET: secret,
  }
})
afterAll(() => server.stop())

/** The key that the guide says to give to an application. */
async function keyOfTheApplication(): Promise<{ client_id: string; client_secret: string }> {
  const made = async (path: string, body: object = {}) =>
    (await server.api('POST', path, body)).json
  const permissions = ['manage_user_attributes', 'see_users']
  const { id: permission_set_id } = await made('/permission_sets', { name: 'app', permissions })
  const { id: model_set_id } = await made('/model_sets', { name: 'none', models: [] })
  const { id: role } = await made('/roles', { name: 'app', permission_set_id, model_set_id })
  const { id: user } = await made('/users', { first_name: 'The shop' })
  await server.api('PUT', `/users/${user}/roles`, [role])
  return made(`/users/${user}/credentials_api3`)
}

const printedBy = async (name: string, user: string) =>
  (await run(process.execPath, [example(name), user, '7'], { env })).stdout.trim()

/** A session of the application, as its own sign-in makes it. */
const session = (email: string, key = bytes) =>
  new SignJWT({ email }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('5m').sign(key)

describe('a signed embed of Metabase', () => {
  it('has the tenant as a locked parameter, for ten minutes', async () => {
    const address = await printedBy('metabase.mjs', 'maya@acme.example')
    const [, token = ''] =
      /^https:\/\/metabase\.example\/embed\/dashboard\/([^#]+)#bordered=true&titled=true$/.exec(
        address,
      ) ?? []
    const { payload, protectedHeader } = await jwtVerify(token, bytes, hs256)
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
    const { exp = 0, iat, ...rest } = payload
    expect(rest).toEqual({ resource: { dashboard: 7 }, params: { tenant_id: 1001 } })
    expect(Math.abs(exp - now() - 600)).toBeLessThan(30)
    await expect(jwtVerify(token, others, hs256)).rejects.toThrow('signature')
  })
})

describe('a guest token of Superset', () => {
  it('is for one dashboard, with a clause of the tenant', async () => {
    const token = await printedBy('superset.mjs', 'mei@globex.example')
    const { payload } = await jwtVerify(token, bytes, { ...hs256, audience: 'superset' })
    const { exp = 0, iat, ...rest } = payload
    expect(rest).toEqual({
      user: { username: 'mei@globex.example', first_name: 'Mei', last_name: 'Chen' },
      resources: [{ type: 'dashboard', id: '7' }],
      rls_rules: [{ clause: 'tenant_id = 1002' }],
      aud: 'superset',
      type: 'guest',
    })
    expect(Math.abs(exp - now() - 300)).toBeLessThan(30)
    await expect(jwtVerify(token, others, hs256)).rejects.toThrow('signature')
  })
})

it.each(['metabase.mjs', 'superset.mjs'])(
  '%s prints nothing for who has no tenant',
  async (name) => {
    for (const user of ['zoe@globex.example', 'nobody@globex.example']) {
      const failed = await printedBy(name, user).catch((error) => error)
      expect(failed).toMatchObject({ code: 1, stdout: '' })
    }
  },
)

describe('the configuration of Cube', () => {
  type Query = Record<string, unknown>
  interface Cube {
    checkAuth(context: object, token: string): Promise<{ security_context: Query }>
    queryRewrite(query: Query, context: { securityContext: Query }): Query
  }
  const cube = createRequire(import.meta.url)(example('cube/cube.js')) as Cube

  it('makes the claims the security context of whoever the token names', async () => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    const { security_context } = await cube.checkAuth({}, await session('maya@acme.example'))
    expect(security_context).toMatchObject({ region: 'EMEA,AMER,APAC', tenant_id: 1001 })
    expect(security_context).not.toHaveProperty('warehouse_password')
    for (const token of [
      await session('maya@acme.example', others),
      await session('zoe@globex.example'),
      `${(await session('maya@acme.example')).split('.').slice(0, 2).join('.')}.`,
      '',
    ])
      await expect(cube.checkAuth({}, token)).rejects.toThrow()
  })

  it('adds the tenant to each query, beside its filters, and refuses what has none', () => {
    const securityContext = { tenant_id: 1001 }
    const own = { member: 'orders.status', operator: 'equals', values: ['paid'] }
    const tenant = { member: 'orders.tenant_id', operator: 'equals', values: ['1001'] }
    const query = { measures: ['orders.count'], filters: [own] }
    const rewritten = cube.queryRewrite(query, { securityContext })
    expect(rewritten).toEqual({ ...query, filters: [own, tenant] })
    for (const others of [
      { measures: ['salaries.sum'] },
      { measures: ['orders.count'], dimensions: ['people.name'] },
      { measures: ['orders.count'], timeDimensions: [{ dimension: 'people.born' }] },
      { measures: ['orders.count'], filters: [{ or: [{ ...own, member: 'people.name' }] }] },
      { measures: ['constructor.count'] },
      {},
    ])
      expect(() => cube.queryRewrite(others, { securityContext })).toThrow()
    expect(() => cube.queryRewrite(query, { securityContext: {} })).toThrow('no tenant')
  })
})

describe('the Express app', () => {
  it('shows people the rows of their tenant, as soon as it changes, and others none', async () => {
    const app = spawn(process.execPath, [example('express.mjs')], {
      env: { ...env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(app, 'close')
    try {
      const [line] = await once(app.stdout, 'data')
      const url = /^ready (\S+)/.exec(String(line))?.[1]
      const orders = async (token?: string) => {
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
        const answer = await fetch(`${url}/orders`, { headers })
        const shown = (await answer.json()) as { id: number }[] | object
        return [answer.status, Array.isArray(shown) ? shown.map(({ id }) => id) : 'nothing']
      }
      const maya = await session('maya@acme.example')
      expect(await orders(maya)).toEqual([200, [1, 3]])
      expect(await orders(maya)).toEqual([200, [1, 3]])
      expect(await orders(await session('mei@globex.example'))).toEqual([200, [2]])
      expect(await orders(await session('zoe@globex.example'))).toEqual([403, 'nothing'])
      expect(await orders(await session('nobody@globex.example'))).toEqual([403, 'nothing'])
      expect(await orders(await session('maya@acme.example', others))).toEqual([401, 'nothing'])
      expect(await orders()).toEqual([401, 'nothing'])

      await server.api('PATCH', '/users/2/attribute_values/15', { value: '1002' })
      expect(await orders(maya)).toEqual([200, [2]])
    } finally {
      app.kill()
      await ended
    }
  })
})
