// Names and values that would be markup, scripts or tricks are text on every screen, and hidden values are nowhere.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPassword } from '../sign-in/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type Opened, openWindow } from './browser.ts'
import { administrator, fillSignIn, openAs, withPassword } from './person.ts'

const hostile = [
  '<img src=x onerror="window.broken=1">',
  '<script>window.broken=1</script>',
  '"><svg onload=window.broken=1>',
  '{{constructor.constructor("window.broken=1")()}}',
  'javascript:window.broken=1',
  '\u202Etxt.exe',
  '=HYPERLINK("https://evil.example")',
]
const long = `${'W'.repeat(240)}`
const secret = 'hunter2-is-never-shown'

let server: TestServer
const made: { attributes: string[]; groups: string[]; user: string } = {
  ...{ attributes: [], groups: [], user: '' },
}
beforeAll(async () => {
  server = await startServer()
  const post = async (path: string, body: object) => {
    const { status, json, text } = await server.api('POST', path, body)
    if (status >= 300) throw new Error(`${path} was answered ${status}: ${text}`)
    return json
  }
  const user = await post('/users', { first_name: hostile[0], last_name: hostile[1] })
  made.user = user.id
  await post(`/users/${user.id}/credentials_email`, { email: '"<b>x</b>"@acme.example' }).catch(
    () => post(`/users/${user.id}/credentials_email`, { email: 'b+x@acme.example' }),
  )
  for (const [at, text] of [...hostile, long].entries()) {
    const name = `hostile_${at}`
    const labels = { name, label: text, type: 'string', default_value: text }
    const { id } = await post('/user_attributes', labels)
    made.attributes.push(name)
    const group = await post('/groups', { name: text })
    made.groups.push(group.id)
    await post(`/groups/${group.id}/users`, { user_id: user.id })
    await server.api('PATCH', `/groups/${group.id}/attribute_values/${id}`, { value: `${text} ` })
    await server.api('PATCH', `/users/${user.id}/attribute_values/${id}`, { value: `${text}!` })
  }
  const hidden = { name: 'vault', label: 'Vault', type: 'string', value_is_hidden: true }
  const list = { hidden_value_domain_whitelist: 'https://acme.example/*', default_value: secret }
  const { id } = await post('/user_attributes', { ...hidden, ...list })
  await server.api('PATCH', `/users/${user.id}/attribute_values/${id}`, { value: secret })
  await server.api('PATCH', `/groups/${made.groups[0]}/attribute_values/${id}`, { value: secret })
})
afterAll(() => server.stop())

/** Opens a window in which every answer is read for the hidden value. */
async function open(): Promise<Opened & { readonly answers: string[] }> {
  const opened = await openAs(server, await administrator(server))
  const answers: string[] = []
  opened.page.on('response', async (response) => {
    answers.push(await response.text().catch(() => ''))
  })
  return { ...opened, answers }
}

/** What a script that got in would have left, and the elements that markup would have made. */
const brokenBy = (page: Page) =>
  page.evaluate(
    '[window.broken, document.querySelectorAll("img, script:not([src]), svg[onload], [onerror]").length]',
  )

const screens = () => [
  ['/attributes', hostile[0]],
  ...made.attributes.map((name, at) => [`/attributes/${name}`, [...hostile, long][at]]),
  [`/attributes/hostile_0/groups`, hostile[0]],
  ['/users?search=onerror', hostile[0]],
  [`/users/${made.user}?show=hostile_1`, hostile[1]],
  [`/users/${made.user}?show=vault`, 'Vault'],
  ['/attributes/vault', 'Vault'],
  ['/attributes/vault/groups', 'Vault'],
]

describe('hostile names and values', () => {
  it('are text on every screen, and no hidden value is anywhere', async () => {
    const { page, answers, close } = await open()
    for (const [path = '', text = ''] of screens()) {
      await page.goto(path)
      await page.getByText(text, { exact: false }).first().waitFor()
      await page.waitForLoadState('networkidle')
      expect([path, await brokenBy(page)]).toEqual([path, [undefined, 0]])
      expect(await page.content()).not.toContain(secret)
    }
    expect(answers.length).toBeGreaterThan(20)
    expect(answers.filter((it) => it.includes(secret))).toEqual([])
    await close()
  })

  it('are text where they are typed, previewed, shown as a call and saved', async () => {
    const { page, close } = await open()
    for (const text of hostile) {
      await page.goto(`/users/${made.user}?show=hostile_2`)
      await page.getByRole('button', { name: 'Change it…' }).click()
      await page.getByLabel('Own value of hostile_2').fill(text)
      await page.getByRole('list', { name: 'Who changes' }).getByText(text).first().waitFor()
      await page.getByLabel('Reason for the history (optional)').fill(text)
      await page.getByRole('button', { name: 'As a call' }).click()
      await page.getByRole('region', { name: 'Command' }).waitFor()
      expect(await brokenBy(page)).toEqual([undefined, 0])
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^Save/ }).click()
      await page.getByText(/^Saved/).waitFor()
      expect(await brokenBy(page)).toEqual([undefined, 0])
    }
    await close()
  })

  it('are written into a command as one word each', async () => {
    const { page, close } = await open()
    await page.goto(`/users/${made.user}?show=hostile_2`)
    await page.getByRole('button', { name: 'Change it…' }).click()
    await page.getByLabel('Own value of hostile_2').fill("it's $(rm -rf /) `x` \\")
    await page.getByRole('button', { name: 'As a call' }).click()
    const command = await page.getByRole('region', { name: 'Command' }).textContent()
    expect(command).toContain(" hostile_2 'it'\\''s $(rm -rf /) `x` \\'")
    await close()
  })

  it('of a hidden attribute are typed like a password and stand in no call', async () => {
    const { page, close } = await open()
    await page.goto(`/users/${made.user}?show=vault`)
    await page.getByRole('button', { name: 'Change it…' }).click()
    const field = page.getByLabel('Own value of vault')
    expect([await field.getAttribute('type'), await field.inputValue()]).toEqual(['password', ''])
    await field.fill('another secret')
    await page.getByRole('button', { name: 'As a call' }).click()
    for (const name of ['Request', 'Command']) {
      const text = await page.getByRole('region', { name }).textContent()
      expect(text).not.toContain('another secret')
    }
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Save/ }).click()
    await page.getByText(/^Saved/).waitFor()
    expect(page.url()).not.toContain('secret')
    await close()
  })

  it('of people are text when they sign in', async () => {
    const { json } = await server.api('GET', `/users/${made.user}`)
    const account = await withPassword(server, { user_id: made.user, email: json.email })
    const { page, close } = await openWindow(server, { expected: /status of (401|403)/ })
    await page.goto('/sign-in')
    await fillSignIn(page, { ...account, password: aPassword })
    await page.getByRole('button', { name: `Signed in as ${hostile[0]}` }).waitFor()
    expect(await brokenBy(page)).toEqual([undefined, 0])
    await close()
  })
})
