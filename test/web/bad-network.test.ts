// A server that is slow, gone for a while or says no: nothing typed is lost, and people are told what to do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openAsAdmin } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
})
afterAll(() => server.stop())

const label = async () => (await server.api('GET', '/user_attributes/14')).json.label
const lost = { expected: /status of 500|ERR_FAILED|ERR_INTERNET_DISCONNECTED/ }

describe('a server that cannot be reached', () => {
  it('is asked again when it is there, by a button', async () => {
    const { page, context, close } = await openAsAdmin(server, lost)
    await page.goto('/attributes')
    await page.getByText('region').first().waitFor()
    await page.goto('/users')
    await page.getByText('maya@acme.example').waitFor()
    await context.setOffline(true)
    await page.getByRole('searchbox').fill('jonas')
    await page.getByText('The server cannot be reached.').waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('jonas@acme.example').waitFor()
    await close()
  })

  it('keeps what was typed, and a change whose answer was lost is applied once', async () => {
    const { page, close } = await openAsAdmin(server, lost)
    await page.goto('/attributes/region')
    await page.getByRole('textbox', { name: 'Label' }).fill('Sales region')
    const save = page.getByRole('button', { name: /^Save/, disabled: false })
    await save.waitFor()
    const keys: (string | undefined)[] = []
    await page.route('**/api/attrium/1.0/changes', async (route) => {
      keys.push((await route.request().allHeaders())['idempotency-key'])
      const answer = await route.fetch()
      // The server has applied it, and the first answer does not arrive.
      await (keys.length === 1 ? route.abort() : route.fulfill({ response: answer }))
    })
    await save.click()
    await page.getByText('What you sent may have been stored').waitFor()
    expect(await label()).toBe('Sales region')
    expect(await page.getByRole('textbox', { name: 'Label' }).inputValue()).toBe('Sales region')
    await save.click()
    await page.getByText(/^Saved/).waitFor()
    expect(keys).toEqual([expect.stringMatching(/.{20}/), keys[0]])
    const { json } = await server.api('GET', '/changes', undefined, { base: '/api/attrium/1.0' })
    expect(json.changes).toHaveLength(1)
    await close()
  })
})

it('a value whose answer was lost is no conflict with itself, and is saved by the same button', async () => {
  const { page, close } = await openAsAdmin(server, lost)
  await page.goto('/users/4?show=region')
  await page.getByRole('button', { name: 'Set a value…' }).click()
  await page.getByLabel('Own value of region').fill('APAC')
  await page.getByRole('button', { name: 'Save, 1 person changes' }).waitFor()
  let sent = 0
  await page.route('**/api/attrium/1.0/changes', async (route) => {
    const answer = await route.fetch()
    await (++sent === 1 ? route.abort() : route.fulfill({ response: answer }))
  })
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByText('Send it again: it is stored only once').waitFor()
  // Live refresh tells of what has changed, and the window is looked at again.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
  await page.waitForLoadState('networkidle').catch(() => undefined)
  expect(await page.getByText('Somebody else has changed this').count()).toBe(0)
  await page.getByRole('button', { name: /^Save/, disabled: false }).click()
  await page.getByText(/^Saved/).waitFor()
  expect(sent).toBe(2)
  const { json } = await server.api('GET', '/history?user=4&attribute=region', undefined, {
    base: '/api/attrium/1.0',
  })
  expect(json.history).toHaveLength(1)
  await close()
})

describe('a slow server', () => {
  it('shows where its answers will be, and takes what is typed meanwhile', async () => {
    const { page, close } = await openAsAdmin(server)
    let answer: () => void = () => undefined
    const later = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/api/attrium/1.0/attributes*', async (route) => {
      await later
      await route.continue()
    })
    await page.goto('/attributes')
    await page.getByRole('status', { name: 'Loading' }).waitFor()
    await page.getByRole('searchbox').fill('tenant')
    answer()
    await page.getByText('tenant_id').waitFor()
    await expect.poll(() => page.getByRole('row').count()).toBe(2)
    await close()
  })
})
