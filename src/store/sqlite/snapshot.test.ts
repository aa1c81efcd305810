// A snapshot of the SQLite engine agrees with the count of changes of authority.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { limits } from '../../limits.ts'
import { aCommit, insert, raw } from '../conformance/rows.ts'
import { sql } from '../statement.ts'
import { openDatabaseFile } from './file.ts'

const group = (id: string) => insert('groups', { id, name: 'name', name_key: `key ${id}` })
const groupIds = raw<{ id: number }>(sql`select id from groups order by id`)

test('a snapshot has the commits whose authority has been counted, and no other', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-snapshot-'))
  const opening = { masterKey: Buffer.alloc(32, 7), now: 1, onFatal: () => undefined }
  const { db } = await openDatabaseFile(join(directory, 'attrium.db'), opening)
  for (let round = 0; round < 300; round++) {
    const committed = db.commit({ ...aCommit(group(String(50 + round))), changesAuthority: true })
    // The snapshot is taken sometimes before the writer has the commit, sometimes during it, sometimes after.
    for (let turn = round % 15; turn > 0; turn--) await nextTurn()
    const [groups, counted] = await db.snapshot(async (read) => {
      const [rows] = await read(groupIds)
      return [rows.length, db.authorityEpoch]
    })
    expect(groups - 1).toBe(counted)
    await committed
  }
  await db.close()
  rmSync(directory, { recursive: true })
})

test('others get their turn between the reads of a snapshot', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-snapshot-'))
  const opening = { masterKey: Buffer.alloc(32, 7), now: 1, onFatal: () => undefined }
  const { db } = await openDatabaseFile(join(directory, 'attrium.db'), opening)
  let turns = 0
  await db.snapshot(async (read) => {
    await read(groupIds)
    setImmediate(() => turns++)
    await read(groupIds)
    expect(turns).toBe(1)
  })
  await db.close()
  rmSync(directory, { recursive: true })
})

/** Six million bytes in a hundred rows. */
const manyBytes =
  raw(sql`insert into groups (name, name_key, externally_managed, include_by_default,
    can_add_to_content_metadata)
  with recursive number (n) as (select 1 union all select n + 1 from number where n < 100)
  select hex(zeroblob(30000)), hex(randomblob(9)), 0, 0, 0 from number`)

test('a snapshot ends when too much is written meanwhile, and others begin once the log has started over', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-snapshot-'))
  const file = join(directory, 'attrium.db')
  const opening = { masterKey: Buffer.alloc(32, 7), now: 1, onFatal: () => undefined }
  const { db } = await openDatabaseFile(file, opening)
  const held = db.snapshot(async (one) => {
    // Bounded, so that a limit that fails does not fill the disk.
    for (let written = 0; written < 60; written++) {
      await one(groupIds)
      await db.commit(aCommit(manyBytes))
    }
  })
  await expect(held).rejects.toMatchObject({ code: 'OVERTAKEN' })
  const { size } = statSync(`${file}-wal`)
  expect(size).toBeGreaterThan(limits.held_log_bytes)
  expect(size).toBeLessThan(200_000_000)
  // The log starts over when a thread has copied it and something is written.
  let id = 1_000_000
  const again = async () => {
    await db.commit(aCommit(group(String(id++))))
    return db.snapshot(async (one) => {
      await one(groupIds)
      await db.commit(aCommit(group(String(id++))))
      return (await one(groupIds)).length
    })
  }
  await expect.poll(() => again().catch(() => 'refused')).toBe(1)
  await db.close()
  rmSync(directory, { recursive: true })
})
