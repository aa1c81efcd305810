// G-08: races between callers on any nodes; each race ends as if the callers had come one by one.
import { LostRace } from '../../src/store/db.ts'
import { altered } from '../../test/support/altered-db.ts'
import { randomFrom } from '../../test/support/random.ts'
import { unexpected } from '../asking.ts'
import type { Figure, Outcome } from '../figure.ts'
import { countOn, type Setup, type WrapDb, withNodes } from '../nodes.ts'
import { deleteAndUse } from './delete-and-use.ts'
import { duplicateNames } from './duplicate-names.ts'
import { lastAdmin } from './last-admin.ts'
import { oppositeNesting } from './opposite-nesting.ts'
import type { Race } from './race.ts'
import { rankOrder } from './rank-order.ts'
import { sameValue } from './same-value.ts'
import { lostHistories, orphans } from './stored-rows.ts'

const all = [duplicateNames, sameValue, rankOrder, deleteAndUse, oppositeNesting, lastAdmin]

export const races = (setup: Setup): Figure => ({
  id: 'G-08',
  about: 'duplicate names, same value, rank order, delete against use, nesting, last admin',
  async run(run) {
    const outcomes = await Promise.all(
      all.map((race) => runRace(setup, race, run.seed, countOn(setup, run, race.rounds))),
    )
    const sum = { rounds: 0, collisions: 0 }
    for (const { counts } of outcomes) {
      sum.rounds += Number(counts['rounds'])
      sum.collisions += Number(counts['collisions'])
    }
    const each = all.map(({ name }, at) => [name, outcomes[at]?.counts['rounds'] ?? 0])
    const problems = outcomes.flatMap((outcome) => outcome.problems)
    const where = { engine: setup.engine, nodes: setup.nodes }
    const counts = { ...where, ...sum, ...Object.fromEntries(each), wrong: problems.length }
    return { counts, problems }
  },
})

/** Plays one race on its own nodes. */
export async function runRace(
  setup: Setup,
  race: Race,
  seed: number,
  rounds: number,
  wrapDb: WrapDb = (db) => db,
): Promise<Outcome> {
  const problems: string[] = []
  const counts = { rounds: 0, collisions: 0 }
  /** A race in which nobody ever lost a turn proves nothing. */
  const counting: WrapDb = (db) =>
    altered(db, {
      commit: (commit) =>
        db.commit(commit).catch((error) => {
          if (error instanceof LostRace) counts.collisions++
          throw error
        }),
    })
  await withNodes(
    setup,
    (db) => counting(wrapDb(db)),
    async (nodes) => {
      const random = randomFrom(seed)
      const play = await race.start(nodes)
      for (let round = 1; round <= rounds && problems.length < 20; round++) {
        const wrong = await play(random, round).catch(unexpected)
        problems.push(...wrong.map((what) => `${race.name}, round ${round}: ${what}`))
        counts.rounds++
      }
      // Such rows would stay, so one look at the end finds them.
      problems.push(...(await orphans(nodes)), ...(await lostHistories(nodes)))
    },
  )
  return { counts, problems }
}
