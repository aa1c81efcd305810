// A node learns the time of its database at its start.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { timeOf } from './time.ts'

test('a node is not ahead by the time that the first question of a busy start was under way', async () => {
  let answers = 0
  // An hour apart from this machine, so that nothing but the answers tells the time.
  const database = () => Date.now() + 3_600_000
  const time = async () => {
    if (answers++ === 0) await pause(400)
    return database()
  }
  const read = async () => [[]]
  const { now } = await timeOf({ time, read } as never)
  const ahead = now() - database()
  expect(ahead).toBeGreaterThanOrEqual(-1)
  expect(ahead).toBeLessThan(300)
})
