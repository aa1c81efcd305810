// When a provider is asked for its addresses: once for all who wait, and again after a time.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { limits } from '../../src/limits.ts'
import { ProviderClient } from '../../src/providers/provider-client.ts'
import { Forger } from './forger.ts'

const forger = new Forger()
beforeAll(() => forger.start())
afterAll(() => forger.stop())
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

let asked = 0
/** A provider that counts the questions for its addresses; `works` says whether it answers them. */
function counted(works: () => boolean): ProviderClient {
  asked = 0
  forger.answers.set('/.well-known/openid-configuration', (_, reply) => {
    asked++
    const status = works() ? 200 : 500
    const text = JSON.stringify(forger.discovery())
    reply.writeHead(status, { 'content-type': 'application/json' }).end(text)
  })
  return new ProviderClient({
    ...{ id: 'acme', name: 'Acme', issuer: forger.issuer, client_id: 'attrium' },
    ...{ client_secret: undefined, scopes: ['openid'], userinfo: false, email_claim: 'email' },
    ...{ require_verified_email: true, create_users: false, attributes: {}, groups: {} },
    ...{ groups_claim: undefined, required_claims: {} },
  })
}
const later = (milliseconds: number) => void vi.setSystemTime(Date.now() + milliseconds)

it('one that answers is asked once for all who wait, and again after an hour', async () => {
  const client = counted(() => true)
  await Promise.all([client.configuration(), client.configuration()])
  later(limits.provider_known_milliseconds - 1)
  await client.configuration()
  expect(asked).toBe(1)
  later(1)
  await client.configuration()
  expect(asked).toBe(2)
})

it('one that fails is left alone for some seconds, and is used as soon as it works', async () => {
  let works = false
  const client = counted(() => works)
  await expect(client.configuration()).rejects.toThrow()
  works = true
  later(limits.provider_failed_milliseconds - 1)
  await expect(client.configuration()).rejects.toThrow()
  expect(asked).toBe(1)
  later(1)
  await client.configuration()
  expect(asked).toBe(2)
})
