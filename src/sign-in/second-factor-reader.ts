// The second factor of a sign-in: a code of the other device, or a recovery code, each used up by it.
import { type Problem, Refusal } from '../errors.ts'
import type { UserId } from '../ids.ts'
import { recoveryText, stepOfCode, totpSecret } from '../keys/totp.ts'
import type { OpenContext } from '../request/context.ts'
import type { Statement } from '../store/statement.ts'
import { type Failure, failSignIn } from './failing-reader.ts'
import { type Account, useRecoveryCode, useStep } from './sql.ts'

/**
 * The statements that use a code up; none for somebody without a second factor. Throws 401 if a code is missing or
 * wrong; the password was right.
 */
export async function useCode(
  context: OpenContext,
  account: Account,
  code: string | null | undefined,
  failure: Omit<Failure, 'why'>,
): Promise<Statement[]> {
  // guard totp-3: becomes true
  if (account.totp_verified !== true) return []
  if (code === undefined || code === null || code === '') {
    throw new Refusal('unauthenticated', { message: missing.message, problems: [missing] })
  }
  const used = usedUp(context, account, code)
  return used ?? failSignIn(context, { ...failure, why: 'code' }, wrong)
}

const missing: Problem = {
  field: 'code',
  code: 'missing',
  message: "'code' is required: six digits of the second factor, or a recovery code.",
}
const wrong: Problem = {
  field: 'code',
  code: 'invalid',
  message: 'code is wrong, has ended or was used; wait for the next one.',
}

/** Undefined for a wrong code. Throws 429 after too many codes for this account, from wherever they came. */
function usedUp({ server, now }: OpenContext, account: Account, code: string) {
  const { keys, signIns } = server
  const { user_id, totp_nonce, totp_last_step, totp_recovery_digests } = account
  const user = { user_id: user_id as UserId }
  if (/^\d{6}$/.test(code)) {
    // Nothing waits between this question and the count: many codes at once are no more tries.
    // guard totp-4: gone
    signIns.guesses.insistOnRoomForCode(user_id, now)
    const used = totp_last_step ?? 0
    const step = stepOfCode(totpSecret(keys, totp_nonce ?? ''), code, { now, used })
    if (step !== undefined) return [useStep({ ...user, step })]
    signIns.guesses.codeFailed(user_id, now)
    return undefined
  }
  const unused: string[] = JSON.parse(totp_recovery_digests ?? '[]')
  const text = recoveryText(user_id, code)
  const left = unused.filter((digest) => !keys.matches(text, digest))
  if (left.length === unused.length) return undefined
  const before = totp_recovery_digests ?? ''
  return [useRecoveryCode({ ...user, before, left: JSON.stringify(left) })]
}
