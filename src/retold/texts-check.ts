// Checks texts about people that lie beside the audit: each must be the one that its row has a fingerprint of.
import { isFingerprintOf } from '../keys/fingerprint.ts'
import type { Reading } from '../store/db.ts'
import { type TextPlace, textsAfter, textsInPage } from './texts-sql.ts'

/** Calls `report` with a sentence for each text that is not the one that its row tells. */
export async function checkTexts(
  db: Pick<Reading, 'read'>,
  key: string,
  report: (problem: string) => void,
): Promise<number> {
  let after: TextPlace = { user_id: '0', field: '', sequence: 0 }
  for (let things = 0; ; ) {
    const [rows] = await db.read(textsAfter(after))
    for (const { user_id, field, sequence, after: text, details } of rows) {
      after = { user_id, field, sequence }
      // guard history-text-1: becomes true
      if (!fits(details, key, field, text)) report(sentence(user_id, field, sequence))
    }
    things += rows.length
    if (rows.length < textsInPage) return things
  }
}

/** No text, and an empty one, need no fingerprint. */
function fits(details: string | null, key: string, field: string, text: string | null): boolean {
  const { fingerprints = {} } = JSON.parse(details ?? '{}') as { fingerprints?: Prints }
  const print = fingerprints[field]
  if (text === null || text === '') return print == null || text === ''
  return print != null && isFingerprintOf(print, key, field, text)
}
type Prints = Readonly<Record<string, string | null>>

const sentence = (user_id: string, field: string, sequence: number) =>
  `The ${field} of user ${user_id} in the history is not what row ${sequence} of the audit says; restore a backup.`
