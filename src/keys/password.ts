// Passwords as they are stored: scrypt, with its parameters beside the hash (decision 68).
import { type ScryptOptions, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { KeyRing } from './key-ring.ts'
import type { RandomBytes } from './secret-text.ts'

/** The parameters of scrypt: its memory is 1 KiB × 2 ** `doublings`, which it goes through `rounds` times. */
export interface Cost {
  readonly doublings: number
  readonly rounds: number
}

/** 32 MiB, three times: a tenth of a second or more. */
export const usualCost: Cost = { doublings: 15, rounds: 3 }

const version = 'scrypt1'
const [saltBytes, hashBytes, blockSize] = [16, 32, 8]

type Keys = Pick<KeyRing, 'digest' | 'matches'>

/** A password for the hash: two ways to type a character are one. */
const normal = (password: string) => password.normalize('NFKC')

/** The hash of a user's password. It is keyed, and belongs to this user: nobody without the keys can make one. */
export async function hashPassword(
  { keys, random, cost }: { keys: Keys; random: RandomBytes; cost: Cost },
  user_id: string,
  password: string,
): Promise<string> {
  const salt = Buffer.from(random(saltBytes))
  const digest = keys.digest(boundTo(user_id, await derived(password, salt, cost)))
  return [version, cost.doublings, cost.rounds, salt.toString('base64url'), digest].join('.')
}

// guard password-4: ${user_id} → 1
const boundTo = (user_id: string, hash: Buffer) =>
  `password/v1 ${user_id} ${hash.toString('base64url')}`

/** Whether the password belongs to a stored hash; without one it takes as long, and the answer is false. */
export async function isPassword(
  { keys, cost }: { keys: Keys; cost: Cost },
  { user_id, password_hash }: { readonly user_id: string; readonly password_hash: string | null },
  password: string,
): Promise<boolean> {
  const stored = readHash(password_hash)
  const { salt, digest, cost: itsCost } = stored ?? { salt: noSalt, digest: '', cost }
  return keys.matches(boundTo(user_id, await derived(password, salt, itsCost)), digest)
}

const noSalt = Buffer.alloc(saltBytes)

/** Whether a hash was made with other parameters than these. */
export function isOutdated(password_hash: string, { doublings, rounds }: Cost): boolean {
  const stored = readHash(password_hash)
  return stored?.cost.doublings !== doublings || stored.cost.rounds !== rounds
}

function readHash(text: string | null) {
  const [format, doublings, rounds, salt = '', digest = ''] = text?.split('.') ?? []
  if (format !== version) return undefined
  const cost = { doublings: Number(doublings), rounds: Number(rounds) }
  return { cost, salt: Buffer.from(salt, 'base64url'), digest }
}

function derived(password: string, salt: Buffer, { doublings, rounds }: Cost): Promise<Buffer> {
  const N = 2 ** doublings
  const memory = 128 * blockSize * (N + rounds + 2)
  const options = { N, r: blockSize, p: rounds, maxmem: memory }
  return hashed(normal(password), salt, hashBytes, options)
}

const hashed = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
