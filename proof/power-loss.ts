// G-01: after every possible power loss, the server starts with everything it acknowledged.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Judged, judgeStates } from './disk/power-loss.ts'
import { record } from './disk/recording.ts'
import { type Edit, editedProgram } from './edited-program.ts'
import type { Figure, Run } from './figure.ts'
import { acknowledgedEarly, auditedApart, frequentCheckpoints, synchronous } from './weaknesses.ts'

/** The text that must be reported once a guard is taken away. */
const weaknesses: Record<string, { edits: readonly Edit[]; reports: 'lost' | 'corrupt' | 'half' }> =
  {
    at_normal: { edits: synchronous(1), reports: 'lost' },
    at_off: { edits: synchronous(0), reports: 'corrupt' },
    acknowledged_early: { edits: acknowledgedEarly, reports: 'lost' },
    audited_apart: { edits: auditedApart, reports: 'half' },
  }
const weakStates = 200

export const powerLoss: Figure = {
  id: 'G-01',
  about: 'states of the disk after power loss',

  async run({ count, seed }: Run) {
    const root = mkdtempSync(join(tmpdir(), 'attrium-power-'))
    try {
      const states = count(20_000)
      // Half of the states come from the program as it is, half from a program that copies its WAL all the time.
      const plain = await judgedRun(root, 'plain', { states: Math.ceil(states / 2), seed })
      const edits = frequentCheckpoints
      const busy = await judgedRun(root, 'busy', { states: Math.floor(states / 2), seed, edits })
      const both = (key: 'states' | 'lost' | 'corrupt' | 'half') => plain[key] + busy[key]
      const problems = [...plain.problems, ...busy.problems]
      const reported: Record<string, string> = {}
      for (const [name, { edits, reports }] of Object.entries(weaknesses)) {
        const run = { states: weakStates, seed, edits: [...edits, ...frequentCheckpoints] }
        const judged = await judgedRun(root, name, { ...run, lives: 1 })
        reported[name] = `${judged[reports]}/${weakStates}_${reports}`
        if (judged[reports] === 0) problems.push(`${name}: nothing ${reports} was reported`)
      }
      const counts = {
        states: both('states'),
        lost: both('lost'),
        corrupt: both('corrupt'),
        half: both('half'),
        ...reported,
      }
      return { counts, problems }
    } finally {
      rmSync(root, { recursive: true })
    }
  },
}

interface JudgedRun {
  readonly states: number
  readonly seed: number
  readonly edits?: readonly Edit[]
  readonly lives?: number
}

/** Records a run of about 300 commits in four lives and judges states of it. */
async function judgedRun(
  root: string,
  name: string,
  { states, seed, edits, lives = 4 }: JudgedRun,
): Promise<Judged> {
  const scratch = join(root, name)
  mkdirSync(scratch)
  const program =
    edits === undefined ? undefined : join(editedProgram(scratch, edits), 'src', 'main.js')
  const recording = await record({ scratch, seed, lives, commitsEach: 75, program })
  const memory = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/attrium-power-') : scratch
  try {
    return await judgeStates(recording, states, { seed, directory: join(memory, 'state') })
  } finally {
    if (memory !== scratch) rmSync(memory, { recursive: true })
  }
}
