// G-35: every change of the store behind its servers is found, and nothing is reported where nothing was changed.
import { compareOnce, compareWithAudit } from '../../src/retold/comparison.ts'
import { randomFrom } from '../../test/support/random.ts'
import { signsIn } from '../../test/support/sign-in.ts'
import type { Figure, Outcome } from '../figure.ts'
import { countOn, type Setup, withNodes } from '../nodes.ts'
import { plants } from './planted.ts'
import { World } from './random-world.ts'
import { openBehind, readerOf } from './store-behind.ts'

export const plantedChanges = (setup: Setup): Figure => ({
  id: 'G-35',
  about: `values, ranks, roles and people changed behind ${setup.engine}, and worlds left alone`,
  run: async (run) => findPlanted(setup, { ...sizes(setup, run), seed: run.seed }),
})

const sizes = (setup: Setup, run: Parameters<Figure['run']>[0]) => ({
  changes: countOn(setup, run, 1000),
  steps: countOn(setup, run, 2000),
  worlds: Math.max(2, countOn(setup, run, 20)),
})

interface Asked {
  readonly changes: number
  /** The number of steps of each world. */
  readonly steps: number
  /** The number of moments at which a growing world is checked. */
  readonly worlds: number
  readonly seed: number
}

export async function findPlanted(
  setup: Setup,
  { changes, steps, worlds, seed }: Asked,
): Promise<Outcome> {
  const random = randomFrom(seed)
  const problems: string[] = []
  let things = 0
  let done = 0
  await withNodes(setup, undefined, async (nodes) => {
    const place = nodes.place
    const store = await readerOf(place)
    const world = new World(nodes.ask, nodes.attrium, random, (...sent) =>
      signsIn(nodes.next(), ...sent),
    )
    for (let moment = 0; moment < worlds; moment++) {
      await world.take(Math.ceil(steps / worlds))
      const compared = await compareWithAudit(store)
      things = compared.things
      problems.push(...compared.problems.map((it) => `nothing was done, and yet: ${it}`))
    }
    const behind = await openBehind(place)
    const names = Object.keys(plants)
    const first = random.below(names.length)
    for (let at = first; done < changes && at < first + changes * 3; at++) {
      const name = names[at % names.length] ?? ''
      const planted = await plants[name]?.(behind.raw, random).catch(refused)
      if (!planted) continue
      done++
      const found = await compareOnce(store)
      if (found.problems.length === 0) problems.push(`change ${done}: ${name}`)
      problems.push(...found.problems.filter((it) => it.includes('planted')).filter(quotes))
      await behind.putBack()
    }
    await behind.close()
    await store.db.close()
  })
  return {
    counts: { changes: done, kinds: Object.keys(plants).length, things, unseen: problems.length },
    problems,
  }
}

/** The database itself refuses the change. */
const refused = () => false

/** Whether a sentence quotes a value; names of keys are not values. */
const quotes = (sentence: string) => !/^The API key/.test(sentence)
