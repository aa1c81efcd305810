// Sealed values that somebody without the key has moved, mixed or changed; none of them may open.
import { randomBytes } from 'node:crypto'
import type { HiddenValues, Place, StoredCells } from '../src/domain/stored-value.ts'
import { keyBytes } from '../src/keys/data-keys.ts'
import { hiddenValues } from '../src/keys/hidden-value.ts'
import type { Random } from '../test/support/random.ts'

interface Sealed {
  readonly stored: StoredCells
  readonly place: Place
}

/** Chooses the sealed text and the place for one attempt; another value of the same key is available. */
type Bend = (one: Sealed, other: Sealed, random: Random) => Sealed

const partsOf = ({ value }: StoredCells) => value.split('.')

/** One part of the text is taken from another value. */
const withPartOf =
  (part: number): Bend =>
  ({ stored, place }, other) => {
    const parts = partsOf(stored)
    const taken = partsOf(other.stored)[part] ?? ''
    return { place, stored: { ...stored, value: parts.toSpliced(part, 1, taken).join('.') } }
  }

const bends: Readonly<Record<string, Bend>> = {
  'moved to another place': ({ stored }, { place }) => ({ stored, place }),
  'moved without its version': ({ stored, place }, other) => ({
    place,
    stored: { value: other.stored.value, version: stored.version },
  }),
  'told to be of another version': ({ stored, place }, other) => ({
    place,
    stored: { value: stored.value, version: other.stored.version },
  }),
  'told to be readable': ({ stored, place }) => ({ place, stored: { ...stored, version: null } }),
  'given the nonce of another': withPartOf(2),
  'given the ciphertext of another': withPartOf(3),
  'given the tag of another': withPartOf(4),
  'told to be of another format or key': ({ stored, place }, _, random) => ({
    place,
    stored: {
      ...stored,
      value: stored.value.replace(/^v1\.\d+/, random.pick(['v2.2', 'v1.1', 'v1.7'])),
    },
  }),
  'cut off': ({ stored, place }, _, random) => ({
    place,
    stored: { ...stored, value: stored.value.slice(0, random.below(stored.value.length)) },
  }),
  'changed in one bit': ({ stored, place }, _, random) => {
    const parts = partsOf(stored)
    const part = 2 + random.below(3)
    const bytes = Buffer.from(parts[part] ?? '', 'base64url')
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    const bent = parts.toSpliced(part, 1, bytes.toString('base64url'))
    return { place, stored: { ...stored, value: bent.join('.') } }
  },
}

/** Makes so many attempts, all kinds in turn; returns those that opened. */
export function openedAfterBending(rounds: number, random: Random): string[] {
  const key = (id: string) => ({ id, purpose: 'value', key: randomBytes(keyBytes) })
  const hidden = hiddenValues([key('1'), key('2')])
  const sealed = places(100).map((place, at): Sealed => {
    return { place, stored: hidden.seal(`value ${at} ${'x'.repeat(random.below(40))}`, place) }
  })
  for (const { stored, place } of sealed) hidden.open(stored, place)
  const kinds = Object.entries(bends)
  const opened: string[] = []
  for (let round = 0; round < rounds; round++) {
    const [name, bend] = kinds[round % kinds.length] ?? random.pick(kinds)
    const at = random.below(sealed.length)
    const [one, other] = [
      sealed[at],
      sealed[(at + 1 + random.below(sealed.length - 1)) % sealed.length],
    ]
    if (one === undefined || other === undefined) throw new Error('nothing is sealed')
    if (opens(hidden, bend(one, other, random)))
      opened.push(`round ${round}: a value ${name} opened`)
  }
  return opened
}

function opens(hidden: HiddenValues, { stored, place }: Sealed): boolean {
  try {
    hidden.open(stored, place)
    return true
  } catch {
    return false
  }
}

/** Users, groups and defaults with the same ids: only their kind tells them apart. */
const places = (count: number): Place[] =>
  Array.from({ length: count }, (_, at): Place => {
    const id = String(1 + Math.floor(at / 3))
    const place = { user_attribute_id: id }
    return at % 3 === 0
      ? { ...place, user_id: id }
      : at % 3 === 1
        ? { ...place, group_id: id }
        : place
  })
