// The link of the first start, with which the administrator chooses a password.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { Browser, little } from './browser.ts'

let server: TestServer
let clock = Date.now()
beforeAll(async () => {
  server = await startServer({ passwordCost: little, now: () => clock })
})
afterAll(() => server.stop())

const tokenIn = (link = '') => new URL(link).hash.replace('#token=', '')

it('works once, and is shown no more once there is a password', async () => {
  const { firstLink } = server.running
  const browser = new Browser(server)
  const token = tokenIn(firstLink)
  const looked = await browser.send('POST', '/link', { token })
  expect(looked.json).toMatchObject({ kind: 'setup', user: { email: 'admin@attrium.example' } })
  const password = 'the first password of all'
  const { status } = await browser.send('PUT', '/link', { token, password })
  const { json } = await browser.get('/user', { base: '/api/4.0' })
  expect([status, json.id, json.role_ids]).toEqual([200, '1', ['2']])
  expect((await browser.send('PUT', '/link', { token, password })).status).toBe(404)
})

it('is the same at every start within a day, and none after it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-test-'))
  const linkOfStart = async () => {
    const started = await startServer({ passwordCost: little, now: () => clock, directory })
    await started.stop()
    return started.running.firstLink
  }
  const first = tokenIn(await linkOfStart())
  expect([first, tokenIn(await linkOfStart())]).toEqual([expect.stringMatching(/^1\./), first])
  clock += 24 * 3600 * 1000
  expect(await linkOfStart()).toBeUndefined()
  rmSync(directory, { recursive: true })
})
