// Measures a minute of full write load: the largest write-ahead log and the slowest answer.
import { copy, type Filled, fill, walBytes } from './data.ts'
import type { Fleet } from './fleet.ts'
import { load, type Slice } from './load.ts'
import { megabytes, summaryCells, summaryHeads, table, writeResults } from './report.ts'
import { patches } from './requests.ts'
import type { Kind } from './server.ts'

const storedValues = 1_000_000
const sampleEvery = 100

export async function holdSteady(
  fleet: Fleet,
  options: { seconds: number; connections: number; file: string },
): Promise<void> {
  const { seconds, connections, file } = options
  const filled = await fill(fleet, 'whole', storedValues)
  const copied = copy(fleet, filled, 'storeless')
  const durable = await measure(fleet, 'whole', filled, options)
  const storeless = await measure(fleet, 'storeless', copied, options)
  const rows = [
    ['c PATCH, durable', ...summaryCells([durable.slice]), megabytes(durable.largestWal)],
    ['b PATCH, commit stores nothing', ...summaryCells([storeless.slice]), ''],
  ]
  const head = `${connections} connections, ${seconds} s`
  console.log(`\n${table([head, ...summaryHeads, 'largest WAL MB'], rows)}`)
  console.log('goal: worst answer of c <= 100 ms, WAL <= 100 MB')
  writeResults(file, { seconds, connections, durable, storeless })
}

async function measure(
  fleet: Fleet,
  kind: Kind,
  filled: Filled,
  { seconds, connections }: { seconds: number; connections: number },
): Promise<{ slice: Slice; largestWal: number; residentMegabytes: number }> {
  const server = await fleet.start(kind, filled.directory)
  let largestWal = 0
  const watch = setInterval(() => {
    largestWal = Math.max(largestWal, walBytes(filled.directory))
  }, sampleEvery)
  try {
    const { port, cpu } = server
    const next = patches(filled)
    const slice = await load({ port, next, connections, seconds, warmup: 2, serverCpu: cpu })
    return { slice, largestWal, residentMegabytes: server.memory() }
  } finally {
    clearInterval(watch)
    await server.stop()
  }
}
