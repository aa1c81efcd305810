// Somebody finds users among many, creates one, gives them a link, keys and roles, disables and deletes them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openWindow } from './browser.ts'
import { hostile, isUnharmed } from './hostile.ts'
import { openAsAdmin, openInNewSession, withPassword } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
})
afterAll(() => server.stop())

const userNamed = async (name: string) => {
  const { json } = await server.api('GET', `/users/search?first_name=${encodeURIComponent(name)}`)
  return json[0]
}

describe('the list of users', () => {
  it('is paged by the server, searched by name, address and id, and filtered by status', async () => {
    for (let at = 0; at < 120; at++) {
      await server.api('POST', '/users', { first_name: `Many${at}`, last_name: 'People' })
    }
    const { page, close } = await openAsAdmin(server)
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/users/search')) asked.push(request.url())
    })
    await page.goto('/users')
    await page.getByText('145 users').waitFor()
    expect(asked.every((url) => url.includes('limit=100'))).toBe(true)
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
    await expect.poll(() => asked.some((url) => url.includes('offset=100'))).toBe(true)
    // The next page makes the list longer when it is there.
    await expect
      .poll(async () => {
        await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
        return page.getByRole('link', { name: 'Zoe Adams' }).isVisible()
      })
      .toBe(true)
    const field = page.getByRole('searchbox')
    for (const sought of ['Maya Lind', 'maya@ac', '2']) {
      await field.fill(sought)
      const first = page.getByRole('row').nth(1)
      await expect.poll(() => first.textContent()).toContain('maya@acme.example')
    }
    await field.fill('')
    await page.getByText('145 users').waitFor()
    await page.getByRole('combobox', { name: 'Status' }).click()
    await page.getByRole('option', { name: 'Disabled' }).click()
    await page.getByText('1 user', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Victor Stein' }).waitFor()
    expect(page.url()).toContain('status=disabled')
    await close()
  })
})

describe('a new user', () => {
  it('is told that somebody has the address, and gets groups, a role and a link that works', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/users')
    await page.getByRole('link', { name: 'New user' }).click()
    await page.getByLabel('First name').fill('Nora')
    await page.getByLabel('Last name').fill('Berg')
    await page.getByLabel('E-mail').fill('maya@acme.example')
    const save = page.getByRole('button', { name: 'Create the user' })
    await save.click()
    await page.getByText('Maya Lindqvist has this e-mail address already.').waitFor()
    expect(await userNamed('Nora')).toBeUndefined()
    await page.getByLabel('E-mail').fill('nora@acme.example')
    await page.getByRole('combobox', { name: 'Groups' }).click()
    await page.getByRole('option', { name: 'EMEA' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Roles' }).click()
    await page.getByRole('option', { name: 'Viewer' }).click()
    await page.keyboard.press('Escape')
    await save.click()
    await page.getByRole('heading', { name: 'Nora Berg is created' }).waitFor()
    expect(await userNamed('Nora')).toMatchObject({
      ...{ email: 'nora@acme.example', group_ids: ['1', '2'], role_ids: ['5'] },
    })
    const link = await page.getByLabel('Setup link', { exact: true }).inputValue()
    await page.getByText('It works once, and does not end before').waitFor()
    const other = await openWindow(server)
    await other.page.goto(link.replace(/^.*\/setup/, '/setup'))
    await other.page.getByRole('heading', { name: 'Welcome, Nora Berg' }).waitFor()
    await other.close()
    await close()
  })

  it('goes on where the last try stopped, without a second user', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of 422/ })
    await page.goto('/new-user')
    await page.getByLabel('First name').fill('Olga')
    await page.getByLabel('E-mail').fill('not an address')
    await page.getByRole('button', { name: 'Create the user' }).click()
    await page.getByText(/^The user is there, but not everything/).waitFor()
    await page.getByLabel('E-mail').fill('olga@acme.example')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { name: 'Olga is created' }).waitFor()
    const { json } = await server.api('GET', '/users/search?first_name=Olga')
    expect(json).toMatchObject([{ email: 'olga@acme.example' }])
    await close()
  })
})

