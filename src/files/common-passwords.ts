// The passwords that many people have, as a file of digests: they are tried first.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageDirectory } from './package.ts'

/** In the package; its README.md says where it is from. */
export const digestsFile = 'assets/common-passwords/digests.bin'

/** So few bytes of each digest are enough: one password in ten million is refused although nobody has it. */
const digestBytes = 5

/** Whoever tries passwords tries them in both cases, so case makes no difference here. */
export const digestOf = (password: string): Buffer =>
  createHash('sha256')
    .update(password.normalize('NFKC').toLowerCase())
    .digest()
    .subarray(0, digestBytes)

let digests: Buffer | undefined

/** Whether many people have this password. The file is read when the first password is chosen. */
export function isCommonPassword(password: string): boolean {
  digests ??= readFileSync(join(packageDirectory, digestsFile))
  const wanted = digestOf(password)
  let [low, high] = [0, digests.length / digestBytes]
  while (low < high) {
    const middle = (low + high) >> 1
    const at = middle * digestBytes
    const order = wanted.compare(digests, at, at + digestBytes)
    if (order === 0) return true
    if (order < 0) high = middle
    else low = middle + 1
  }
  return false
}
