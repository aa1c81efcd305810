// Measures whether speed and memory stay the same while the number of stored user values grows.
import { statSync } from 'node:fs'
import type { Timing } from './compare.ts'
import { databaseFile, type Filled, fill } from './data.ts'
import type { Fleet, ServerProcess } from './fleet.ts'
import { load, type Slice } from './load.ts'
import {
  megabytes,
  perSecond,
  progress,
  ratio,
  showRatio,
  summary,
  summaryCells,
  summaryHeads,
  table,
  writeResults,
} from './report.ts'
import { gets, patches } from './requests.ts'

const sizes = [10_000, 1_000_000, 10_000_000]
const goals = { patch: '>= 0.75', get: '>= 0.85' } as const
type Operation = keyof typeof goals
const operations = ['patch', 'get'] as const

interface Sized {
  readonly values: number
  readonly filled: Filled
  readonly server: ServerProcess
  readonly slices: Record<Operation, Slice[]>
}

export async function compareSizes(
  fleet: Fleet,
  { rounds, seconds, warmup }: Timing,
  { most, connections, file }: { most: number; connections: number; file: string },
): Promise<void> {
  const wanted = new Set([...sizes.filter((size) => size < most), most])
  const all: Sized[] = []
  for (const values of wanted) all.push(await start(fleet, values))
  for (let round = -1; round < rounds; round++) {
    for (const operation of operations) {
      for (let turn = 0; turn < all.length; turn++) {
        const sized = all[(turn + round + 1) % all.length]
        if (sized === undefined) continue
        const next = operation === 'patch' ? patches(sized.filled) : gets(sized.filled)
        const { port, cpu } = sized.server
        const slice = await load({ port, next, connections, seconds, warmup, serverCpu: cpu })
        // Round -1 only warms up the compiler of each process.
        if (round >= 0) sized.slices[operation].push(slice)
      }
    }
    if (round >= 0) progress(round, rounds)
  }
  show(all, connections)
  writeResults(file, { connections, sizes: all.map((sized) => results(sized, all[0])) })
}

async function start(fleet: Fleet, values: number): Promise<Sized> {
  const from = performance.now()
  const filled = await fill(fleet, `values-${values}`, values)
  const took = ((performance.now() - from) / 1000).toFixed(1)
  console.log(`${values} user values of ${filled.users} users: filled in ${took} s`)
  const server = await fleet.start('whole', filled.directory)
  return { values, filled, server, slices: { patch: [], get: [] } }
}

function show(all: readonly Sized[], connections: number): void {
  const smallest = all[0]
  if (smallest === undefined) return
  for (const operation of operations) {
    const heads = [...summaryHeads, `against ${smallest.values}`, 'goal']
    const rows = all.map(({ values, slices }) => [
      String(values),
      ...summaryCells(slices[operation]),
      showRatio(ratio(slices[operation], smallest.slices[operation], perSecond)),
      goals[operation],
    ])
    console.log(`\n${table([`${operation}, ${connections} connections`, ...heads], rows)}`)
  }
  const rows = all.map(({ values, filled, server }) => [
    String(values),
    megabytes(fileBytes(filled)),
    server.memory().toFixed(0),
  ])
  console.log(`\n${table(['user values', 'file MB', 'resident MB'], rows)}`)
}

function results({ values, filled, server, slices }: Sized, smallest: Sized | undefined) {
  const figures = operations.map((operation) => [
    operation,
    {
      ...summary(slices[operation]),
      againstSmallest: ratio(slices[operation], smallest?.slices[operation] ?? [], perSecond),
    },
  ])
  return {
    values,
    ...Object.fromEntries(figures),
    residentMegabytes: server.memory(),
    fileBytes: fileBytes(filled),
  }
}

const fileBytes = ({ directory }: Filled) => statSync(databaseFile(directory)).size
