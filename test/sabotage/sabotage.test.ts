// That every sabotage fits the program as it is, and that its result is written down.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { figures } from '../proof/figures.ts'
import { repository } from '../repository.ts'
import { sabotaged } from './guard.ts'
import { guards } from './guards.ts'
import { recordedResults } from './report.ts'

const proofs: string[] = figures.map(({ id }) => id)

describe('the list of guards', () => {
  it.each(guards.map((guard) => [guard.id, guard] as const))('%s fits the program', (_, guard) => {
    expect(sabotaged(guard, repository)).toContain(guard.new)
    for (const test of guard.caughtBy) {
      expect([test, proofs.includes(test) || existsSync(join(repository, test))]).toEqual([
        test,
        true,
      ])
    }
  })

  it('refuses a patch whose text is not there, or more than once', () => {
    const patch = { ...guards[0], file: 'package.json', new: '' } as (typeof guards)[number]
    for (const old of ['no such text', '"']) {
      expect(() => sabotaged({ ...patch, old }, repository)).toThrow('not once')
    }
  })

  it('has a result for each, written by npm run sabotage', () => {
    const results = recordedResults()
    expect([...results.keys()]).toEqual(guards.map(({ id }) => id))
    expect([...results.values()]).not.toContain('nothing')
  })
})
