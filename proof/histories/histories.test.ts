// On every engine, the history tells from what to what, so that it can be undone.
import { expect, it } from 'vitest'
import { numberFrom } from '../../test/support/random.ts'
import { engine } from '../../test/support/server.ts'
import { setups } from '../nodes.ts'
import { undoWorlds } from './histories.ts'

const seed = numberFrom('SEED', Date.now() % 1e6)

it(`the history of a world, undone, leads back to its beginning (seed ${seed})`, async () => {
  const setup = setups.find((it) => it.engine === (engine === 'PostgreSQL' ? 'postgres' : 'sqlite'))
  if (setup === undefined) throw new Error('no setup of this engine')
  const asked = { worlds: numberFrom('WORLDS', 2), steps: numberFrom('STEPS', 120), seed }
  const { problems, counts } = await undoWorlds(setup, asked)
  expect(problems).toEqual([])
  expect(counts['entries']).toBeGreaterThan(100)
})
