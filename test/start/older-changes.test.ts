// Changes that were recorded before they named each other are linked by the migration, on both engines.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrateSqlite, steps } from '../../src/store/migrations/migrate.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { everyLink, linked, olderSteps, recorded } from './older-changes.ts'

test('in a file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrium-older-'))
  const connection = openConnection(join(directory, 'attrium.db'), 'writer')
  await migrateSqlite(connection, olderSteps(steps))
  connection.exec(recorded)
  await migrateSqlite(connection)
  expect(everyLink.map((words) => connection.prepare(words).raw().all())).toEqual(linked)
  expect(() => connection.exec('update audit set previous_change = 1')).toThrow('append-only')
  connection.close()
  rmSync(directory, { recursive: true })
})
