// Somebody finds a user, sees why they have a value, sets one until Friday and tries another group.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openAsAdmin } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
})
afterAll(() => server.stop())

const region = async (user: string) => {
  const { json } = await server.api('GET', `/users/${user}/attribute_values?user_attribute_ids=14`)
  return json[0]
}

describe('a user', () => {
  it('is found by a part of the name or the address, and by id', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/users')
    const field = page.getByRole('searchbox')
    for (const sought of ['ya lind', 'MAYA@', '2']) {
      await field.fill(sought)
      await page.getByText('maya@acme.example').waitFor()
      await expect.poll(() => page.getByRole('row').count()).toBe(2)
    }
    await field.fill('nobody at all')
    await page.getByRole('heading', { name: 'Nobody is found' }).waitFor()
    expect(page.url()).toContain('search=nobody')
    await field.fill('maya')
    await page.getByRole('link', { name: 'Maya Lindqvist' }).click()
    await page.getByRole('heading', { name: 'Maya Lindqvist' }).waitFor()
    await close()
  })

  it('has every value with its source, and the whole search path with the winner first', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/users/2')
    await page.getByRole('button', { name: /^region/ }).click()
    expect(page.url()).toContain('show=region')
    const { json } = await server.api('GET', '/users/2/explanations?attributes=region', undefined, {
      base: '/api/attrium/1.0',
    })
    const places = page.getByText('Where it comes from').locator('..').getByRole('listitem')
    await expect.poll(() => places.count()).toBe(json[0].steps.length)
    for (const [at, step] of json[0].steps.entries()) {
      await places.nth(at).getByText(step.source, { exact: true }).waitFor()
      await places.nth(at).getByText(step.because).waitFor()
    }
    await places.first().getByText('wins', { exact: true }).waitFor()
    await page.getByText('Without their own value:').waitFor()
    await close()
  })

  it('gets a value until Friday, with impact and undo, and loses it again', async () => {
    const { page, close } = await openAsAdmin(server)
    const before = await region('4')
    await page.goto('/users/4?show=region')
    await page.getByRole('button', { name: 'Set a value…' }).click()
    await page.getByLabel('Own value of region').fill('"AMER')
    await page.getByText(/Must be a filter expression/).waitFor()
    await page.getByLabel('Own value of region').fill('AMER,LATAM')
    await page.getByLabel(/^Until/).fill('2020-01-01T00:00')
    await page.getByText('Must be in the future.').waitFor()
    await page.getByRole('button', { name: 'Friday 18:00' }).click()
    await page.getByRole('button', { name: 'Save, 1 person changes' }).click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    expect(await region('4')).toMatchObject({ value: 'AMER,LATAM', source: 'User Setting' })
    await page.getByRole('button', { name: /^region.*ends Fri/ }).waitFor()
    await page.getByRole('button', { name: 'Take it away' }).click()
    await page.getByRole('button', { name: 'Save, 1 person changes' }).click()
    await expect.poll(() => region('4')).toEqual(before)
    await close()
  })

  it('follows what others change, keeps what is typed, and tells of a conflict', async () => {
    const { page, close } = await openAsAdmin(server)
    const set = (value: string) => server.api('PATCH', '/users/7/attribute_values/14', { value })
    await set('AMER')
    await page.goto('/users/7?show=region')
    const big = page.getByRole('listitem').filter({ hasText: 'region' }).first()
    await big.getByText('AMER', { exact: true }).first().waitFor()
    await set('APAC')
    await big.getByText('APAC', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Change it…' }).click()
    await page.getByLabel('Own value of region').fill('EMEA')
    await page.getByRole('button', { name: 'Save, 1 person changes' }).waitFor()
    await set('LATAM')
    await page.getByText('Somebody else has changed this since you opened it.').waitFor()
    expect(await page.getByLabel('Own value of region').inputValue()).toBe('EMEA')
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await page.getByRole('button', { name: 'Save, 1 person changes' }).click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    expect(await region('7')).toMatchObject({ value: 'EMEA' })
    await close()
  })

  it('has a filter in words, where it is more than a list of texts', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/users/15?show=region')
    await page.getByText('Lets through everything.', { exact: true }).waitFor()
    await server.api('PATCH', '/users/15/attribute_values/14', { value: 'EM%,-EMEA south' })
    await page
      .getByText('Lets through what begins with “EM”, but not “EMEA south”.', { exact: true })
      .waitFor()
    await server.api('DELETE', '/users/15/attribute_values/14')
    await close()
  })

  it('is not changed by opening the fields, and a hidden value stays until another one is typed', async () => {
    const { page, close } = await openAsAdmin(server)
    const unsaved = page.getByText(/^\d unsaved changes?$/)
    await page.goto('/users/9?show=tenant_id')
    await page.getByRole('button', { name: 'Set a value…' }).click()
    await page.getByLabel('Own value of tenant_id').waitFor()
    expect(await page.getByText('Must be a number').count()).toBe(0)
    expect(await unsaved.count()).toBe(0)
    // Nor is anybody asked whether they want to leave.
    await page.getByRole('link', { name: 'Groups', exact: true }).click()
    await page.getByRole('heading', { name: 'Groups', exact: true }).waitFor()
    await page.goto('/users/9?show=warehouse_password')
    await page.getByRole('button', { name: 'Set a value…' }).click()
    await page.getByLabel('Own value of warehouse_password').fill('open-sesame')
    await page.getByRole('button', { name: 'Save, 1 person changes' }).click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    await page.getByRole('button', { name: 'Change it…' }).click()
    await page.getByLabel('Own value of warehouse_password').waitFor()
    expect(await unsaved.count()).toBe(0)
    await page.getByRole('button', { name: 'Friday 18:00' }).click()
    await page.getByText('Type the new value: nobody can read the one that is there.').waitFor()
    // What was said of the last change covers no button of the next one.
    await page.getByRole('button', { name: 'Discard' }).click({ timeout: 2000 })
    await close()
  })

  it('shows what they would have in another group, and stores nothing', async () => {
    const { page, close } = await openAsAdmin(server)
    const before = await region('4')
    const { json: groups } = await server.api('GET', '/groups')
    const leads = groups.find(({ name }: { name: string }) => name === 'Global leads')
    await page.goto('/users/4')
    await page.getByRole('button', { name: 'What if…' }).click()
    await page.getByRole('combobox', { name: 'What if this user were in' }).click()
    await page.getByRole('option', { name: 'Global leads' }).click()
    await page.getByText(/values? would change/).waitFor()
    const panel = page.getByRole('region', { name: 'What if…' })
    await panel.getByRole('listitem').filter({ hasText: 'region' }).getByText('%').waitFor()
    expect(page.url()).toContain(`group=${leads.id}`)
    expect(await region('4')).toEqual(before)
    await close()
  })
})
