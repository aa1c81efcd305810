// The spelling of a client id, a client secret, an access token and the secret of a session (D-02).
import { crc32 } from 'node:zlib'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const bodyLength = 43
const checksumLength = 6

export type SecretKind = 'client_secret' | 'access_token' | 'session'
const prefixes: Record<SecretKind, string> = {
  client_secret: 'lks_',
  access_token: 'lkt_',
  session: 'lkw_',
}

/** Random bytes, as many as asked for. */
export type RandomBytes = (count: number) => Uint8Array

/** `lks_`, `lkt_` or `lkw_`, 43 base62 characters (256 bits), 6 of CRC-32 so that garbage is recognised at once. */
export function newSecret(kind: SecretKind, random: RandomBytes): string {
  const body = prefixes[kind] + randomText(bodyLength, random)
  return body + checksum(body)
}

/** 20 base62 characters, public. */
export function newClientId(random: RandomBytes): string {
  return randomText(20, random)
}

/** A 64-bit decimal that grows with time; two sign-ins in one millisecond almost surely get different ones. */
export function newSessionId(now: number, random: RandomBytes): string {
  const [high = 0, middle = 0, low = 0] = random(3)
  return String((BigInt(now) << 22n) | BigInt(((high & 0x3f) << 16) | (middle << 8) | low))
}

/** Whether the text is spelled like a secret of this kind and its checksum holds. */
export function isSpelledLike(kind: SecretKind, text: string): boolean {
  const length = prefixes[kind].length + bodyLength
  if (text.length !== length + checksumLength || !text.startsWith(prefixes[kind])) return false
  // guard sign-in-6: becomes true
  return checksum(text.slice(0, length)) === text.slice(length)
}

function checksum(text: string): string {
  let left = crc32(text)
  let written = ''
  for (let at = 0; at < checksumLength; at++) {
    written = alphabet.charAt(left % 62) + written
    left = Math.floor(left / 62)
  }
  return written
}

/** Uniform characters: bytes past the last whole multiple of 62 are thrown away. */
function randomText(length: number, random: RandomBytes): string {
  let written = ''
  while (written.length < length) {
    for (const byte of random(length)) {
      if (byte < 248 && written.length < length) written += alphabet[byte % 62]
    }
  }
  return written
}
