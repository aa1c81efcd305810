// G-03b: processes are killed in the n-th change of the disk, or the n-th change meets an I/O error or a full disk.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FailingDisk, fullDiskPoints, ioErrorPoints } from './disk/failing-disk.ts'
import { killPoints } from './disk/kill-points.ts'
import { type Edit, editedProgram } from './edited-program.ts'
import type { Figure, Run } from './figure.ts'
import { acknowledgedEarly, auditedApart, frequentCheckpoints } from './weaknesses.ts'

const killedUpTo = 300
const failedUpTo = 60

/** This many points, spread evenly over the first changes. */
const spread = (points: number, upTo: number) =>
  Array.from({ length: points }, (_, at) => 1 + Math.floor((at * upTo) / points))

/** The program treats I/O errors like any other error. */
const goesOn: Edit = {
  file: 'store/sqlite/connection.js',
  from: '(IOERR(?!_SHMSIZE)|CORRUPT|NOTADB)/',
  to: '(NOTADB)/',
}
/** The program treats a full disk like a failing disk. */
const givesUp: Edit = {
  file: 'store/sqlite/connection.js',
  from: '(IOERR(?!_SHMSIZE)|CORRUPT|NOTADB)/',
  to: '(FULL|IOERR|CORRUPT|NOTADB)/',
}

export const ioFaults: Figure = {
  id: 'G-03b',
  about: 'kills, I/O errors and full disks at the n-th change of the disk',

  async run({ count, seed }: Run) {
    const root = mkdtempSync(join(tmpdir(), 'attrium-io-'))
    try {
      const kills = spread(count(killedUpTo), killedUpTo)
      const fails = spread(count(failedUpTo), failedUpTo)
      // Most of the time goes into starting one process after the other.
      const [killed, errors, full, weak] = await Promise.all([
        killPoints({ scratch: place(root, 'kill'), points: kills }),
        ioErrorPoints(failing(root, 'io', seed, fails)),
        fullDiskPoints(failing(root, 'full', seed, fails)),
        weaknesses(root, seed),
      ])
      const all = [killed, errors, full]
      const sum = (kind: 'lost' | 'corrupt' | 'half') => all.reduce((to, it) => to + it[kind], 0)
      const problems = all.flatMap((it) => it.problems)
      if (killed.changes < killedUpTo) problems.push(`the script makes ${killed.changes} changes`)
      const silent = Object.entries(weak).filter(([, reported]) => reported === 0)
      return {
        counts: {
          ...{ kills: kills.length, io_errors: fails.length, full_disks: fails.length },
          ...{ lost: sum('lost'), corrupt: sum('corrupt'), half: sum('half') },
          slowest_stop_ms: errors.slowestStopMilliseconds,
          ...weak,
        },
        problems: [...problems, ...silent.map(([name]) => `${name}: nothing was reported`)],
      }
    } finally {
      rmSync(root, { recursive: true })
    }
  },
}

/** For each removed guard, the number of reported problems. */
async function weaknesses(root: string, seed: number): Promise<Record<string, number>> {
  const weakKills = async (name: string, edits: readonly Edit[]) => {
    const scratch = place(root, name)
    const dist = editedProgram(scratch, edits)
    return killPoints({ scratch, points: spread(20, killedUpTo), dist })
  }
  const weakly = (name: string, edit: Edit) => failing(root, name, seed, spread(2, 40), [edit])
  return {
    acknowledged_early_lost: (await weakKills('early', acknowledgedEarly)).lost,
    audited_apart_half: (await weakKills('apart', auditedApart)).half,
    goes_on_after_io_error: (await ioErrorPoints(weakly('goes-on', goesOn))).problems.length,
    stops_on_full_disk: (await fullDiskPoints(weakly('gives-up', givesUp))).problems.length,
  }
}

/** There is a checkpoint every few commits, so that faults happen in checkpoints too. */
function failing(
  root: string,
  name: string,
  seed: number,
  points: readonly number[],
  edits: readonly Edit[] = [],
): FailingDisk {
  const scratch = place(root, name)
  const dist = editedProgram(scratch, [...frequentCheckpoints, ...edits])
  return { scratch, seed, points, program: join(dist, 'src', 'main.js') }
}

function place(root: string, name: string): string {
  mkdirSync(join(root, name))
  return join(root, name)
}
