// Where the time of a server's threads goes, by function, from node's own CPU profiles.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fill } from './data.ts'
import type { Fleet } from './fleet.ts'
import { load } from './load.ts'
import { table } from './report.ts'
import { gets, patches } from './requests.ts'
import type { Kind } from './server.ts'

/** The part of a .cpuprofile that is read here. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { functionName: string; url: string; lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const subjects = {
  b: { kind: 'storeless', requests: patches },
  c: { kind: 'whole', requests: patches },
  d: { kind: 'whole', requests: gets },
} as const satisfies Record<string, { kind: Kind; requests: unknown }>

const storedValues = 300_000
const shownFunctions = 25

/** Profiles the contestants named by their letters, each for `seconds` of full load. */
export async function profile(
  fleet: Fleet,
  { asked, seconds, connections }: { asked: string; seconds: number; connections: number },
): Promise<void> {
  const filled = await fill(fleet, 'whole', storedValues)
  for (const [letter, { kind, requests }] of Object.entries(subjects)) {
    if (!asked.includes(letter)) continue
    const directory = join(fleet.directory, `profile-${letter}`)
    const flags = ['--cpu-prof', `--cpu-prof-dir=${directory}`, '--cpu-prof-interval=250']
    const server = await fleet.start(kind, filled.directory, flags)
    const next = requests(filled)
    const { port } = server
    const { perSecond } = await load({ port, next, connections, seconds, warmup: 1 })
    await server.stop()
    console.log(`\n${letter}: ${perSecond.toFixed(0)} requests/s under the profiler`)
    // CPU.DATE.TIME.PID.THREAD.SEQUENCE.cpuprofile; the main thread is 0.
    for (const file of readdirSync(directory).sort()) {
      const isMain = file.split('.').at(-3) === '0'
      const text = readFileSync(join(directory, file), 'utf8')
      show(isMain ? 'main thread' : 'writer thread', JSON.parse(text) as CpuProfile)
    }
  }
}

function show(thread: string, { nodes, samples, timeDeltas }: CpuProfile): void {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let total = 0
  for (const [at, sample] of samples.entries()) {
    const name = names.get(sample) ?? '?'
    const time = timeDeltas[at] ?? 0
    times.set(name, (times.get(name) ?? 0) + time)
    total += time
  }
  const idle = times.get('(idle)') ?? 0
  const busiest = [...times]
    .filter(([name]) => name !== '(idle)')
    .sort(([, one], [, other]) => other - one)
    .slice(0, shownFunctions)
    .map(([name, time]) => [name, ((100 * time) / (total - idle)).toFixed(1)])
  const idlePart = ((100 * idle) / total).toFixed(0)
  console.log(`\n${table([`${thread}, idle ${idlePart} %`, '% of busy time'], busiest)}`)
}

/** Function and place, without the parts of the path that are the same for everybody. */
function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']) {
  const name = functionName === '' ? '(anonymous)' : functionName
  if (url === '') return name
  const place = url.replace(/^.*\/(node_modules|dist)\//, '')
  return `${name} ${place}:${lineNumber + 1}`
}
