// Errors in sentences for people.
import { CallFailed, CallRefused } from '../../src/client/answers.ts'

/** What the server says of a request in general, where it says of each field what is wrong with it. */
const general = 'Validation Failed'

/** What went wrong and what to do. */
export function told(error: unknown): string {
  if (error instanceof CallRefused) {
    const problems = error.problems.map(({ message }) => message)
    const isBare = problems.length > 0 && error.summary === general
    return [...new Set([...(isBare ? [] : [error.summary]), ...problems])].map(sentence).join(' ')
  }
  if (error instanceof CallFailed) return error.message
  return 'Something went wrong on this page. Reload it; what is saved is safe.'
}

/** With a capital, unless it begins with a name that is spelled otherwise. */
export const sentence = (text: string): string =>
  /^[a-z]+[ :,]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text

export const isRefusal = (error: unknown, ...statuses: number[]): error is CallRefused =>
  error instanceof CallRefused && statuses.includes(error.status)

/** What is wrong with single fields, by their names. */
export const problemsIn = (error: unknown): ReadonlyMap<string, string> =>
  new Map(
    error instanceof CallRefused
      ? error.problems.map(({ field, message }) => [field, sentence(message)] as const)
      : [],
  )
