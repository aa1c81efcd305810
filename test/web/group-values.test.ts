// Somebody orders the groups of an attribute by keyboard or mouse and sees whom that concerns; two do so at once.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { openAsAdmin } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
})
afterAll(() => server.stop())

const stored = async (): Promise<string[][]> => {
  const { json } = await server.api('GET', '/user_attributes/14/group_values')
  const { json: groups } = await server.api('GET', '/groups')
  return json.map(({ group_id, value }: { group_id: string; value: string }) => [
    groups.find(({ id }: { id: string }) => id === group_id).name,
    value,
  ])
}
const first = [
  ['Global leads', '%'],
  ['EMEA', 'EMEA'],
  ['AMER', 'AMER'],
  ['APAC', 'APAC'],
]
const ids: Record<string, string> = {}
beforeEach(async () => {
  const { json } = await server.api('GET', '/groups')
  for (const { id, name } of json) ids[name] = id
  await server.api(
    'POST',
    '/user_attributes/14/group_values',
    first.map(([name = '', value]) => ({ group_id: ids[name], value })),
  )
})

/** The rows as they stand: name and value. */
const shown = async (page: Page): Promise<string[][]> => {
  const rows = await page
    .getByRole('list', { name: /Groups with a value/ })
    .getByRole('listitem')
    .all()
  return Promise.all(
    rows.map(async (row) => [
      (await row.locator('bdi').textContent())?.trim() ?? '',
      await row.getByRole('textbox').inputValue(),
    ]),
  )
}
const save = (page: Page) => page.getByRole('button', { name: /^Save/ })
const open = async (expected?: RegExp) => {
  const opened = await openAsAdmin(server, expected && { expected })
  await opened.page.goto('/attributes/region/groups')
  await opened.page.getByRole('textbox', { name: 'Value of EMEA' }).waitFor()
  return opened
}

describe('the values of groups', () => {
  it('stand in their order with how many people each decides for', async () => {
    const { page, close } = await open()
    expect(await shown(page)).toEqual(first)
    const { json } = await server.api(
      'GET',
      '/values?attribute=region&source=Group:%20EMEA&count=true',
      undefined,
      {
        base: '/api/attrium/1.0',
      },
    )
    const row = page.getByRole('listitem').filter({ hasText: 'EMEA' })
    await row.getByText(String(json.total), { exact: true }).waitFor()
    await close()
  })

  it('are ordered by the keyboard alone, which is said to screen readers, and saved with their impact', async () => {
    const { page, close } = await open()
    const handle = page.getByRole('button', { name: 'Move Global leads, rank 1 of 4' })
    await handle.focus()
    await page.keyboard.press('Space')
    await page.getByText('Picked up Global leads, rank 1 of 4.').waitFor({ state: 'attached' })
    for (const rank of [2, 3, 4]) {
      const isThere = page.getByText(`Global leads is at rank ${rank} of 4.`)
      await page.keyboard.press('ArrowDown')
      // A key that comes before the row listens is lost.
      await isThere
        .waitFor({ state: 'attached', timeout: 5000 })
        .catch(() => page.keyboard.press('ArrowDown'))
      await isThere.waitFor({ state: 'attached' })
    }
    await page.keyboard.press('Space')
    expect((await shown(page)).map(([name]) => name)).toEqual([
      'EMEA',
      'AMER',
      'APAC',
      'Global leads',
    ])
    expect(await stored()).toEqual(first)
    await page
      .getByText(/^\d+ (person|people) changes?$/)
      .first()
      .waitFor()
    const impact = page.getByRole('list', { name: 'Who changes' })
    await impact.getByText('→').first().waitFor()
    await save(page).click()
    await page.getByText(/^Saved\./).waitFor()
    expect((await stored()).map(([name]) => name)).toEqual(['EMEA', 'AMER', 'APAC', 'Global leads'])
    // It is counted again for how many each decides.
    const last = page.getByRole('listitem').filter({ hasText: 'Global leads' })
    await last.getByText('0', { exact: true }).waitFor()
    // The history names the groups, and says of the change as a whole only what it came to.
    await page.goto('/history')
    const rows = page.getByRole('table', { name: 'Changes' }).getByRole('row')
    const text = await rows
      .filter({ hasText: 'set the group values of region' })
      .first()
      .textContent()
    expect(text).toMatch(/rank of EMEA.*2.*becomes.*1/)
    const whole = await rows.filter({ hasText: 'applied a change' }).first().textContent()
    expect(whole).toContain('1 changed')
    expect(whole).not.toContain('no value')
    await close()
  })

  it('are moved by buttons, changed, added and taken away in one change', async () => {
    const { page, close } = await open()
    await page.getByRole('button', { name: 'Move APAC up' }).click()
    await page.getByRole('button', { name: 'Take the value of AMER away' }).click()
    await page.getByRole('textbox', { name: 'Value of EMEA' }).fill('EMEA,DACH')
    await page.getByRole('combobox', { name: 'Add a group…' }).click()
    await page.getByRole('option', { name: 'Acme', exact: true }).click()
    await page.getByRole('textbox', { name: 'Value of Acme' }).fill('ACME')
    await save(page).click()
    await page.getByText(/^Saved\./).waitFor()
    expect(await stored()).toEqual([
      ...[
        ['Global leads', '%'],
        ['EMEA', 'EMEA,DACH'],
        ['APAC', 'APAC'],
        ['Acme', 'ACME'],
      ],
    ])
    await close()
  })

  it('that end keep their end when they are changed and ordered, and one that begins later is shown', async () => {
    const [starts_at, expires_at] = ['2099-11-30T00:00:00.000Z', '2099-12-04T18:00:00.000Z']
    const base = '/api/attrium/1.0'
    const set = { op: 'set_group_value', attribute: 'region' }
    const changes = [
      { ...set, group: 'EMEA', value: 'EMEA', expires_at },
      { ...set, group: 'Acme', value: 'ACME', starts_at },
    ]
    await server.api('POST', '/changes', { changes }, { base })
    const { page, close } = await open()
    await page.getByText('ends 2099-12-04 18:00 UTC').waitFor()
    await page.getByText('begins 2099-11-30 00:00 UTC').waitFor()
    await page.getByRole('textbox', { name: 'Value of EMEA' }).fill('EMEA,DACH')
    await page.getByRole('button', { name: 'Move EMEA up' }).click()
    await save(page).click()
    await page.getByText(/^Saved\./).waitFor()
    const { json } = await server.api('GET', '/group_values?attribute=region', undefined, { base })
    expect(json.values.slice(0, 2)).toMatchObject([
      { group: 'EMEA', value: 'EMEA,DACH', expires_at },
      { group: 'Global leads', expires_at: null },
    ])
    expect(json.values[4]).toMatchObject({ group: 'Acme', value: 'ACME', starts_at })
    await close()
  })

  it('are checked where they are typed', async () => {
    const { page, close } = await open()
    await page.getByRole('textbox', { name: 'Value of EMEA' }).fill('"EMEA')
    await page.getByText(/Must be a filter expression/).waitFor()
    expect(await save(page).getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: 'Discard' }).click()
    expect(await shown(page)).toEqual(first)
    await close()
  })
})

