// Somebody signs in with a provider in a browser: with claims beside what people have set by hand, and an administrator
// tries claims before anybody does.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { type RealProvider, startRealProvider } from '../single-sign-on/real-provider.ts'
import { startWith } from '../single-sign-on/signing-on.ts'
import { freePort } from '../support/free-port.ts'
import type { TestServer } from '../support/server.ts'
import { openWindow } from './browser.ts'
import { hostile, isUnharmed } from './hostile.ts'
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
  const options = { planting: { seed: company }, flags: { port }, isDemo: true }
  server = await startWith([provider], options)
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
    await page.getByText('There is no such user attribute that a sign-in can set.').waitFor()
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

  it('name a provider of the file, and lead to no change of it', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/sources')
    const acme = page.getByRole('region', { name: 'Acme' })
    await acme.getByText('Set in the file.').waitFor()
    expect(await acme.getByRole('link').count()).toBe(0)
    await page.goto('/sources/acme')
    await page.getByText('The file of --single-sign-on sets this provider.').waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
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

const providers = { base: '/api/attrium/1.0' }
const offers = async (name: string) => {
  const { page, context } = await openWindow(server)
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Sign in with Acme', exact: true }).waitFor()
  const count = await page.getByRole('link', { name: `Sign in with ${name}`, exact: true }).count()
  await context.close()
  return count > 0
}

/** Sets a provider over the API. */
async function aProvider(id: string, more: object = {}) {
  const body = { id, name: `Acme ${id}`, issuer: acme.issuer, client_id: 'attrium', ...more }
  const { status } = await server.api('POST', '/sign_in_providers', body, providers)
  expect(status).toBe(200)
}

describe('setting a provider', () => {
  it('is done by keyboard: a mistake is at its field, it is tried, saved, and on the sign-in page', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of 422/ })
    await page.goto('/sources')
    await page.getByRole('link', { name: 'New provider' }).press('Enter')
    await page.getByRole('textbox', { name: 'Id', exact: true }).focus()
    for (const text of ['second', 'Acme two', acme.issuer, 'attrium', 'DATABASE_URL']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    await page.getByLabel('Values from claims').focus()
    await page.keyboard.type('region')
    await page.getByText('Line 1 needs a name of its own').waitFor()
    await page.keyboard.type(' = region')
    const variable = page.getByLabel('Variable of the client secret')
    await variable.press('Enter')
    await page
      .getByText(/must be the name of an environment variable/)
      .first()
      .waitFor()
    expect(await variable.getAttribute('aria-invalid')).toBe('true')
    await variable.fill('')
    const claims = { sub: 'maya', email: maya.email, email_verified: true, region: 'EMEA' }
    await page.getByLabel('A token or claims').fill(JSON.stringify(claims))
    await page.getByRole('button', { name: 'Try the settings' }).press('Enter')
    const result = page.getByRole('region', { name: 'Result' })
    await result.getByText('The provider answers as it has to.').waitFor()
    await result.getByText('Maya Lindqvist would be signed in.').waitFor()
    await result.getByText('EMEA').waitFor()
    expect(
      (await server.api('GET', '/sign_in_providers/second', undefined, providers)).status,
    ).toBe(404)
    await page.getByRole('button', { name: 'Save' }).press('Enter')
    await page.getByRole('region', { name: 'Acme two' }).getByText('reachable').waitFor()
    await close()
    const { json } = await server.api('GET', '/sign_in_providers/second', undefined, providers)
    expect(json).toMatchObject({ attributes: { region: 'region' }, client_secret_env: null })
    expect(await offers('Acme two')).toBe(true)
  })

  it('shows whether the server has the variable, and why the provider does not answer', async () => {
    const name = 'ATTRIUM_SSO_WEB_SECRET'
    await aProvider('third', { client_secret_env: name })
    const { page, close } = await openAsAdmin(server)
    await page.goto('/sources')
    await page.getByRole('region', { name: 'Acme third' }).getByText(`${name} is not set`).waitFor()
    await page.getByRole('link', { name: 'Change Acme third' }).click()
    await page.getByText('This server does not have the variable').waitFor()
    await page.getByRole('button', { name: 'Try the settings' }).click()
    await page.getByText('its client secret is not set on this server').waitFor()
    await close()
    await server.api('DELETE', '/sign_in_providers/third', undefined, providers)
  })

  it('by two people loses nothing: the later one is told, and sees what the first has saved', async () => {
    await aProvider('edited')
    const { page, close } = await openAsAdmin(server, { expected: /status of 412/ })
    await page.goto('/sources/edited')
    await page.getByLabel('Scopes').fill('openid')
    await server.api('PATCH', '/sign_in_providers/edited', { email_claim: 'mail' }, providers)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('so nothing was saved').waitFor()
    await page.getByRole('button', { name: 'Show it as it is now' }).click()
    await page.getByLabel('Scopes').and(page.locator('[value="openid profile email"]')).waitFor()
    expect(await page.getByLabel('Claim of the e-mail address').inputValue()).toBe('mail')
    await page.getByLabel('Scopes').fill('openid')
    await page.getByLabel('Enabled').uncheck()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await close()
    const { json } = await server.api('GET', '/sign_in_providers/edited', undefined, providers)
    expect(json).toMatchObject({ scopes: ['openid'], email_claim: 'mail', enabled: false })
    expect(await offers('Acme edited')).toBe(false)
  })

  it('ends with a question that says whom it concerns', async () => {
    await aProvider('ended')
    const { page, close } = await openAsAdmin(server)
    await page.goto('/sources/ended')
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page
      .getByText(/^(Nobody has|One person has) signed in with an identity of its issuer/)
      .waitFor()
    await page.getByRole('button', { name: 'Delete the provider' }).click()
    await page.getByText('Acme ended is deleted.').waitFor()
    await page.getByRole('heading', { name: 'Sources' }).waitFor()
    await close()
    expect((await server.api('GET', '/sign_in_providers/ended', undefined, providers)).status).toBe(
      404,
    )
  })

  it('with a hostile name does no harm, on any screen', async () => {
    const body = { id: 'hostile', issuer: 'http://127.0.0.1:1', client_id: hostile, name: hostile }
    const more = {
      attributes: { [hostile]: hostile },
      groups_claim: 'g',
      groups: { [hostile]: 'x' },
    }
    const made = await server.api('POST', '/sign_in_providers', { ...body, ...more }, providers)
    expect(made.status).toBe(200)
    const { page, close } = await openAsAdmin(server)
    for (const path of ['/sources', '/sources/hostile']) {
      await page.goto(path)
      await page.getByText(hostile).first().waitFor()
      await isUnharmed(page)
    }
    await page.getByRole('button', { name: 'As a call' }).click()
    await page.getByRole('region', { name: 'Request' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page.getByText(`Delete ${hostile}?`).waitFor()
    await isUnharmed(page)
    await close()
    const outside = await openWindow(server)
    await outside.page.goto('/sign-in')
    await outside.page.getByText(`Sign in with ${hostile}`).waitFor()
    await isUnharmed(outside.page)
    await outside.context.close()
    await server.api('DELETE', '/sign_in_providers/hostile', undefined, providers)
  })
})
