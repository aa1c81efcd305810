// G-55: servers are killed while they store changes of 100,000 values, on both engines.
import { type Killed, killChanges } from '../test/changes/killed.ts'
import { startCluster } from '../test/postgres/cluster.ts'
import type { Figure } from './figure.ts'

const values = 100_000

export const killedLargeChanges: Figure = {
  id: 'G-55',
  about: 'changes of many values are there as a whole or not at all after kills, on both engines',
  run: async ({ count, seed }) => {
    const asked = { kills: count(100), values: Math.max(2000, count(values)), seed, inLists: true }
    const sqlite = await killChanges(asked)
    const cluster = await startCluster()
    try {
      const environment = { ATTRIUM_DATABASE: cluster.url }
      const postgres = await killChanges({ ...asked, environment })
      const both = (of: (killed: Killed) => number) => of(sqlite) + of(postgres)
      const problems = [...sqlite.problems, ...postgres.problems]
      const counts = {
        ...{ kills: both((it) => it.kills), whole: both((it) => it.whole) },
        ...{ answered: both((it) => it.answered), partly: problems.length },
      }
      return { counts, problems }
    } finally {
      await cluster.stop()
    }
  },
}
