// The first day of a server: the link of its first start, a password, the first attribute, the first colleague, and a
// session that ends while somebody types.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPassword } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openWindow } from './browser.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

it('leads from the first start to a password, an attribute and a colleague with a link', async () => {
  const { page, context, close } = await openWindow(server, { expected: /status of 401/ })
  const link = new URL(server.running.firstLink ?? '')
  await page.goto(link.pathname + link.hash)
  await page.getByLabel('New password').fill(aPassword)
  await page.getByLabel('The same password again').fill(aPassword)
  await page.getByRole('button', { name: 'Set the password and sign in' }).click()
  await page.getByRole('heading', { name: 'Attributes' }).waitFor()

  await page.getByRole('link', { name: 'New attribute' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('region')
  await page.getByRole('button', { name: /^Save/, disabled: false }).click()
  await page.getByRole('heading', { name: 'Region' }).waitFor()
  const { json } = await server.api('GET', '/user_attributes?fields=name')
  expect(json).toContainEqual({ name: 'region' })

  await page.getByRole('link', { name: 'Users' }).click()
  await page.getByRole('link', { name: 'New user' }).click()
  await page.getByLabel('First name').fill('Nora')
  await page.getByLabel('Last name').fill('Berg')
  await page.getByLabel('E-mail').fill('nora@acme.example')
  await context.clearCookies()
  await page.getByRole('button', { name: 'Create the user' }).click()
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Password' }).fill(aPassword)
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Nora Berg is created' }).waitFor()
  const setup = await page.getByLabel('Setup link', { exact: true }).inputValue()

  const nora = await openWindow(server, { expected: /status of 401/ })
  await nora.page.goto(setup.replace(/^.*\/setup/, '/setup'))
  await nora.page.getByLabel('New password').fill(aPassword)
  await nora.page.getByLabel('The same password again').fill(aPassword)
  await nora.page.getByRole('button', { name: 'Set the password and sign in' }).click()
  await nora.page.getByRole('button', { name: 'Signed in as Nora Berg' }).click()
  await nora.page.getByRole('menuitem', { name: 'My account' }).click()
  await nora.page.getByRole('heading', { name: 'My account' }).waitFor()
  await nora.close()
  const { json: users } = await server.api('GET', '/users?email=nora@acme.example')
  expect(users).toHaveLength(1)
  await close()
})
