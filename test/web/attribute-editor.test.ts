// Somebody makes an attribute, changes it, hides it for good and deletes it, seeing each time whom that concerns.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openAsAdmin } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
})
afterAll(() => server.stop())

const attribute = async (name: string) => {
  const { json } = await server.api('GET', '/user_attributes')
  return json.find((it: { name: string }) => it.name === name)
}
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const save = (page: Page) => page.getByRole('button', { name: /^Save/ })
const choose = async (page: Page, field: string, option: string) => {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).click()
}

it('has its parts marked, by whichever name or id the address has', async () => {
  const { page, close } = await openAsAdmin(server)
  for (const named of ['region', (await attribute('region')).id]) {
    await page.goto(`/attributes/${named}/groups`)
    const tab = page.getByRole('link', { name: 'Values of groups' })
    await tab.waitFor()
    expect(await tab.getAttribute('aria-current')).toBe('page')
  }
  await close()
})

describe('a new attribute', () => {
  it('is checked while it is typed, and previewed before it is saved', async () => {
    // Undone, the attribute on the screen is no more.
    const { page, close } = await openAsAdmin(server, { expected: /status of 404/ })
    await page.goto('/attributes')
    await page.getByRole('link', { name: 'New attribute' }).click()
    await field(page, 'Default').fill('1')
    await page.getByText('It needs a name. Then you can save it.').waitFor()
    await field(page, 'Name').fill('Cost centre')
    await page.getByText('Must consist of lowercase letters, digits and underscores.').waitFor()
    await field(page, 'Name').fill('region')
    await page.getByText('Already exists: another user attribute has it.').first().waitFor()
    await field(page, 'Name').fill('cost_centre')
    expect(await field(page, 'Label').inputValue()).toBe('Cost Centre')
    await choose(page, 'Type', 'Number')
    await field(page, 'Default').fill('twelve')
    await page.getByText('Must be a number, such as 25 or -0.5.').waitFor()
    expect(await save(page).getAttribute('aria-disabled')).toBe('true')
    await field(page, 'Default').fill('12')
    // Everybody in the company gets the default.
    await page.getByRole('button', { name: /^Save, 2\d people change$/ }).click()
    await page.getByText(/^Saved\. 2\d people changed\.$/).waitFor()
    await page.waitForURL('**/attributes/cost_centre')
    expect(await attribute('cost_centre')).toMatchObject({
      ...{ label: 'Cost Centre', type: 'number', default_value: '12' },
    })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone.').waitFor()
    // There is nothing to show any more.
    await page.waitForURL('**/attributes')
    expect(await attribute('cost_centre')).toBeUndefined()
    await close()
  })
})

describe('an attribute that is there', () => {
  it('shows what each change means for people, and can be renamed', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/attributes/discount_cap')
    const before = await attribute('discount_cap')
    await field(page, 'Label').fill('Greatest discount')
    await page.getByText('Nobody’s value changes').first().waitFor()
    await field(page, 'Name').fill('max_discount')
    await page.getByText('2 unsaved changes').waitFor()
    await page.getByLabel('Reason for the history (optional)').fill('Plain words')
    await save(page).click()
    await page.waitForURL('**/attributes/max_discount')
    expect(await attribute('max_discount')).toEqual({
      ...{ ...before, name: 'max_discount', label: 'Greatest discount' },
    })
    await close()
  })

  it('asks before somebody leaves with unsaved changes', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/attributes/tenant_id')
    await field(page, 'Label').fill('Tenant')
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('heading', { name: 'Unsaved changes' }).waitFor()
    await page.getByRole('button', { name: 'Stay here' }).click()
    expect(await field(page, 'Label').inputValue()).toBe('Tenant')
    await page.getByRole('button', { name: 'Discard' }).click()
    expect(await field(page, 'Label').inputValue()).toBe('Tenant Id')
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('heading', { name: 'Users' }).waitFor()
    await close()
  })

  it('cannot be given what does not fit: such choices are closed', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/attributes/region')
    await page.getByRole('combobox', { name: 'Together they give' }).click()
    const smallest = page.getByRole('option', { name: /The smallest value/ })
    expect(await smallest.getAttribute('data-combobox-disabled')).toBe('true')
    await page.goto('/attributes/email')
    await page.getByText('cannot be changed').waitFor()
    expect(await field(page, 'Name').getAttribute('readonly')).not.toBeNull()
    await close()
  })

  it('is hidden only after a warning, with a list of addresses, and then for good', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/attributes/warehouse_user')
    await page
      .getByRole('switch', { name: 'Hide the values of this attribute' })
      .click({ force: true })
    await page.getByRole('alert').getByText('Hiding is for good.').waitFor()
    await page
      .getByText("'hidden_value_domain_whitelist' is required.")
      .or(page.getByText('This is required.'))
      .first()
      .waitFor()
    await page.getByLabel('Where values may be sent').fill('https://*.acme.example/*')
    await save(page).click()
    await page.getByText('Saved.').waitFor()
    const hide = page.getByRole('switch', { name: 'Hide the values of this attribute' })
    await expect.poll(() => hide.isDisabled()).toBe(true)
    expect(await attribute('warehouse_user')).toMatchObject({ value_is_hidden: true })
    await close()
  })

  it('is deleted after a question that says whom that concerns', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/attributes/tenant_id')
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /\d+ people change/ })
      .waitFor()
    await page.getByRole('button', { name: 'Delete the attribute' }).click()
    await page.waitForURL('**/attributes')
    expect(await attribute('tenant_id')).toBeUndefined()
    await page.getByText('region').first().waitFor()
    await close()
  })

  it('says that somebody else has changed it meanwhile, and keeps both', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/attributes/region')
    await field(page, 'Label').fill('Sales region')
    await page.getByText('Nobody’s value changes').first().waitFor()
    const { id } = await attribute('region')
    await server.api('PATCH', `/user_attributes/${id}`, { default_value: 'EMEA' })
    await field(page, 'Label').fill('Sales regions')
    await page.getByText('Somebody else has changed this since you opened it.').waitFor()
    expect(await save(page).getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: 'Keep mine' }).click()
    expect(await field(page, 'Default').inputValue()).toBe('EMEA')
    await save(page).click()
    await page.getByText('Saved.').waitFor()
    expect(await attribute('region')).toMatchObject({
      label: 'Sales regions',
      default_value: 'EMEA',
    })
    await close()
  })
})
