// attrium doctor knows the providers that administrators have set.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { storeChecks } from '../../src/doctor/store-checks.ts'
import { Browser } from '../sign-in/browser.ts'
import type { TestServer } from '../support/server.ts'
import { aProvider, plantProvider, providersOf, startLocal } from './stored-providers.ts'

const forger = { issuer: 'http://127.0.0.1:1' }
let server: TestServer
beforeAll(async () => {
  server = await startLocal()
})
afterAll(() => server.stop())

it('names what cannot be used or is gone, and variables that are not set where it runs', async () => {
  const { db } = server.running.server
  const look = () => storeChecks['providers']?.({ db, keys: [], env: {} })
  const more = { client_secret_env: 'ATTRIUM_SSO_DOCTOR_SECRET' }
  const sound = await aProvider(server, forger, more)
  expect(await look()).toMatchObject({
    ...{ problems: [], seen: expect.stringContaining('ATTRIUM_SSO_DOCTOR_SECRET') },
  })
  const claims = { attributes: { it: 'no_such' }, groups_claim: 'g', groups: { a: 'Nowhere' } }
  const lacking = await aProvider(server, forger, claims)
  await plantProvider(server, { id: 'broken', enabled: true, settings: '{"name":' })
  const { problems = [] } = (await look()) ?? {}
  expect(problems).toEqual([
    expect.stringContaining('The settings of broken cannot be used'),
    expect.stringMatching(
      `give the claim it to no_such, which is no user attribute that a sign-in can set. Set ${lacking} again`,
    ),
    expect.stringMatching(`name the group Nowhere, which does not exist. Set ${lacking} again`),
  ])
  // One that cannot be used does no harm to the others.
  const { json } = await new Browser(server).get('/providers')
  expect(json.map(({ id }: { id: string }) => id)).toContain(sound)
  expect((await new Browser(server).get('/broken', { base: '/sso' })).status).toBe(404)
  for (const id of [sound, lacking, 'broken']) {
    expect((await providersOf(server).remove(id)).status).toBe(204)
  }
})

it('says at once what its settings name that is not there or that no sign-in sets', async () => {
  const { db } = server.running.server
  const look = async () => (await storeChecks['providers']?.({ db, keys: [], env: {} }))?.problems
  const faultOf = async (id: string) => (await providersOf(server).get(id)).json.fault
  const id = await aProvider(server, forger)
  expect(await faultOf(id)).toBeNull()
  const says = (sentence: string) => expect.stringContaining(sentence)
  const nothing = (claim: string, name: string) =>
    says(`give the claim ${claim} to ${name}, which is no user attribute that a sign-in can set.`)
  for (const name of ['nope', 'email', 'landing_page']) {
    const changed = await providersOf(server).update(id, { attributes: { dep: name } })
    expect([changed.status, changed.json.fault]).toEqual([200, nothing('dep', name)])
    expect(await faultOf(id)).toEqual(nothing('dep', name))
    expect(await look()).toEqual([nothing('dep', name)])
  }
  const groups = { attributes: {}, groups_claim: 'g', groups: { x: 'Sso later' } }
  const lacks = says('name the group Sso later, which does not exist.')
  expect((await providersOf(server).update(id, groups)).json.fault).toEqual(lacks)
  const { json } = await providersOf(server).list()
  expect(json.find((it: { id: string }) => it.id === id).fault).toEqual(lacks)
  await server.api('POST', '/groups', { name: 'Sso later' })
  expect([await faultOf(id), await look()]).toEqual([null, []])
  expect((await providersOf(server).remove(id)).status).toBe(204)
})
