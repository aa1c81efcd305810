// The parts of a server with which people sign in, as its settings want them.
import { randomBytes } from 'node:crypto'
import { isCommonPassword as isCommon } from '../files/common-passwords.ts'
import { sessionCookie, signingInCookie } from '../http/cookie.ts'
import { ownOrigin } from '../http/own-origin.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { type Cost, usualCost } from '../keys/password.ts'
import { limits } from '../limits.ts'
import { SignIns } from '../request/sign-ins.ts'
import type { Settings } from '../settings.ts'

export function signInsOf({ publicUrl, tls }: Settings, keys: KeyRing, cost: Cost = usualCost) {
  const isSecure = publicUrl === undefined ? tls !== undefined : publicUrl.startsWith('https:')
  const cookie = sessionCookie(isSecure)
  const signingIn = signingInCookie(isSecure, limits.sign_in_attempt_milliseconds / 1000)
  const signIns = new SignIns({ keys, random: randomBytes, cost, cookie, signingIn, isCommon })
  return { own: ownOrigin(publicUrl, tls !== undefined), signIns }
}
