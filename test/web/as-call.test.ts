// Commands that screens show under "As a call" do what the screens do, whatever the values begin with.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { attriumHere } from '../support/test-io.ts'
import { wordsIn } from '../support/words.ts'
import { openAsAdmin } from './person.ts'

let server: TestServer
let env: Record<string, string>
beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
  const { json: user } = await server.api('GET', '/user')
  const { json: key } = await server.api('POST', `/users/${user.id}/credentials_api3`)
  env = {
    LOOKERSDK_BASE_URL: server.url,
    LOOKERSDK_CLIENT_ID: key.client_id,
    LOOKERSDK_CLIENT_SECRET: key.client_secret,
  }
})
afterAll(() => server.stop())

async function runShown(page: Page) {
  await page.getByRole('button', { name: 'As a call' }).click()
  const command = (await page.getByRole('region', { name: 'Command' }).textContent()) ?? ''
  return { command, ...(await attriumHere(wordsIn(command).words, { env })) }
}

it('sets a value of a user that begins with a dash', async () => {
  const { page, close } = await openAsAdmin(server)
  await page.goto('/users/5?show=region')
  await page.getByRole('button', { name: 'Set a value…' }).click()
  await page.getByLabel('Own value of region').fill('-LATAM')
  const ran = await runShown(page)
  expect(ran).toMatchObject({ code: 0 })
  expect(ran.command).toBe('attrium attribute set user value -- chloe@acme.example region -LATAM')
  const { json } = await server.api('GET', '/users/5/attribute_values?user_attribute_ids=14')
  expect(json[0].value).toBe('-LATAM')
  await close()
})

it('asks who has a value that begins with a dash', async () => {
  await server.api('PATCH', '/users/4/attribute_values/14', { value: '-LATAM' })
  const { page, close } = await openAsAdmin(server)
  await page.goto('/who?attribute=region&match=is&of=own')
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill('-LATAM')
  await page.getByRole('table', { name: 'Who fits' }).getByText('Jonas Weber').waitFor()
  const { code, stdout } = await runShown(page)
  expect([code, stdout]).toEqual([0, expect.stringContaining('jonas@acme.example')])
  await close()
})

it('gives a group a value that begins with a dash', async () => {
  const { page, close } = await openAsAdmin(server)
  await page.goto('/attributes/region/groups')
  await page.getByRole('textbox', { name: 'Value of AMER' }).fill('-LATAM')
  expect(await runShown(page)).toMatchObject({ code: 0 })
  const { json } = await server.api('GET', '/user_attributes/14/group_values')
  expect(json.map(({ value }: { value: string }) => value)).toContain('-LATAM')
  await close()
})
