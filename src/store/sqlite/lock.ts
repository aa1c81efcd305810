// One owner process per data directory (F-08): the kernel frees the lock on death.
import { CannotOpen } from '../../errors.ts'
import { openDriver } from './driver.ts'

/** Milliseconds to wait for another process that only looks whether the lock is taken. */
const longestLook = 100

/**
 * Takes the lock of `file` and returns a function that frees it. Throws CannotOpen with `heldMessage`
 * when another process has it.
 */
export function takeLock(file: string, heldMessage: () => string): () => void {
  const lock = openDriver(file, { timeout: longestLook })
  try {
    lock.pragma('journal_mode=DELETE')
    // guard store-5: gone
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    const { code = '' } = error as { code?: string }
    if (code.startsWith('SQLITE_BUSY')) throw new CannotOpen(heldMessage())
    throw error
  }
  return () => lock.close()
}

/** Whether a process has the lock. */
export function isLocked(file: string): boolean {
  const lock = openDriver(file, { readonly: true, fileMustExist: true, timeout: 0 })
  try {
    lock.prepare('select 1 from sqlite_schema').get()
    return false
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (code.startsWith('SQLITE_BUSY')) return true
    throw error
  } finally {
    lock.close()
  }
}
