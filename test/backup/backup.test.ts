// Backups of a running server: complete or absent, and without anything that signs somebody in (D-14, F-29).
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endPrograms } from '../start/program.ts'
import { keyIn, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, hidden } from '../support/world.ts'
import { ballast, interrupt, newSite, refused, type Site, said } from './site.ts'

let site: Site
let server: TestServer
beforeEach(async () => {
  site = newSite()
  server = await site.start()
})
afterEach(async () => {
  endPrograms()
  await site.end()
})

const manifestOf = (file: string) =>
  JSON.parse(readFileSync(file).toString('latin1').split('\n', 1)[0] ?? '')

describe('a backup', () => {
  it('is one file for its owner only, made while the server answers', async () => {
    const file = site.path('one')
    const { id } = await anAttribute(server)
    const backup = site.run('backup', [file])
    for (let at = 0; at < 50; at++) {
      const value = { value: `v${at}` }
      const answer = await server.api('PATCH', `/users/1/attribute_values/${id}`, value)
      expect(answer.status).toBe(200)
    }
    await said(backup)
    expect(readdirSync(site.path('.')).sort()).toEqual(['data', 'one'])
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    // The running server still owns the directory.
    expect(await refused(site.run('serve', ['--port', '0']))).toContain('Another Attrium server')
    expect((await server.api('GET', '/user')).status).toBe(200)
  })

  it('is refused while a value of a hidden attribute is readable, whatever the flag says', async () => {
    const { id } = await anAttribute(server, hidden)
    const user_id = await aUser(server)
    await server.api('PATCH', `/users/${user_id}/attribute_values/${id}`, { value: 'sealed' })
    const file = new Database(join(site.data, 'attrium.db'))
    file.prepare("update user_attribute_user_values set value = 'readable', version = null").run()
    file.close()
    expect(await refused(site.run('backup', [site.path('one')]))).toContain('being sealed')
    expect(existsSync(site.path('one'))).toBe(false)
  })

  it('says what is in it, in its first line, and where the master key is, which is not', async () => {
    await aUser(server)
    await aGroup(server)
    const file = site.path('one')
    const text = await said(site.run('backup', [file]))
    expect(text).toContain(`Keep ${join(site.data, 'master.key')} somewhere else`)
    const manifest = manifestOf(file)
    expect(manifest).toMatchObject({ attrium_backup: 1, key_ids: ['1', '2', '3'] })
    expect(manifest.counts).toMatchObject({ users: 2, groups: 2, user_attributes: 13 })
    const [head] = manifest.audit_heads
    expect(head.chain_sequence).toBe(manifest.counts.audit)
    expect(text).toContain(JSON.stringify({ audit_heads: [head] }))
    const bytes = readFileSync(file)
    const database = bytes.subarray(bytes.indexOf('SQLite format 3'))
    expect(createHash('sha256').update(database).digest('hex')).toBe(manifest.sha256)
    expect(database.length).toBe(manifest.bytes)
    const key = readFileSync(join(site.data, 'master.key'), 'utf8').trim()
    for (const spelled of [key, Buffer.from(key, 'base64')]) {
      expect(bytes.includes(spelled)).toBe(false)
    }
  })

  it('holds no token, no link and no digest of one, living or ended; the database does', async () => {
    const user_id = await aUser(server, { email: 'ada@example.com' })
    const links = await server.api('POST', `/users/${user_id}/credentials_email/password_reset`)
    expect(links.status).toBe(200)
    const ended = await server.signIn(user_id)
    await ended.api('DELETE', '/logout')
    const tokens = [server.token, (await server.signIn(user_id)).token, ended.token]
    const { client_secret } = keyIn(server.lookerIni)
    const { digest } = server.running.server.keys
    const database = await server.running.server.db.read({
      text: 'select password_reset_nonce as nonce from credentials_email where user_id = 2',
      parameters: [],
      required: false,
      versioned: false,
    })
    const [{ nonce }] = database[0] as [{ nonce: string }]
    const file = site.path('one')
    await said(site.run('backup', [file]))
    const bytes = readFileSync(file)
    for (const text of [...tokens, client_secret]) {
      for (const spelled of spellings(text)) expect(bytes.includes(spelled)).toBe(false)
    }
    for (const gone of [...tokens.map(digest), nonce]) expect(bytes.includes(gone)).toBe(false)
    // The search finds text that is kept, and the text that is left out is in the files of the server.
    expect(bytes.includes(digest(client_secret))).toBe(true)
    const live = ['attrium.db', 'attrium.db-wal'].map((name) => readFileSync(join(site.data, name)))
    for (const held of [digest(server.token), nonce]) {
      expect(live.some((part) => part.includes(held))).toBe(true)
    }
  })
})

