// On every engine, in small: what was read at a time is what is told of it later.
import { expect, it } from 'vitest'
import { numberFrom } from '../../test/support/random.ts'
import { engine } from '../../test/support/server.ts'
import { setups } from '../nodes.ts'
import { askEveryMoment } from './as-of.ts'

const seed = numberFrom('SEED', Date.now() % 1e6)

it(`tells of every moment what was read then (seed ${seed})`, async () => {
  const setup = setups.find((it) => it.engine === (engine === 'PostgreSQL' ? 'postgres' : 'sqlite'))
  if (setup === undefined) throw new Error('no setup of this engine')
  const steps = numberFrom('STEPS', 60)
  const { counts, problems } = await askEveryMoment(setup, { worlds: 1, steps, seed })
  expect(problems).toEqual([])
  expect(counts['moments']).toBe(steps)
})
