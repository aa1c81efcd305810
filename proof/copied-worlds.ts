// G-54: a copy that gets all events of random worlds is what reading gives, from whatever cursor it goes on.
import { copiesDiffer } from '../test/events/laws.ts'
import type { Figure } from './figure.ts'
import { inTurn } from './holder-worlds.ts'
import { countOn, type Setup, withNodes } from './nodes.ts'

export const copiedWorlds = (setup: Setup): Figure => ({
  id: 'G-54',
  about: 'a copy that gets all events is what reading gives, from whatever cursor it goes on',
  run: (run) =>
    withNodes(setup, undefined, async (nodes) => {
      const copies = countOn(setup, run, 2000)
      const { compared, events, problems } = await copiesDiffer(await inTurn(nodes), {
        copies,
        seed: run.seed,
      })
      const where = { engine: setup.engine, nodes: setup.nodes }
      return {
        counts: { ...where, copies: compared, events, differences: problems.length },
        problems,
      }
    }),
})
