// The digests that stand for values in the chains of the audit (D-06).
import { hash } from 'node:crypto'

/**
 * Stands for a value in the mac of its row, so that the value itself can be removed later. The place is part of
 * it: equal values have different digests. No list of this shape is the beginning of another, so a key in front
 * serves as well as an HMAC, at a quarter of its cost.
 */
export const valueDigest = (key: string, chain_id: string, chain_sequence: number, value: string) =>
  hash('sha256', JSON.stringify([key, chain_id, chain_sequence, value]), 'base64url')

/** Stands for a change of a user's value, in sums that nobody can make equal without the key. */
export const linkDigest = (
  key: string,
  user: string,
  attribute: string,
  sequence: number,
): number =>
  hash('sha256', JSON.stringify([key, 'link', user, attribute, sequence]), 'buffer').readUIntBE(
    0,
    6,
  )
