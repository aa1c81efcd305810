// On every engine, the store agrees with its audit, and changes behind its servers are found.
import { expect, it } from 'vitest'
import { numberFrom } from '../../test/support/random.ts'
import { engine } from '../../test/support/server.ts'
import { setups } from '../nodes.ts'
import { plants } from './planted.ts'
import { findPlanted } from './planted-changes.ts'

const seed = numberFrom('SEED', Date.now() % 1e6)
const changes = numberFrom('CHANGES', Object.keys(plants).length)

it(`what is changed behind the servers is found, and nothing else (seed ${seed})`, {
  timeout: 300_000,
}, async () => {
  const setup = setups.find((it) => it.engine === (engine === 'PostgreSQL' ? 'postgres' : 'sqlite'))
  if (setup === undefined) throw new Error('no setup of this engine')
  const { problems, counts } = await findPlanted(setup, {
    changes,
    steps: numberFrom('STEPS', 100),
    worlds: 2,
    seed,
  })
  expect(problems).toEqual([])
  expect(counts['changes']).toBe(changes)
})
