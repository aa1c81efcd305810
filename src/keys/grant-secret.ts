// The spelling of codes and refresh tokens: each names its grant and its number, and only the keys can make one.
import { createHash, randomBytes } from 'node:crypto'
import type { KeyRing } from './key-ring.ts'

export type GrantSecretKind = 'code' | 'refresh_token'

const prefixes: Record<GrantSecretKind, string> = { code: 'lkc_', refresh_token: 'lkr_' }

export interface Named {
  readonly grant_id: string
  /** The number among those of the grant: 0 for its code. */
  readonly generation: number
}

/** 256 random bits, so that nobody guesses the grant of somebody else, not even to end it. */
export const newGrantId = (random: (count: number) => Uint8Array = randomBytes): string =>
  Buffer.from(random(32)).toString('base64url')

export const grantSecret = (
  { digest }: Pick<KeyRing, 'digest'>,
  kind: GrantSecretKind,
  { grant_id, generation }: Named,
): string => {
  const named = `${prefixes[kind]}${grant_id}.${generation}`
  return `${named}.${digest(`grant/v1 ${named}`)}`
}

const spelling = /^(lkc_|lkr_)([\w-]{43})\.(0|[1-9]\d{0,8})\.([\w-]{43})$/

/** What a code or a refresh token names; undefined if this server has not made it. */
export function readGrantSecret(
  { matches }: Pick<KeyRing, 'matches'>,
  kind: GrantSecretKind,
  text: string,
): Named | undefined {
  const [, prefix, grant_id = '', generation = '', mac = ''] = spelling.exec(text) ?? []
  // guard oauth-6: becomes prefix === undefined
  if (prefix !== prefixes[kind]) return undefined
  const named = `${prefix}${grant_id}.${generation}`
  // guard oauth-7: becomes true
  const isOurs = matches(`grant/v1 ${named}`, mac)
  return isOurs ? { grant_id, generation: Number(generation) } : undefined
}

/** RFC 7636, 4.1. */
const verifiers = /^[A-Za-z0-9._~-]{43,128}$/

/**
 * Whether a challenge was made of this verifier, which clients write in two ways: base64url, with or without padding,
 * or hexadecimal digits (looker 7.9).
 */
export function isVerifierOf(challenge: string, verifier: string): boolean {
  if (!verifiers.test(verifier)) return false
  const digest = createHash('sha256').update(verifier).digest()
  // guard oauth-8: becomes true
  return [digest.toString('base64url'), digest.toString('hex')].includes(challenge)
}

const challenges = /^[A-Za-z0-9_-]{43}=?$|^[0-9a-f]{64}$/

/** A challenge as it is stored; undefined for what no verifier can have been made into. */
export const storedChallenge = (challenge: string): string | undefined =>
  challenges.test(challenge) ? challenge.replace('=', '') : undefined
