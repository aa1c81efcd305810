// G-14: no filter expression, value or search pattern takes long, and twice the length takes twice the time.

import Database from 'better-sqlite3'
import { allowlistProblems } from '../src/domain/domain-allowlist.ts'
import { type ValueType, valueProblems, valueTypes } from '../src/domain/value-type.ts'
import { Refusal } from '../src/errors.ts'
import { rowWith } from '../src/filter-expressions/admits.ts'
import {
  FILTER_EXPRESSION_CHARACTERS,
  type FilterKind,
  parseFilterExpression,
} from '../src/filter-expressions/filter-expression.ts'
import { limits } from '../src/limits.ts'
import { textTerm } from '../src/texts/search-terms.ts'
import { type Random, randomFrom } from '../test/support/random.ts'
import { pattern, pieces, repeated, shapes } from './adversarial-texts.ts'
import type { Figure } from './figure.ts'

const milliseconds = 5

/** A function that reads a text from a caller. */
interface Reader {
  readonly name: string
  /** The most characters that it reads; longer texts are refused for their length. */
  readonly cap: number
  readonly read: (text: string) => unknown
}

const filters: Reader[] = (['string', 'number', 'date'] satisfies FilterKind[]).map((kind) => ({
  name: `${kind} expression`,
  cap: FILTER_EXPRESSION_CHARACTERS,
  read: (text) => parseFilterExpression(kind, text),
}))

/** Expressions asked about a row whose datum fits as much of them as one can. */
const rows: Reader[] = [
  { kind: 'string', datum: 'a'.repeat(limits.name_characters) },
  { kind: 'number', datum: `1e${'9'.repeat(limits.name_characters)}` },
  { kind: 'date', datum: '2026-03-29 02:30' },
].map(({ kind, datum }) => ({
  name: `row of a ${kind} filter`,
  cap: FILTER_EXPRESSION_CHARACTERS,
  read: (text) => {
    const here = { now: 0, timezone: 'Europe/Berlin', firstMonthOfFiscalYear: 4 }
    const row = rowWith(kind as FilterKind, datum, here)
    return row.ok && row.admittedBy(text)
  },
}))

const values: Reader[] = valueTypes
  .filter((type: ValueType) => !type.startsWith('advanced_filter'))
  .map((type) => ({
    name: `${type} value`,
    cap: limits.value_characters,
    read: (text) => valueProblems({ type }, text),
  }))

const allowlist: Reader = {
  name: 'allowlist',
  cap: limits.allowlist_characters,
  read: allowlistProblems,
}

/** A pattern as a search takes it, compared with a name of the greatest length that nearly matches. */
function searches(): { reader: Reader; close: () => void } {
  const connection = new Database(':memory:')
  const like = connection.prepare('select ? like ?').pluck()
  const name = `${'a'.repeat(limits.name_characters - 1)}b`
  const read = (text: string) => {
    const term = termOf(text)
    return term?.is === 'pattern' ? like.get(name, term.key) : undefined
  }
  const reader = { name: 'search pattern', cap: limits.pattern_characters, read }
  return { reader, close: () => connection.close() }
}

function termOf(text: string) {
  try {
    return textTerm('name', text)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function timeOf({ read }: Reader, text: string): number {
  const from = performance.now()
  read(text)
  return performance.now() - from
}

/** The least of a few times, because other work of the machine only adds time. */
function least(reader: Reader, text: string, tries: number): number {
  let best = Number.POSITIVE_INFINITY
  for (let at = 0; at < tries; at++) best = Math.min(best, timeOf(reader, text))
  return best
}

interface Slow {
  slowest: number
  readonly problems: string[]
}

function tryAll(readers: readonly Reader[], cases: number, random: Random): Slow {
  const found: Slow = { slowest: 0, problems: [] }
  for (let at = 0; at < cases; at++) {
    const reader = readers[at % readers.length] as Reader
    const length = random.pick([reader.cap, reader.cap, reader.cap / 2, 2 * reader.cap, 100, 10])
    const shape =
      reader.name === 'search pattern' ? random.pick([pattern, ...shapes]) : random.pick(shapes)
    const text = shape(length, random)
    let time = timeOf(reader, text)
    // A run that seems slow was mostly just interrupted.
    if (time > milliseconds / 5) time = least(reader, text, 5)
    found.slowest = Math.max(found.slowest, time)
    if (time > milliseconds) {
      const sample = JSON.stringify(text.slice(0, 40))
      found.problems.push(`${reader.name} of ${text.length} like ${sample}: ${time.toFixed(1)} ms`)
    }
  }
  return found
}

/**
 * Measures how many times as long each doubling of a repeated piece takes. The worst factor counts, unless
 * it is a chance result.
 */
function doublings(readers: readonly Reader[]): {
  measured: number
  worst: number
  problems: string[]
} {
  let [measured, worst] = [0, 0]
  const problems: string[] = []
  for (const reader of readers) {
    for (const piece of pieces) {
      const timed = (part: number, tries: number) =>
        least(reader, repeated(piece, reader.cap * part), tries)
      // A clock is not precise enough for shorter times.
      if (timed(1, 9) < 0.02) continue
      measured++
      let ratio = timed(1, 9) / timed(0.5, 9)
      if (ratio > 2.5) ratio = Math.min(ratio, timed(1, 100) / timed(0.5, 100))
      worst = Math.max(worst, ratio)
      if (ratio > 2.8) {
        problems.push(`${reader.name} of ${JSON.stringify(piece)}: × ${ratio.toFixed(2)}`)
      }
    }
  }
  return { measured, worst, problems }
}

export const slowPatterns: Figure = {
  id: 'G-14',
  about: 'texts that take long to read, or longer than their length explains',
  alone: true,
  async run({ count, seed }) {
    const random = randomFrom(seed)
    const { reader: search, close } = searches()
    const readers = [...filters, ...rows, ...values, allowlist, search]
    tryAll(readers, 500, random)
    const asked = [...filters, ...filters, ...rows, search, search, ...values, allowlist]
    const cases = count(10_000)
    const tried = tryAll(asked, cases, random)
    const doubled = doublings(readers)
    close()
    return {
      counts: {
        cases,
        slowest_ms: tried.slowest.toFixed(2),
        doublings: doubled.measured,
        worst_doubling: doubled.worst.toFixed(2),
      },
      problems: [...tried.problems, ...doubled.problems],
    }
  },
}
