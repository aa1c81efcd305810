// G-44: every hostile body of a change is read to an end, with problems at their places; time and memory are bounded.
import { type CsvOptions, readCsv } from '../../src/changes/csv-body.ts'
import { readNdjson } from '../../src/changes/ndjson-body.ts'
import type { ReadChange } from '../../src/changes/read-change.ts'
import { limits } from '../../src/limits.ts'
import { type Random, randomFrom } from '../../test/support/random.ts'
import type { Figure, Outcome } from '../figure.ts'
import { type Hostile, hostile } from './hostile-bodies.ts'
import { planted } from './planted-mistakes.ts'
import { canary, csvOf, newTable } from './table-maker.ts'

export type Reader = (body: Hostile, options?: CsvOptions) => ReadChange

export const reader: Reader = ({ format, text }, options) =>
  format === 'csv' ? readCsv(text, options) : readNdjson(text)

const mostGrowth = 200
/** For a body, and for each million characters of it; a busy machine takes a few times as long as a quiet one. */
const mostMilliseconds = 500
const mostForMillion = 10_000

export const hostileImports: Figure = {
  id: 'G-44',
  about: 'bodies of changes that are hostile, or wrong at one place',
  run: ({ count, seed }) => readAll(count(10_000), seed, reader),
}

export async function readAll(bodies: number, seed: number, read: Reader): Promise<Outcome> {
  const problems: string[] = []
  const counts = { bodies: 0, planted: 0, right: 0, operations: 0, refused: 0, slowest_ms: 0 }
  let warm = 0
  for (let at = 0; at < bodies && problems.length < 20; at++) {
    const random = randomFrom(seed + at)
    const kind = random.pick(['hostile', 'hostile', 'planted', 'right'] as const)
    try {
      if (kind === 'hostile') readHostile(random, read, counts)
      else if (kind === 'planted') readPlanted(random, read, counts)
      else readRight(random, read, counts)
    } catch (error) {
      problems.push(`seed ${seed + at}, ${kind}: ${String((error as Error).stack).slice(0, 300)}`)
    }
    counts.bodies++
    if (at === Math.floor(bodies / 5)) warm = megabytes()
    // Other figures work in this process as well.
    if (at % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const growth = megabytes() - warm
  if (growth > mostGrowth) problems.push(`the memory grew by ${growth} MB`)
  const slowest_ms = Math.round(counts.slowest_ms)
  return { counts: { ...counts, slowest_ms, rss_growth_mb: growth }, problems }
}

type Counts = Record<'planted' | 'right' | 'operations' | 'refused' | 'slowest_ms', number>

const allOptions: readonly CsvOptions[] = [{}, { empty: 'keep' }, { empty: 'unset' }]

const megabytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20)

const insist = (holds: boolean, what: string, it: unknown = '') => {
  if (!holds) throw new Error(`${what} ${JSON.stringify(it).slice(0, 200)}`)
}

function readHostile(random: Random, read: Reader, counts: Counts): void {
  const body = hostile(random)
  const from = performance.now()
  const { problems, operations, problemCount } = read(body, random.pick(allOptions))
  const time = performance.now() - from
  counts.slowest_ms = Math.max(counts.slowest_ms, time)
  counts.operations += operations.length
  if (problemCount > 0) counts.refused++
  const most = mostMilliseconds + (mostForMillion * body.text.length) / 1_000_000
  insist(time < most, `${Math.round(time)} ms for`, body.text.slice(0, 50))
  insist(problems.length <= limits.changed_problems, 'too many problems', problems.length)
  insist(problemCount >= problems.length, 'problems that are not counted', problemCount)
  insist(operations.length <= limits.changed_operations, 'too many operations', operations.length)
  const lines = body.text.split(/\r\n|\n|\r/).length
  for (const problem of problems) {
    insist(problem.line >= 1 && problem.line <= lines, `of ${lines} lines`, problem)
    insist(problem.message.length < 400, 'a long message', problem)
    insist(
      !problem.message.includes(canary) || problem.field?.includes(canary) === true,
      'shows',
      problem,
    )
  }
  for (const { place } of operations) {
    const line = Number(/^line (\d+)(, column [^\n]+)?$/.exec(place)?.[1])
    insist(line >= 1 && line <= lines, `of ${lines} lines`, place)
  }
}

function readPlanted(random: Random, read: Reader, counts: Counts): void {
  const { about, line, field, ...body } = planted(random)
  const { problems } = read(body)
  counts.planted++
  const told = problems.map((it) => ({ line: it.line, field: it.field }))
  insist(JSON.stringify(told) === JSON.stringify([{ line, field }]), about, { line, field, told })
  insist(!JSON.stringify(problems).includes(canary), 'shows a value', problems)
}

/** A body without a mistake is read cell by cell, each with its line. */
function readRight(random: Random, read: Reader, counts: Counts): void {
  const table = newTable(random)
  const { text, lines } = csvOf(table)
  const { operations, problems } = read({ format: 'csv', text })
  counts.right++
  insist(problems.length === 0, 'a problem', problems)
  const expected = table.rows.flatMap(({ cells }, at) => {
    const values = cells.slice(table.form === 'wide' ? 1 : 2)
    const column = (index: number) =>
      table.form === 'wide' ? `, column ${table.header[index + 1]}` : ''
    return values.map((cell, index) => [`line ${lines[at]}${column(index)}`, unquoted(cell)])
  })
  const told = operations.map((it) => [it.place, it.op === 'set_user_value' ? it.value : null])
  insist(JSON.stringify(told) === JSON.stringify(expected), 'read otherwise', { text, told })
}

const unquoted = (cell: string) =>
  cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
