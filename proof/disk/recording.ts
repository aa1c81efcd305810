// Records a run of the real server: its changes of the disk and its acknowledgements, in one order.
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readDataDirectory } from '../../src/files/data-directory.ts'
import { readSettings } from '../../src/settings.ts'
import { startServer } from '../../test/support/server-process.ts'
import { Storm } from '../storm/storm.ts'
import type { Change, History } from '../storm/storm-check.ts'
import { Disk } from './disk.ts'
import type { DiskRecord } from './disk-log.ts'
import { WatchedDisk } from './watched-disk.ts'

export interface Recording {
  readonly root: string
  readonly masterKey: Uint8Array
  readonly records: readonly DiskRecord[]
  /** Every change of the run; all are acknowledged at its end. */
  readonly histories: readonly History[]
  /** The history that each change belongs to, by the number in its marks. */
  readonly historyOf: readonly number[]
}

export interface Run {
  /** An empty directory of its own. */
  readonly scratch: string
  readonly seed: number
  /** The number of starts of the server on the same data directory. */
  readonly lives: number
  readonly commitsEach: number
  readonly program?: string | undefined
}

/** The runs of the server end in turn with a SIGTERM, and with a SIGKILL while nothing is in flight. */
export async function record({ scratch, seed, lives, commitsEach, program }: Run) {
  const root = join(scratch, 'data')
  mkdirSync(root, { mode: 0o700 })
  const disk = new WatchedDisk(root, scratch, { record: true })
  const storm = new Storm(seed)
  const numbers = new Map<Change, number>()
  let acknowledged = 0
  const watch = {
    sent: (change: Change) => {
      numbers.set(change, numbers.size)
      disk.mark(`sent ${numbers.get(change)}`)
    },
    acknowledged: (change: Change) => {
      disk.mark(`acknowledged ${numbers.get(change)}`)
      acknowledged++
    },
  }
  for (let life = 1; life <= lives; life++) {
    const server = await startServer(root, { program, environment: disk.environment })
    try {
      if (life === 1) await storm.plant(server.url, root, watch)
      const enough = () => acknowledged >= life * commitsEach
      await storm.rage(server.url, root, { ...watch, enough })
    } finally {
      server.kill(life % 2 === 1 ? 'SIGTERM' : 'SIGKILL')
      await server.ended
    }
  }
  disk.close()
  const { masterKey } = readDataDirectory(readSettings({ data: root }, {}), true)
  const recording = { root, masterKey, records: disk.records(), ...historiesOf(storm, numbers) }
  insistOnEveryByte(recording)
  return recording
}

function historiesOf({ histories }: Storm, numbers: ReadonlyMap<Change, number>) {
  const historyOf: number[] = []
  for (const [at, { sent }] of histories.entries()) {
    for (const change of sent) historyOf[numbers.get(change) ?? -1] = at
  }
  return { histories, historyOf }
}

/** Throws unless the records alone give the files that the run has left, so nothing was missed. */
function insistOnEveryByte({ root, records }: Recording): void {
  const disk = new Disk(root)
  for (const record of records) disk.apply(record)
  const { files } = disk
  for (const name of new Set([...files.keys(), ...readdirSync(root)])) {
    // This file is changed through mapped memory and never trusted after a crash.
    if (name.endsWith('-shm') || statSync(join(root, name)).isSocket()) continue
    const recorded = files.get(name)
    if (recorded === undefined || !recorded.equals(readFileSync(join(root, name)))) {
      throw new Error(`${name} was changed without a record`)
    }
  }
}
