// A database file and its keys: no other master key opens it, and it has one audit chain for its life.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuditCheck } from '../../audit/chain-check.ts'
import { verifyAudit } from '../../audit/verification.ts'
import { CannotOpen } from '../../errors.ts'
import { auditKey, derivedCredentialKey, keyFor, purposes } from '../../keys/data-keys.ts'
import { aCommit, insert, raw } from '../conformance/rows.ts'
import { Unavailable } from '../db.ts'
import { migrateSqlite, steps } from '../migrations/migrate.ts'
import { sql } from '../statement.ts'
import { openConnection } from './connection.ts'
import { openDatabaseFile, openToRead } from './file.ts'

const masterKey = Buffer.alloc(32, 7)
const otherKey = Buffer.alloc(32, 8)

let dir: string
let file: string
let failures: string[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'attrium-keys-'))
  file = join(dir, 'attrium.db')
  failures = []
})
afterEach(() => rmSync(dir, { recursive: true }))

const open = (key = masterKey) =>
  openDatabaseFile(file, { masterKey: key, now: 1, onFatal: (why) => failures.push(why) })
const digest = () => createHash('sha256').update(readFileSync(file)).digest('hex')
const group = (id: string) => insert('groups', { id, name: 'name', name_key: `key ${id}` })

/** Opens the file, makes `commits` commits and closes it; returns the keys. */
async function written(commits = 0) {
  const { db, keys } = await open()
  for (let at = 0; at < commits; at++) await db.commit(aCommit())
  await db.close()
  return keys
}

/** Changes the file as somebody could who may write it and has no key. */
function tamper(...statements: string[]): void {
  const connection = openConnection(file, 'writer')
  for (const statement of statements) connection.exec(statement)
  connection.close()
}
const noTriggers = ['drop trigger audit_refuses_update', 'drop trigger audit_refuses_delete']

async function problems(): Promise<string[]> {
  const found: string[] = []
  const { db, keys } = await openToRead(file, masterKey)
  await verifyAudit(db, new AuditCheck(auditKey(keys), [], (it) => found.push(it)))
  await db.close()
  return found
}

describe('the keys of a database file', () => {
  test('are made once, one for each purpose, and none is found in the file', async () => {
    const keys = await written()
    expect(keys.map(({ purpose }) => purpose)).toEqual([...purposes])
    expect(new Set(keys.map(({ key }) => key.toString())).size).toBe(3)
    expect(await written()).toEqual(keys)
    const bytes = readFileSync(file)
    for (const { key } of keys) {
      expect(bytes.includes(Buffer.from(key))).toBe(false)
      expect(bytes.includes(Buffer.from(key).toString('base64url'))).toBe(false)
    }
  })

  test('are opened by no other master key, and nothing is written then', async () => {
    await written(1)
    const before = digest()
    for (const opening of [() => open(otherKey), () => openToRead(file, otherKey)]) {
      await expect(opening()).rejects.toThrow(/^The master key does not open .*put back/)
      await expect(opening()).rejects.toBeInstanceOf(CannotOpen)
    }
    expect(digest()).toBe(before)
    await written(1)
  })

  test.each([
    ['one is lost', ["delete from keys where purpose = 'audit'"], 'has lost its audit key'],
    ['all are lost', ['delete from keys'], 'has no keys: finish the copy'],
    [
      'one stands for another',
      ['update keys set wrapped = (select wrapped from keys where id = 3) where id = 1'],
      'master key does not open',
    ],
    // Of the tag of 16 bytes, 12 remain, then 5.
    ['the tag of one is short', ['update keys set wrapped = substr(wrapped, 1, 80)'], 'not open'],
    ['a tag is shorter still', ['update keys set wrapped = substr(wrapped, 1, 70)'], 'not open'],
    ['one has no tag', ['update keys set wrapped = substr(wrapped, 1, 63)'], 'not open'],
  ])('refuse the file when %s', async (_, statements, sentence) => {
    await written(1)
    tamper(...statements)
    const before = digest()
    await expect(open()).rejects.toThrow(sentence)
    expect(digest()).toBe(before)
  })
})

