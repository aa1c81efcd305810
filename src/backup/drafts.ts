// A directory of drafts beside the file they become, gone when the work is done or fails.
import { mkdtempSync, rmSync } from 'node:fs'
import { CannotRun } from '../errors.ts'
import { Unavailable } from '../store/db.ts'

/** Told which directory has to go should the process be ended before its time. */
export type Drafting = (directory: string) => void

/**
 * Runs the work with a directory of its own beside `file`. Throws CannotRun when there is no writing
 * there.
 */
export async function withDrafts<T>(
  { file, kind, drafting }: { file: string; kind: string; drafting: Drafting },
  work: (directory: string) => Promise<T>,
): Promise<T> {
  let directory: string | undefined
  try {
    directory = mkdtempSync(`${file}.${kind}-`)
    drafting(directory)
    return await work(directory)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!(error instanceof Unavailable) && !/^(E[A-Z]+|SQLITE_FULL)$/.test(code)) throw error
    const why = code === '' ? (error as Error).message : code
    throw new CannotRun(`${file} cannot be written: ${why}.`, { cause: error })
  } finally {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true })
  }
}
