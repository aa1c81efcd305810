// A few kills in the middle of changes; `npm run proof G-48 G-55` makes many.
import { expect, it } from 'vitest'
import { numberFrom } from '../support/random.ts'
import { engine } from '../support/server.ts'
import { killChanges } from './killed.ts'

const seed = numberFrom('SEED', Date.now() % 1_000_000)

it('after a kill a change is there as a whole or not at all', { timeout: 120_000 }, async () => {
  // The processes of this test have an SQLite store of their own, whatever the others use.
  const kills = engine === 'SQLite' ? 3 : 1
  for (const inLists of [false, true]) {
    const { problems } = await killChanges({
      kills: inLists ? 1 : kills,
      values: 1500,
      seed,
      inLists,
    })
    expect({ seed, inLists, problems }).toEqual({ seed, inLists, problems: [] })
  }
})
