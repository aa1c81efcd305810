// A key made beside the servers of a PostgreSQL database is known to all of them at once (T-45).
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attriumCommand } from '../start/program.ts'
import { databaseOf, keyIn, startServer, type TestServer } from '../support/server.ts'

let server: TestServer
let elsewhere: string
beforeAll(async () => {
  server = await startServer()
  elsewhere = join(mkdtempSync(join(tmpdir(), 'attrium-new-key-')), 'data')
})
afterAll(async () => {
  await server.stop()
  rmSync(join(elsewhere, '..'), { recursive: true })
})

async function newKey(...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await attriumCommand('admin', ['new-key', ...flags]).ended
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}
const me = async (file: string) => (await server.logIn(keyIn(file))).api('GET', '/user')

it('is made by the server of the directory, which needs no URL', async () => {
  const before = keyIn(server.lookerIni)
  await newKey('--data', server.directory)
  expect(keyIn(server.lookerIni)).not.toEqual(before)
  expect((await me(server.lookerIni)).json.id).toBe('1')
})

it('is made from a directory without a server, with the URL and the master key', async () => {
  mkdirSync(elsewhere, { mode: 0o700 })
  copyFileSync(join(server.directory, 'master.key'), join(elsewhere, 'master.key'))
  const store = ['--data', elsewhere, '--database', databaseOf(server)]
  await newKey(...store, '--public-url', server.url)
  expect((await me(join(elsewhere, 'looker.ini'))).json.id).toBe('1')
  expect(existsSync(join(elsewhere, 'attrium.db'))).toBe(false)
  await server.api('PATCH', '/users/1', { last_name: 'Later' })
  const verify = await attriumCommand('audit', ['verify', ...store]).ended
  expect(verify).toMatchObject({ code: 0, stderr: '' })
})
