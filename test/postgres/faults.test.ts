// F-17, F-18, F-24: a few faults of PostgreSQL of each kind under load; G-17 has many.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Edit, editedProgram } from '../../proof/edited-program.ts'
import { faultsUnderLoad } from '../../proof/postgres-faults.ts'

const seed = Date.now() % 1_000_000
const none = { postmaster_kills: 0, backend_kills: 0, cut_commits: 0, partitions: [] }
const cuts = { ...none, cut_commits: 6, fail_over_after: undefined }

describe(`faults of PostgreSQL under load (seed ${seed})`, () => {
  const root = mkdtempSync(join(tmpdir(), 'attrium-unsafe-'))
  afterAll(() => rmSync(root, { recursive: true }))

  it('lose and double nothing that was acknowledged, and end no node', async () => {
    const faults = { postmaster_kills: 1, backend_kills: 2, cut_commits: 4, partitions: [0.5] }
    const { counts, problems } = await faultsUnderLoad(seed, { ...faults, fail_over_after: 1 })
    expect(problems).toEqual([])
    expect(counts).toMatchObject({ lost: 0, doubled: 0, node_exits: 0 })
    expect(counts['unknown_stored']).toBeGreaterThan(0)
  })

  const unknown = 'throw new OutcomeUnknown(error.message);'
  const transaction = 'store/postgres/transaction.js'
  const weaknesses: [string, Edit[], RegExp][] = [
    [
      'acknowledges what nobody knows',
      [{ file: transaction, from: unknown, to: 'return [];' }],
      /acknowledged and is lost/,
    ],
    [
      'tries again what nobody knows, on another chain of the audit',
      [
        { file: transaction, from: unknown, to: 'throw error;' },
        {
          file: transaction,
          from: 'if (moved || error instanceof OutcomeUnknown)',
          to: 'if (true)',
        },
        {
          file: 'store/postgres/writer.js',
          from: 'if (!isWorthRepeating(error) || attempt >= attempts)',
          to: 'if (attempt >= attempts)',
        },
      ],
      /audited twice/,
    ],
  ]
  it.each(weaknesses)('find a node that %s', async (name, edits, report) => {
    mkdirSync(join(root, name))
    const program = join(editedProgram(join(root, name), edits), 'src', 'main.js')
    const { problems } = await faultsUnderLoad(seed, cuts, program)
    expect(problems.join('\n')).toMatch(report)
  })
})
