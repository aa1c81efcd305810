// `attrium serve` on PostgreSQL as an operator starts it.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { attrium, endPrograms, freshDirectory, onTerminal, refusalIn } from '../start/program.ts'
import { freshDatabase } from './databases.ts'

const { directory, remove } = freshDirectory()
afterEach(endPrograms)
afterAll(remove)

describe('attrium serve --database', () => {
  it('keeps its data in PostgreSQL, master key and looker.ini in --data', async () => {
    const url = await freshDatabase()
    const first = attrium(['--data', directory, '--port', '0', '--database', url])
    expect((await fetch(`${await first.ready}/availability`)).status).toBe(200)
    first.signal('SIGTERM')
    expect((await first.ended).code).toBe(0)
    const kept = ['looker.ini', 'master.key'].map((name) => existsSync(join(directory, name)))
    expect([...kept, existsSync(join(directory, 'attrium.db'))]).toEqual([true, true, false])

    const file = join(directory, 'database-url')
    writeFileSync(file, `${url}\n`)
    const env = { ATTRIUM_DATABASE_FILE: file, ...onTerminal }
    const again = attrium(['--data', directory, '--port', '0'], env)
    await again.ready
    expect(again.printed()).toContain('  Holds       1 user, 1 group, 13 user attributes\n')
    expect(again.printed()).toContain('user 1 is Attrium Admin; user attribute 1 is first_name\n')
    again.signal('SIGTERM')
    expect((await again.ended).code).toBe(0)
  })

  it.each([
    ['postgres://user:secret@127.0.0.1:1/nowhere', 'The database at 127.0.0.1:1/nowhere cannot be'],
    [
      'mysql://user:secret@127.0.0.1/nowhere',
      '--database (ATTRIUM_DATABASE) must be a postgres://',
    ],
    [
      'postgres://user:secret@h/d?target_session_attrs=any',
      '--database: target_session_attrs must',
    ],
  ])('says what is wrong with %s and shows no password', async (url, sentence) => {
    const program = attrium(['--data', directory, '--port', '0'], { ATTRIUM_DATABASE: url })
    const { code, stderr } = await program.ended
    expect(code).toBe(2)
    expect(refusalIn(stderr)).toContain(sentence)
    expect(stderr).not.toContain('secret')
  })
})
