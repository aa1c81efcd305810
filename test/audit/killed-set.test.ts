// A process that is killed in the middle of a commit of many values, on SQLite.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { expectNothingHalfStored } from './killed-set.ts'

test('a server that is killed while it sets many values has set none, and its audit is whole', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-set-'))
  try {
    await expectNothingHalfStored(join(directory, 'attrium.db'))
  } finally {
    rmSync(directory, { recursive: true })
  }
})
