// A few kills in the middle of changes; `npm run proof G-48` makes many.
import { expect, it } from 'vitest'
import { numberFrom } from '../support/random.ts'
import { engine } from '../support/server.ts'
import { killChanges } from './killed.ts'

const seed = numberFrom('SEED', Date.now() % 1_000_000)

it('after a kill a change is there as a whole or not at all', { timeout: 120_000 }, async () => {
  // The processes of this test have an SQLite store of their own, whatever the others use.
  const kills = engine === 'SQLite' ? 3 : 1
  const { problems } = await killChanges({ kills, values: 1500, seed })
  expect({ seed, problems }).toEqual({ seed, problems: [] })
})
