// Whoever sets a provider gets no more than they have, and no setting sends a secret where it should not go.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { statement, writer } from '../../src/store/statement.ts'
import { aPerson, Browser, little, signedIn } from '../sign-in/browser.ts'
import { recordedLog } from '../support/recorded-log.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aRole, aUser } from '../support/world.ts'
import { Forger } from './forger.ts'
import { aUserWithAddress, begin, comeBack, signOn, verified, whoIs } from './signing-on.ts'
import { aProvider, plantProvider, providersOf, settings, startLocal } from './stored-providers.ts'

const { log, lines: said } = recordedLog()
const forger = new Forger()
const other = new Forger()
/** Where providers may be on this machine. */
let server: TestServer
/** As everywhere else. */
let strict: TestServer
beforeAll(async () => {
  await Promise.all([forger.start(), other.start()])
  server = await startLocal({ log })
  strict = await startServer({ passwordCost: little })
})
afterAll(async () => {
  await Promise.all([server.stop(), strict.stop()])
  await Promise.all([forger.stop(), other.stop()])
})

const fieldsOf = (json: { errors: { field: string }[] }) => json.errors.map(({ field }) => field)

describe('the variable of a secret', () => {
  it.each([
    ...['ATTRIUM_MASTER_KEY', 'ATTRIUM_DATABASE', 'DATABASE_URL', 'PATH', 'HOME', 'PGPASSWORD'],
    ...['ATTRIUM_SSO_', 'ATTRIUM_SSO_ACME', 'ATTRIUM_SSO_SECRETS', 'ATTRIUM_SSO_ACME_SECRET_KEY'],
    ...[
      'attrium_sso_acme_secret',
      'XATTRIUM_SSO_ACME_SECRET',
      'ATTRIUM_SSO__SECRET',
      'ATTRIUM_SSO',
    ],
    ...['ATTRIUM_SSO_ACME_SECRET\n', 'ATTRIUM_SSO_A=B_SECRET', 'ATTRIUM_SSO_É_SECRET', '__proto__'],
  ])('is never %j', async (client_secret_env) => {
    vi.stubEnv(client_secret_env.trim(), 'canary of the environment')
    const { create, tryOut } = providersOf(server)
    for (const call of [create, tryOut]) {
      const answer = await call(settings(forger.issuer, { client_secret_env }))
      expect([answer.status, fieldsOf(answer.json)]).toEqual([422, ['client_secret_env']])
      expect(answer.text).not.toContain('canary')
    }
    const id = await aProvider(server, forger)
    const { status } = await providersOf(server).update(id, { client_secret_env })
    expect(status).toBe(422)
    await providersOf(server).remove(id)
  })

  it('is read, and its value goes to the provider alone: not to answers, the log or the store', async () => {
    vi.stubEnv('ATTRIUM_SSO_FORGER_SECRET', 'canary-of-the-secret')
    const { email, id: person } = await aUserWithAddress(server)
    const id = await aProvider(server, forger, { client_secret_env: 'ATTRIUM_SSO_FORGER_SECRET' })
    let sent = ''
    forger.answers.set('/token', (request, reply) => {
      sent = String(request.headers.authorization)
      forger.answers.delete('/token')
      reply.writeHead(500).end()
    })
    await signOn(server, forger, { provider: id, claims: verified(email) })
    expect(Buffer.from(sent.replace('Basic ', ''), 'base64').toString()).toBe(
      `attrium:${encodeURIComponent('canary-of-the-secret').replaceAll('-', '%2D')}`,
    )
    const answer = await signOn(server, forger, { provider: id, claims: verified(email) })
    expect(await whoIs(server, answer)).toBe(person)
    const { get, list, tryOut, update, remove } = providersOf(server)
    const one = await get(id)
    expect(one.json.client_secret_is_set).toBe(true)
    const texts = [
      ...[
        one,
        await list(),
        await update(id, { userinfo: true }),
        await update(id, { userinfo: false }),
      ],
      await tryOut({ ...one.json, name: 'Tried' }),
      await server.api('GET', '/sources', undefined, { base: '/web' }),
      await server.api('GET', '/history?limit=1000', undefined, { base: '/api/attrium/1.0' }),
    ].map(({ text }) => text)
    const stored = await server.running.server.db.read(
      statement(writer.selectFrom('audit').selectAll()),
      statement(writer.selectFrom('sign_in_providers').selectAll()),
    )
    await remove(id)
    for (const text of [...texts, JSON.stringify(stored), said.join('\n')]) {
      expect(text).not.toContain('canary-of-the-secret')
    }
  })

  it('that is gone makes no public client of the provider, and locks out no password', async () => {
    const id = await aProvider(server, forger, { client_secret_env: 'ATTRIUM_SSO_GONE_SECRET' })
    const answer = await new Browser(server).get(`/${id}`, { base: '/sso' })
    expect([answer.status, answer.text]).toEqual([
      503,
      expect.stringContaining('its client secret is not set on this server'),
    ])
    expect(answer.text).not.toContain('ATTRIUM_SSO_GONE_SECRET')
    await signedIn(server, await aPerson(server))
    const { json } = await server.api('GET', '/sources', undefined, { base: '/web' })
    const source = json.find((it: { id: string }) => it.id === id)
    expect(source.trouble).toContain('ATTRIUM_SSO_GONE_SECRET is not set on this server')
    await providersOf(server).remove(id)
  })

  it('is the only way to give one: a secret that is sent is refused, and is not repeated', async () => {
    const { create, tryOut } = providersOf(server)
    for (const call of [create, tryOut]) {
      for (const field of ['client_secret', 'client_secret_file']) {
        const answer = await call(settings(forger.issuer, { [field]: '/canary' }))
        expect([answer.status, new Set(fieldsOf(answer.json))]).toEqual([422, new Set([field])])
        expect(answer.text).not.toContain('canary')
      }
    }
  })
})

