// Somebody opens the application for the first time, signs in and out, and goes on when their session ends.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { aPassword } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openWindow } from './browser.ts'
import {
  administrator,
  fillSignIn,
  openAs,
  openAsAdmin,
  openInNewSession,
  withPassword,
} from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
})
afterAll(() => server.stop())

const refused = { expected: /status of (401|404|422)/ }

describe('the first time', () => {
  it('a link leads to a password, and the password to the attributes', async () => {
    const { page, close } = await openWindow(server, refused)
    const names = { first_name: 'Nadia', last_name: 'Osei' }
    const { json: user } = await server.api('POST', '/users', names)
    const path = `/users/${user.id}/credentials_email`
    await server.api('POST', path, { email: 'nadia@acme.example' })
    const { json: link } = await server.api('POST', `${path}/password_reset`)
    await page.goto(new URL(link.account_setup_url).href.replace(/^.*\/setup/, '/setup'))
    await page.getByRole('heading', { name: 'Welcome, Nadia Osei' }).waitFor()
    // The token stays in no history and in no picture of the window.
    expect(page.url()).not.toContain('token')
    const [password, again] = [
      page.getByLabel('New password'),
      page.getByLabel('The same password again'),
    ]
    const save = page.getByRole('button', { name: 'Set the password and sign in' })
    await password.fill('short')
    await again.fill('other')
    await save.click()
    await page.getByText('The two passwords differ.').waitFor()
    await again.fill('short')
    await save.click()
    await page.getByRole('alert').getByText('12').waitFor()
    await password.fill(aPassword)
    await again.fill(aPassword)
    await save.click()
    await page.getByRole('heading', { name: 'Attributes' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/attributes')
    await page.getByRole('button', { name: 'Signed in as Nadia Osei' }).waitFor()
    await close()
  })

  it.each(['', '#token=', '#token=3.nonsense'])(
    'a link that does not work (%s) says so',
    async (end) => {
      const { page, close } = await openWindow(server, refused)
      await page.goto(`/setup${end}`)
      await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
      await close()
    },
  )
})

describe('the sign-in page', () => {
  it('leads to where somebody wanted to go, and signing out back to it', async () => {
    const { page, close } = await openWindow(server, refused)
    const admin = await administrator(server)
    await page.goto('/attributes?type=number&sort=-name')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await fillSignIn(page, admin)
    await page.getByText('tenant_id').waitFor()
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(
      '/attributes?type=number&sort=-name',
    )
    await page.getByRole('button', { name: /^Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto('/attributes')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await close()
  })

  it('tells a wrong password as the server does, and keeps what was typed', async () => {
    const { page, close } = await openWindow(server, refused)
    await page.goto('/sign-in')
    await fillSignIn(page, { ...(await administrator(server)), password: 'not it at all' })
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('textbox', { name: 'Password' }).inputValue()).toBe('not it at all')
    await close()
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'leads nowhere else: %s',
    async (to) => {
      const { page, close } = await openWindow(server, refused)
      await page.goto(`/sign-in?to=${encodeURIComponent(to)}`)
      await fillSignIn(page, await administrator(server))
      await page.getByRole('heading', { name: 'Attributes' }).waitFor()
      expect(new URL(page.url()).origin).toBe(server.url)
      await close()
    },
  )
})

describe('a session that ends while somebody types', () => {
  const endSessions = async (user_id: string) => {
    const { json } = await server.api('GET', `/users/${user_id}/sessions`)
    for (const { id } of json) await server.api('DELETE', `/users/${user_id}/sessions/${id}`)
  }

  it('asks them to sign in over the page, and saves what they had typed', async () => {
    const admin = await administrator(server)
    const { page, context, close } = await openAs(server, admin, refused)
    await page.goto('/users/4?show=region')
    await page.getByRole('button', { name: 'Set a value…' }).click()
    await page.getByLabel('Own value of region').fill('APAC')
    await context.clearCookies()
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Password' }).fill(admin.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await page.getByLabel('Own value of region').inputValue()).toBe('APAC')
    await page.getByRole('button', { name: 'Save, 1 person changes' }).click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    const { json } = await server.api('GET', '/users/4/attribute_values?user_attribute_ids=14')
    expect(json[0].value).toBe('APAC')
    await close()
  })

  it('sends nothing of it when somebody else signs in', async () => {
    const other = await withPassword(server, { user_id: '5', email: 'chloe@acme.example' })
    const { page, context, close } = await openAsAdmin(server, {
      expected: /status of (401|403|404)/,
    })
    await page.goto('/users/6?show=region')
    await page.getByRole('button', { name: 'Set a value…' }).click()
    await page.getByLabel('Own value of region').fill('STOLEN')
    await context.clearCookies()
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/changes')) sent.push(request.postData() ?? '')
    })
    // A preview would be asked for now.
    await page.getByLabel('Own value of region').fill('STOLEN, TOO')
    await new Promise((resolve) => setTimeout(resolve, 600))
    await fillSignIn(page, other)
    await page.getByRole('button', { name: /^Signed in as Chloe/ }).waitFor()
    expect(sent).toEqual([])
    await close()
    await endSessions('5')
  })

  it('saves nothing for somebody else, who has signed in with another window', async () => {
    const ana = await administrator(server)
    const other = await withPassword(server, { user_id: '5', email: 'chloe@acme.example' })
    await server.api('PUT', '/users/5/roles', ['2'])
    const { page, context, close } = await openInNewSession(server, ana, refused)
    await page.goto('/users/7?show=region')
    await page.getByRole('button', { name: 'Set a value…' }).click()
    await page.getByLabel('Own value of region').fill('OF ANA')
    const save = page.getByRole('button', { name: 'Save, 1 person changes' })
    await save.waitFor()
    const headers = { origin: server.url }
    await context.request.delete('/web/session', { headers })
    const { email, password } = other
    await context.request.post('/web/session', { data: { email, password }, headers })
    // The page may have noticed before.
    const isSent = await save.click({ timeout: 3000 }).then(
      () => true,
      () => false,
    )
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    const value = async () => {
      const path = '/users/7/attribute_values?user_attribute_ids=14'
      return (await server.api('GET', path)).json[0].value
    }
    expect(await value()).not.toBe('OF ANA')
    await page.getByRole('dialog').getByRole('textbox', { name: 'Password' }).fill(ana.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    if (!isSent) await save.click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    expect(await value()).toBe('OF ANA')
    const { json } = await server.api('GET', '/history?user=7&limit=1', undefined, {
      base: '/api/attrium/1.0',
    })
    expect(json.history[0].actor.user_id).toBe(ana.user_id)
    await close()
    await endSessions('5')
  })
})
