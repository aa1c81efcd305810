// The write-ahead log starts over also when a reader has held it while its last pages were to be copied.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openConnection } from './connection.ts'
import { openDatabaseFile } from './file.ts'
import { Wal } from './wal.ts'

test('a long log whose last pages a reader has held is copied to its end, and asks for that once a commit', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-wal-'))
  const file = join(directory, 'attrium.db')
  const { db } = await openDatabaseFile(file, {
    ...{ masterKey: Buffer.alloc(32, 7), now: 1, onFatal: () => undefined },
  })
  await db.close()
  const connection = openConnection(file, 'writer')
  const reader = openConnection(file, 'reader')
  const wal = new Wal(connection, { file, checkpointPages: 100 })
  const write = (bytes: number) =>
    connection
      .prepare(`insert into groups (name, name_key, externally_managed, include_by_default,
        can_add_to_content_metadata) values (hex(zeroblob(${bytes / 2})), hex(randomblob(9)), 0, 0, 0)`)
      .run()
  const copied = () => expect.poll(() => wal.copyWhenDue()).toBe(true)
  write(2_000_000)
  reader.prepare('begin').run()
  reader.prepare('select count(*) from groups').get()
  write(4096)
  expect(wal.copyWhenDue()).toBe(false)
  // The thread copies up to what the reader holds; the writer can copy no more.
  await copied()
  wal.checkpoint()
  expect(wal.copyWhenDue()).toBe(false)
  reader.prepare('commit').run()
  write(4096)
  expect(wal.copyWhenDue()).toBe(true)
  wal.checkpoint()
  expect(wal.copyWhenDue()).toBe(false)
  write(4096)
  wal.copyWhenDue()
  expect(wal.pages).toBeLessThan(20)
  wal.close()
  reader.close()
  rmSync(directory, { recursive: true })
})
