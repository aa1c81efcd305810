// G-53: values, memberships and values of groups for a time, with clocks that are moved about: none is read before its
// start or after its end, and what was read at a time is told of it later.
import { groupValuesHold } from '../test/changes/group-value-schedules.ts'
import { membershipsHold } from '../test/changes/membership-schedules.ts'
import { schedulesHold } from '../test/changes/schedules.ts'
import type { Figure } from './figure.ts'
import { countOn, type Setup, withNodes } from './nodes.ts'

const noon = Date.UTC(2030, 0, 1, 12)

/** A store in which the audit has become long takes longer to search. */
const schedulesInAStore = 250

/** Each store tries one of them. */
const laws = [schedulesHold, membershipsHold, groupValuesHold]

export const scheduledValues = (setup: Setup): Figure => ({
  id: 'G-53',
  about: `what is given for a time is never read outside of it, on ${setup.engine} with ${setup.nodes} nodes`,
  async run(run) {
    const all = { schedules: 0, reads: 0, ended: 0 }
    const problems: string[] = []
    const wanted = countOn(setup, run, 10_000)
    for (let round = 0; all.schedules < wanted && problems.length < 20; round++) {
      const clock = { now: noon }
      const schedules = Math.min(schedulesInAStore, wanted - all.schedules)
      await withNodes(
        setup,
        undefined,
        async ({ all: nodes }) => {
          const running = nodes.map((node) => node.running)
          const seed = run.seed + round
          const hold = laws[round % laws.length] ?? schedulesHold
          const held = await hold({ nodes: running, clock, schedules, seed })
          all.schedules += held.schedules
          all.reads += held.reads
          all.ended += held.ended
          problems.push(...held.problems)
        },
        () => clock.now,
      )
    }
    const { engine, nodes } = setup
    return { counts: { engine, nodes, ...all, wrong: problems.length }, problems }
  },
})
