// `attrium doctor` checks a store in PostgreSQL as it checks one in a file; backups are left to pg_dump.
import { afterAll, afterEach, expect, test } from 'vitest'
import { attrium, attriumCommand, endPrograms, freshDirectory } from '../start/program.ts'
import { freshDatabase } from './databases.ts'

const { directory, remove } = freshDirectory()
afterEach(endPrograms)
afterAll(remove)

test('doctor checks the store, and backup and restore say what to use instead', async () => {
  const store = ['--data', directory, '--database', await freshDatabase()]
  const server = attrium([...store, '--port', '0'])
  await server.ready
  const { code, stdout } = await attriumCommand('doctor', [...store, '--json']).ended
  expect(code).toBe(0)
  expect(JSON.parse(stdout).findings.map(({ check }: { check: string }) => check)).toEqual(
    expect.arrayContaining(['schema', 'master key', 'values', 'ranks', 'administrator', 'audit']),
  )
  const env = { ATTRIUM_DATABASE: store[3] ?? '' }
  for (const command of ['backup', 'restore']) {
    const flags = [`${directory}.backup`, '--data', directory]
    const refused = await attriumCommand(command, flags, env).ended
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('pg_dump')])
  }
})
