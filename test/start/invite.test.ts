// `attrium admin invite`: a link for an administrator, whether or not the server runs.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { attrium, attriumCommand, endPrograms, freshDirectory } from './program.ts'

let data: string
let remove: () => void
beforeEach(() => {
  const made = freshDirectory()
  data = made.directory
  remove = made.remove
})
afterEach(() => {
  endPrograms()
  remove()
})

const start = () => attrium(['--data', data, '--port', '0'])
const invite = (...words: string[]) =>
  attriumCommand('admin', ['invite', ...words, '--data', data]).ended

/** A directory that a server has created before it stopped. */
async function made(): Promise<void> {
  const settings = readSettings({ data, port: '0', logLevel: 'silent' }, {})
  await (await serve(settings)).stop()
}

/** The link that the command printed. */
async function linkOf(printed: ReturnType<typeof invite>): Promise<string> {
  const { code, stdout, stderr } = await printed
  expect([code, stderr]).toEqual([0, ''])
  const [about = '', link = '', how = ''] = stdout.split('\n')
  expect(about).toMatch(/^Link to choose a password for user 1 \(admin@attrium\.example\), .*:$/)
  expect(how).toMatch(/^It works once, until \d{4}-\S+Z\. Earlier links /)
  return link
}

/** Chooses a password with a link, and returns the status. */
async function choose(url: string, link: string): Promise<number> {
  const body = JSON.stringify({ token: new URL(link).hash.replace('#token=', ''), password })
  const headers = { origin: url, 'content-type': 'application/json' }
  return (await fetch(`${url}/web/link`, { method: 'PUT', headers, body })).status
}
const password = 'a long password of mine'

function audited() {
  const database = new Database(join(data, 'attrium.db'), { readonly: true })
  const rows = database.prepare("select * from audit where operation = 'admin_invite'").all()
  database.close()
  return rows as Record<string, unknown>[]
}

describe('attrium admin invite', () => {
  it('makes a link while the server runs, and the log has none of it', async () => {
    const server = start()
    const url = (await server.ready) ?? ''
    const first = await linkOf(invite())
    const second = await linkOf(invite('admin@attrium.example'))
    expect([first.startsWith(`${url}/setup#token=1.`), second === first]).toEqual([true, false])
    expect([
      await choose(url, first),
      await choose(url, second),
      await choose(url, second),
    ]).toEqual([404, 200, 404])
    server.signal('SIGTERM')
    const { stdout, stderr } = await server.ended
    expect(stderr).toContain('attrium admin invite makes a link')
    for (const secret of ['#token=', password, second.slice(-20)]) {
      expect(stdout + stderr).not.toContain(secret)
    }
    const rows = audited()
    expect(rows).toMatchObject([
      { request_id: 'local', user_id: 1, actor_id: null, details: '{"channel":"local"}' },
      { request_id: 'local' },
    ])
    expect(JSON.stringify(rows)).not.toContain(second.slice(-20))
  })

  it('makes one while no server runs, for the server that starts', async () => {
    await made()
    const link = await linkOf(invite())
    const url = (await start().ready) ?? ''
    expect(await choose(url, link)).toBe(200)
  })

  it.each([
    [['nobody@acme.example'], 'No user has that id or e-mail address.'],
    [['x'], 'USER must be the id or the e-mail address of a user.'],
  ])('refuses %j', async (words, sentence) => {
    await made()
    const { code, stdout, stderr } = await invite(...words)
    expect([code, stdout, stderr]).toEqual([2, '', `attrium: ${sentence}\n`])
  })

  it('refuses an administrator without an address, and says what to do', async () => {
    await made()
    const database = new Database(join(data, 'attrium.db'))
    database.exec('delete from credentials_email')
    database.close()
    const { code, stderr } = await invite()
    expect([code, stderr]).toEqual([
      2,
      'attrium: User 1 has no e-mail address to sign in with; add one, or name another administrator.\n',
    ])
  })

  it('refuses when nobody is an administrator', async () => {
    await made()
    const database = new Database(join(data, 'attrium.db'))
    database.exec('update users set is_disabled = 1')
    database.close()
    const { code, stderr } = await invite('1')
    expect([code, stderr]).toEqual([2, expect.stringContaining('attrium admin new-key USER')])
  })
})
