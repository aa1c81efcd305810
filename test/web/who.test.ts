// The screen "Who has…": the question in the address without its value, the list, the file, and a change for many.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { hostile, hostileCompany } from './hostile-company.ts'
import { openAsAdmin } from './person.ts'

const others = 700
let server: TestServer
beforeAll(async () => {
  server = await startServer({
    planting: { seed: hostileCompany(others) },
    flags: { rateLimit: '0' },
  })
})
afterAll(() => server.stop())

const attrium = { base: '/api/attrium/1.0' }

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

const list = (page: Page) => page.getByRole('table', { name: 'Who fits' })
const noteOf = async (email: string) => {
  const path = `/users/${email}/explanations?attributes=note`
  return (await server.api('GET', path, undefined, attrium)).json[0].value
}

it('about a filter leads from those who have a value to those who may see it', async () => {
  const demo = await startServer({ planting: { seed: company }, flags: { rateLimit: '0' } })
  const { page, close } = await openAsAdmin(demo)
  await page.goto('/who?attribute=region')
  await page.getByRole('button', { name: /^EMEA \d+$/ }).click()
  await page
    .getByText(/^region has filters\. This finds those who have exactly EMEA in it/)
    .waitFor()
  await page.getByRole('button', { name: 'Show everybody who may see EMEA' }).click()
  const leads = list(page).getByRole('row').filter({ hasText: 'Global leads' })
  await leads.first().waitFor()
  expect(new URL(page.url()).search).toBe('?attribute=region&match=admits')
  await close()
  await demo.stop()
})

describe('the question', () => {
  it('is in the address but for its value, which the tab keeps and a link does not have', async () => {
    const { page, context, close } = await openAsAdmin(server)
    await page.goto('/who')
    await page.getByText('Choose an attribute').first().waitFor()
    await choose(page, 'Attribute', 'note')
    await choose(page, 'Comparison', 'is')
    await page.getByText('Type the value to look for').waitFor()
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill(hostile.value)
    await page.getByText('1 person fits').waitFor()
    await expect.poll(() => list(page).getByRole('row').count()).toBe(2)
    expect(await list(page).textContent()).toContain(`${hostile.name} Zed`)
    expect(await list(page).textContent()).toContain(hostile.value)
    const { search } = new URL(page.url())
    expect(search).toBe('?attribute=note&match=is')
    await page.reload()
    await page.getByText('1 person fits').waitFor()
    const link = page.url()
    const other = await context.newPage()
    await other.goto(link)
    await other.getByText('Type the value to look for').waitFor()
    expect(await other.getByRole('textbox', { name: 'Value', exact: true }).inputValue()).toBe('')
    await close()
  })

  it('takes a value of the summary, and looks at own values and those of groups', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/who?attribute=note')
    await page.getByText(`${(others + 3).toLocaleString('en')} people fit`).waitFor()
    await page.getByRole('button', { name: hostile.formula }).click()
    await page.getByText('1 person fits').waitFor()
    expect(await list(page).textContent()).toContain('Ada Plain')
    await choose(page, 'Values', 'that groups give')
    await page.getByText('No group fits').waitFor()
    await choose(page, 'Comparison', 'has a value')
    await page.getByText('1 group fits').waitFor()
    expect(await list(page).textContent()).toContain(hostile.name)
    await close()
  })

  it('has its further fields folded away on a phone, unless they are in use', async () => {
    const { page, close } = await openAsAdmin(server, { width: 320 })
    const source = page.getByRole('combobox', { name: 'From', exact: true })
    await page.goto('/who?attribute=note')
    await page.getByRole('button', { name: 'More filters' }).click()
    await source.waitFor()
    await page.getByRole('button', { name: 'Fewer filters' }).click()
    await source.waitFor({ state: 'hidden' })
    await page.goto('/who?attribute=note&source=Default')
    await source.waitFor()
    await close()
  })

  it('about a hidden attribute is only whether there is a value, and no answer has it', async () => {
    const { page, close } = await openAsAdmin(server)
    const bodies: string[] = []
    page.on('response', async (answer) => {
      if (/\/api\//.test(answer.url()) && !/\/events/.test(answer.url()))
        bodies.push(await answer.text().catch(() => ''))
    })
    await page.goto('/who?attribute=secret')
    await page.getByText('1 person fits').waitFor()
    await page.getByRole('combobox', { name: 'Comparison' }).click()
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['has a value', 'has no value'])
    await page.keyboard.press('Escape')
    expect(await list(page).textContent()).toContain('•••')
    expect(bodies.length).toBeGreaterThan(1)
    expect(bodies.join('')).not.toContain('open-sesame-1')
    await close()
  })

  it('that the server refuses is refused in a sentence', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of 422/ })
    await page.goto('/who?attribute=nota')
    await page.getByText('did you mean note?').waitFor()
    await close()
  })
})

