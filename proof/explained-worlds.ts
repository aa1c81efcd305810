// G-39: explanations in random worlds are what the Looker API answers, and what-ifs are what reads say afterwards.
import { explanationsDiffer, whatIfsDiffer } from '../test/explanations/laws.ts'
import type { Figure } from './figure.ts'
import { inTurn } from './holder-worlds.ts'
import { countOn, type Setup, withNodes } from './nodes.ts'

export const explainedWorlds = (setup: Setup): Figure => ({
  id: 'G-39',
  about: 'explanations equal the Looker API, and what-ifs equal reads after the same operations',
  run: (run) =>
    withNodes(setup, undefined, async (nodes) => {
      const server = await inTurn(nodes)
      const { seed } = run
      const explained = await explanationsDiffer(server, {
        users: countOn(setup, run, 100_000),
        seed,
      })
      const tried = await whatIfsDiffer(server, { users: countOn(setup, run, 20_000), seed })
      const problems = [...explained.problems, ...tried.problems]
      return {
        counts: {
          ...{ engine: setup.engine, nodes: setup.nodes },
          ...{ explained: explained.compared, tried: tried.compared },
          differences: problems.length,
        },
        problems,
      }
    }),
})
