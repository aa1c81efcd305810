// The outcome of a commit in the writer thread, and the error for its caller.
import { LostRace, OutcomeUnknown, Unavailable } from '../db.ts'
import { auditFailed } from './chain.ts'
import { isOutage, isUnrecoverable } from './connection.ts'

export type Outcome =
  | { readonly rows: unknown[][] }
  | { readonly lost: string | null }
  | { readonly failed: string; readonly code: string }

export const isStored = (outcome: Outcome) => 'rows' in outcome

export function errorOf(outcome: Exclude<Outcome, { rows: unknown[][] }>): Error {
  if ('lost' in outcome) return new LostRace(outcome.lost ?? undefined)
  const { code, failed } = outcome
  // guard operation-37: becomes false
  if (isUnrecoverable(code)) return new OutcomeUnknown(failed, code)
  return isOutage(code) || code === auditFailed ? new Unavailable(failed, code) : new Error(failed)
}

export function rejectAll(
  callers: readonly { readonly reject: (error: Error) => void }[],
  error: Error,
): void {
  for (const { reject } of callers) reject(error)
}
