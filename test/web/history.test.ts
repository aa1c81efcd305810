// The history: what was changed, as it was then, and last week's mistake put back.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Seed } from '../../src/seed/seed.ts'
import { type Caller, keyIn, startServer, type TestServer } from '../support/server.ts'
import { hostile, hostileCompany } from './hostile-company.ts'
import { administrator, openAsAdmin } from './person.ts'

const day = 24 * 60 * 60 * 1000
// After the clock of the machine, by which the seed is planted.
const begin = Date.UTC(2030, 10, 2, 9)
let time = begin
let server: TestServer
let caller: Caller
const attrium = { base: '/api/attrium/1.0' }

const set = (email: string, attribute: string, value: string) => ({
  ...{ op: 'set_user_value', email, attribute, value },
})
async function change(reason: string, ...changes: object[]): Promise<string> {
  const { status, json } = await caller.api('POST', '/changes', { reason, changes }, attrium)
  expect(status).toBe(200)
  return json.id
}

let mistake: string
let mended: string
beforeAll(async () => {
  const seed: Seed = hostileCompany(3)
  server = await startServer({ planting: { seed }, now: () => time, flags: { rateLimit: '0' } })
  await administrator(server)
  caller = server
  time += day
  caller = await server.logIn(keyIn(server.lookerIni))
  mistake = await change(
    hostile.reason,
    set('ada@acme.example', 'note', 'wrong'),
    set('person-0@acme.example', 'note', 'wrong'),
    set('person-1@acme.example', 'note', 'wrong'),
    set('person-1@acme.example', 'secret', 'open-sesame-2'),
  )
  time += 7 * day
  caller = await server.logIn(keyIn(server.lookerIni))
  mended = await change('Mended by hand', set('ada@acme.example', 'note', 'right'))
})
afterAll(() => server.stop())

const list = (page: Page) => page.getByRole('table', { name: 'Changes' })
const noteOf = async (email: string) => {
  const path = `/users/${email}/explanations?attributes=note`
  return (await caller.api('GET', path, undefined, attrium)).json[0].value
}

describe('the list', () => {
  it('tells each change from what to what, as text; of a hidden value only that it changed', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/history')
    const mended = list(page).getByRole('row').filter({ hasText: 'Mended by hand' })
    await mended.first().waitFor()
    const text = await mended.filter({ hasText: 'note' }).first().textContent()
    expect(text).toMatch(/note.*of.*Ada Plain.*wrong.*becomes.*right/)
    const secret = list(page).getByRole('row').filter({ hasText: 'secret' }).first()
    expect(await secret.textContent()).toContain('hidden, changed')
    expect(await list(page).textContent()).toContain(hostile.reason)
    expect(await page.content()).not.toContain('open-sesame')
    await close()
  })

  it('is filtered, and its address has the filters', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/history')
    await page.getByRole('combobox', { name: 'Person', exact: true }).fill('ada@acme.example')
    await page.getByRole('combobox', { name: 'Through' }).click()
    await page.getByRole('option', { name: 'a saved change' }).click()
    await page.getByLabel('From (UTC)').fill('2030-11-08T00:00')
    await expect.poll(() => list(page).getByRole('row').count()).toBe(2)
    const { searchParams } = new URL(page.url())
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ user: 'ada@acme.example', channel: 'change', since: '2030-11-08T00:00:00Z' },
    })
    await page.reload()
    await expect.poll(() => list(page).getByRole('row').count()).toBe(2)
    await page.getByRole('button', { name: 'Take the filters away' }).click()
    await expect.poll(() => list(page).getByRole('row').count()).toBeGreaterThan(4)
    await close()
  })

  it('finds a person by a part of the name', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/history')
    await page.getByRole('combobox', { name: 'Person', exact: true }).fill('ada pl')
    await page.getByRole('option', { name: /Ada Plain/ }).click()
    await page.waitForURL('**/history?user=ada*')
    await expect.poll(() => list(page).getByRole('row').count()).toBeGreaterThan(1)
    await close()
  })

  it('with a filter that names nothing says so', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of 422/ })
    await page.goto('/history?attribute=nota')
    await page.getByText('did you mean note?').waitFor()
    await close()
  })

  it('gives what has become of the lines of a change as a file, while that is kept', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of 410/ })
    const button = page.getByRole('button', { name: 'Download the result' })
    await page.goto(`/history?change=${mended}`)
    const [result] = await Promise.all([page.waitForEvent('download'), button.click()])
    expect(result.suggestedFilename()).toBe(`change-${mended}-result.csv`)
    const [, line] = readFileSync(await result.path(), 'utf8').split('\r\n')
    expect(line).toBe('changes[0],set_user_value,,ada@acme.example,,,note,,right,,,changed,')
    await page.goto(`/history?change=${mistake}`)
    await button.click()
    await page.getByText('Results of changes are kept for 7 days').waitFor()
    await close()
  })

  it('announces newer changes, and moves when somebody asks for them', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/history?attribute=note')
    await list(page).getByText('Mended by hand').first().waitFor()
    const count = () => list(page).getAttribute('aria-rowcount')
    const before = await count()
    await change('Live', set('person-2@acme.example', 'note', 'live'))
    await page.getByText('1 newer change').waitFor()
    expect(await count()).toBe(before)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await list(page).getByText('Live').first().waitFor()
    await close()
  })
})