describe('two people who order the same list', () => {
  it('are told of each other, and nothing is overwritten unseen', async () => {
    const [mine, theirs] = [await open(), await open()]
    await mine.page.getByRole('button', { name: 'Move EMEA up' }).click()
    await theirs.page.getByRole('button', { name: 'Move APAC up' }).click()
    await save(theirs.page).click()
    await theirs.page.getByText(/^Saved\./).waitFor()
    await mine.page.getByRole('textbox', { name: 'Value of AMER' }).fill('AMER,LATAM')
    await mine.page.getByText('Somebody else has changed this since you opened it.').waitFor()
    expect(await save(mine.page).getAttribute('aria-disabled')).toBe('true')
    await mine.page.getByRole('button', { name: 'Discard mine, show theirs' }).click()
    expect((await shown(mine.page)).map(([name]) => name)).toEqual([
      ...['Global leads', 'EMEA', 'APAC', 'AMER'],
    ])
    await mine.close()
    await theirs.close()
  })

  it('see at once what the other has saved, and keep what they have typed', async () => {
    const { page, close } = await open()
    const change = (value: string) =>
      server.api('PATCH', `/groups/${ids['EMEA']}/attribute_values/14`, { value })
    await change('EMEA,DACH')
    await expect.poll(() => shown(page)).toContainEqual(['EMEA', 'EMEA,DACH'])
    await page.getByRole('textbox', { name: 'Value of AMER' }).fill('AMER,LATAM')
    await page.getByRole('button', { name: /^Save/, disabled: false }).waitFor()
    await change('EMEA')
    await page.getByText('Somebody else has changed this since you opened it.').waitFor()
    expect(await shown(page)).toContainEqual(['AMER', 'AMER,LATAM'])
    expect(await save(page).getAttribute('aria-disabled')).toBe('true')
    await close()
  })

  it('cannot save what was previewed before the other saved, and overwrites nothing that was not typed', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of 409/ })
    // Without the stream, nobody tells the screen of it.
    await page.route('**/api/attrium/1.0/events', () => new Promise(() => undefined))
    await page.goto('/attributes/region/groups')
    await page.getByRole('textbox', { name: 'Value of EMEA' }).waitFor()
    await page.getByRole('button', { name: 'Move EMEA up' }).click()
    await page.getByRole('button', { name: /^Save/, disabled: false }).waitFor()
    await server.api('PATCH', `/groups/${ids['APAC']}/attribute_values/14`, { value: 'APAC,ANZ' })
    const refused = page.waitForResponse((answer) => answer.url().endsWith('/changes'))
    await save(page).click()
    expect((await refused).status()).toBe(409)
    await page.getByText('Somebody else has changed this since you opened it.').waitFor()
    expect((await stored()).map(([name]) => name)).toEqual(first.map(([name]) => name))
    const mine = (await shown(page)).map(([name]) => name)
    await page.getByRole('button', { name: 'Keep mine' }).click()
    // My order stays, and the value that the other has typed.
    expect(await shown(page)).toContainEqual(['APAC', 'APAC,ANZ'])
    expect((await shown(page)).map(([name]) => name)).toEqual(mine)
    await page.getByText('1 unsaved change').first().waitFor()
    await close()
  })
})
