// G-41: what was read at a time is what is told of that time later, for ever.
import { setTimeout as pause } from 'node:timers/promises'
import { readCatalogue } from '../../src/catalogue/sql.ts'
import type { Moment } from '../../src/moment/moment.ts'
import { presentMoment } from '../../src/moment/present-reader.ts'
import { momentAt } from '../../src/past/past-reader.ts'
import { randomFrom } from '../../test/support/random.ts'
import { signsIn } from '../../test/support/sign-in.ts'
import type { Figure, Outcome } from '../figure.ts'
import { countOn, type Nodes, type Setup, withNodes } from '../nodes.ts'
import { anyStep, World } from '../state/random-world.ts'
import { Forgotten } from './forgotten.ts'
import { differencesOf, seenAt } from './seen.ts'

export const asOf = (setup: Setup): Figure => ({
  id: 'G-41',
  about: `as of every moment of random worlds, on ${setup.engine} with ${setup.nodes} nodes`,
  run: async (run) =>
    askEveryMoment(setup, { worlds: countOn(setup, run, 500), steps: 200, seed: run.seed }),
})

interface Asked {
  readonly worlds: number
  /** The number of operations of each world. */
  readonly steps: number
  readonly seed: number
}

/** What was read at a time. */
interface Read {
  readonly time: number
  readonly moment: Moment
}

export async function askEveryMoment(
  setup: Setup,
  { worlds, steps, seed }: Asked,
): Promise<Outcome> {
  const random = randomFrom(seed)
  const problems: string[] = []
  let [moments, facts, hidden] = [0, 0, 0]
  for (let world = 0; world < worlds && problems.length < 20; world++) {
    await withNodes(setup, undefined, async (nodes) => {
      const read: Read[] = []
      const all = new World(nodes.ask, nodes.attrium, random, (...sent) =>
        signsIn(nodes.next(), ...sent),
      )
      for (let step = 0; step < steps; step++) {
        await (step < 1 ? all.take(0) : anyStep(all))
        read.push(await readNow(nodes))
      }
      const everHidden = new Set<string>()
      const forgotten = new Forgotten()
      for (const { time, moment } of [...read].reverse()) {
        for (const { id, value_is_hidden } of moment.catalogue.attributes.values()) {
          if (value_is_hidden) everHidden.add(id)
        }
        const people = await forgotten.peopleOf(moment)
        const expected = await seenAt({ ...moment, people: async () => people }, everHidden)
        const { server } = nodes.next().running
        const told = await seenAt(await momentAt({ server }, new Date(time).toISOString()), none)
        moments++
        facts += expected.size
        problems.push(...differencesOf(expected, told).map((it) => `world ${world}: ${it}`))
      }
      hidden += everHidden.size
    })
  }
  return { counts: { worlds, moments, facts, hidden, wrong: problems.length }, problems }
}

const none = new Set<string>()

/** Reads everything now, and waits until it is later on the clock of every node. */
async function readNow(nodes: Nodes): Promise<Read> {
  const { db } = nodes.next().running.server
  const moment = await db.snapshot(async (read) => {
    const catalogue = await readCatalogue({ read })
    return kept(presentMoment(catalogue, read, nodes.next().running.server.now()))
  })
  const times = () => nodes.all.map(({ running }) => running.server.now())
  const time = Math.max(...times())
  while (Math.min(...times()) <= time) await pause(1)
  return { time, moment }
}

/** The same moment, which can be asked when its snapshot has ended. */
async function kept({ at, catalogue, people, userIds }: Moment): Promise<Moment> {
  const ids = await userIds(undefined, 10_000)
  const all = await people(ids)
  return {
    at,
    catalogue,
    people: async () => all,
    userIds: async (after) => ids.slice(after === undefined ? 0 : ids.indexOf(after) + 1),
  }
}
