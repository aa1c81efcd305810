// After pg_restore, `attrium mark-restored` does what `attrium restore` does on SQLite (D-14, F-15).
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { momentAt } from '../../src/past/past-reader.ts'
import { anApplication, codeFor, redeem, refresh, tokensFor, whose } from '../oauth/application.ts'
import { aPerson, linkFor, little } from '../sign-in/browser.ts'
import { attriumCommand } from '../start/program.ts'
import { databaseOf, keyIn, startServer, type TestServer } from '../support/server.ts'
import { emptyDatabase } from './databases.ts'

let server: TestServer
let elsewhere: string
beforeAll(async () => {
  server = await startServer({ passwordCost: little })
  elsewhere = join(mkdtempSync(join(tmpdir(), 'attrium-restored-')), 'data')
  mkdirSync(elsewhere, { mode: 0o700 })
  copyFileSync(join(server.directory, 'master.key'), join(elsewhere, 'master.key'))
})
afterAll(async () => {
  await server.stop()
  rmSync(join(elsewhere, '..'), { recursive: true })
})

const run = (words: string, database: string) => {
  const [command = '', ...flags] = words.split(' ')
  return attriumCommand(command, [...flags, '--data', elsewhere, '--database', database]).ended
}

it('ends tokens, sessions, grants, codes and links, and keeps API keys', async () => {
  const app = await anApplication(server)
  const person = await aPerson(server)
  const invited = await aPerson(server)
  const tokens = await tokensFor(server, person.browser, app)
  const code = await codeFor(person.browser, app)
  const link = await linkFor(server, invited.user_id)
  const { now } = server.running.server
  const changed = now()
  while (now() <= changed + 1) await pause(1)
  const later = now()
  const database = databaseOf(server)
  const { code: exit, stdout, stderr } = await run('mark-restored', database)
  expect([exit, stderr]).toEqual([0, ''])
  expect(stdout).toContain('was ended, and the audit says')
  expect((await server.api('GET', '/user')).status).toBe(401)
  expect(await whose(server, tokens.access_token)).toBe(401)
  expect((await person.browser.get('/user', { base: '/api/4.0' })).status).toBe(401)
  expect((await refresh(server, app, tokens.refresh_token)).json.error).toBe('invalid_grant')
  expect((await redeem(server, app, code)).json.error).toBe('invalid_grant')
  const used = { token: link, password: 'another long password' }
  expect((await invited.browser.send('PUT', '/link', used)).status).toBe(404)
  const administrator = await server.logIn(keyIn(server.lookerIni))
  expect((await administrator.api('GET', '/user')).json.id).toBe('1')
  const exported = await run('audit export', database)
  expect(exported.stdout.match(/"operation":"restored"/g)).toHaveLength(1)
  // What happened between the dump and now is not known.
  const refused = await momentAt(server.running, new Date(later).toISOString()).catch((it) => it)
  expect(refused.problems?.[0]).toMatchObject({ field: 'as_of' })
  for (const words of ['doctor', 'audit verify']) {
    const checked = await run(words, database)
    expect(checked).toMatchObject({ code: 0, stderr: '' })
  }
})

it('makes no store where none was restored', async () => {
  const database = await emptyDatabase()
  for (const words of ['mark-restored', 'key rotate']) {
    const { code, stderr } = await run(words, database)
    expect([code, stderr]).toEqual([2, expect.stringContaining('contains no Attrium store')])
    expect((await run('doctor', database)).stdout).toContain('older Attrium')
  }
})
