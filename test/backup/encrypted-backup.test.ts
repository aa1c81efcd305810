// An encrypted backup has one state of the store, and is restored only unchanged and with its key (decision 28).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packEncrypted } from '../../src/backup/backup-file.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { backupSeal } from '../../src/keys/backup-seal.ts'
import { endPrograms } from '../start/program.ts'
import { keptBefore, makeOlderStore, stepNames } from './older-store.ts'
import { newSite, refused, type Site } from './site.ts'

let site: Site
let masterKey: Uint8Array
beforeEach(async () => {
  site = newSite()
  masterKey = (await makeOlderStore(site.data, stepNames.length - 1)).masterKey
  const server = await site.start()
  await server.stop()
})
afterEach(async () => {
  endPrograms()
  await site.end()
})

const database = (directory = site.data) => join(directory, 'attrium.db')
const backup = () => join(site.data, 'backups', keptBefore(`${stepNames.at(-1)}`))
/** A manifest without contents. */
const nothing = { created_at: '', schema: '', key_ids: [], audit_heads: [], counts: {} }

/** Changes one byte. */
function overwrite(file: string, at: number): void {
  const bytes = readFileSync(file)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

describe('an encrypted backup', () => {
  it('is not restored when a byte of it is another one', async () => {
    const bytes = readFileSync(backup())
    for (const at of [bytes.length - 1, bytes.indexOf('"salt":"') + 10]) {
      writeFileSync(backup(), bytes)
      overwrite(backup(), at)
      const place = site.emptyPlace(`place-${at}`)
      expect(await refused(site.run('restore', [backup()], place))).toContain(
        'changed after it was written',
      )
      expect(existsSync(database(place))).toBe(false)
    }
  })

  it('is not restored with another master key', async () => {
    const place = site.path('place')
    mkdirSync(place, { mode: 0o700 })
    const key = Buffer.alloc(32, 7).toString('base64')
    writeFileSync(join(place, 'master.key'), key, { mode: 0o600 })
    expect(await refused(site.run('restore', [backup()], place))).toContain('another master key')
  })

  it.each([
    ['this program is restored like any', "update users set first_name = 'Ada'", 'restored'],
    [
      'a newer one is refused',
      "insert into kysely_migration (name, timestamp) values ('9999-later', 'x')",
      '9999-later',
    ],
  ])('that holds the schema of %s', async (_, statement, outcome) => {
    const connection = new Database(database())
    connection.exec(statement)
    const schema = connection.prepare('select max(name) from kysely_migration').pluck().get()
    connection.close()
    const said = { ...nothing, schema: String(schema) }
    await packEncrypted(database(), site.path('one'), said, backupSeal(masterKey))
    const place = site.emptyPlace()
    const restoring = restoreBackup({
      ...{ file: site.path('one'), databaseFile: database(place), masterKey, now: Date.now() },
      ...{ replace: false, drafting: () => undefined },
    })
    const told = await restoring.then(
      () => 'restored',
      ({ message }) => message,
    )
    expect(told).toContain(outcome)
  })

  it.each([
    ['the database is changed', () => overwrite(database(), 5000)],
    ['the log grows', () => writeFileSync(`${database()}-wal`, 'more', { flag: 'a' })],
  ])('is none when, between the two readings of the store, %s', async (_, disturb) => {
    const seal = backupSeal(masterKey)
    let readings = 0
    const cipher = (salt: string) => {
      if (++readings === 2) disturb()
      return seal.cipher(salt)
    }
    const packing = packEncrypted(database(), site.path('one'), nothing, { ...seal, cipher })
    await expect(packing).rejects.toThrow('Another program is writing')
    expect(readings).toBe(2)
  })
})
