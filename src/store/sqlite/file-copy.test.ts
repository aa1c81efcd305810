// A copy made while a writer works: it shows one moment and has no byte of removed data.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Statement } from '../statement.ts'
import { copyWithout } from './file-copy.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'attrium-copy-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const names = () => ({
  file: join(directory, 'live.db'),
  copy: join(directory, 'copy.db'),
  compact: join(directory, 'compact.db'),
})
const raw = (text: string): Statement => ({
  text,
  parameters: [],
  required: false,
  versioned: false,
})

/** Opens a database of several megabytes; tests look for its rows that contain `secret`. */
function live(): Database.Database {
  const database = new Database(names().file)
  database.pragma('journal_mode=wal')
  database.exec('create table held (id integer primary key, word text not null) strict')
  database.exec('create table passing (word text primary key) strict, without rowid')
  const add = database.prepare('insert into held (word) values (?)')
  const addPassing = database.prepare('insert into passing (word) values (?)')
  database.transaction(() => {
    for (let at = 0; at < 20_000; at++) add.run(`${'w'.repeat(800)}${at}`)
    for (let at = 0; at < 1000; at++) addPassing.run(`secret${at}`)
  })()
  return database
}

const holds = (file: string, text: string) => readFileSync(file).includes(text)

it('holds the state of one moment, however much is committed meanwhile', async () => {
  const writer = live()
  const add = writer.prepare("insert into held (word) values ('later')")
  let [copying, commits] = [true, 0]
  const commitOn = () => {
    if (!copying || commits >= 500) return
    add.run()
    commits++
    setImmediate(commitOn)
  }
  commitOn()
  const copied = copyWithout([], names())
  const before = commits
  await copied
  copying = false
  expect(commits).toBeGreaterThan(before + 3)
  const compact = new Database(names().compact, { readonly: true })
  const later = compact.prepare("select count(*) from held where word = 'later'").pluck().get()
  expect(later).toBe(before)
  expect(compact.prepare('select count(*) from held').pluck().get()).toBe(20_000 + before)
  compact.close()
  writer.close()
})

it('has no byte of a row that was taken out, nor of one that was deleted before', async () => {
  const writer = live()
  writer.pragma('secure_delete=0')
  writer.exec("update held set word = 'deleted long ago' where id = 5")
  writer.exec('delete from held where id = 5')
  writer.pragma('wal_checkpoint(truncate)')
  await copyWithout([raw('delete from passing')], names())
  // The other files show that the search finds such texts: SQLite only overwrites the first bytes of a deleted row.
  expect(holds(names().file, 'secret111')).toBe(true)
  expect(holds(names().copy, 'long ago')).toBe(true)
  for (const gone of ['secret', 'long ago']) expect(holds(names().compact, gone)).toBe(false)
  expect(holds(names().compact, 'www19999')).toBe(true)
  writer.close()
})
