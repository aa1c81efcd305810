// The import of a table: mistakes told by cell, what is right applied and undone, nothing lost when a session ends.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { hostile } from './hostile-company.ts'
import { administrator, openAs, openAsAdmin, withPassword } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company }, flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const attrium = { base: '/api/attrium/1.0' }
const ownOf = async (email: string, attribute: string) => {
  const path = `/users/${email}/explanations?attributes=${attribute}`
  const [{ source, value }] = (await server.api('GET', path, undefined, attrium)).json
  return source === 'User Setting' ? value : undefined
}

const grid = (page: Page) => page.getByRole('table', { name: 'Rows of the table' })
const rowOf = (page: Page, name: string) => grid(page).getByRole('row').filter({ hasText: name })
const fill = (page: Page, table: string) => page.getByLabel('Or paste or type it').fill(table)
const drop = (page: Page, name: string, text: string | Buffer) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

const withMistakes = [
  'email;regoin;tenant_id;warehouse_password',
  'jonas@acme.example;AMER;1009;s3cret-of-jonas',
  'maya@acme.example;EMEA;ten;s3cret-of-maya',
  'jonsa@acme.example;APAC;1009;s3cret-of-nobody',
  'chloe@acme.example;EMEA;1009;',
].join('\r\n')

describe('a table with mistakes', () => {
  it('tells what is wrong, cell by cell, and lets a column be another one', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    await drop(page, 'regions.csv', withMistakes)
    await page.getByText('regions.csv · 4 rows').waitFor()
    const column = page.getByRole('listitem', { name: 'Column regoin' })
    await column.getByText('did you mean region?').waitFor()
    await column.getByRole('combobox').click()
    await page.getByRole('option', { name: 'region', exact: true }).click()
    await column.waitFor({ state: 'detached' })
    await page.getByText('7 values would change, 0 are so already, 4 refused').waitFor()
    const maya = await rowOf(page, 'maya@acme.example').textContent()
    expect(maya).toContain('refused')
    expect(maya).not.toContain('s3cret-of-maya')
    // What she has now, which the import replaces.
    await rowOf(page, 'maya@acme.example').getByText('EMEA,AMER,APAC').waitFor()
    await page.getByText('With mistakes (2)').click()
    await expect.poll(() => grid(page).getByRole('row').count()).toBe(3)
    expect(await grid(page).textContent()).toContain('jonsa@acme.example')
    const save = page.getByRole('button', { name: /^Save/ })
    expect(await save.getAttribute('aria-disabled')).toBe('true')
    await close()
  })

  it('applies what is right with a reason, gives the result as a file, and is undone', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    await fill(page, withMistakes.replace('regoin', 'region'))
    await page.getByLabel(/Save the 7 values that are right/).check()
    await page.getByLabel('Reason for the history').fill(hostile.reason)
    await page.getByRole('button', { name: 'Save, 3 people change' }).click()
    await page.getByText('7 values changed, 0 were so already, 4 left out.').waitFor()
    expect(await ownOf('jonas@acme.example', 'region')).toBe('AMER')
    expect(await ownOf('maya@acme.example', 'region')).toBe('EMEA')
    expect(await ownOf('maya@acme.example', 'tenant_id')).toBeUndefined()
    const { json } = await server.api('GET', '/changes?limit=1', undefined, attrium)
    expect(json.changes[0].reason).toBe(hostile.reason)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the result' }).click(),
    ])
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n')
    expect(lines).toHaveLength(14)
    expect(lines).toContain('2,jonas@acme.example,region,,AMER,sets,')
    expect(lines).toContain('3,maya@acme.example,region,"EMEA,AMER,APAC",EMEA,sets,')
    expect(lines).toContain('2,jonas@acme.example,warehouse_password,,•••,sets,')
    expect(lines.join('\n')).toMatch(/^3,maya@acme.example,tenant_id,,ten,refused,.+$/m)
    expect(lines.join('\n')).not.toContain('s3cret')
    await page.getByRole('button', { name: 'Undo all of it' }).click()
    await page
      .getByText(/cannot be put back|Undone/)
      .first()
      .waitFor()
    await close()
  })

  it('is undone, and then nothing offers to undo it again', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    await fill(page, 'email,office_zip\nchloe@acme.example,95060')
    await page.getByRole('button', { name: 'Save, 1 person changes' }).click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    await page.getByRole('button', { name: 'Undo all of it' }).click()
    await page.getByText('Undone. Everything is as it was before.').waitFor()
    expect(await page.getByText('Saved. 1 person changed.').count()).toBe(0)
    await close()
  })

  it('is read as text alone, whatever is in it', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    const cells = [hostile.name, hostile.value, hostile.formula]
    const quoted = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`)
    const table = [
      `email,${quoted[0]},warehouse_user`,
      `${quoted[0]},${quoted[1]},${quoted[2]}`,
      `jonas@acme.example,"two\r\nlines",${quoted[2]}`,
    ].join('\r\n')
    await fill(page, table)
    await page.getByText(/values? would change/).waitFor()
    expect(await grid(page).getByRole('row').nth(1).textContent()).toContain(hostile.formula)
    expect(await rowOf(page, 'jonas@acme.example').textContent()).toContain(hostile.formula)
    expect(await page.locator('svg[onload], img').count()).toBe(0)
    await close()
  })

  it('of which nothing is right says so, and not that everything is so already', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    await fill(page, 'email,region\nnobody@x.example,EMEA')
    await page.getByText('1 value is refused, and nothing else would change.').waitFor()
    expect(await page.getByText('Everything is so already').count()).toBe(0)
    await close()
  })

  it('of somebody who may not set the values is refused cell by cell', async () => {
    const body = { name: 'Support', permission_set_id: '', model_set_id: '1' }
    const permissions = ['see_users']
    const { json: set } = await server.api('POST', '/permission_sets', { name: 's', permissions })
    const { json: role } = await server.api('POST', '/roles', {
      ...{ ...body, permission_set_id: set.id },
    })
    await server.api('PUT', '/users/5/roles', [role.id])
    const chloe = await withPassword(server, { user_id: '5', email: 'chloe@acme.example' })
    const { page, close } = await openAs(server, chloe, { expected: /status of (403|404)/ })
    await page.goto('/import')
    await fill(page, 'email,region\njonas@acme.example,EMEA')
    const row = rowOf(page, 'jonas@acme.example')
    await row.getByText('refused', { exact: true }).waitFor()
    expect(await row.getByText('sets', { exact: true }).count()).toBe(0)
    await close()
  })

  it('with a quote in the wrong place is refused with its line, and can be mended in the page', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of 422/ })
    await page.goto('/import')
    await fill(page, 'email,region\njonas@acme.example,"EM"EA')
    await page.getByText('A quote is in the wrong place').first().waitFor()
    expect(await page.getByText('Line 2').count()).toBeGreaterThan(0)
    await fill(page, 'email,region\njonas@acme.example,AMER')
    await page.getByRole('button', { name: 'Save, 1 person changes' }).waitFor()
    await close()
  })

  it('that is no text is refused, and the one before it stays', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    await fill(page, 'email,region\njonas@acme.example,AMER')
    await drop(
      page,
      'latin.csv',
      Buffer.from('email,region\njonas@acme.example,Z\xfcrich', 'latin1'),
    )
    await page.getByText('This file is not a text in UTF-8.').waitFor()
    await page.getByText('1 value would change').waitFor()
    await close()
  })
})

describe('empty cells', () => {
  it('leave values as they are, unless somebody says that they take them away', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    await fill(page, 'email,region,office_zip\nmaya@acme.example,,94110')
    await page.getByText('0 values would change, 1 is so already, 0 refused').waitFor()
    await page.getByText('There is nothing to save.').waitFor()
    await page.getByRole('combobox', { name: 'Empty cells' }).click()
    await page.getByRole('option', { name: 'Take the value away' }).click()
    await page.getByText('1 value would change, 1 is so already, 0 refused').waitFor()
    await rowOf(page, 'maya').getByText('takes away').waitFor()
    await close()
  })
})

describe('a session that ends while an import is open', () => {
  it('takes nothing away: its person signs in over the page and the import goes on', async () => {
    const { page, context, close } = await openAsAdmin(server, { expected: /status of 401/ })
    await page.goto('/import')
    await fill(page, 'email,region\nines@acme.example,APAC')
    await page.getByRole('button', { name: 'Save, 1 person changes' }).waitFor()
    await page.getByLabel('Reason for the history').fill('Moved to Sydney')
    await context.clearCookies()
    await page.getByRole('button', { name: 'Save, 1 person changes' }).click()
    await page.getByRole('dialog').getByText('Your session has ended').waitFor()
    expect(await ownOf('ines@acme.example', 'region')).toBeUndefined()
    const { email, password } = await administrator(server)
    await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(password)
    expect(await page.getByRole('dialog').getByLabel('E-mail').inputValue()).toBe(email)
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('1 value changed, 0 were so already, 0 left out.').waitFor()
    expect(await ownOf('ines@acme.example', 'region')).toBe('APAC')
    const { json } = await server.api('GET', '/changes?limit=1', undefined, attrium)
    expect(json.changes[0].reason).toBe('Moved to Sydney')
    await close()
  })

  it('nor does leaving by mistake', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    await fill(page, 'email,region\nines@acme.example,EMEA')
    await page.getByRole('button', { name: /^Save/ }).waitFor()
    await page.getByRole('link', { name: 'Attributes' }).click()
    await page.getByRole('button', { name: 'Stay here' }).click()
    expect(await page.getByLabel('Or paste or type it').inputValue()).toContain('ines@acme.example')
    await close()
  })
})

describe('a long table', () => {
  it('is read in parts, shown in parts, and holds nothing up', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => `maya-${at}@acme.example,"EM\nEA",94110`)
    const { page, close } = await openAsAdmin(server)
    await page.goto('/import')
    await page.evaluate('window.ticks = 0; setInterval(() => { window.ticks++ }, 20)')
    await drop(
      page,
      'long.csv',
      `email,region,office_zip\n${rows.join('\n')}\njonas@acme.example,AMER,94110`,
    )
    await page.getByText('long.csv · 30,001 rows').waitFor()
    await page.getByText('2 values would change, 0 are so already, 60,000 refused').waitFor()
    expect(await page.evaluate('window.ticks')).toBeGreaterThan(10)
    await page.getByText('The server tells the first 1,000 mistakes.').waitFor()
    expect(await grid(page).getByRole('row').count()).toBeLessThan(60)
    await page.getByText('With mistakes').click()
    await grid(page).getByText('maya-1@acme.example').waitFor()
    await close()
  })
})
