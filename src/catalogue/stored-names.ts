// The names in a set as they are stored: a JSON list of texts.
import { namesIn } from '../domain/named-set.ts'
import { Unreadable } from '../store/db.ts'

/** Throws Unreadable if the text is anything else; `set` names the set in the message. */
export function storedNames(text: string, set: string): string[] {
  const names = namesIn(text)
  if (names === undefined) throw new Unreadable(`The names in ${set} are no JSON list of texts`)
  return names
}
