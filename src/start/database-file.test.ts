// The first database is made whole, and nothing else is taken for one (reliability.md F-14).
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openToRead } from '../store/sqlite-file.ts'
import { makeDatabase, refuseEmpty } from './database-file.ts'

const masterKey = Buffer.alloc(32, 1)
const make = (file: string) => makeDatabase(file, { masterKey, now: 1, onFatal: () => undefined })

let directory: string
let file: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'attrium-first-'))
  file = join(directory, 'attrium.db')
})
afterEach(() => rmSync(directory, { recursive: true }))

it('makes a database where there is none, over the drafts of a start that died', async () => {
  for (const left of ['.new', '.new-wal', '-shm', '-wal']) writeFileSync(file + left, '')
  writeFileSync(`${file}.new`, 'half of a databa')
  await make(file)
  expect(readdirSync(directory)).toEqual(['attrium.db'])
  await (await openToRead(file, masterKey)).db.close()
})

it('leaves a file that is there as it is', async () => {
  writeFileSync(file, 'anything')
  await make(file)
  expect(readFileSync(file, 'utf8')).toBe('anything')
})

it.each(['-wal', '-journal'])('makes none beside a %s that holds something', async (suffix) => {
  writeFileSync(file + suffix, 'the last commits')
  await expect(make(file)).rejects.toThrow(`${file}${suffix} is there`)
  expect(existsSync(file)).toBe(false)
  expect(readFileSync(file + suffix, 'utf8')).toBe('the last commits')
})

it('refuses a file of no length, and no other', () => {
  refuseEmpty(file)
  writeFileSync(file, 'x')
  refuseEmpty(file)
  writeFileSync(file, '')
  expect(() => refuseEmpty(file)).toThrow('is empty')
})