describe('a time in the past', () => {
  it('has the values of a person with their reasons, and leads to who had a value', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/history?user=ada@acme.example&attribute=note')
    await page.getByLabel('As of (UTC)').fill('2030-11-02T21:00')
    const then = page.getByRole('list', { name: 'Values of ada@acme.example then' })
    await then.getByText(hostile.formula).first().waitFor()
    await then.getByText('note', { exact: true }).click()
    await then.getByText('User Setting').nth(1).waitFor()
    await page.getByLabel('As of (UTC)').fill('2030-11-05T09:00')
    await then.getByText('wrong', { exact: true }).first().waitFor()
    await page.getByRole('link', { name: 'Who had note then' }).click()
    await page.getByText('6 people fit').waitFor()
    expect(new URL(page.url()).searchParams.get('as_of')).toBe('2030-11-05T09:00:00Z')
    await close()
  })
})

describe("last week's mistake", () => {
  it('is put back in one row', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto(`/history?change=${mistake}&user=person-0@acme.example`)
    await list(page)
      .getByRole('button', { name: /^Put back: / })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 person changes').waitFor()
    await dialog.getByRole('button', { name: 'Put back', exact: true }).click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    expect(await noteOf('person-0@acme.example')).toBe('plain')
    expect(await noteOf('person-1@acme.example')).toBe('wrong')
    await close()
  })

  it('is put back whole, but for what was changed again since, which is named', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of (409|422)/ })
    await page.goto('/history')
    await page
      .getByRole('button', { name: `Show the whole change ${mistake}` })
      .first()
      .click()
    await page.getByText(`Only the change ${mistake}.`).waitFor()
    await page.getByRole('button', { name: `Put the whole change ${mistake} back` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('has been changed again since').first().waitFor()
    expect(await dialog.getByRole('button', { name: 'Put back', exact: true }).isDisabled()).toBe(
      true,
    )
    await dialog.getByLabel('Leave these as they are, and put the rest back').check()
    await dialog.getByText('1 person changes').waitFor()
    await dialog.getByLabel('Reason for the history').fill('The wrong list')
    await dialog.getByRole('button', { name: 'Put back', exact: true }).click()
    await page.getByText('Saved. 1 person changed.').waitFor()
    expect(await noteOf('person-1@acme.example')).toBe('plain')
    expect(await noteOf('ada@acme.example')).toBe('right')
    await close()
  })
})
