// G-45: changes in random worlds do what their previews say, tell it later, and are undone.
import { changesDiffer } from '../test/changes/laws.ts'
import type { Figure } from './figure.ts'
import { inTurn } from './holder-worlds.ts'
import { countOn, type Setup, withNodes } from './nodes.ts'

export const changedWorlds = (setup: Setup): Figure => ({
  id: 'G-45',
  about: 'changes do what their previews say, tell it later, and are undone',
  run: (run) =>
    withNodes(setup, undefined, async (nodes) => {
      const server = await inTurn(nodes)
      const changes = countOn(setup, run, 100_000)
      const { compared, problems } = await changesDiffer(server, { changes, seed: run.seed })
      return {
        counts: {
          ...{ engine: setup.engine, nodes: setup.nodes, changes: compared },
          differences: problems.length,
        },
        problems,
      }
    }),
})
