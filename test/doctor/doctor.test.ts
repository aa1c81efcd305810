// `attrium doctor` says what is wrong with a data directory and changes nothing in it (F-14).
import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newSite, type Site } from '../backup/site.ts'
import { endPrograms } from '../start/program.ts'
import { aGroup, anAttribute, aUser, hidden, putInto } from '../support/world.ts'

let site: Site
let sound: Map<string, Buffer>
beforeAll(async () => {
  site = newSite()
  const server = await site.start()
  const [first, second] = [await aGroup(server, 'First'), await aGroup(server, 'Second')]
  await putInto(server, first, second)
  const user_id = await aUser(server)
  for (const definition of [
    { type: 'number', default_value: '1' },
    { type: 'string', ...hidden },
  ]) {
    const { id } = await anAttribute(server, definition)
    const value = { value: '25' }
    await server.api('PATCH', `/users/${user_id}/attribute_values/${id}`, value)
    const values = [first, second].map((group_id) => ({ group_id, ...value }))
    await server.api('POST', `/user_attributes/${id}/group_values`, values)
  }
  await server.stop()
  sound = new Map(readdirSync(site.data).map((name) => [name, readFileSync(at(name))]))
})
afterAll(async () => {
  endPrograms()
  await site.end()
})
beforeEach(restoreFiles)
afterEach(restoreFiles)

const at = (name: string) => join(site.data, name)

function restoreFiles(): void {
  for (const name of readdirSync(site.data)) rmSync(at(name))
  for (const [name, bytes] of sound) writeFileSync(at(name), bytes, { mode: 0o600 })
  chmodSync(site.data, 0o700)
}

interface Examined {
  readonly code: number | null
  /** The checks that found something, with the first message of each. */
  readonly wrong: Record<string, string>
  readonly checks: string[]
}

async function examine(data = site.data, ...flags: string[]): Promise<Examined> {
  const { code, stdout, stderr } = await site.run('doctor', flags, data).ended
  expect(stderr).toBe('')
  const wrong: Record<string, string> = {}
  const checks = new Set<string>()
  for (const line of stdout.trim().split('\n')) {
    const [, how, check = '', says = ''] = /^(ok|WRONG) +([a-z ]+): (.*)$/.exec(line) ?? []
    checks.add(check)
    if (how === 'WRONG') wrong[check] ??= says
  }
  return { code, wrong, checks: [...checks] }
}

/** Changes the closed database without regard to its constraints. */
function plant(...statements: string[]): void {
  const database = new Database(at('attrium.db'))
  database.pragma('foreign_keys=0')
  for (const statement of statements) database.exec(statement)
  database.pragma('journal_mode=delete')
  database.close()
}

const digests = () =>
  readdirSync(site.data).map((name) => [
    name,
    statSync(at(name)).mode,
    createHash('sha256')
      .update(readFileSync(at(name)))
      .digest('hex'),
  ])

const allChecks = [
  'directory',
  'files',
  'server',
  'schema',
  'master key',
  'integrity',
  'references',
  'values',
  'results',
  'ranks',
  'groups',
  'administrator',
  'providers',
  'audit',
  'state',
  'past',
]

describe('a sound directory', () => {
  it('passes every check, and not a byte of it is written', async () => {
    const before = digests()
    expect(await examine()).toEqual({ code: 0, wrong: {}, checks: allChecks })
    // SQLite creates an empty WAL and its index beside a file that it reads.
    const beside = ([name]: unknown[]) => !/-(wal|shm)$/.test(String(name))
    expect(digests().filter(beside)).toEqual(before)
  })

  it('passes them beside a running server, which goes on', async () => {
    const server = await site.start()
    const [examined, ...answers] = await Promise.all([
      site.run('doctor').ended,
      ...Array.from({ length: 50 }, () => anAttribute(server)),
    ])
    expect(examined.code).toBe(0)
    expect(examined.stdout).toContain(`server: process ${process.pid} uses`)
    expect(answers.length).toBe(50)
    await server.stop()
  })

  it('is said as JSON, too', async () => {
    const { code, stdout } = await site.run('doctor', ['--json']).ended
    const { sound, findings } = JSON.parse(stdout)
    expect([code, sound]).toEqual([0, true])
    expect(findings.map(({ check }: { check: string }) => check)).toEqual(allChecks)
    plant("update user_attribute_user_values set value = 'x' where user_attribute_id = 14")
    const after = await site.run('doctor', ['--json']).ended
    expect([after.code, JSON.parse(after.stdout).sound]).toEqual([1, false])
  })
})

