// What does not fit the shape of a file of definitions, each with its place.
import { textProblem } from '../http/body.ts'
import { instantIn } from '../texts/instant.ts'
import { nearName } from '../texts/near-name.ts'
import type { Part } from './document.ts'
import type { Mistake, Place } from './place.ts'
import { fileShape, fromShape, isShape, type Kind, type Shape } from './shape.ts'

/** The mistakes of a whole file; an empty one has none. */
export const fileMistakes = (part: Part): readonly Mistake[] =>
  part.is === 'nothing' ? [] : shapeMistakes(part, fileShape)

function shapeMistakes(part: Part, shape: Shape): Mistake[] {
  if (part.is !== 'map') return wrong(part.at, 'this must be a map of keys and values.')
  const names = Object.keys(shape.fields)
  const given = part.entries.flatMap(({ at, key, part }) => {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
    return field === undefined ? unknown(at, key, names) : kindMistakes(part, field.kind)
  })
  const has = (name: string) => part.entries.some(({ key }) => key === name)
  const missing = names
    .filter((name) => shape.fields[name]?.required && !has(name))
    .flatMap((name) => wrong(part.at, `${name} is missing.`))
  return [...missing, ...given, ...choiceMistakes(part.at, shape.oneOf, has)]
}

function choiceMistakes(
  at: Place,
  oneOf: readonly string[] | undefined,
  has: (name: string) => boolean,
): Mistake[] {
  if (oneOf === undefined || oneOf.filter(has).length === 1) return []
  return wrong(at, `exactly one of ${oneOf.join(' and ')} must be there.`)
}

function kindMistakes(part: Part, kind: Kind): Mistake[] {
  if (kind === 'name' || kind === 'text') return textMistakes(part, kind === 'name')
  if (kind === 'flag')
    return part.is === 'flag' ? [] : wrong(part.at, 'this must be true or false.')
  if (kind === 'value') {
    return part.is === 'map' ? shapeMistakes(part, fromShape) : textMistakes(part, false)
  }
  if (kind === 'time') return timeMistakes(part)
  if ('valuesOf' in kind) {
    if (part.is !== 'map') return wrong(part.at, 'this must be a map of names and values.')
    return part.entries.flatMap(({ at, key, part }) => [
      ...nameMistakes(at, key),
      ...(part.is === 'map' ? shapeMistakes(part, kind.valuesOf) : textMistakes(part, false)),
    ])
  }
  if (isShape(kind)) return shapeMistakes(part, kind)
  if ('words' in kind) return wordMistakes(part, kind.words)
  if (part.is !== 'list') return wrong(part.at, 'this must be a list.')
  const { listOf } = kind
  return part.items.flatMap((item) => {
    if (typeof listOf === 'string' || !('nameOr' in listOf)) return kindMistakes(item, listOf)
    return item.is === 'map' ? shapeMistakes(item, listOf.nameOr) : textMistakes(item, true)
  })
}

const timeMistakes = (part: Part): Mistake[] =>
  part.is === 'text' && instantIn(part.text) !== undefined
    ? []
    : wrong(part.at, 'this must be a time with its offset from UTC, such as 2026-12-04T18:00:00Z.')

function textMistakes(part: Part, isName: boolean): Mistake[] {
  if (part.is === 'flag') {
    return wrong(part.at, 'this must be text; put it in quotes, or write yes or no for a yesno.')
  }
  if (part.is === 'nothing') {
    return wrong(part.at, 'there is nothing here; write a text, or leave the key out.')
  }
  if (part.is !== 'text' && part.is !== 'number') return wrong(part.at, 'this must be text.')
  return isName ? nameMistakes(part.at, part.text) : storableMistakes(part.at, part.text)
}

const nameMistakes = (at: Place, text: string): Mistake[] =>
  text === '' ? wrong(at, 'this must not be empty.') : storableMistakes(at, text)

function storableMistakes(at: Place, text: string): Mistake[] {
  const problem = textProblem(text)
  return problem === undefined ? [] : wrong(at, `this ${problem}.`)
}

function wordMistakes(part: Part, words: readonly string[]): Mistake[] {
  if (part.is === 'text' && words.includes(part.text)) return []
  const near = part.is === 'text' ? nearName(part.text.slice(0, mostShown), words) : undefined
  const meant = near === undefined ? '.' : `; did you mean ${near}?`
  return wrong(part.at, `this must be one of ${words.join(', ')}${meant}`)
}

/** Characters of a key that a message shows, and that are compared with known names. */
const mostShown = 64

function unknown(at: Place, key: string, names: readonly string[]): Mistake[] {
  const shown = key.slice(0, mostShown)
  const near = nearName(shown, names)
  const help = near === undefined ? `known are ${names.join(', ')}.` : `did you mean ${near}?`
  return wrong(at, `${JSON.stringify(shown)} is not known here; ${help}`)
}

const wrong = (at: Place, message: string): Mistake[] => [{ at, message }]
