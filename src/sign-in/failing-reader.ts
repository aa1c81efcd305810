// What follows a wrong password or code: it is counted, told to the log, and in the audit as far as there is room.
import { type Problem, Refusal } from '../errors.ts'
import type { UserId } from '../ids.ts'
import type { OpenContext } from '../request/context.ts'

export interface Failure {
  /** What the failures are counted by, beside the network. */
  readonly account: string
  /** The user whose account it is; undefined if nobody has it. */
  readonly user_id: UserId | undefined
  /** For the audit; the answer does not tell. */
  readonly why:
    | ('unknown' | 'no_password' | 'disabled' | 'password' | 'forced' | 'code')
    /** Of a sign-in with a provider. */
    | ('state' | 'provider' | 'claims' | 'identity')
  /** More for the audit, without anything that was sent. */
  readonly details?: Readonly<Record<string, string>>
}

/** Throws 429 when too many have failed meanwhile. */
export async function countFailure(
  context: OpenContext,
  { account, user_id, why, details }: Failure,
): Promise<void> {
  const { server, request, now } = context
  // guard guess-2: gone
  server.signIns.guesses.failed(account, request.address, now)
  server.signInFailed(request)
  // guard guess-3: becomes false
  if (!server.signIns.mayAudit(now)) return
  await context.commit({
    touches: 'values',
    statements: [],
    operation: 'sign_in_failed',
    audit: { ...(user_id === undefined ? {} : { user_id }), details: { why, ...details } },
  })
}

/** Throws the 401 of a sign-in that has failed; only a problem that follows a right password is told. */
export async function failSignIn(
  context: OpenContext,
  failure: Failure,
  problem?: Problem,
): Promise<never> {
  await countFailure(context, failure)
  throw new Refusal('unauthenticated', {
    // guard enumeration-2: becomes problem?.message ?? wrong + failure.why
    message: problem?.message ?? wrong,
    ...(problem === undefined ? {} : { problems: [problem] }),
  })
}
const wrong = 'The e-mail address or the password is wrong.'

/** Throws the 422 for somebody who has signed in and does not know their own password. */
export async function failPassword(
  context: OpenContext,
  failure: Failure,
  field: string,
): Promise<never> {
  await countFailure(context, failure)
  throw new Refusal('invalid', {
    problems: [{ field, code: 'invalid', message: `${field} is not your password.` }],
  })
}
