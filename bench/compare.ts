// The main comparison: the whole program against the lowest possible cost, in interleaved slices.
import { copy, fill } from './data.ts'
import { syncedAppend } from './disk.ts'
import type { Fleet, ServerProcess } from './fleet.ts'
import { answerTo, load, type Slice } from './load.ts'
import {
  milliseconds,
  p50,
  p99,
  perSecond,
  progress,
  ratio,
  type Spread,
  showRatio,
  spread,
  summary,
  summaryCells,
  summaryHeads,
  table,
  writeResults,
} from './report.ts'
import { gets, type NextRequest, patches } from './requests.ts'
import type { Kind } from './server.ts'

export interface Timing {
  readonly rounds: number
  readonly seconds: number
  readonly warmup: number
}

/** The letters appear in tables and in the names of ratios. */
const contestants = {
  a: 'node:http alone, answers at once',
  a2: 'node:http alone, answers of a turn together',
  b: 'PATCH, commit stores nothing, answers at once',
  b2: 'PATCH, commit stores nothing, answers of a turn together',
  c: 'PATCH, durable',
  d: 'GET of all values of a user',
} as const
type Letter = keyof typeof contestants
const letters = Object.keys(contestants) as Letter[]

interface Contestant {
  readonly server: ServerProcess
  readonly next: NextRequest
}

const storedValues = 300_000

/** Runs all rounds, prints a table for each number of connections and writes `file`. */
export async function compare(
  fleet: Fleet,
  { rounds, seconds, warmup }: Timing,
  { connections, file }: { connections: readonly number[]; file: string },
): Promise<void> {
  const { filled, all } = await assemble(fleet)
  // In its first seconds a process is busy with compiling.
  for (const letter of letters) await run(all[letter], { connections: 16, seconds: 2, warmup: 0 })
  const slices = new Map<number, Held>(
    connections.map((count) => [count, { a: [], a2: [], b: [], b2: [], c: [], d: [] }]),
  )
  const synced: number[] = []
  for (let round = 0; round < rounds; round++) {
    synced.push(syncedAppend(filled.directory))
    for (const [count, held] of slices) {
      for (let turn = 0; turn < letters.length; turn++) {
        // Each round begins with another contestant, so that none always follows the same neighbour.
        const letter = letters[(turn + round) % letters.length] ?? 'a'
        held[letter].push(await run(all[letter], { connections: count, seconds, warmup }))
      }
    }
    progress(round, rounds)
  }
  for (const [count, held] of slices) show(count, held, synced)
  console.log(`\nfdatasync after 4 KiB: ${milliseconds(spread(synced).median)} ms`)
  writeResults(file, {
    contestants,
    fdatasyncMs: spread(synced),
    connections: Object.fromEntries(
      [...slices].map(([count, held]) => [count, results(count, held, synced)]),
    ),
  })
}

/** Starts one process for each contestant; every whole program has its own directory. */
async function assemble(fleet: Fleet) {
  const filled = await fill(fleet, 'c', storedValues)
  const directories = { b: copy(fleet, filled, 'b'), b2: copy(fleet, filled, 'b2') }
  const readable = copy(fleet, filled, 'd').directory
  const c = await fleet.start('whole', filled.directory)
  const answer = await answerTo(c, patches(filled)())
  const start = async (kind: Kind, what: string, next = patches(filled)) => ({
    server: await fleet.start(kind, what),
    next,
  })
  const all: Record<Letter, Contestant> = {
    a: await start('bare', answer),
    a2: await start('bare-together', answer),
    b: await start('storeless', directories.b.directory),
    b2: await start('storeless-together', directories.b2.directory),
    c: { server: c, next: patches(filled) },
    d: await start('whole', readable, gets(filled)),
  }
  return { filled, all }
}

function run(
  { server, next }: Contestant,
  timing: { connections: number; seconds: number; warmup: number },
): Promise<Slice> {
  return load({ port: server.port, next, serverCpu: server.cpu, ...timing })
}

type Held = Record<Letter, Slice[]>

/** The ratios for which the project has goals; the others show where the rest of the time goes. */
function ratios(count: number, { a, b, b2, c, d }: Held, synced: readonly number[]) {
  // A single connection only waits for the disk; the goals for shared transactions are for these two counts.
  const shared = count === 16 || count === 64
  const list: { name: string; value: Spread; goal: string }[] = [
    {
      name: 'c/b requests/s',
      value: ratio(c, b, perSecond),
      goal: { 16: '>= 0.65', 64: '>= 0.85' }[count] ?? '',
    },
    { name: 'c/b2 requests/s', value: ratio(c, b2, perSecond), goal: '' },
    { name: 'c/b p99', value: ratio(c, b, p99), goal: shared ? '<= 3' : '' },
    { name: 'b/a requests/s', value: ratio(b, a, perSecond), goal: '>= 0.60' },
    { name: 'd/b requests/s', value: ratio(d, b, perSecond), goal: '>= 0.55' },
  ]
  if (count === 1) {
    const floor = c.map((slice, at) => p50(slice) / ((synced[at] ?? 0) + p50(b[at] ?? slice)))
    list.push({ name: 'c p50 / (fdatasync + b p50)', value: spread(floor), goal: '<= 1.5' })
  }
  return list
}

function show(count: number, held: Held, synced: readonly number[]): void {
  const rows = letters.map((letter) => [
    `${letter.padEnd(2)} ${contestants[letter]}`,
    ...summaryCells(held[letter]),
  ])
  console.log(`\n${table([`${count} connection${count === 1 ? '' : 's'}`, ...summaryHeads], rows)}`)
  const shown = ratios(count, held, synced).map(({ name, value, goal }) => [
    name,
    showRatio(value),
    goal,
  ])
  console.log(table(['ratio, slice by slice', 'median (min to max)', 'goal'], shown))
}

function results(count: number, held: Held, synced: readonly number[]) {
  return {
    servers: Object.fromEntries(letters.map((letter) => [letter, summary(held[letter])])),
    ratios: Object.fromEntries(ratios(count, held, synced).map(({ name, value }) => [name, value])),
    slices: held,
  }
}
