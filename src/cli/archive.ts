// `attrium audit archive`: moves the beginning of the audit from the store into a file.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Archived, cut, insistOnSame, lastBefore } from '../audit/archiving.ts'
import { readArchive, writeArchive } from '../backup/audit-archive.ts'
import { CannotRun } from '../errors.ts'
import { openDataDirectory, readDataDirectory } from '../files/data-directory.ts'
import { auditKey } from '../keys/data-keys.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings, type Settings } from '../settings.ts'
import { settleMasterKey } from '../start/key-rotation.ts'
import { isFile, openStore } from '../start/store.ts'
import { timeOf } from '../start/time.ts'
import { type Db, LostRace } from '../store/db.ts'
import { sealingsLeft } from '../values/sealing-sql.ts'
import { exitSoon } from './serve.ts'

interface ArchiveFlags extends Partial<Record<SettingName, string>> {
  readonly before: string
}

/** Goes on with a file that exists: an earlier command has written it and died while it shortened the audit. */
export async function archiveCommand(given: string, all: ArchiveFlags): Promise<void> {
  const { before, ...flags } = all
  const file = resolve(given)
  const settings = readSettings(flags, process.env)
  const time = momentIn(before)
  // A store that does not exist is not made.
  const found = readDataDirectory(settings, isFile(settings))
  if (!isFile(settings)) return shorten(settings, found, { file, time })
  // SQLite has one owner: while a server runs, this refuses and does nothing.
  const directory = openDataDirectory(settings)
  try {
    const masterKey = await settleMasterKey(settings, directory)
    await shorten(settings, { ...directory, masterKey }, { file, time })
  } finally {
    directory.release()
  }
}

async function shorten(
  settings: Settings,
  { databaseFile, masterKey }: ReturnType<typeof readDataDirectory>,
  { file, time }: { readonly file: string; readonly time: number },
): Promise<void> {
  const say = { warn: console.error, tell: console.error }
  const opening = { masterKey, now: Date.now(), ...say, onFatal: exitSoon }
  const { db, keys } = await openStore(settings, databaseFile, opening)
  try {
    const { now } = await timeOf(db)
    insistOnPast(time, now())
    const archived = existsSync(file)
      ? await readArchive(file, auditKey(keys), () => undefined)
      : await written(db, file, { auditKey: auditKey(keys), time, now: now() })
    await insistOnSame(db, archived)
    let rows = 0
    await cut(db, archived, { now, told: (all) => (rows = all) })
    console.log(`Moved ${rows} audit rows from the store to ${file}.`)
  } catch (error) {
    throw error instanceof LostRace ? new CannotRun(another) : error
  } finally {
    await db.close()
  }
}

const another = 'Another archive of this store is under way; run this again when that has ended.'

async function written(
  db: Db,
  file: string,
  { auditKey, time, now }: { auditKey: string; time: number; now: number },
): Promise<Archived> {
  const [left] = await db.read(sealingsLeft)
  if (left.length > 0) {
    throw new CannotRun('Hidden values are being sealed; start the server and try again later.')
  }
  const upTo = await lastBefore(db, time)
  if (upTo === 0) throw new CannotRun('No audit row is from before that date.')
  return writeArchive(file, { db, auditKey, upTo, now, told: () => undefined })
}

/** Rows of the last minutes may be under way on another node. */
const margin = 10 * 60_000

function momentIn(text: string): number {
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) {
    throw new CannotRun('--before must be a date such as 2030-01-31 or 2030-01-31T12:00:00Z.')
  }
  return time
}

function insistOnPast(time: number, now: number): void {
  if (time > now - margin) throw new CannotRun('--before must be at least ten minutes ago.')
}
