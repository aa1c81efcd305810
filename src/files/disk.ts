// Checks the disk of the data directory: it has room, no file is lost, and it can be used.
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CannotOpen } from '../errors.ts'
import { Unreadable } from '../store/db.ts'

/** More bytes than a change of a value needs. */
const roomBytes = 256 * 1024

/** Whether a file of that size can be written beside the given one. */
export function hasRoomBeside(file: string): boolean {
  const probe = join(dirname(file), 'attrium.room')
  try {
    writeFileSync(probe, Buffer.alloc(roomBytes), { mode: 0o600 })
    return true
  } catch {
    return false
  } finally {
    // A full disk may have left a part of the file, or none.
    if (existsSync(probe)) rmSync(probe, { force: true })
  }
}

/**
 * An empty database must never take the place of a lost one (F-14). A looker.ini exists from the moment the database
 * is filled. Throws CannotOpen.
 */
export function insistNotLost(databaseFile: string): void {
  const bytes = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes(databaseFile) > 0) return
  const log = `${databaseFile}-wal`
  if (bytes(log) > 0) {
    throw new CannotOpen(
      `${databaseFile} is missing or empty but its log ${log} is not; put the database back beside it.`,
    )
  }
  if (existsSync(join(dirname(databaseFile), 'looker.ini'))) {
    throw new CannotOpen(
      `${databaseFile} is missing or empty; restore it from a backup, or start afresh with another --data.`,
    )
  }
}

/** Returns an error of the store as a sentence that says what to do; any other error unchanged. */
export function diskTrouble(directory: string, error: unknown): unknown {
  if (error instanceof Unreadable) return new CannotOpen(error.message, { cause: error })
  const code = error instanceof CannotOpen ? causeCode(error) : codeOf(error)
  if (code === undefined) return error
  const sentence = sentences.find(([codes]) => codes.test(code))?.[1] ?? noRoom(directory, error)
  return sentence ? new CannotOpen(sentence(directory, code), { cause: error }) : error
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}

/** The code of SQLite's own error, if it is the cause of this one. */
function causeCode({ cause }: CannotOpen): string | undefined {
  const code = codeOf(cause)
  return code?.startsWith('SQLITE_') ? code : undefined
}

/** After the disk is full, a later failure may be thrown instead, for example in a migration. */
function noRoom(directory: string, error: unknown): Sentence | undefined {
  const isThere = statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false
  const full =
    error instanceof CannotOpen && isThere && !hasRoomBeside(join(directory, 'attrium.db'))
  return full ? isFull : undefined
}

type Sentence = (directory: string, code: string) => string

const isFull: Sentence = (directory) =>
  `The disk of ${directory} is full; make room and start again.`

const sentences: [RegExp, Sentence][] = [
  [/^(ENOSPC|EDQUOT|SQLITE_FULL|SQLITE_IOERR_SHMSIZE)/, isFull],
  [
    /^(EROFS|EACCES|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN)/,
    (directory, code) =>
      `${directory} cannot be written to (${code}); make the directory and its files writable for this user.`,
  ],
  [
    /^(EIO|SQLITE_IOERR)/,
    (directory, code) =>
      `The disk of ${directory} fails (${code}); repair it, and restore a backup if the database is damaged.`,
  ],
]
