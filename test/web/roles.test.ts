// Somebody looks at roles, gives and takes them, and is told why the last administrator stays.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { hostile, isUnharmed } from './hostile.ts'
import { administrator, openAsAdmin } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
})
afterAll(() => server.stop())

const holders = async (role_id: string) => {
  const { json } = await server.api('GET', `/roles/${role_id}/users?fields=id`)
  return json.map(({ id }: { id: string }) => id)
}

describe('roles', () => {
  it('are listed with their sets and how many have them', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/roles')
    await page.getByRole('row', { name: /Admin.*everything.*all models.*2/ }).waitFor()
    await page.getByRole('row', { name: /Viewer.*9 permissions/ }).waitFor()
    await page.getByRole('link', { name: 'Viewer' }).click()
    await page.getByText('see_looks').waitFor()
    await close()
  })

  it('are given to a person and to groups, and taken away, after a question', async () => {
    const { page, close } = await openAsAdmin(server)
    await page.goto('/roles/5')
    await page.getByRole('combobox', { name: 'Give it to a person' }).fill('Zoe')
    await page.getByRole('option', { name: 'Zoe Adams' }).click()
    await page.getByRole('dialog', { name: 'Give Zoe Adams the role Viewer?' }).waitFor()
    await page.getByRole('button', { name: 'Give the role' }).click()
    await page.getByRole('button', { name: 'Take away from Zoe Adams' }).waitFor()
    expect(await holders('5')).toEqual(['25'])
    await page.getByRole('combobox', { name: 'Groups with this role' }).click()
    await page.getByRole('option', { name: 'EMEA' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Save the groups…' }).click()
    await page.getByText(/^7 users are in groups that get the role/).waitFor()
    await page.getByRole('button', { name: 'Change the groups' }).click()
    await page.getByText('8 users have this role').waitFor()
    await page.getByRole('button', { name: 'Take away from Zoe Adams' }).click()
    await page.getByRole('button', { name: 'Take it away' }).click()
    await page.getByText('Nobody has it directly.').waitFor()
    expect(await holders('5')).not.toContain('25')
    await close()
  })

  it('keep one administrator, in the words of the server', async () => {
    await server.api('PUT', '/users/3/roles', [])
    const { page, close } = await openAsAdmin(server, { expected: /status of 403/ })
    const { user_id } = await administrator(server)
    await page.goto('/roles/2')
    await page.getByRole('button', { name: /^Take away from/ }).click()
    await page.getByRole('button', { name: 'Take it away' }).click()
    const { json } = await server.api('PUT', `/users/${user_id}/roles`, [])
    await page.getByRole('alert').getByText(json.message).waitFor()
    expect(await holders('2')).toEqual([user_id])
    await close()
  })

  it('show hostile names as text', async () => {
    const body = { name: hostile, permission_set_id: '4', model_set_id: '1' }
    const { json } = await server.api('POST', '/roles', body)
    const { page, close } = await openAsAdmin(server)
    await page.goto(`/roles/${json.id}`)
    await page.getByRole('heading', { name: hostile }).waitFor()
    await isUnharmed(page)
    await page.goto('/roles')
    await page.getByRole('link', { name: hostile }).waitFor()
    await isUnharmed(page)
    await close()
  })
})
