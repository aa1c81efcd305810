// A fingerprint stands in the audit for a text that must not be read there; only with the key can it be compared.
import { hash, randomBytes } from 'node:crypto'

type Text = string | number | boolean

/** A fingerprint begins with a salt of its own, so that it does not reveal equal texts. */
export const fingerprint = (key: string, field: string, text: Text): string =>
  salted(key, randomBytes(9).toString('base64url'), field, text)

/** Whether the fingerprint is of this text. */
export const isFingerprintOf = (print: string, key: string, field: string, text: Text): boolean =>
  print === salted(key, print.replace(/\..*$/s, ''), field, text)

/** The key comes first, as in `store/audit/chain.ts`. */
const salted = (key: string, salt: string, field: string, text: Text) =>
  `${salt}.${hash('sha256', JSON.stringify([key, salt, field, String(text)]), 'base64url')}`

/** A fingerprint of each field; null stays null. */
export function fingerprintsOf(
  key: string,
  fields: Readonly<Record<string, Text | null>>,
): Record<string, string | null> {
  const prints = Object.entries(fields).map(([field, text]) => [
    field,
    text === null ? null : fingerprint(key, field, text),
  ])
  return Object.fromEntries(prints)
}