describe('who is no administrator', () => {
  it('sees none, sets none, changes none, deletes none and tries none', async () => {
    const id = await aProvider(server, forger)
    const permissions = [
      'manage_user_attributes',
      'manage_groups',
      'manage_roles',
      'see_users',
      'sudo',
    ]
    const role = await aRole(server, permissions)
    const caller = await server.signIn(await aUser(server, { roles: [role] }))
    const { list, get, create, update, remove, tryOut } = providersOf(caller)
    const answers = [
      ...[await list(), await get(id), await create(settings(other.issuer))],
      ...[await update(id, { issuer: other.issuer }), await remove(id)],
      await tryOut(settings(other.issuer)),
    ]
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
    expect((await providersOf(server).get(id)).json.issuer).toBe(forger.issuer)
    const nobody = await server.stranger('GET', '/sign_in_providers', undefined, {
      base: '/api/attrium/1.0',
    })
    expect(nobody.status).toBe(401)
    await providersOf(server).remove(id)
  })
})

describe('an issuer', () => {
  it.each([
    ...['http://127.0.0.1:9090', 'http://localhost', 'http://[::1]:9090', 'http://10.0.0.1'],
    ...[
      'http://169.254.169.254',
      'http://login.example',
      'ftp://login.example',
      'file:///etc/passwd',
    ],
    ...[
      'https://user:password@login.example',
      'https://login.example/?x',
      'https://login.example#x',
    ],
  ])('is never %s', async (issuer) => {
    const { create, tryOut } = providersOf(strict)
    for (const call of [create, tryOut]) {
      const answer = await call(settings(issuer))
      expect([answer.status, fieldsOf(answer.json)]).toEqual([422, ['issuer']])
    }
  })

  it('elsewhere does not lead the server to itself', async () => {
    const asked: string[] = []
    const issuer = 'https://login.elsewhere.example'
    const original = globalThis.fetch
    vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
      if (!String(address).startsWith(issuer)) {
        asked.push(String(address))
        return original(address, init)
      }
      const told = { ...forger.discovery(), issuer, authorization_endpoint: `${issuer}/authorize` }
      return new Response(JSON.stringify({ ...told, token_endpoint: `${issuer}/token` }), {
        headers: { 'content-type': 'application/json' },
      })
    })
    try {
      const { json } = await providersOf(strict).tryOut({ ...settings(issuer), token: 'x.e30.x' })
      expect(json).toMatchObject({
        ...{ is_reachable: false, trouble: 'it names an address that is not https' },
      })
      expect(asked).toEqual([])
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('that was on this machine when it was stored is not used where it may not be', async () => {
    const { id: _, ...there } = settings(forger.issuer)
    await plantProvider(strict, { id: 'moved', enabled: true, settings: JSON.stringify(there) })
    expect((await new Browser(strict).get('/moved', { base: '/sso' })).status).toBe(404)
    const { json } = await providersOf(strict).get('moved')
    expect(json).toMatchObject({ is_used: false, fault: expect.stringContaining('set them again') })
    expect((await providersOf(strict).remove('moved')).status).toBe(204)
  })
})

describe('an answer', () => {
  it('to a sign-in with one provider is none with another', async () => {
    const { email } = await aUserWithAddress(server)
    const [one, two] = [await aProvider(server, forger), await aProvider(server, other)]
    const { cookie, state } = await begin(server, one, { forger: other })
    other.forging = { claims: verified(email) }
    const answer = await comeBack(server, two, { cookie, code: 'x', state })
    expect([answer.status, await whoIs(server, answer)]).toEqual([401, undefined])
    expect(answer.text).toContain('was not begun in this browser')
    for (const id of [one, two]) await providersOf(server).remove(id)
  })

  it('is none with a provider that has got the id since: its code stays here', async () => {
    const { email } = await aUserWithAddress(server)
    const { create, remove, update } = providersOf(server)
    const id = await aProvider(server, forger)
    const { cookie, state } = await begin(server, id, { forger: other })
    await remove(id)
    await create({ ...settings(other.issuer), id })
    other.forging = { claims: verified(email) }
    const before = other.redeemed.length
    const answer = await comeBack(server, id, { cookie, code: 'x', state })
    expect([answer.status, await whoIs(server, answer)]).toEqual([401, undefined])
    expect(other.redeemed).toHaveLength(before)
    // The same after a change of the issuer.
    const again = await begin(server, id, { forger: other })
    await update(id, { issuer: forger.issuer })
    const moved = await comeBack(server, id, {
      cookie: again.cookie,
      code: 'x',
      state: again.state,
    })
    expect(moved.status).toBe(401)
    await remove(id)
  })

  it('counts no more when its provider is disabled while it is redeemed', async () => {
    const { email } = await aUserWithAddress(server)
    const id = await aProvider(server, forger)
    const { cookie, state } = await begin(server, id, { forger })
    forger.forging = {
      claims: verified(email),
      token: async (claims) => {
        await providersOf(server).update(id, { enabled: false })
        return forger.signed(claims)
      },
    }
    const answer = await comeBack(server, id, { cookie, code: 'x', state })
    expect([answer.status, await whoIs(server, answer)]).toEqual([404, undefined])
    await providersOf(server).remove(id)
  })
})
