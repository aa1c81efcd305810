// Codes of a second factor by time, RFC 6238, as authenticator apps make them: six digits of HMAC-SHA-1 every 30 s.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeyRing } from './key-ring.ts'
import type { RandomBytes } from './secret-text.ts'

const stepMilliseconds = 30_000
const secretBytes = 20

export const stepAt = (now: number): number => Math.floor(now / stepMilliseconds)

/** The secret that belongs to a stored nonce; nobody without the keys can compute it. */
export const totpSecret = ({ digest }: Pick<KeyRing, 'digest'>, nonce: string): Buffer =>
  Buffer.from(digest(`totp/v1 ${nonce}`), 'base64url').subarray(0, secretBytes)

/** The code of a step; RFC 6238 has examples with eight digits. */
export function codeOf(secret: Uint8Array, step: number, digits = 6): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const at = mac.readUInt8(mac.length - 1) & 0xf
  const number = (mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** digits
  return String(number).padStart(digits, '0')
}

/**
 * The step that a code is of: this one, the one before or the next, because clocks differ. Undefined if it is of none,
 * or not of one after `used`, so that a code counts once.
 */
export function stepOfCode(
  secret: Uint8Array,
  code: string,
  { now, used }: { readonly now: number; readonly used: number },
): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const given = Buffer.from(code)
  return (
    [-1, 0, 1]
      .map((away) => stepAt(now) + away)
      // guard totp-1: gone
      .filter((step) => step > used)
      .find((step) => timingSafeEqual(Buffer.from(codeOf(secret, step)), given))
  )
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 without padding; the secret has a whole number of characters. */
export const base32Of = (bytes: Uint8Array): string =>
  (
    [...bytes]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('')
      .match(/.{5}/g) ?? []
  )
    .map((bits) => base32.charAt(Number.parseInt(bits, 2)))
    .join('')

/** What an authenticator app reads from a picture. */
export const totpUri = (secret: string, email: string): string =>
  `otpauth://totp/Attrium:${encodeURIComponent(email)}?secret=${secret}&issuer=Attrium&algorithm=SHA1&digits=6&period=30`

const [recoveryCodes, recoveryCharacters] = [10, 10]
const readable = '23456789abcdefghjkmnpqrstuvwxyz'

/** Ten codes of 49 bits each, such as `k4h2p-x7wqz`, for a person who has lost the other device. */
export const newRecoveryCodes = (random: RandomBytes): string[] =>
  Array.from({ length: recoveryCodes }, () => {
    let code = ''
    while (code.length < recoveryCharacters) {
      for (const byte of random(recoveryCharacters)) {
        // Whole multiples of the alphabet only, so that no character is likelier.
        if (byte < 248 && code.length < recoveryCharacters) code += readable[byte % readable.length]
      }
    }
    return `${code.slice(0, 5)}-${code.slice(5)}`
  })

/** The text whose digest is stored for a recovery code; blanks, dashes and case make no difference. */
export const recoveryText = (user_id: string, code: string): string =>
  `recovery/v1 ${user_id} ${code.replace(/[\s-]/g, '').toLowerCase()}`
