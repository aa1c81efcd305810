// `attrium audit archive` and the commands that read archives, also when they are killed at any moment.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { auditRow } from '../../src/audit/audit-row.ts'
import type { UserAttributeId, UserId } from '../../src/ids.ts'
import { valueChange } from '../../src/values/value-change.ts'
import { freshDatabase } from '../postgres/databases.ts'
import { attrium, attriumCommand, endPrograms } from '../start/program.ts'
import { numberFrom, randomFrom } from '../support/random.ts'
import {
  byTest,
  databaseOf,
  engine,
  keyIn,
  startServer,
  type TestServer,
} from '../support/server.ts'

const seed = numberFrom('SEED', Date.now() % 1e6)
const root = mkdtempSync(join(tmpdir(), 'attrium-archive-'))
const data = join(root, 'data')
const file = (name: string) => join(root, `${name}.archive`)
const begun = Date.now()
const hoursAgo = (hours: number) => begun - hours * 3_600_000
/** Only rows older than ten minutes are archived, and time never goes back. */
let at = hoursAgo(6)
const now = () => at + Date.now() - begun

let server: TestServer | undefined
let place: string[]
beforeAll(async () => {
  // As the program sets it.
  process.umask(0o077)
  await changes(3300)
  at = hoursAgo(4)
  await changes(1200)
  at = hoursAgo(2)
  await changes(2500)
  at = begun
  await readyToArchive()
})
afterEach(endPrograms)
afterAll(async () => {
  await server?.stop()
  rmSync(root, { recursive: true })
})

async function running(): Promise<TestServer> {
  server ??= await startServer({ directory: data, now })
  place = ['--data', data, ...(engine === 'SQLite' ? [] : ['--database', databaseOf(server)])]
  return server
}

/** On SQLite only one process may own the store; on PostgreSQL the server keeps running. */
async function readyToArchive(): Promise<void> {
  if (engine !== 'SQLite') return
  await server?.stop()
  server = undefined
}

/** Makes this many changes of a value of the administrator, and one of each other kind of value. */
async function changes(count: number): Promise<void> {
  const { logIn, lookerIni, running: inside } = await running()
  const { db, keys } = inside.server
  const { api } = await logIn(keyIn(lookerIni))
  const name = `a${Math.random()}`.replace('.', '')
  const { json } = await api('POST', '/user_attributes', {
    ...{ name, label: name, type: 'string', default_value: 'x' },
  })
  await api('POST', `/user_attributes/${json.id}/group_values`, [{ group_id: '1', value: 'y' }])
  const attribute = { id: json.id as UserAttributeId, value_is_hidden: false }
  await db.commitAll(
    Array.from({ length: count }, (_, n) => {
      const { statements, audit } = valueChange(keys.hidden, attribute, {
        ...{ of: 'user', user_id: '1' as UserId, value: `value ${n}` },
      })
      const row = { ...byTest(now()), operation: 'set_user_attribute_user_value' }
      return { statements, audit: auditRow(row, audit), changesAuthority: false }
    }),
  )
}

const audit = (...words: string[]) => attriumCommand('audit', words)
const archive = (to: string, hours = 5) =>
  audit('archive', ...place, '--before', new Date(hoursAgo(hours)).toISOString(), to)
const verify = (...flags: string[]) => audit('verify', ...place, ...flags).ended
const whole = { code: 0, stdout: expect.stringContaining('all chains intact'), stderr: '' }
const refused = (sentence: string) => ({
  ...{ code: 2, stdout: '' },
  stderr: expect.stringMatching(new RegExp(`^attrium: [^\\n]*${sentence}[^\\n]*\\n$`)),
})

