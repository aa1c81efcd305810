// Administrators set providers without the file: on all nodes at once, with a history, and beside those of the file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { limits } from '../../src/limits.ts'
import { storedProviders } from '../../src/single-sign-on/definition-sql.ts'
import { Browser } from '../sign-in/browser.ts'
import { engine, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'
import { Forger } from './forger.ts'
import { aUserWithAddress, begin, signOn, verified, whoIs } from './signing-on.ts'
import {
  aProvider,
  etagIn,
  plantProvider,
  providersOf,
  settings,
  startLocal,
} from './stored-providers.ts'

const forger = new Forger()
let server: TestServer
/** Another node, where there may be one. */
let beside: TestServer
beforeAll(async () => {
  await forger.start()
  const folder = mkdtempSync(join(tmpdir(), 'attrium-providers-'))
  const file = join(folder, 'providers.json')
  const ofFile = { id: 'filed', name: 'Filed', issuer: forger.issuer, client_id: 'attrium' }
  writeFileSync(file, JSON.stringify({ providers: [ofFile] }))
  server = await startLocal({ flags: { singleSignOn: file } })
  beside = engine === 'PostgreSQL' ? await startLocal({ beside: server }) : server
  rmSync(folder, { recursive: true })
})
afterAll(async () => {
  if (beside !== server) await beside.stop()
  await server.stop()
  await forger.stop()
})

const at = (node: TestServer, id: string) => new Browser(node).get(`/${id}`, { base: '/sso' })
const offered = async (node: TestServer): Promise<string[]> =>
  (await new Browser(node).get('/providers')).json.map(({ id }: { id: string }) => id)
const history = async (id: string) => {
  const { json } = await server.api('GET', '/history?limit=1000', undefined, {
    base: '/api/attrium/1.0',
  })
  return json.history.filter((it: { thing: { id: string } | null }) => it.thing?.id === id)
}

describe('a provider that an administrator has set', () => {
  it('is as it was sent, with what the file has where nothing was sent', async () => {
    const sent = settings(forger.issuer, {
      client_secret_env: 'ATTRIUM_SSO_FORGER_SECRET',
      required_claims: { hd: 'acme.example', staff: true },
      groups_claim: 'groups',
      groups: { sales: 'All Users' },
    })
    const { json } = await providersOf(server).create(sent)
    expect(json).toEqual({
      ...sent,
      ...{ scopes: ['openid', 'profile', 'email'], userinfo: false, email_claim: 'email' },
      ...{ require_verified_email: true, create_users: false, attributes: {}, enabled: true },
      ...{ set_in: 'database', is_used: true, client_secret_is_set: false, people: 0 },
      callback_address: `${server.url}/sso/${sent.id}/callback`,
      fault:
        'The environment variable ATTRIUM_SSO_FORGER_SECRET is not set on this server; set it and start the server again.',
    })
    expect((await providersOf(server).get(sent.id)).json).toEqual(json)
  })

  it('signs people in on every node at once, and no more when it is disabled or deleted', async () => {
    const { email, id: person } = await aUserWithAddress(server)
    const id = await aProvider(server, forger)
    for (const node of [server, beside]) {
      expect(await offered(node)).toContain(id)
      const answer = await signOn(node, forger, { provider: id, claims: verified(email) })
      expect(await whoIs(node, answer)).toBe(person)
    }
    await providersOf(server).update(id, { enabled: false })
    for (const node of [server, beside]) {
      expect(await offered(node)).not.toContain(id)
      expect((await at(node, id)).status).toBe(404)
    }
    await providersOf(server).update(id, { enabled: true })
    expect((await at(beside, id)).status).toBe(302)
    expect((await providersOf(server).get(id)).json.people).toBeGreaterThan(0)
    expect((await providersOf(beside).remove(id)).status).toBe(204)
    for (const node of [server, beside]) expect((await at(node, id)).status).toBe(404)
    expect((await providersOf(server).get(id)).status).toBe(404)
  })

  it('has a history from what to what', async () => {
    const id = await aProvider(server, forger, { attributes: { region: 'region' } })
    await providersOf(server).update(id, { attributes: {}, groups_claim: 'teams' })
    await providersOf(server).remove(id)
    const [ended, changed, made] = await history(id)
    expect([made.operation, changed.operation, ended.operation]).toEqual(
      ['create', 'update', 'delete'].map((it) => `${it}_sign_in_provider`),
    )
    expect(changed.changes).toEqual([
      { field: 'attributes', from: '{"region":"region"}', to: '{}' },
      { field: 'groups_claim', from: null, to: 'teams' },
    ])
    expect(changed.sentence).toContain(`changed the sign-in provider Provider ${id}`)
    expect([made.channel, made.complete, ended.complete]).toEqual(['api', true, true])
    expect(ended.changes).toContainEqual({ field: 'issuer', from: forger.issuer, to: null })
  })

  it('keeps what it gave until the next sign-in when it is deleted; own values stay', async () => {
    const { name, id: attribute } = await anAttribute(server)
    const { email, id: person } = await aUserWithAddress(server)
    const claims = verified(email, { it: 'given' })
    const id = await aProvider(server, forger, { attributes: { it: name } })
    await signOn(server, forger, { provider: id, claims })
    await providersOf(server).remove(id)
    const value = async () => {
      const asked = `/users/${person}/attribute_values?user_attribute_ids=${attribute}`
      return (await server.api('GET', asked)).json[0].value
    }
    expect(await value()).toBe('given')
    const next = await aProvider(server, forger)
    await signOn(server, forger, { provider: next, claims })
    expect(await value()).toBe('')
  })

  it('says every mistake at its field, as the file does, and never the value', async () => {
    const answer = await providersOf(server).create({
      ...{ id: 'A B', name: ' ', issuer: 'http://canary.example', scopes: ['email'] },
      ...{ attributes: { a: 'canary', b: 'canary' }, groups: { staff: 'canary' } },
      required_claims: { hd: '' },
    })
    expect([answer.status, answer.text.includes('canary')]).toEqual([422, false])
    const fields = answer.json.errors.map(({ field }: { field: string }) => field)
    expect(new Set(fields)).toEqual(
      new Set([
        ...['id', 'name', 'issuer', 'client_id', 'scopes', 'attributes', 'groups'],
        'required_claims',
      ]),
    )
  })

  it('has an id and a name of its own, and an id that stays', async () => {
    const id = await aProvider(server, forger)
    const { create, update } = providersOf(server)
    const again = (more: object) => create({ ...settings(forger.issuer), ...more })
    expect((await again({ id })).status).toBe(409)
    expect((await again({ id: 'filed' })).status).toBe(409)
    expect((await again({ name: `Provider ${id}` })).json.errors[0].field).toBe('name')
    expect((await again({ name: 'Filed' })).json.errors[0].field).toBe('name')
    expect((await update(id, { id: 'other' })).json.errors[0].field).toBe('id')
    expect((await update(id, { id, name: `Provider ${id}` })).status).toBe(200)
  })

  it('may be at most so long, and there are at most so many', async () => {
    const { create, remove, list } = providersOf(server)
    const padded = (characters: number) => {
      const body = settings(forger.issuer)
      const claims = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`c${at}`, 'x']))
      const all = { ...body, required_claims: claims as Record<string, string> }
      for (let left = characters, at = 0; left > 0; at++) {
        const more = Math.min(left, 1900)
        all.required_claims[`c${at}`] = 'x'.repeat(1 + more)
        left -= more
      }
      return all
    }
    const { json } = await create(padded(0))
    const room = limits.provider_settings_characters - (await storedSettings(json.id)).length
    const one = padded(room)
    expect(
      (await create({ ...one, id: json.id.replace('p', 'q'), name: json.name.replace('P', 'Q') }))
        .status,
    ).toBe(200)
    expect(
      (
        await create({
          ...padded(room + 1),
          id: json.id.replace('p', 'r'),
          name: json.name.replace('P', 'R'),
        })
      ).status,
    ).toBe(422)
    const before = (await list()).json.filter((it: { set_in: string }) => it.set_in === 'database')
    const added = []
    for (let count = before.length; count < limits.providers; count++) {
      added.push(await aProvider(server, forger))
    }
    expect((await create(settings(forger.issuer))).json.errors[0].field).toBe('id')
    for (const id of added) await remove(id)
  })
})