describe('what is wrong', () => {
  const planted: [string, string, string, () => void][] = [
    ['directory', 'others may enter', 'chmod 700', () => chmodSync(site.data, 0o755)],
    ['files', 'others may read one', 'chmod 600', () => chmodSync(at('looker.ini'), 0o640)],
    ['database', 'there is none', 'no database', () => rmSync(at('attrium.db'))],
    ['database', 'the key is missing', 'is missing', () => rmSync(at('master.key'))],
    [
      'database',
      'the key is another one',
      'master key',
      () => writeFileSync(at('master.key'), Buffer.alloc(32, 1).toString('base64')),
    ],
    [
      'database',
      'the schema is newer',
      '9999-later',
      () => plant("insert into kysely_migration (name, timestamp) values ('9999-later', 'x')"),
    ],
    [
      'database',
      'the schema is older',
      'older',
      () =>
        plant('delete from kysely_migration where name = (select max(name) from kysely_migration)'),
    ],
    [
      'database',
      'it is none',
      'damaged or not a database',
      () => writeFileSync(at('attrium.db'), 'x'.repeat(9000)),
    ],
    [
      'references',
      'a row points nowhere',
      'group_users',
      () => plant('insert into group_users (group_id, user_id) values (1, 999)'),
    ],
    [
      'values',
      "a user's value does not fit",
      'user attribute 14 for user 2 does not fit the type number',
      () => plant("update user_attribute_user_values set value = 'x' where user_attribute_id = 14"),
    ],
    [
      'values',
      "a group's value does not fit",
      'user attribute 14 for group 2 does not fit the type number',
      () => plant("update user_attribute_group_values set value = 'x' where rank = 1"),
    ],
    [
      'values',
      'a default does not fit',
      'user attribute 14 by default',
      () => plant("update user_attributes set default_value = 'x' where id = 14"),
    ],
    [
      'values',
      'a hidden one was put in the place of another',
      'user attribute 15 for user 2 does not open',
      () =>
        plant(`update user_attribute_user_values set (value, version) =
        (select value, version from user_attribute_group_values where user_attribute_id = 15)
        where user_attribute_id = 15`),
    ],
    [
      'values',
      'one is readable that should be hidden',
      'user attribute 15 for user 2 is not sealed',
      () =>
        plant(`update user_attribute_user_values set value = 'x', version = null
        where user_attribute_id = 15`),
    ],
    [
      'ranks',
      'two are the same',
      'user attribute 14',
      () => plant('update user_attribute_group_values set rank = 1 where user_attribute_id = 14'),
    ],
    [
      'ranks',
      'one is missing',
      'from 1 to 2',
      () => plant('update user_attribute_group_values set rank = rank + 1'),
    ],
    [
      'groups',
      'two contain each other',
      'Group 2 contains itself',
      () => plant('insert into group_groups (parent_group_id, group_id) values (3, 2)'),
    ],
    [
      'administrator',
      'the only one is disabled',
      'administrator',
      () => plant('update users set is_disabled = 1 where id = 1'),
    ],
    [
      'administrator',
      'the key of the only one is disabled',
      'attrium admin new-key',
      () => plant('update credentials_api3 set is_disabled = 1 where user_id = 1'),
    ],
    [
      'administrator',
      'the only one has no key',
      'attrium admin new-key',
      () => plant('delete from access_tokens', 'delete from credentials_api3'),
    ],
    [
      'audit',
      'a row was changed',
      'row 2',
      () =>
        plant('drop trigger audit_refuses_update', 'update audit set at = 1 where sequence = 2'),
    ],
  ]

  it.each(planted)('is said of %s when %s', async (check, _, says, damage) => {
    damage()
    const { code, wrong } = await examine()
    expect(wrong).toEqual({ [check]: expect.stringContaining(says) })
    expect(code).toBe(1)
  })

  it('is said of the file when a page of it is damaged, by whatever check comes upon it', async () => {
    const bytes = readFileSync(at('attrium.db'))
    writeFileSync(at('attrium.db'), bytes.fill(0xaa, 4096 * 30))
    const { code, wrong } = await examine()
    expect(code).toBe(1)
    expect(wrong['integrity'] ?? wrong['database']).toMatch(/damaged|malformed/)
  })

  it('is said of a directory that does not exist', async () => {
    const { code, wrong } = await examine(site.path('gone'))
    expect([code, Object.keys(wrong)]).toEqual([1, ['directory', 'database']])
  })

  it('is said without the value', async () => {
    plant("update user_attribute_user_values set value = 'canary' where user_attribute_id = 14")
    for (const flags of [[], ['--json']]) {
      const { stdout } = await site.run('doctor', flags).ended
      expect(stdout).toContain('does not fit the type number')
      expect(stdout).not.toContain('canary')
    }
  })
})
