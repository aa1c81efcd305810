// Reads the master key: from the environment, from its own file, or from master.key beside the data.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CannotOpen } from '../errors.ts'
import { keyBytes } from '../keys/data-keys.ts'
import type { Settings } from '../settings.ts'
import { writePrivately } from './private-file.ts'

export type MasterKeySettings = Pick<Settings, 'masterKey' | 'masterKeyFile'>

/** The file that holds the key; undefined when the key is in the environment. */
export function masterKeyFile(dir: string, settings: MasterKeySettings): string | undefined {
  if (settings.masterKey !== undefined) return undefined
  return resolve(settings.masterKeyFile ?? join(dir, 'master.key'))
}

/** Reads the key. Throws CannotOpen, one sentence, when it is missing, cut short or readable by others. */
export function readMasterKey(dir: string, settings: MasterKeySettings): Uint8Array {
  const file = masterKeyFile(dir, settings)
  if (file === undefined) return keyIn(settings.masterKey ?? '', 'ATTRIUM_MASTER_KEY')
  if (!existsSync(file)) {
    throw new CannotOpen(`${file} is missing but the database needs it; put the key file back.`)
  }
  return keyInFile(file)
}

/** Throws CannotOpen when others can read the file or it holds no key. */
export function keyInFile(file: string): Uint8Array {
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new CannotOpen(`${file} can be read by other users; run: chmod 600 ${file}`)
  }
  return keyIn(readFileSync(file, 'utf8'), file)
}

/** Writes a new key into the file for a database that does not exist yet, unless the file exists. */
export function makeMasterKey(dir: string, settings: MasterKeySettings): void {
  const file = masterKeyFile(dir, settings)
  if (file === undefined || existsSync(file)) return
  try {
    writePrivately(file, `${randomBytes(keyBytes).toString('base64')}\n`)
  } catch (cause) {
    const { code = 'unknown' } = cause as { code?: string }
    if (!/^(ENOENT|ENOTDIR)$/.test(code)) throw cause
    throw new CannotOpen(`${file} cannot be written (${code}); make its directory.`, { cause })
  }
}

function keyIn(text: string, where: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== keyBytes) {
    throw new CannotOpen(`${where} does not contain ${keyBytes} bytes in base64; restore it.`)
  }
  return key
}
