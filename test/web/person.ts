// Somebody who uses the application in a real browser: with an account of their own, signed in at its own page.
import type { Cookie, Page } from 'playwright-core'
import { aPassword, linkFor } from '../sign-in/browser.ts'
import type { TestServer } from '../support/server.ts'
import { type Opened, openWindow, type Wanted } from './browser.ts'

export interface Account {
  readonly user_id: string
  readonly email: string
  readonly password: string
}

const administrators = new WeakMap<TestServer, Promise<Account>>()

/** The administrator of the server, with a password. */
export function administrator(server: TestServer): Promise<Account> {
  const known = administrators.get(server) ?? newAdministrator(server)
  administrators.set(server, known)
  return known
}

async function newAdministrator(server: TestServer): Promise<Account> {
  const { json: user } = await server.api('GET', '/user')
  const email = user.email ?? 'administrator@acme.example'
  if (user.email === null) {
    await server.api('PATCH', `/users/${user.id}`, { first_name: 'Ana', last_name: 'Admin' })
    await server.api('POST', `/users/${user.id}/credentials_email`, { email })
  }
  return withPassword(server, { user_id: user.id, email })
}

/** Gives a user with an address a password, as the page behind their link does. */
export async function withPassword(
  server: TestServer,
  user: Omit<Account, 'password'>,
): Promise<Account> {
  const body = { token: await linkFor(server, user.user_id), password: aPassword }
  const { status } = await server.stranger('PUT', '/link', body, {
    base: '/web',
    headers: { origin: server.url },
    unchecked: true,
  })
  if (status !== 200) throw new Error(`a link was answered ${status}`)
  return { ...user, password: aPassword }
}

/** Fills in and sends the form of the sign-in page, or the one over a page. */
export async function fillSignIn(page: Page, { email, password }: Account): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const sessions = new WeakMap<Account, Promise<readonly Cookie[]>>()

/** A window of somebody who has signed in, without the page, which one test is about. All windows share one session. */
export async function openAs(
  server: TestServer,
  account: Account,
  wanted: Wanted = {},
): Promise<Opened> {
  const known = sessions.get(account)
  if (known !== undefined && (await isOpen(server, await known))) {
    return openWindow(server, { ...wanted, cookies: await known })
  }
  const opened = await openInNewSession(server, account, wanted)
  sessions.set(account, opened.context.cookies())
  return opened
}

/** A window of somebody who has signed in on another device. */
export async function openInNewSession(
  server: TestServer,
  { email, password }: Account,
  wanted: Wanted = {},
): Promise<Opened> {
  const opened = await openWindow(server, wanted)
  const answer = await opened.context.request.post('/web/session', {
    data: { email, password },
    headers: { origin: server.url },
  })
  if (!answer.ok()) throw new Error(`a sign-in was answered ${answer.status()}`)
  return opened
}

/** Whether nobody has ended the session, and its time has not passed. */
async function isOpen(server: TestServer, cookies: readonly Cookie[]): Promise<boolean> {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const { status } = await server.stranger('GET', '/session', undefined, {
    ...{ base: '/web', headers: { cookie }, unchecked: true },
  })
  return status === 200
}

export const openAsAdmin = async (server: TestServer, wanted: Wanted = {}): Promise<Opened> =>
  openAs(server, await administrator(server), wanted)