describe('attrium audit archive', () => {
  it('says what it does and what it needs', async () => {
    const { code, stdout } = await audit('archive', '--help').ended
    expect([code, stdout]).toEqual([0, expect.stringMatching(/<FILE>[\s\S]*--before <DATE>/)])
    const without = await audit('archive', ...place, file('none')).ended
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--before')])
  })

  it.each([
    ['yesterday', '--before must be a date'],
    ['2030-13-45', '--before must be a date'],
    [new Date().toISOString(), 'at least ten minutes ago'],
    ['2020-01-01', 'No audit row is from before'],
  ])('refuses %s as the date', async (date, sentence) => {
    const { ended } = audit('archive', ...place, file('none'), '--before', date)
    expect(await ended).toEqual(refused(sentence))
    expect(existsSync(file('none'))).toBe(false)
  })

  it('refuses a file that it cannot write, and one that is something else, and leaves it alone', async () => {
    const nowhere = await archive(join(root, 'nowhere', 'x')).ended
    expect(nowhere).toEqual(refused('cannot be written: ENOENT'))
    mkdirSync(join(root, 'folder'))
    expect(await archive(join(root, 'folder')).ended).toEqual(refused('cannot be read'))
    for (const text of ['', 'a letter\n']) {
      writeFileSync(file('letter'), text)
      expect((await archive(file('letter')).ended).code).toBe(2)
      expect(readFileSync(file('letter'), 'utf8')).toBe(text)
    }
    expect(await verify()).toEqual(whole)
  })

  it('makes no store where there is none', async () => {
    const none = join(root, 'none')
    const flags = ['--data', none, ...place.slice(2), '--before', '2026-01-01', file('none')]
    const { code, stderr } = await audit('archive', ...flags).ended
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^attrium: [^\n]+\n$/)])
    expect([existsSync(none), existsSync(file('none'))]).toEqual([false, false])
  })

  if (engine === 'SQLite') {
    it('is refused beside a server, which goes on', async () => {
      const { api } = await running()
      expect(await archive(file('none')).ended).toEqual(refused('uses .*; stop it'))
      expect(existsSync(file('none'))).toBe(false)
      expect((await api('GET', '/user')).status).toBe(200)
      await readyToArchive()
    })
  }

  it(`leaves the audit whole whenever it is killed, and goes on (seed ${seed})`, async () => {
    const random = randomFrom(seed)
    const started = performance.now()
    expect(
      (await audit('archive', ...place, '--before', '2020-01-01', file('none')).ended).code,
    ).toBe(2)
    const toOpen = performance.now() - started
    for (let round = 0; round < 4; round++) {
      const program = archive(file('first'))
      await new Promise((resolve) => setTimeout(resolve, toOpen * (0.6 + random.below(100) / 120)))
      program.signal('SIGKILL')
      await program.ended
      expect(await verify()).toEqual(whole)
      if (existsSync(file('first'))) expect(await verify('--archive', file('first'))).toEqual(whole)
    }
    const { code, stdout, stderr } = await archive(file('first')).ended
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Moved \d+ audit rows from the store to \S+\.\n$/)
    expect(existsSync(`${file('first')}.new`)).toBe(false)
    const [alone, both] = [await verify(), await verify('--archive', file('first'))]
    expect([alone, both]).toEqual([whole, whole])
    const rows = Number.parseInt(both.stdout, 10) - Number.parseInt(alone.stdout, 10)
    expect(rows).toBeGreaterThan(3300)
    expect(rows).toBeLessThan(3400)
  }, 180_000)

  it('takes nothing more with the file that it has written', async () => {
    expect(await archive(file('first')).ended).toMatchObject({
      ...{ code: 0, stdout: expect.stringMatching(/^Moved 0 audit rows/) },
    })
  })

  it('goes on in a second file, and the store starts and changes as before', async () => {
    expect(await archive(file('second'), 3).ended).toMatchObject({ code: 0, stderr: '' })
    expect(await verify('--archive', file('first'), file('second'))).toEqual(whole)
    const missing = await verify('--archive', file('second'))
    expect([missing.code, missing.stdout]).toEqual([
      ...[1, expect.stringMatching(/numbers 1 to \d+ are missing before it/)],
    ])
    await changes(1)
    await readyToArchive()
    expect(await verify()).toEqual(whole)
  })

  if (engine === 'PostgreSQL') {
    it('runs once at a time, beside servers that write', async () => {
      let ended = false
      const writing = (async () => {
        while (!ended) await changes(10)
      })()
      const runs = await Promise.all([
        archive(file('third'), 1).ended,
        archive(file('fourth'), 1).ended,
      ])
      ended = true
      await writing
      expect(runs.map(({ code }) => code)).toContain(0)
      for (const [at, { code, stderr }] of runs.entries()) {
        if (code === 0) continue
        expect([code, stderr]).toEqual([2, expect.stringMatching(/^attrium: [^\n]+\n$/)])
        // It may have moved a portion before: the same command goes on.
        expect((await archive(file(at === 0 ? 'third' : 'fourth'), 1).ended).code).toBe(0)
      }
      expect(await verify()).toEqual(whole)
    })
  }
})

describe('attrium audit verify --archive', () => {
  it('refuses what is no archive of this audit', async () => {
    const text = readFileSync(file('first'), 'utf8')
    writeFileSync(file('cut'), text.slice(0, text.length / 2))
    expect(await verify('--archive', file('cut'))).toEqual(refused('is damaged'))
    expect(await verify('--archive', file('letter'))).toEqual(refused('is no archive'))
    expect(await verify('--archive', file('nowhere'))).toEqual(refused('ENOENT'))
    const other = ['--data', join(root, 'other')]
    if (engine !== 'SQLite') other.push('--database', await freshDatabase())
    const program = attrium([...other, '--port', '0'])
    await program.ready
    program.signal('SIGTERM')
    await program.ended
    const { ended } = audit('verify', ...other, '--archive', file('first'))
    expect(await ended).toEqual(refused('archive of another store'))
  })
})

describe('the state', () => {
  it('is not compared without the archives, and that is said', async () => {
    const left = 'not compared: the beginning of the audit is in an archive; name it with'
    const alone = await verify('--state')
    expect([alone.code, alone.stdout]).toEqual([0, expect.stringContaining(left)])
    const doctor = await attriumCommand('doctor', place).ended
    expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining(left)])
  })

  it('is compared with them', async () => {
    const files = ['first', 'second', 'third', 'fourth'].map(file).filter(existsSync)
    const { code, stdout } = await verify('--state', '--archive', ...files)
    expect([code, stdout]).toEqual([0, expect.stringContaining('each as the audit says')])
  })
})
