// Loads the driver of SQLite, and says what to do if its binary is missing or for another machine.
import { arch, platform } from 'node:os'
import Driver from 'better-sqlite3'
import { CannotOpen } from '../../errors.ts'

/** Opens a file. Throws CannotOpen with one sentence when the driver itself cannot be loaded. */
export function openDriver(file: string, options: Driver.Options): Driver.Database {
  try {
    return new Driver(file, options)
  } catch (cause) {
    const { code = '' } = cause as { code?: string }
    // guard package-2: becomes code
    if (code !== 'MODULE_NOT_FOUND' && !code.startsWith('ERR_DLOPEN')) throw cause
    const message = `SQLite's driver, better-sqlite3, has no binary that loads on ${platform()}-${arch()}; install Attrium again on this machine: there are binaries for Linux, macOS and Windows on x64 and arm64.`
    throw new CannotOpen(message, { cause })
  }
}
