// Shows the functions in which a server's threads spend their time, from Node's own CPU profiles.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fill } from './data.ts'
import type { Fleet } from './fleet.ts'
import { load } from './load.ts'
import { table } from './report.ts'
import { gets, patches } from './requests.ts'
import type { Kind } from './server.ts'

/** The part of a .cpuprofile that is used here. */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface Frame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
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
    const server = await fleet.start(kind, filled.directory, { flags })
    const next = requests(filled)
    const { port } = server
    const { perSecond } = await load({ port, next, connections, seconds, warmup: 1 })
    await server.stop()
    console.log(`\n${letter}: ${perSecond.toFixed(0)} requests/s under the profiler`)
    // Names are CPU.DATE.TIME.PID.THREAD.SEQUENCE.cpuprofile; the main thread is 0.
    for (const file of readdirSync(directory).sort()) {
      const isMain = file.split('.').at(-3) === '0'
      const text = readFileSync(join(directory, file), 'utf8')
      const thread = isMain ? 'main thread' : 'writer thread'
      show(thread, JSON.parse(text) as CpuProfile, seconds)
    }
  }
}

function show(thread: string, profile: CpuProfile, seconds: number): void {
  const times = new Map<string, number>()
  const areas = new Map<string, number>()
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  let total = 0
  let idle = 0
  // The load came last; samples before it belong to the start of the program.
  for (let at = profile.samples.length - 1; at >= 0 && total < seconds * 1e6; at--) {
    const time = profile.timeDeltas[at] ?? 0
    const frame = frames.get(profile.samples[at] ?? 0)
    total += time
    if (frame === undefined) continue
    if (frame.functionName === '(idle)') idle += time
    else {
      add(times, nameOf(frame), time)
      add(areas, areaOf(frame), time)
    }
  }
  const part = (time: number) => ((100 * time) / (total - idle)).toFixed(1)
  const shown = (list: Map<string, number>) =>
    [...list]
      .sort(([, one], [, other]) => other - one)
      .slice(0, shownFunctions)
      .map(([name, time]) => [name, part(time)])
  const head = `${thread}, idle ${((100 * idle) / total).toFixed(0)} %`
  console.log(`\n${table([`${head}, by area`, '% of busy time'], shown(areas))}`)
  console.log(`\n${table([`${head}, by function`, '% of busy time'], shown(times))}`)
}

function add(sums: Map<string, number>, name: string, time: number): void {
  sums.set(name, (sums.get(name) ?? 0) + time)
}

/** The function and its place, without the part of the path that all of them share. */
function nameOf({ functionName, url, lineNumber }: Frame): string {
  const name = functionName === '' ? '(anonymous)' : functionName
  return url === '' ? name : `${name} ${placeOf(url)}:${lineNumber + 1}`
}

/** A package, a folder of the program or a part of node, or a name for code without a file. */
function areaOf({ functionName, url }: Frame): string {
  if (url.startsWith('node:')) return url.replace(/^(node:(internal\/)?[^/]+).*/, '$1')
  const [first = '', second = ''] = placeOf(url).split('/')
  if (first === 'src') return `src/${second}`
  if (url !== '') return first
  return functionName.startsWith('(') ? functionName : `native and generated: ${functionName}`
}

const placeOf = (url: string) => url.replace(/^.*\/(node_modules|dist)\//, '')
