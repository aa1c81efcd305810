// A mistake in a seed: its place in the file, and a message.
import { CannotRun } from '../errors.ts'

/** Keys and positions in lists, from the outside in. */
export type Place = readonly (string | number)[]

export interface Fault {
  readonly place: Place
  /** The part that the mistake is about; the message has the line of this part. */
  readonly within?: string | number
  readonly message: string
}

/** The seed cannot be used; the message says where and why, with a line for each mistake. */
export class SeedProblem extends CannotRun {}

/** The most mistakes that are listed at once. */
const most = 20

/** `lineOf` returns the line of a place in the file, if it is known. */
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

/** `users[0].values: `, as people write a place. */
function spelled(place: Place): string {
  if (place.length === 0) return ''
  const parts = place.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
  return `${parts.join('').replace(/^\./, '')}: `
}