it('holds no value in the clear of an attribute that has become hidden', async () => {
  const { id } = await anAttribute(server)
  const value = { value: 'in-the-clear' }
  await server.api('PATCH', `/users/1/attribute_values/${id}`, value)
  await said(site.run('backup', [site.path('before')]))
  await server.api('PATCH', `/user_attributes/${id}`, hidden)
  await said(site.run('backup', [site.path('after')]))
  const holds = (name: string) => readFileSync(site.path(name)).includes('in-the-clear')
  expect([holds('before'), holds('after')]).toEqual([true, false])
})

/** A secret as it is and in the encodings in which it could leak (T-03). */
const spellings = (text: string) => [
  text,
  Buffer.from(text).toString('base64'),
  Buffer.from(text).toString('hex'),
  createHash('sha256').update(text).digest(),
  createHash('sha256').update(text).digest('hex'),
  createHash('sha256').update(text).digest('base64url'),
]

describe('no backup is made', () => {
  it('over a file that exists, whatever it is', async () => {
    const file = join(site.data, 'attrium.db')
    const { ino } = statSync(file)
    expect(await refused(site.run('backup', [file]))).toContain(`${file} exists`)
    expect(statSync(file).ino).toBe(ino)
  })

  it('where there is no directory', async () => {
    expect(await refused(site.run('backup', [site.path('gone/one')]))).toContain('ENOENT')
  })

  it('of a directory without a database', async () => {
    const place = site.emptyPlace()
    expect(await refused(site.run('backup', [site.path('one')], place))).toContain('no database')
    expect(existsSync(site.path('one'))).toBe(false)
  })

  it('with another master key', async () => {
    const other = site.path('other.key')
    writeFileSync(other, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 })
    const flags = [site.path('one'), '--master-key-file', other]
    expect(await refused(site.run('backup', flags))).toContain('master key')
    expect(readdirSync(site.path('.')).sort()).toEqual(['data', 'other.key'])
  })

  it('while values of a hidden attribute are still in the clear', async () => {
    await server.stop()
    const database = new Database(join(site.data, 'attrium.db'))
    database.exec(
      `insert into sealings (user_attribute_id, part, place, with_audit) values (1, 'default', '', 1)`,
    )
    database.close()
    expect(await refused(site.run('backup', [site.path('one')]))).toContain('being sealed')
    expect(readdirSync(site.path('.'))).toEqual(['data'])
  })

  it.each([1, 20, 40])('of a database that is damaged from page %i on', async (page) => {
    await server.stop()
    const file = join(site.data, 'attrium.db')
    writeFileSync(file, readFileSync(file).fill(0xaa, 4096 * page))
    expect(await refused(site.run('backup', [site.path('one')]))).toMatch(/damaged/)
    expect(readdirSync(site.path('.'))).toEqual(['data'])
  })
})

describe('a backup that is interrupted', () => {
  /** Tries again if the backup was finished before the signal; returns the names of the files afterwards. */
  async function interrupted(signal: NodeJS.Signals): Promise<string[]> {
    await ballast(server.api, 80)
    for (let attempt = 1; attempt <= 20; attempt++) {
      const ended = await interrupt(site.path('one'), site.data, signal)
      if (ended) return readdirSync(site.path('.'))
    }
    throw new Error('no backup could be interrupted')
  }

  it('by kill -9 leaves nothing under its name', async () => {
    expect(await interrupted('SIGKILL')).not.toContain('one')
    // The next backup succeeds.
    await said(site.run('backup', [site.path('one')]))
  })

  it('by SIGTERM leaves nothing at all', async () => {
    expect(await interrupted('SIGTERM')).toEqual(['data'])
  })
})
