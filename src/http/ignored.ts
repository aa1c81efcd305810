// The names in a request that nothing was done with: told in a header, or refused where that is wanted.
import { type Problem, Refusal } from '../errors.ts'
import { limits } from '../limits.ts'
import { parseJson } from './json.ts'

export const ignoredHeader = 'x-attrium-ignored'

/** Where a name stood. */
type Place = 'body' | 'query'

/** Collects names, each once and no more than are told. */
export class Ignored {
  #names: Record<Place, Set<string>> | undefined
  #more = false

  note(place: Place, name: string): void {
    this.#names ??= { body: new Set(), query: new Set() }
    const names = this.#names[place]
    const told = toldName(name)
    if (names.size < limits.ignored_names) names.add(told)
    else if (!names.has(told)) this.#more = true
  }

  /** The value of the header; undefined when nothing was ignored. */
  get header(): string | undefined {
    if (this.#names === undefined) return undefined
    const names = [...new Set([...this.#names.query, ...this.#names.body])]
    const shown = names.slice(0, limits.ignored_names)
    const more = this.#more || names.length > shown.length
    return [...shown, ...(more ? ['...'] : [])].join(', ')
  }

  /** What is said of each, where a request that is not understood whole is refused. */
  problemsIn(place: Place): Problem[] {
    return [...(this.#names?.[place] ?? [])].map((field) => ({
      field,
      code: 'invalid',
      message: `${field} is not a ${nouns[place]} of this operation; correct the name or leave it out.`,
    }))
  }
}

const nouns: Record<Place, string> = { body: 'field', query: 'parameter' }

/**
 * A name comes from the caller: it leaves with nothing in it that could end a header or forge a line of
 * a log, not at any length, and not when it is a secret that somebody has put in the wrong place.
 */
const toldName = (name: string): string =>
  secret.test(name)
    ? '?'
    : name.slice(0, limits.ignored_name_characters).replace(/[^\w.[\]-]/g, '?') || '?'
const secret = /lk[st]_/

/** Notes the fields of a body that an operation does not read at all; anything else may stand there. */
export function noteUnread(text: string, ignored: Ignored): void {
  const body = parsed(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return
  for (const name of Object.keys(body)) ignored.note('body', name)
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
