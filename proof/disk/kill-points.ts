// Kills processes at their n-th change of the disk, and checks their data.
import { spawn } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readDataDirectory } from '../../src/files/data-directory.ts'
import { readSettings } from '../../src/settings.ts'
import { makeReady } from '../../src/store/sqlite/file.ts'
import { repository } from '../../test/support/repository.ts'
import { startServer } from '../../test/support/server-process.ts'
import { Storm } from '../storm/storm.ts'
import type { History } from '../storm/storm-check.ts'
import type { Ground } from '../storm/storm-lanes.ts'
import { judgedFile, Tally } from './judged-file.ts'
import { script } from './scripted-commits.ts'
import { forever, WatchedDisk } from './watched-disk.ts'

export interface KillPoints {
  /** An empty directory of its own. */
  readonly scratch: string
  /** The number of the change in which each process is killed, counted from its start. */
  readonly points: readonly number[]
  /** The `dist` directory of the program. */
  readonly dist?: string
}

export async function killPoints({ scratch, points, dist = join(repository, 'dist') }: KillPoints) {
  const [whole, data] = [join(scratch, 'whole'), join(scratch, 'data')]
  const { ground, planted } = await plantedIn(whole)
  const { masterKey } = readDataDirectory(readSettings({ data: whole }, {}), true)
  const disk = new WatchedDisk(data, scratch)
  const run = async (from: number) => {
    rmSync(data, { recursive: true, force: true })
    cpSync(whole, data, { recursive: true })
    disk.set({ what: 'kill', from })
    return runScript(dist, data, ground, disk.environment)
  }
  const undisturbed = await run(forever)
  if (undisturbed.ended !== 0) throw new Error(`the script ended with ${undisturbed.ended}`)
  const changes = disk.seen
  const tally = new Tally()
  for (const point of points) {
    const { ended, said } = await run(point)
    if (ended !== 'SIGKILL') tally.problems.push(`change ${point}: ended with ${ended}`)
    const file = join(data, 'attrium.db')
    const start = () => makeReady(file, { masterKey, now: 0 })
    tally.add(`change ${point}`, await judgedFile(file, start, [...planted, ...told(ground, said)]))
  }
  return { changes, ...tally.counts, problems: tally.problems }
}

/** A data directory of the real server, with everything that a storm works on; the server has stopped. */
async function plantedIn(data: string): Promise<{ ground: Ground; planted: readonly History[] }> {
  const server = await startServer(data)
  const storm = new Storm(0)
  await storm.plant(server.url, data)
  server.kill('SIGTERM')
  await server.ended
  const [ground] = storm.grounds
  if (ground === undefined) throw new Error('nothing was planted')
  return { ground, planted: storm.histories.filter(({ sent }) => sent.length > 0) }
}

async function runScript(
  dist: string,
  data: string,
  ground: Ground,
  environment: Readonly<Record<string, string>>,
) {
  const program = join(dist, 'proof', 'disk', 'run-script.js')
  const child = spawn(process.execPath, [program, data, JSON.stringify(ground)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...environment },
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  const ended = await new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  return { ended, said }
}

/** The histories of the script, up to the point that the process reported. */
function told(ground: Ground, said: string): History[] {
  const all = script(ground).flat()
  const times = (word: string, lane: string) =>
    all.filter((it, at) => it.lane === lane && said.includes(`${word} ${at}\n`)).length
  return [...new Set(all.map(({ lane }) => lane))].map((lane) => ({
    lane,
    sent: all
      .filter((it) => it.lane === lane)
      .slice(0, times('sent', lane))
      .map(({ change }) => change),
    acknowledged: times('acknowledged', lane),
  }))
}
