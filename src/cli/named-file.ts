// Files that somebody names: read, or told in a sentence.
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { CannotRun } from '../errors.ts'
import { noText, textOf } from '../files/text.ts'
import type { Io } from './io.ts'

/** The text of a file. Throws CannotRun if it is none, and what the system says of a file that cannot be read. */
export const readText = ({ directory }: Pick<Io, 'directory'>, name: string): string =>
  insistOnText(readFileSync(resolve(directory, name)), name)

/** All that stdin has. Throws CannotRun if it is no text. */
export const readInput = async ({ input }: Pick<Io, 'input'>): Promise<string> =>
  insistOnText(await input.bytes(), 'stdin')

function insistOnText(bytes: Uint8Array, name: string): string {
  const text = textOf(bytes)
  if (text === undefined) throw new CannotRun(`${name} ${noText}.`)
  return text
}

/** The text of the file that an option names. Throws CannotRun. */
export function readNamed(io: Pick<Io, 'directory'>, name: string, option: string): string {
  try {
    return readText(io, name)
  } catch (error) {
    if (error instanceof CannotRun) throw error
    throw new CannotRun(`${option} names ${name}, which ${troubleOf(error) ?? 'cannot be read'}.`)
  }
}

/** The path of a file that a command makes, checked before it asks a server for anything. Throws CannotRun. */
export function newFileAt({ directory }: Pick<Io, 'directory'>, name: string): string {
  const path = resolve(directory, name)
  // guard cli-17: becomes false
  if (existsSync(path)) throw new CannotRun(`${name} exists; choose another name.`)
  const around = dirname(path)
  try {
    if (!statSync(around).isDirectory()) throw new Error('no directory')
    accessSync(around, constants.W_OK)
  } catch {
    throw new CannotRun(`${name} cannot be written: its directory must exist and be writable.`)
  }
  return path
}

const troubles: Readonly<Record<string, string>> = {
  EISDIR: 'is a directory',
  ENOENT: 'does not exist',
  ENOTDIR: 'is below a file',
  EACCES: 'you may not read or write',
  EPERM: 'you may not read or write',
  EROFS: 'is on a disk that is only read',
  ENOSPC: 'is on a disk without room',
  EEXIST: 'is there already',
}

/** What is wrong with a file, if the system says so. */
export function troubleOf(error: unknown): string | undefined {
  const { code = '', syscall } = error as NodeJS.ErrnoException
  return syscall === undefined ? undefined : troubles[code]
}
