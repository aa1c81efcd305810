// How many things a command lists.
import { CannotRun } from '../errors.ts'

/** The number of --limit. Throws CannotRun if it is none. */
export function limitIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new CannotRun('--limit must be a whole number, 1 or more.')
}
