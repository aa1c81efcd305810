// A change as NDJSON: an operation a line; the first line may give the reason.
import { type Problem, Refusal } from '../errors.ts'
import { textProblem } from '../http/body.ts'
import { safeName } from '../http/ignored.ts'
import { parseJson } from '../http/json.ts'
import { repeatedKey } from '../http/repeated-key.ts'
import { asWritten } from '../texts/written-numbers.ts'
import { readOperation } from './operation-fields.ts'
import {
  type Hears,
  lineProblem,
  placeOf,
  type ReadChange,
  type Reading,
  readChange,
} from './read-change.ts'

/**
 * Reads lines of JSON that end with a line feed; empty ones are passed over. The text is the body as it was sent:
 * if its beginning were trimmed, the numbers of lines would be wrong.
 */
export const readNdjson = (text: string, hears?: Hears): ReadChange =>
  readChange((reading) => {
    const ndjson = new NdjsonReader(reading)
    ndjson.read(text, 1)
    ndjson.end()
  }, hears)

/** Reads a body in parts, each of whole lines. */
export class NdjsonReader {
  readonly #reading: Reading
  #isFirst = true
  #isBegun = false

  constructor(reading: Reading) {
    this.#reading = reading
  }

  read(text: string, firstLine: number): void {
    const body = !this.#isBegun && text.startsWith('\ufeff') ? text.slice(1) : text
    this.#isBegun = true
    for (const { line, written } of linesOf(body, firstLine)) {
      readLine(this.#reading, line, written, this.#isFirst)
      this.#isFirst = false
    }
  }

  end(): void {
    if (!this.#isFirst) return
    this.#reading.end({ line: 1, message: 'The body is empty; send an operation a line.' })
  }
}

const isBlank = /^[ \t\r]*$/

function* linesOf(
  text: string,
  firstLine: number,
): Generator<{ readonly line: number; readonly written: string }> {
  for (let line = firstLine, start = 0; start < text.length; line++) {
    const feed = text.indexOf('\n', start)
    const end = feed === -1 ? text.length : feed
    const written = text.slice(start, end)
    if (!isBlank.test(written)) yield { line, written }
    start = end + 1
  }
}

function readLine(reading: Reading, line: number, written: string, isFirst: boolean): void {
  const wrong = (field: string | null, message: string) =>
    reading.wrong({ line, field, code: 'invalid', message })
  const item = parsed(written)
  if (item instanceof Refusal) {
    reading.begin(line)
    wrong(null, item.message.replace('The body', 'The line'))
    return
  }
  const repeated = repeatedKey(written)
  if (repeated !== undefined) {
    reading.begin(line)
    wrong(repeated, `${repeated} is there twice; give it once.`)
  } else if (isReason(item) && isFirst) {
    readReason(reading, item, wrong)
  } else {
    reading.begin(line)
    if (isReason(item)) wrong('reason', 'reason must stand on the first line.')
    else readOne(reading, line, item)
  }
}

function parsed(written: string): unknown {
  try {
    return parseJson(written, asWritten)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

const isReason = (item: unknown): item is { readonly reason: unknown } =>
  typeof item === 'object' &&
  item !== null &&
  Object.hasOwn(item, 'reason') &&
  !Object.hasOwn(item, 'op')

function readReason(
  reading: Reading,
  { reason, ...others }: { readonly reason: unknown },
  wrong: (field: string, message: string) => void,
): void {
  for (const name of Object.keys(others).map(safeName)) {
    wrong(name, `${name} is not a field of the line that gives the reason; leave it out.`)
  }
  if (reason === null) return
  const problem = typeof reason === 'string' ? textProblem(reason) : 'must be a string'
  if (problem === undefined) reading.reason = reason as string
  else wrong('reason', `reason ${problem}.`)
}

function readOne(reading: Reading, line: number, item: unknown): void {
  const problems: Problem[] = []
  for (const operation of readOperation(item, placeOf(line), problems)) reading.add(operation)
  for (const problem of problems) reading.wrong(lineProblem(problem))
}
