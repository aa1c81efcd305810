// Reports ignored names of a request in a header, or refuses them in strict mode.
import { type Problem, Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { parseJson } from './json.ts'

export const ignoredHeader = 'x-attrium-ignored'

/** The part of the request that contains a name. */
type Place = 'body' | 'query'

/** Collects names, each once, and no more than are reported. */
export class Ignored {
  #names: Record<Place, Map<string, string>> | undefined
  #more = false

  /** `why`: the end of the sentence about the name in strict mode. */
  note(place: Place, name: string, why = unknown(place)): void {
    this.#names ??= { body: new Map(), query: new Map() }
    const names = this.#names[place]
    const safe = safeName(name)
    // guard error-12: becomes true
    if (names.size < limits.ignored_names) names.set(safe, why)
    else if (!names.has(safe)) this.#more = true
  }

  /** The value of the header; undefined when nothing was ignored. */
  get header(): string | undefined {
    if (this.#names === undefined) return undefined
    const names = [...new Set([...this.#names.query.keys(), ...this.#names.body.keys()])]
    // guard error-3: becomes names
    const listed = names.slice(0, limits.ignored_names)
    const more = this.#more || names.length > listed.length
    return [...listed, ...(more ? ['...'] : [])].join(', ')
  }

  /** The problem for each name, in strict mode. */
  problemsIn(place: Place): Problem[] {
    return [...(this.#names?.[place] ?? [])].map(([field, why]) => ({
      field,
      code: 'invalid',
      message: `${field} ${why}`,
    }))
  }
}

const nouns: Record<Place, string> = { body: 'field', query: 'parameter' }
const unknown = (place: Place) =>
  `is not a ${nouns[place]} of this operation; correct the name or leave it out.`

/**
 * A name comes from the caller: characters that could end a header or forge a line of a log are replaced, the
 * length is limited, and a secret that somebody has put in the wrong place is hidden.
 */
export const safeName = (name: string): string =>
  // guard error-11: without .slice(0, limits.ignored_name_characters)
  // guard error-10: secret.test(name) → false
  // guard error-9: without .replace(/[^\w.[\]-]/g, '?')
  secret.test(name)
    ? '?'
    : name.slice(0, limits.ignored_name_characters).replace(/[^\w.[\]-]/g, '?') || '?'
const secret = /lk[cdrstw]_/

/** Notes the fields of a body that an operation does not read at all; a body that is no object is accepted. */
export function noteUnread(text: string, ignored: Ignored): void {
  const body = parseOrNothing(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return
  for (const name of Object.keys(body)) ignored.note('body', name)
}

function parseOrNothing(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
