// A directory for drafts beside the final file; it is removed when the work is done or fails.
import { mkdtempSync, rmSync } from 'node:fs'
import { CannotRun } from '../errors.ts'
import { Unavailable } from '../store/db.ts'

/** Called with the directory to remove if the process is ended early. */
export type Drafting = (directory: string) => void

/**
 * Runs the work with a new directory beside `file`. Throws CannotRun when nothing can be written
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
    throw notWritten(file, error)
  } finally {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true })
  }
}

/** Turns an error of writing into a sentence for the caller; returns every other error unchanged. */
export function notWritten(file: string, error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException
  if (!(error instanceof Unavailable) && !/^(E[A-Z]+|SQLITE_FULL)$/.test(code)) return error
  const why = code === '' ? (error as Error).message : code
  return new CannotRun(`${file} cannot be written: ${why}.`, { cause: error })
}
