// G-56: files of definitions in random worlds: what was dumped changes nothing, makes equal servers, and plans say what
// is done.
import { readBroken } from '../test/definitions/broken-files.ts'
import { definitionsDiffer, plantPeople } from '../test/definitions/laws.ts'
import type { Figure } from './figure.ts'
import { inTurn } from './holder-worlds.ts'
import { countOn, type Setup, withNodes } from './nodes.ts'

export const definedWorlds = (setup: Setup): Figure => ({
  id: 'G-56',
  about: 'a dump changes nothing where it comes from and makes other servers equal',
  run: (run) =>
    withNodes(setup, undefined, async (nodes) => {
      const server = await inTurn(nodes)
      await plantPeople(server)
      const worlds = countOn(setup, run, 1000)
      const { compared, refused, problems } = await definitionsDiffer(server, {
        worlds,
        seed: run.seed,
      })
      return {
        counts: {
          ...{ engine: setup.engine, nodes: setup.nodes, worlds, compared, refused },
          differences: problems.length,
        },
        problems,
      }
    }),
})

export const brokenDefinitions: Figure = {
  id: 'G-56',
  about: 'each mistake of a broken file of definitions has its line and column',
  run: async (run) => {
    const { broken, problems } = readBroken(run.count(20_000), run.seed)
    return { counts: { broken, differences: problems.length }, problems }
  },
}
