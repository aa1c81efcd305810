// F-01: `kill -9` in a storm of changes loses no acknowledged change and leaves nothing half done.
import { expect, test } from 'vitest'
import { numberFrom } from '../../test/support/random.ts'
import { killRounds } from './kill-rounds.ts'

const seed = numberFrom('FAULTS_SEED', Date.now() % 1_000_000)
const rounds = numberFrom('FAULTS_KILL_ROUNDS', 6)

test(`kill -9 loses nothing acknowledged (FAULTS_SEED=${seed})`, { timeout: 600_000 }, async () => {
  const { problems, ...counts } = await killRounds({ rounds, seed })
  console.log(`kill -9 ${JSON.stringify({ rounds, ...counts, seed })}`)
  expect(problems).toEqual([])
  expect(counts.operations).toBeGreaterThanOrEqual(10)
  expect(counts.acknowledged).toBeGreaterThan(100 * rounds)
})
