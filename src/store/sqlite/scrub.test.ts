// A commit that scrubs empties the WAL, also when another program is reading at that moment.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { aCommit, insert, raw } from '../conformance/rows.ts'
import { sql } from '../statement.ts'
import { openDatabaseFile } from './file.ts'

test('the WAL is emptied as soon as another reader lets go of it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-scrub-'))
  const file = join(directory, 'attrium.db')
  const opening = { masterKey: Buffer.alloc(32, 1), now: 1, onFatal: () => undefined }
  const { db } = await openDatabaseFile(file, opening)
  await db.commit(aCommit(insert('groups', { id: '7', name: 'canary', name_key: 'canary' })))
  const inWal = () => readFileSync(`${file}-wal`).includes('canary')
  const reader = new Database(file, { readonly: true })
  reader.exec('begin')
  reader.prepare('select * from groups').all()
  await db.commit({ ...aCommit(raw(sql`delete from groups where id = 7`)), scrubs: true })
  expect(inWal()).toBe(true)
  reader.close()
  await vi.waitFor(() => expect(inWal()).toBe(false), { timeout: 20_000 })
  expect(readFileSync(file).includes('canary')).toBe(false)
  await db.close()
  rmSync(directory, { recursive: true })
})
