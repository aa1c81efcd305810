// Somebody looks at groups, changes members with the impact before it, nests, renames, creates and deletes them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { hostile, isUnharmed } from './hostile.ts'
import { openAsAdmin } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
})
afterAll(() => server.stop())

const members = async (group_id: string) => {
  const { json } = await server.api('GET', `/groups/${group_id}/users?fields=id`)
  return json.map(({ id }: { id: string }) => id)
}

describe('the list of groups', () => {
  it('is a tree with members, and a list where somebody searches', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/groups')
    const rows = page.getByRole('row')
    await page.getByRole('link', { name: 'Global leads' }).waitFor()
    const names = await page.locator('tbody a').allTextContents()
    const customers = names.indexOf('Customers')
    expect(names[customers + 1]).toBe('Acme')
    expect(names[customers + 2]).toBe('AMER')
    await page.getByRole('searchbox').fill('emea')
    await expect.poll(() => rows.count()).toBe(2)
    expect(await rows.nth(1).textContent()).toMatch(/^EMEA7/)
    expect(page.url()).toContain('search=emea')
    await close()
  })

  it('creates a group, and says why a name is refused', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of (409|422)/ })
    await page.goto('/groups')
    await page.getByRole('button', { name: 'New group' }).click()
    const name = page.getByLabel('Name of the group')
    await name.fill('emea')
    await page.getByRole('button', { name: 'Create the group' }).click()
    await page.getByText(/already/).waitFor()
    await name.fill(hostile)
    await page.getByRole('button', { name: 'Create the group' }).click()
    await page.getByRole('heading', { name: hostile }).waitFor()
    await page.getByText('Nobody is in the group itself').waitFor()
    await isUnharmed(page)
    await close()
  })
})

describe('a group', () => {
  it('takes several members in and out by one change, with its impact and undo', async () => {
    const { page, close } = await openAsAdmin(server)
    const before = await members('2')
    await page.goto('/groups/2')
    const picker = page.getByRole('combobox', { name: 'Add a person' })
    for (const name of ['Zoe Adams', 'Mei Chen']) {
      await picker.fill(name)
      await page.getByRole('option', { name }).click()
      await page.getByRole('row', { name: new RegExp(`${name}.*added`) }).waitFor()
    }
    await page.getByRole('button', { name: 'Take out Maya Lindqvist' }).click()
    await page.getByText('3 unsaved changes').waitFor()
    // Maya has a region of her own: hers stays, those of the others change.
    await page.getByRole('button', { name: /^Save, \d+ people change$/ }).click()
    await page.getByText(/^Saved\./).waitFor()
    const after = await members('2')
    expect(after).toContain('25')
    expect(after).toContain('17')
    expect(after).not.toContain('2')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone. Everything is as it was before.').waitFor()
    expect(await members('2')).toEqual(before)
    await close()
  })

  it('says who is in it until when, and who joins later', async () => {
    const [starts_at, expires_at] = ['2099-11-30T00:00:00Z', '2099-12-04T18:00:00Z']
    const add = { op: 'add_group_user', group_id: '3' }
    const changes = [
      { ...add, email: 'zoe@globex.example', starts_at },
      { ...add, email: 'maya@acme.example', expires_at },
    ]
    await server.api('POST', '/changes', { changes }, { base: '/api/attrium/1.0' })
    const { page, close } = await openAsAdmin(server)
    await page.goto('/groups/3')
    const row = (name: string) => page.getByRole('row').filter({ hasText: name })
    await row('Zoe Adams').getByText('begins 2099-11-30 00:00 UTC').waitFor()
    await row('Maya Lindqvist').getByText('ends 2099-12-04 18:00 UTC').waitFor()
    await close()
  })

  it('is renamed and nested by one change, and refuses a circle in the words of the server', async () => {
    const { page, close } = await openAsAdmin(server, { expected: /status of (400|422)/ })
    await page.goto('/groups/2')
    await page.getByRole('combobox', { name: 'Groups inside this one' }).click()
    await page.getByRole('option', { name: 'Customers' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isEnabled()).toBe(false)
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Europe')
    await page.getByRole('combobox', { name: 'Groups inside this one' }).click()
    await page.getByRole('option', { name: 'Contractors' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Save/ }).click()
    await page.getByRole('heading', { name: 'Europe' }).waitFor()
    const { json } = await server.api('GET', '/groups/2/groups')
    expect(json).toMatchObject([{ name: 'Contractors' }])
    await close()
  })

  it('shows its values, sealed ones as sealed, and is deleted with its impact', async () => {
    const { page, close } = await openAsAdmin(server)
    const { json: groups } = await server.api('GET', '/groups?fields=id,name')
    const { id } = groups.find(({ name }: { name: string }) => name === 'Acme')
    await page.goto(`/groups/${id}`)
    await page.getByText('acme_reader').waitFor()
    await page.getByText('a hidden value').waitFor()
    expect(await page.content()).not.toContain('demo-acme-password')
    await page.getByRole('button', { name: 'Delete…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/3 values that it gives go with it/).waitFor()
    await dialog.getByText(/\d+ people change/).waitFor()
    await dialog.getByRole('button', { name: 'Delete the group' }).click()
    // A group has a heading of that name, too: of the groups inside it.
    await page.getByRole('heading', { name: 'Groups', exact: true, level: 1 }).waitFor()
    expect((await server.api('GET', `/groups/${id}`)).status).toBe(404)
    await close()
  })
})
