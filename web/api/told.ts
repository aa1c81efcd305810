// Errors in sentences for people.
import { CallFailed, CallRefused } from '../../src/client/answers.ts'

/** What went wrong and what to do. */
export function told(error: unknown): string {
  if (error instanceof CallRefused || error instanceof CallFailed) return error.message
  return 'Something went wrong on this page. Reload it; what is saved is safe.'
}

export const isRefusal = (error: unknown, ...statuses: number[]): error is CallRefused =>
  error instanceof CallRefused && statuses.includes(error.status)

/** What is wrong with single fields, by their names. */
export const problemsIn = (error: unknown): ReadonlyMap<string, string> =>
  new Map(
    error instanceof CallRefused
      ? error.problems.map(({ field, message }) => [field, message] as const)
      : [],
  )
