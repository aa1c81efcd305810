// G-05: a user who was taken out of a group never gets its later values (T-31).
import { type Random, randomFrom } from '../test/support/random.ts'
import { type Answer, type Ask, make, oddAnswers, sure, unexpected } from './asking.ts'
import type { Figure, Outcome } from './figure.ts'
import { countOn, type Nodes, type Setup, type WrapDb, withNodes } from './nodes.ts'

/** Pairs of a user and a group at the same time, each with its own rounds. */
const lanes = 2
const full = { rounds: 5000 }

export const newEnemy = (setup: Setup): Figure => ({
  id: 'G-05',
  about: 'remove a member, then widen the group, then read anywhere: never the wider value',
  run: (run) => provoke(setup, run.seed, countOn(setup, run, full.rounds)),
})

interface Sum {
  rounds: number
  reads: number
}

export async function provoke(
  setup: Setup,
  seed: number,
  rounds: number,
  wrapDb?: WrapDb,
): Promise<Outcome> {
  const problems: string[] = []
  const sum: Sum = { rounds: 0, reads: 0 }
  await withNodes(setup, wrapDb, async (nodes) => {
    const random = randomFrom(seed)
    const inTurn = async (_: unknown, lane: number) => {
      const enemy = await freshEnemy(nodes, `lane_${lane}`)
      while (sum.rounds < rounds && problems.length < 20) {
        const round = sum.rounds++
        const wrong = await provokeOnce(nodes, random, enemy, round, sum).catch(unexpected)
        problems.push(...wrong.map((what) => `round ${round}: ${what}`))
      }
    }
    await Promise.all(Array.from({ length: lanes }, inTurn))
  })
  const where = { engine: setup.engine, nodes: setup.nodes }
  return { counts: { ...where, ...sum, violations: problems.length }, problems }
}

interface Enemy {
  readonly user: string
  readonly group: string
  readonly attribute: string
  /** Ways into the group; the first step of each is the step that is undone. */
  readonly ways: readonly (readonly Step[])[]
}

/** A thing that is put into a group. */
interface Step {
  readonly into: string
  readonly body: Readonly<Record<string, string>>
  /** A DELETE of this path takes it out again. */
  readonly back: string
}

async function freshEnemy(nodes: Nodes, name: string): Promise<Enemy> {
  const { ask } = nodes
  const user = await make(ask, '/users', { first_name: name })
  const group = await make(ask, '/groups', { name: `group ${name}` })
  const inner = await make(ask, '/groups', { name: `inner ${name}` })
  const attribute = await make(ask, '/user_attributes', { name, type: 'string' })
  const join = (id: string): Step => {
    const into = `/groups/${id}/users`
    return { into, body: { user_id: user }, back: `${into}/${user}` }
  }
  const into = `/groups/${group}/groups`
  const nest: Step = { into, body: { group_id: inner }, back: `${into}/${inner}` }
  return { user, group, attribute, ways: [[join(group)], [join(inner), nest], [nest, join(inner)]] }
}

async function provokeOnce(
  nodes: Nodes,
  random: Random,
  { user, group, attribute, ways }: Enemy,
  round: number,
  sum: Sum,
): Promise<string[]> {
  const ask: Ask = (...asked) => random.pick(nodes.all).ask(...asked)
  const [narrow, wide] = [`narrow ${round}`, `wide ${round}`]
  const give = (value: string) =>
    sure(ask('PATCH', `/groups/${group}/attribute_values/${attribute}`, { value }))
  const path = `/users/${user}/attribute_values?user_attribute_ids=${attribute}&all_values=true&include_unset=false`
  const read = (from: Ask = ask): Promise<Answer> => {
    sum.reads++
    return from('GET', path)
  }
  const [taken, ...kept] = random.pick(ways)
  if (taken === undefined) throw new Error('a way has a step')
  await give(narrow)
  await Promise.all([taken, ...kept].map(({ into, body }) => sure(ask('POST', into, body))))
  const member = await read()

  const early = [read(), read()]
  await sure(ask('DELETE', taken.back))
  const late = [read(), read()]
  const widened = give(wide)
  late.push(read(), read())
  await widened
  late.push(...nodes.all.map((node) => read(node.ask)))
  await Promise.all(kept.map(({ back }) => sure(ask('DELETE', back))))

  const [seenEarly, seenLate] = [await Promise.all(early), await Promise.all(late)]
  const all = [member, ...seenEarly, ...seenLate]
  const got = (answers: Answer[], value: string) =>
    answers.map(({ text }) => text).filter((text) => text.includes(value))
  return [
    ...oddAnswers(all, [200]),
    ...(got([member], narrow).length > 0 ? [] : [`a member got ${member.text}`]),
    ...got(seenLate, narrow).map((text) => `a former member got ${text}`),
    ...got(all, wide).map((text) => `an enemy got ${text}`),
  ]
}