describe('the list', () => {
  it('is drawn in part and read in pages, to its end', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/who?attribute=note')
    await page.getByText('500 shown').waitFor()
    expect(await list(page).getByRole('row').count()).toBeLessThan(80)
    // The end moves away while pages arrive.
    const last = page.getByText(`Person ${others - 1}`, { exact: true })
    await expect
      .poll(async () => {
        await page.keyboard.press('End')
        return last.count()
      })
      .toBe(1)
    expect(await list(page).getByRole('row').count()).toBeLessThan(80)
    await close()
  })

  it('is given as a file, whose address has no value', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/who?attribute=note&of=own')
    await page.getByText('1 person fits').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: 'Export CSV' })
        .click()
        .then(() => page.getByRole('menuitem', { name: 'For a spreadsheet' }).click()),
    ])
    expect(download.url()).toMatch(/^blob:/)
    expect(download.suggestedFilename()).toBe('who-has-note.csv')
    const text = readFileSync(await download.path(), 'utf8')
    expect(text.split('\r\n')[1]).toContain(`"'${hostile.formula.replaceAll('"', '""')}"`)
    await close()
  })

  it('shows at once what others change', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/who?attribute=note&of=own')
    await page.getByText('1 person fits').waitFor()
    const { status } = await server.api(
      ...([
        'PUT',
        '/users/person-1@acme.example/values/note',
        { value: 'by others' },
        attrium,
      ] as const),
    )
    expect(status).toBe(200)
    await page.getByText('2 people fit').waitFor()
    expect(await list(page).textContent()).toContain('by others')
    await server.api('DELETE', '/users/person-1@acme.example/values/note', undefined, attrium)
    await page.getByText('1 person fits').waitFor()
    await close()
  })
})

describe('a change for all who are selected', () => {
  it('is shown with its effect, saved, told and undone', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of 422/ })
    await page.goto('/who?attribute=note&match=contains')
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('HYPER')
    await page.getByText('1 person fits').waitFor()
    await page.getByRole('checkbox', { name: 'Select Ada Plain' }).check()
    await page.getByRole('button', { name: 'Change their value' }).click()
    await page.getByRole('textbox', { name: 'New value' }).fill(hostile.value)
    await page.getByRole('button', { name: 'Save, 1 person changes' }).click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    const value = () => noteOf('ada@acme.example')
    expect(await value()).toBe(hostile.value)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('Undone. Everything is as it was before.').waitFor()
    expect(await value()).toBe(hostile.formula)
    await close()
  })

  it('reaches everybody who fits, also those who are not in the list yet', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/who?attribute=note&source=Default')
    await page.getByRole('button', { name: `Select all ${others + 1}` }).click()
    await page.getByRole('button', { name: `${others + 1} people selected` }).click()
    await page.getByRole('textbox', { name: 'New value' }).fill('all')
    await page.getByRole('button', { name: `Save, ${others + 1} people change` }).waitFor()
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })
    await close()
  })
})
