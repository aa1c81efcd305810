// Somebody without any role looks after their own account: values, password, second factor, sessions.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { codeOf, stepAt } from '../../src/keys/totp.ts'
import { aPassword } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openWindow } from './browser.ts'
import { hostile, isUnharmed } from './hostile.ts'
import { type Account, fillSignIn, openAs, openInNewSession, withPassword } from './person.ts'

let server: TestServer
let maya: Account
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
  await server.api('PATCH', '/user_attributes/14', { label: hostile })
  maya = await withPassword(server, { user_id: '2', email: 'maya@acme.example' })
})
afterAll(() => server.stop())

const ownValue = async (name: string) => {
  const { json } = await server.api('GET', '/users/2/attribute_values')
  return json.find((it: { name: string }) => it.name === name)
}

describe('my values', () => {
  it('say why they are so, and change where they may: checked, saved, undone, in the history', async () => {
    const { page, close } = await openAs(server, maya)
    await page.goto('/account')
    const values = page.getByRole('list', { name: 'My values' })
    const region = values.getByRole('listitem').filter({ hasText: hostile })
    await region.getByText(/Only people who manage attributes can change it/).waitFor()
    expect(await region.getByRole('button').count()).toBe(0)
    await isUnharmed(page)
    // Hidden ones are not hers to see, and are not sent.
    expect(await page.content()).not.toContain('arehouse Password')
    await page.getByRole('button', { name: 'Change Office Zip' }).click()
    const field = page.getByLabel('My value of Office Zip')
    await field.fill('no zip code')
    await values
      .getByText(/zip|digits/i)
      .last()
      .waitFor()
    await field.fill('10115')
    await page.getByRole('button', { name: /^Save/ }).click()
    await page.getByText(/^Saved/).waitFor()
    expect(await ownValue('office_zip')).toMatchObject({ value: '10115', source: 'User Setting' })
    const history = page.getByRole('list', { name: 'What was changed' })
    await history.getByText(/10115/).first().waitFor()
    await page.getByRole('button', { name: 'Take mine away: Office Zip' }).click()
    await page.getByRole('button', { name: /^Save/ }).click()
    await expect.poll(async () => (await ownValue('office_zip'))?.source).not.toBe('User Setting')
    await close()
  })
})

describe('my sign-in', () => {
  it('lists my sessions, ends one and all others', async () => {
    const another = () => openInNewSession(server, maya)
    const [one, two, { page, close }] = [await another(), await another(), await another()]
    await page.goto('/account')
    const sessions = page.getByRole('list', { name: 'Sessions' })
    await sessions.getByText('This browser').waitFor()
    const before = await sessions.getByRole('listitem').count()
    expect(before).toBeGreaterThan(2)
    await sessions
      .getByRole('button', { name: /^End the session/ })
      .first()
      .click()
    await expect.poll(() => sessions.getByRole('listitem').count()).toBe(before - 1)
    await page.getByRole('button', { name: 'End all others' }).click()
    await expect.poll(() => sessions.getByRole('listitem').count()).toBe(1)
    for (const other of [one, two]) {
      expect((await other.context.request.get('/web/session')).status()).toBe(401)
      await other.close()
    }
    await close()
  })

  it('takes another password when the current one is right', async () => {
    const { page, close } = await openAs(server, maya, { expected: /status of 422/ })
    await page.goto('/account')
    const type = async (current: string, next: string) => {
      await page.getByLabel('Current password').fill(current)
      await page.getByLabel('New password', { exact: true }).fill(next)
      await page.getByLabel('The new one again').fill(next)
      await page.getByRole('button', { name: 'Change the password' }).click()
    }
    await type('not my password', 'a quite different one')
    await page.getByText('Is not your password.').waitFor()
    await type(aPassword, 'short')
    await page.getByText(/12/).last().waitFor()
    await type(aPassword, 'a quite different one')
    await page.getByText('Your password is changed, and your other sessions have ended.').waitFor()
    await close()
    maya = { ...maya, password: 'a quite different one' }
    await (await openInNewSession(server, maya)).close()
  })

  it('gets a second factor by a picture and a code, whose recovery codes are shown once', async () => {
    const { page, close } = await openAs(server, maya)
    await page.goto('/account')
    await page.getByRole('button', { name: 'Set it up…' }).click()
    await page.getByLabel('Your password').fill(maya.password)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('img', { name: 'QR code with the secret' }).waitFor()
    const secret = await page.getByLabel('Secret', { exact: true }).inputValue()
    const code = page.getByLabel('The code that the app shows now')
    const focused = page.locator('input:focus')
    expect(await focused.getAttribute('autocomplete')).toBe('one-time-code')
    await code.fill(codeFor(secret))
    await page.getByRole('button', { name: 'Turn it on' }).click()
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
    const codes = (await page.getByLabel('All codes', { exact: true }).inputValue()).split(' ')
    expect(codes).toHaveLength(10)
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText(/^It is on/).waitFor()
    expect(await page.content()).not.toContain(codes[0])
    await close()
    const again = await openWindow(server, { expected: /status of 401/ })
    await again.page.goto('/sign-in?to=/account')
    await fillSignIn(again.page, maya)
    await again.page.getByLabel(/code/i).fill('wrong')
    await again.page.getByRole('button', { name: 'Sign in' }).click()
    const problem = again.page.getByRole('alert')
    await problem.waitFor()
    // Told once, though the answer says it of the request and of the field.
    expect(await problem.textContent()).toBe(
      'Code is wrong, has ended or was used; wait for the next one.',
    )
    await again.page.getByLabel(/code/i).fill(codes[0] ?? '')
    await again.page.getByRole('button', { name: 'Sign in' }).click()
    await again.page.getByRole('button', { name: 'Turn it off…' }).click()
    await again.page.getByLabel('Your password').fill(maya.password)
    await again.page.getByRole('button', { name: 'Turn it off', exact: true }).click()
    await again.page.getByText(/^It is off/).waitFor()
    await again.close()
  })
})

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an authenticator app shows. */
function codeFor(secret: string): string {
  const bits = [...secret].map((it) => base32.indexOf(it).toString(2).padStart(5, '0')).join('')
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
  return codeOf(bytes, stepAt(Date.now()))
}
