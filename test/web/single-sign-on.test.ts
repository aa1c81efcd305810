// Somebody signs in with a provider in a browser: with claims beside what people have set by hand, and an administrator
// tries claims before anybody does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { type RealProvider, startRealProvider } from '../single-sign-on/real-provider.ts'
import { startWith } from '../single-sign-on/signing-on.ts'
import { freePort } from '../support/free-port.ts'
import type { TestServer } from '../support/server.ts'
import { openWindow } from './browser.ts'
import { openAs, openAsAdmin, withPassword } from './person.ts'

let server: TestServer
let acme: RealProvider
const maya = { user_id: '2', email: 'maya@acme.example' }
beforeAll(async () => {
  const port = String(await freePort())
  acme = await startRealProvider(() => [`http://127.0.0.1:${port}/sso/acme/callback`])
  acme.people = {
    maya: { email: maya.email, email_verified: true, region: 'AMER', groups: ['leads'] },
    eve: { email: 'eve@acme.example', email_verified: true },
  }
  const provider = {
    ...{ id: 'acme', name: 'Acme', issuer: acme.issuer, scopes: ['openid', 'profile'] },
    attributes: { region: 'region', zip: 'no_such_attribute' },
    ...{ groups_claim: 'groups', groups: { leads: 'Global leads' } },
  }
  server = await startWith([provider], { planting: { seed: company }, flags: { port } })
})
afterAll(async () => {
  await server.stop()
  await acme.stop()
})

/** The provider's own page, and the favicon that the browser asks it for. */
const there = /a request to|status of 40[14]/

const own = async () => {
  const asked = `/users/${maya.user_id}/attribute_values?user_attribute_ids=14`
  return (await server.api('GET', asked)).json[0]
}

describe('signing in with a provider', () => {
  it('leads to the provider and back to where somebody wanted to go; what was set by hand stays', async () => {
    const path = `/users/${maya.user_id}/attribute_values/14`
    await server.api('PATCH', path, { value: 'APAC' })
    const { page, context } = await openWindow(server, { expected: there })
    await page.goto('/account')
    await page.getByRole('link', { name: 'Sign in with Acme' }).click()
    await page.waitForURL(`${acme.issuer}/**`)
    await page.locator('input[name=login]').fill('maya')
    await page.locator('input[name=password]').fill('any')
    await page.locator('button[type=submit]').click()
    await page.locator('button[type=submit]').click()
    await page.getByRole('button', { name: 'Signed in as Maya Lindqvist' }).waitFor()
    expect(new URL(page.url()).href).toBe(`${server.url}/account`)
    await context.close()
    expect(await own()).toMatchObject({ value: 'APAC', source: 'User Setting' })
    const { json } = await server.api('GET', `/history?user=${maya.user_id}`, undefined, {
      base: '/api/attrium/1.0',
    })
    const operations = json.history.map((it: { operation: string }) => it.operation)
    for (const told of ['single_sign_on', 'set_sign_in_values']) expect(operations).toContain(told)
    await server.api('DELETE', path)
    expect(await own()).toMatchObject({ value: 'AMER' })
  })

  it('that is refused says why, and how to go back', async () => {
    const { page, context } = await openWindow(server, { expected: there })
    await page.goto('/sso/acme')
    await page.locator('input[name=login]').fill('eve')
    await page.locator('input[name=password]').fill('any')
    await page.locator('button[type=submit]').click()
    await page.locator('button[type=submit]').click()
    await page.getByRole('alert').getByText('Nobody here has the address').waitFor()
    await page.getByRole('link', { name: 'Back to the sign-in page' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await context.close()
  })
})

describe('the sources', () => {
  it('show the order, the provider and its claims, and what claims would give', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/sources')
    await page
      .getByRole('region', { name: 'Acme' })
      .getByText('reachable', { exact: true })
      .waitFor()
    await page.getByText('There is no such user attribute that can be set.').waitFor()
    const order = await page
      .getByRole('region', { name: 'Order' })
      .getByRole('listitem')
      .allInnerTexts()
    expect(order.map((it) => it.split(' ').slice(0, 2).join(' '))).toEqual([
      ...['The user', 'The sign-in', 'Groups in', 'The default'],
    ])
    const claims = { sub: 'maya', region: 'EMEA', groups: ['leads'] }
    await page.getByLabel('Try a token or claims of Acme').fill(JSON.stringify(claims))
    await page.getByRole('button', { name: 'See the result' }).click()
    const result = page.getByRole('region', { name: 'Result' })
    await result.getByText('Maya Lindqvist would be signed in.').waitFor()
    await result.getByText('EMEA').waitFor()
    await result.getByText('Groups: Global leads').waitFor()
    await page.getByLabel('Try a token or claims of Acme').fill('{"sub":"x","zip":"y"}')
    await page.getByRole('button', { name: 'See the result' }).click()
    await result.getByText('Nobody would be signed in:').waitFor()
    await close()
  })

  it('are for administrators', async () => {
    const jonas = await withPassword(server, { user_id: '4', email: 'jonas@acme.example' })
    const { page, close } = await openAs(server, jonas)
    await page.goto('/sources')
    await page.getByRole('heading', { name: 'Sources are for administrators' }).waitFor()
    await close()
  })
})
