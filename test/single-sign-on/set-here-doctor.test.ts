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
    expect.stringContaining(`${lacking} gives to no_such, which is no user attribute`),
    expect.stringContaining(`${lacking} puts people into Nowhere, which is no group`),
  ])
  // One that cannot be used does no harm to the others.
  const { json } = await new Browser(server).get('/providers')
  expect(json.map(({ id }: { id: string }) => id)).toContain(sound)
  expect((await new Browser(server).get('/broken', { base: '/sso' })).status).toBe(404)
  for (const id of [sound, lacking, 'broken']) {
    expect((await providersOf(server).remove(id)).status).toBe(204)
  }
})