describe('the account of a user', () => {
  it('makes a link, a key whose secret is shown once, and gives a role', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/users/4/account')
    await page.getByRole('button', { name: 'Make a setup link…' }).click()
    await page.getByRole('button', { name: 'Make the link' }).click()
    expect(await page.getByLabel('Link', { exact: true }).inputValue()).toMatch(/#token=4\./)
    await page.getByLabel('What the new key is for').fill(hostile)
    await page.getByRole('button', { name: 'Make a key' }).click()
    const dialog = page.getByRole('dialog', { name: 'The new key' })
    const client_id = await dialog.getByLabel('Client id', { exact: true }).inputValue()
    const client_secret = await dialog.getByLabel('Client secret', { exact: true }).inputValue()
    await server.logIn({ client_id, client_secret })
    await dialog.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText(client_id).waitFor()
    await page.getByText(hostile).waitFor()
    await isUnharmed(page)
    expect(await page.content()).not.toContain(client_secret)
    await page.reload()
    await page.getByText(/made .*, last used /).waitFor()
    await page.getByRole('button', { name: `Revoke the key ${client_id}` }).click()
    await page.getByRole('button', { name: 'Revoke the key', exact: true }).click()
    await page.getByText('There is no key.').waitFor()
    await expect(server.logIn({ client_id, client_secret })).rejects.toThrow('404')
    await page.getByRole('combobox', { name: 'Own roles' }).click()
    await page.getByRole('option', { name: 'User' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Save the roles' }).click()
    await page.getByText('The roles are saved.').waitFor()
    expect((await server.api('GET', '/users/4/roles')).json).toMatchObject([{ name: 'User' }])
    await close()
  })

  it('has no second factor while it is only begun', async () => {
    const account = await withPassword(server, { user_id: '5', email: 'chloe@acme.example' })
    const own = await openInNewSession(server, account)
    const headers = { origin: server.url }
    const data = { password: account.password }
    const begun = await own.context.request.post('/web/totp', { data, headers })
    expect(begun.status()).toBe(200)
    await own.close()
    const { page, close } = await openAsAdmin(server)
    await page.goto('/users/5/account')
    await page.getByText('None: begun, but no code was entered yet').waitFor()
    await close()
  })

  it('is disabled and enabled, and deleted after it was said what goes with it', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/users/2/account')
    await page.getByRole('button', { name: 'Disable…' }).click()
    await page.getByRole('button', { name: 'Disable', exact: true }).click()
    await page.getByText(/ is disabled\.$/).waitFor()
    await page.getByRole('button', { name: 'Enable…' }).waitFor()
    expect((await server.api('GET', '/users/2')).json.is_disabled).toBe(true)
    await page.getByRole('button', { name: 'Enable…' }).click()
    await page.getByRole('button', { name: 'Enable', exact: true }).click()
    await page.getByRole('button', { name: 'Disable…' }).waitFor()
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page.getByText('This concerns 2 values of their own, 3 groups and 0 API keys.').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect((await server.api('GET', '/users/2')).status).toBe(200)
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page.getByRole('button', { name: 'Delete for good' }).click()
    await page.getByText('Maya Lindqvist is deleted.').waitFor()
    expect((await server.api('GET', '/users/2')).status).toBe(404)
    await close()
  })

  it('shows hostile names as text', async () => {
    const { json } = await server.api('POST', '/users', { first_name: hostile, last_name: 'X' })
    const { page, close } = await openAsAdmin(server)
    await page.goto(`/users/${json.id}/account`)
    await page.getByRole('heading', { name: `${hostile} X` }).waitFor()
    await isUnharmed(page)
    await page.goto('/users?order=newest')
    await page.getByRole('link', { name: `${hostile} X` }).waitFor()
    await isUnharmed(page)
    await close()
  })
})
