// G-03: the server is killed during storms of changes, and keeps everything it acknowledged.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Edit, editedProgram } from './edited-program.ts'
import type { Figure, Run } from './figure.ts'
import { killRounds } from './storm/kill-rounds.ts'
import { acknowledgedEarly, auditedApart } from './weaknesses.ts'

/** The text that must be reported once a guard is taken away. */
const weaknesses: Record<string, { edits: readonly Edit[]; reports: 'lost' | 'half' }> = {
  acknowledged_early: { edits: acknowledgedEarly, reports: 'lost' },
  audited_apart: { edits: auditedApart, reports: 'half' },
}
const weakRounds = 10

/** The next start notices it first: the chain of the audit does not end at its head. */
function refusedStart(error: unknown): { lost: number; half: number } {
  if (!String(error).includes('does not end where its chain does')) throw error
  return { lost: 0, half: 1 }
}

export const killStorm: Figure = {
  id: 'G-03',
  about: 'rounds of kill -9 in a storm of changes',

  async run({ count, seed }: Run) {
    const rounds = count(100)
    const { problems: wrong, ...killed } = await killRounds({ rounds, seed })
    const problems = [...wrong]
    if (killed.acknowledged < 200 * rounds) problems.push('too few changes were acknowledged')
    const reported: Record<string, string> = {}
    for (const [name, { edits, reports }] of Object.entries(weaknesses)) {
      const scratch = mkdtempSync(join(tmpdir(), 'attrium-weak-'))
      const program = join(editedProgram(scratch, edits), 'src', 'main.js')
      const weak = await killRounds({ rounds: weakRounds, seed, program }).catch(refusedStart)
      rmSync(scratch, { recursive: true })
      reported[name] = `${weak[reports]}_${reports}`
      if (weak[reports] === 0) problems.push(`${name}: nothing ${reports} was reported`)
    }
    const { acknowledged, lost, half, unanswered, operations } = killed
    const counts = { rounds, operations, acknowledged, lost, half, unanswered }
    return {
      counts: { ...counts, ready_ms: killed.slowestReadyMilliseconds, ...reported },
      problems,
    }
  },
}
