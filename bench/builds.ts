// Measures other builds of the program, or this build under another Node, in interleaved slices.
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Cluster } from '../test/postgres/cluster.ts'
import type { Timing } from './compare.ts'
import { copy, fill, signIn } from './data.ts'
import { type Build, type Fleet, type ServerProcess, thisBuild } from './fleet.ts'
import { load, type Slice } from './load.ts'
import { clusterFor, copied, startNode } from './postgres.ts'
import {
  median,
  milliseconds,
  p50,
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
import { gets, type NextRequest, patches } from './requests.ts'

const storedValues = 300_000
const starts = 5

interface Contestant {
  readonly name: string
  /** Milliseconds from the start of the process until it listens. */
  readonly startTimes: number[]
  readonly server: ServerProcess
  readonly patch: NextRequest
  readonly get: NextRequest
}

interface Asked {
  readonly beside: readonly string[]
  readonly connections: readonly number[]
  readonly file: string
  /** On PostgreSQL instead of SQLite. */
  readonly postgres: boolean
}

/** Compares the named builds, the oldest first, and then this one, each with the first. */
export async function compareBuilds(fleet: Fleet, timing: Timing, asked: Asked): Promise<void> {
  const cluster = asked.postgres ? await clusterFor(fleet) : undefined
  try {
    const builds = new Map(asked.beside.map((text) => [text, buildOf(text)]))
    await measure(await assemble(fleet, [...builds, ['this', thisBuild]], cluster), timing, asked)
  } finally {
    await cluster?.stop()
  }
}

async function measure(
  all: readonly Contestant[],
  { rounds, seconds, warmup }: Timing,
  asked: Asked,
): Promise<void> {
  const works = asked.connections.flatMap((connections) =>
    (['patch', 'get'] as const).map((verb) => ({ connections, verb })),
  )
  const held = works.map((work) => ({ ...work, slices: all.map((): Slice[] => []) }))
  for (const { server, patch, get } of all) {
    for (const next of [patch, get]) await run(server, next, { seconds: 2, warmup: 0 }, 16)
  }
  for (let round = 0; round < rounds; round++) {
    for (const { connections, verb, slices } of held) {
      for (let turn = 0; turn < all.length; turn++) {
        const at = (turn + round) % all.length
        const one = all[at]
        if (one === undefined) continue
        slices[at]?.push(await run(one.server, one[verb], { seconds, warmup }, connections))
      }
    }
    progress(round, rounds)
  }
  for (const { connections, verb, slices } of held) {
    const [first = []] = slices
    const rows = all.map(({ name }, at) => {
      const own = slices[at] ?? []
      const ratios = [ratio(own, first, perSecond), ratio(own, first, p50)].map(showRatio)
      return [name, ...summaryCells(own), ...ratios]
    })
    const heads = [
      `${verb}, ${connections} at once`,
      ...summaryHeads,
      'rate to first',
      'p50 to first',
    ]
    console.log(`\n${table(heads, rows)}`)
  }
  const resources = all.map(({ name, startTimes, server }) => [
    name,
    server.memory().toFixed(0),
    milliseconds(median(startTimes)),
  ])
  console.log(`\n${table(['', 'RSS MB', 'start ms'], resources)}`)
  writeResults(asked.file, {
    builds: all.map(({ name, startTimes }) => ({ name, startTimes })),
    works: held.map(({ slices, ...work }) => ({ ...work, servers: slices.map(summary) })),
  })
}

/** `CHECKOUT`, or `CHECKOUT,NODE` with the path of another Node. */
function buildOf(text: string): Build {
  const [checkout = '', node = process.execPath] = text.split(',')
  return { folder: pathToFileURL(`${resolve(checkout)}/dist/`), node }
}

/** The first build makes the data; each other build migrates its own copy if it has to. */
async function assemble(
  fleet: Fleet,
  builds: readonly (readonly [string, Build])[],
  cluster?: Cluster,
): Promise<Contestant[]> {
  const filled = await fill(fleet, 'filled', storedValues, builds[0]?.[1])
  const all: Contestant[] = []
  for (const [at, [name, build]] of builds.entries()) {
    const own = copy(fleet, filled, `build-${at}`)
    const url = cluster && (await copied(fleet, cluster, own, `build_${at}`, builds[0]?.[1]))
    const startTimes: number[] = []
    let server: ServerProcess | undefined
    for (let time = 0; time <= starts; time++) {
      await server?.stop()
      const from = performance.now()
      server =
        url === undefined
          ? await fleet.start('whole', own.directory, { build })
          : await startNode(fleet, own, { name: `node-${at}`, url, build })
      // The first start may have to migrate, so it is not measured.
      if (time > 0) startTimes.push(performance.now() - from)
    }
    if (server === undefined) continue
    const token = await signIn(server.port, join(own.directory, 'looker.ini'))
    const asking = { ...own, token }
    all.push({ name, startTimes, server, patch: patches(asking), get: gets(asking) })
  }
  return all
}

function run(
  server: ServerProcess,
  next: NextRequest,
  timing: { seconds: number; warmup: number },
  connections: number,
): Promise<Slice> {
  return load({ port: server.port, next, serverCpu: server.cpu, connections, ...timing })
}
