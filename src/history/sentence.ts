// The sentence of a change, for a screen or a ticket.
import type { Channel } from './operation.ts'
import type { Told } from './told.ts'

/** The names that the caller may see; undefined for a thing that the row is not about. */
export interface Names {
  readonly actor: string | undefined
  readonly user: string | undefined
  readonly group: string | undefined
  readonly attribute: string | undefined
  readonly thing: string | undefined
}

export interface ChangedValue {
  readonly hidden: boolean
  readonly from: string | null
  readonly to: string | null
}

/** Characters of a value that a sentence quotes. */
const mostQuoted = 80

export const quoted = (text: string): string =>
  `"${text.length > mostQuoted ? `${text.slice(0, mostQuoted)}…` : text}"`

/** The value as the end of a sentence; never a hidden one. */
function valueWords({ hidden, from, to }: ChangedValue): string {
  // guard history-hidden-3: gone
  if (hidden) return '(the value is hidden)'
  if (to === null) return from === null ? '' : `(it was ${quoted(from)})`
  return from === null ? `to ${quoted(to)}` : `from ${quoted(from)} to ${quoted(to)}`
}

const who: Readonly<Record<Channel, string>> = {
  api: 'Somebody',
  change: 'Somebody',
  command: 'An operator',
  expiry: 'The server',
  seed: 'The server',
  server: 'The server',
  sso: 'Somebody',
  web: 'Somebody',
}

/** The change is a text where it is not one of the value itself. */
export function sentenceOf(
  { says }: Pick<Told, 'says'>,
  channel: Channel,
  names: Names,
  change: ChangedValue | string,
): string {
  const words: Readonly<Record<string, string | undefined>> = {
    user: names.user ?? 'a user',
    group: names.group ?? 'without a name',
    attribute: names.attribute ?? 'an attribute',
    thing: names.thing ?? 'without a name',
    change: typeof change === 'string' ? change : valueWords(change),
  }
  const text = says.replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? '')
  const sentence = says.startsWith('{user}') ? text : `${names.actor ?? who[channel]} ${text}`
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1).trim()}.`
}