async function storedSettings(id: string): Promise<string> {
  const [rows] = await server.running.server.db.read(storedProviders)
  return rows.find((row) => row.id === id)?.settings ?? ''
}

describe('two who change one', () => {
  it('do not overwrite each other: of two with the same version, one is answered 412', async () => {
    const id = await aProvider(server, forger)
    const { get, update, remove } = providersOf(server)
    const version = etagIn(await get(id))
    const answers = await Promise.all([
      update(id, { email_claim: 'mail' }, version),
      update(id, { userinfo: true }, version),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    expect((await remove(id, version)).status).toBe(412)
    const won = answers.find(({ status }) => status === 200)
    expect(won && etagIn(won)).toBe(etagIn(await get(id)))
    expect((await remove(id, won && etagIn(won))).status).toBe(204)
  })

  it('lose nothing without a version: both changes are there', async () => {
    const id = await aProvider(server, forger)
    const nodes = [providersOf(server), providersOf(beside)] as const
    await Promise.all([
      nodes[0].update(id, { email_claim: 'mail' }),
      nodes[1].update(id, { userinfo: true }),
    ])
    const { json } = await nodes[0].get(id)
    expect(json).toMatchObject({ email_claim: 'mail', userinfo: true })
  })
})

describe('a provider of the file', () => {
  it('is shown, and changed nowhere but there', async () => {
    const { get, update, remove } = providersOf(server)
    expect((await get('filed')).json).toMatchObject({ set_in: 'file', is_used: true, fault: null })
    for (const answer of [await update('filed', { name: 'x' }), await remove('filed')]) {
      expect([answer.status, answer.json.message]).toEqual([
        409,
        expect.stringContaining('--single-sign-on sets this provider'),
      ])
    }
  })

  it('counts in place of one that is stored with its id', async () => {
    const { id: _, ...other } = settings('http://127.0.0.1:1')
    await plantProvider(server, { id: 'filed', enabled: true, settings: JSON.stringify(other) })
    const both = (await providersOf(server).list()).json.filter(
      ({ id }: { id: string }) => id === 'filed',
    )
    expect(both).toMatchObject([
      { set_in: 'file', is_used: true },
      { set_in: 'database', is_used: false, fault: expect.stringContaining('counts in place') },
    ])
    const { address } = await begin(server, 'filed')
    expect(address.origin).toBe(forger.issuer)
    expect((await offered(server)).filter((it) => it === 'filed')).toHaveLength(1)
    expect((await providersOf(server).remove('filed')).status).toBe(204)
    expect((await providersOf(server).get('filed')).json.set_in).toBe('file')
  })
})

describe('trying settings that are not stored', () => {
  it('says whether the provider answers, and what a sign-in would do', async () => {
    vi.stubEnv('ATTRIUM_SSO_FORGER_SECRET', 'a secret of tests')
    const { tryOut, list } = providersOf(server)
    const before = (await list()).json.length
    const { email, id } = await aUserWithAddress(server)
    const claims = JSON.stringify(verified(email, { region: 'EMEA' }))
    const env = { client_secret_env: 'ATTRIUM_SSO_FORGER_SECRET' }
    const { json } = await tryOut({ ...settings(forger.issuer, env), claims })
    expect(json).toMatchObject({
      ...{ is_reachable: true, trouble: null, client_secret_is_set: true },
      sign_in: { signature: 'not checked', user: { id }, refusals: [] },
    })
    const token = await forger.signed({ ...forger.usual, ...verified(email) })
    const signed = await tryOut({ ...settings(forger.issuer), token })
    expect(signed.json.sign_in).toMatchObject({ signature: 'checked', user: { id } })
    expect((await tryOut(settings(forger.issuer))).json.sign_in).toBe(null)
    expect((await list()).json).toHaveLength(before)
  })

  it('says why it does not answer', async () => {
    const sent = { ...settings('http://127.0.0.1:1'), token: 'x.e30.x' }
    const gone = await providersOf(server).tryOut(sent)
    expect(gone.json).toMatchObject({
      ...{ is_reachable: false, trouble: 'it cannot be reached', sign_in: null },
    })
  })
})
