// What a snapshot of the SQLite engine agrees with.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
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
    // Sometimes before the writer has it, sometimes while it has, sometimes after.
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