describe('a file from before there were keys', () => {
  async function old(...statements: string[]): Promise<void> {
    const connection = openConnection(file, 'writer')
    const before = Object.entries(steps).filter(([name]) => name < '0005')
    await migrateSqlite(connection, Object.fromEntries(before))
    for (const statement of statements) connection.exec(statement)
    connection.close()
  }
  const aRow = (sequence: number) =>
    `insert into audit (sequence, at, request_id, operation, user_id, old_value, new_value)
      values (${sequence}, 5, 'r', 'set', 9007199254740993, 'old', 'new ${sequence}')`

  test('keeps the digests that the master key gave', async () => {
    await old("insert into users (first_name, last_name, created_at) values ('a', 'b', 1)")
    expect(keyFor(await written(), 'credential')).toEqual(derivedCredentialKey(masterKey))
  })

  test('gets a random credential key when nobody is in it', async () => {
    await old()
    expect(keyFor(await written(), 'credential')).not.toEqual(derivedCredentialKey(masterKey))
  })

  test('has its audit rows chained, once, and they are kept from then on', async () => {
    await old(...Array.from({ length: 1500 }, (_, at) => aRow(at + 3)))
    await written(2)
    expect(await problems()).toEqual([])
    const { db } = await open()
    const [rows] = await db.read(raw(sql`select 1 from audit where mac is not null`))
    expect(rows).toHaveLength(1502)
    for (const words of ["update audit set operation = 'x'", 'delete from audit']) {
      await expect(db.commit(aCommit(raw(sql.raw(words))))).rejects.toThrow()
    }
    await db.close()
    tamper(...noTriggers, "update audit set new_value = 'other' where sequence = 40")
    expect(await problems()).toEqual(['row 40 (number 38 of chain 1) was changed'])
  })

  test('is not read before a server has brought it up to date', async () => {
    await old()
    await expect(openToRead(file, masterKey)).rejects.toThrow('start the server once')
  })
})

describe('the audit chain of a file', () => {
  test('goes on where it was, also after a process was killed', async () => {
    for (let round = 0; round < 3; round++) await written(2)
    expect(await problems()).toEqual([])
    const { db } = await open()
    const [rows] = await db.read(
      raw<{ n: number }>(sql`select chain_sequence as n from audit order by sequence`),
    )
    await db.close()
    expect(rows.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test.each([
    ['its newest row is gone', ['delete from audit where sequence = 3']],
    ['a row was added', ["insert into audit (at, request_id, operation) values (1, 'r', 'x')"]],
    ['its head is another', ["update audit_chains set head_mac = 'x'"]],
    ['its head is gone', ['delete from audit_chains']],
  ])('is not gone on with when %s', async (_, statements) => {
    await written(3)
    tamper(...noTriggers, ...statements)
    const before = digest()
    await expect(open()).rejects.toThrow('attrium audit verify')
    expect(digest()).toBe(before)
    expect(await problems()).not.toEqual([])
  })

  test('stops the server when another program has moved it', async () => {
    const { db } = await open()
    await db.commit(aCommit())
    tamper('update audit_chains set head_sequence = 9')
    await expect(db.commit(aCommit(group('50')))).rejects.toBeInstanceOf(Unavailable)
    expect(failures).toEqual(['another program has written to the audit'])
    await db.close()
    const [rows] = await openToRead(file, masterKey).then(async ({ db }) => {
      const read = await db.read(raw(sql`select id from groups`))
      await db.close()
      return read
    })
    expect(rows).toHaveLength(1)
  })

  test('is not moved by a group of commits that was rolled back', async () => {
    const { db } = await open()
    await db.commit(aCommit())
    const whole = raw(sql`insert or rollback into groups (id, name, name_key) values (1, 'x', 'x')`)
    const group = [db.commit(aCommit()), db.commit(aCommit(whole)), db.commit(aCommit())]
    for (const commit of group) await expect(commit).rejects.toThrow()
    await db.commit(aCommit())
    await db.close()
    expect(await problems()).toEqual([])
  })
})
