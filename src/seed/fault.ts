// What is wrong with a seed: where it stands in the file, and a sentence.
import { CannotRun } from '../errors.ts'

/** Keys and places in lists, from the outside in. */
export type Place = readonly (string | number)[]

export interface Fault {
  readonly place: Place
  /** What in there it is about; the line of the file is its. */
  readonly within?: string | number
  readonly message: string
}

/** The seed cannot be used; the message says where and why, a line for each mistake. */
export class SeedProblem extends CannotRun {}

/** So many are told; the others follow when these are mended. */
const most = 20

/** `lineOf`: the line of the file where a place stands, when that is known. */
export function seedProblem(
  faults: readonly Fault[],
  lineOf: (place: Place) => number | undefined = () => undefined,
): SeedProblem {
  const lines = faults.slice(0, most).map(({ place, within, message }) => {
    const line = lineOf(within === undefined ? place : [...place, within])
    return `${spelled(place)}${message}${line === undefined ? '' : ` (line ${line})`}`
  })
  if (faults.length > most) lines.push(`${faults.length - most} more.`)
  if (lines.length === 1) return new SeedProblem(lines[0])
  const head = `The seed has ${faults.length} mistakes; nothing was planted.`
  return new SeedProblem([head, ...lines.map((line) => `  ${line}`)].join('\n'))
}

/** `users[0].values: `, as people write it. */
function spelled(place: Place): string {
  if (place.length === 0) return ''
  const parts = place.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
  return `${parts.join('').replace(/^\./, '')}: `
}
