// G-42: the history of a random world, undone from the newest change to the oldest, leads back to its beginning.
import type { HistoryEntry } from '../../src/history/shapes.ts'
import { randomFrom } from '../../test/support/random.ts'
import { newKey, sure } from '../asking.ts'
import type { Figure, Outcome } from '../figure.ts'
import { countOn, type Node, type Setup, withNodes } from '../nodes.ts'
import { World } from '../state/random-world.ts'
import { differences, factsIn } from './told-facts.ts'
import { Undoing } from './undoing.ts'

export const histories = (setup: Setup): Figure => ({
  id: 'G-42',
  about: `the history of random worlds on ${setup.engine}, undone back to their beginning`,
  run: async (run) =>
    undoWorlds(setup, {
      worlds: countOn(setup, run, 40),
      steps: 300,
      seed: run.seed,
    }),
})

interface Asked {
  readonly worlds: number
  readonly steps: number
  readonly seed: number
}

export async function undoWorlds(setup: Setup, { worlds, steps, seed }: Asked): Promise<Outcome> {
  const problems: string[] = []
  let entries = 0
  let facts = 0
  for (let at = 0; at < worlds; at++) {
    await withNodes(setup, undefined, async (nodes) => {
      const random = randomFrom(seed + at)
      const people = await administrators(nodes.all, 3)
      const ask: typeof nodes.ask = (...asked) => random.pick(people)(...asked)
      const world = new World(ask, nodes.attrium, random, async () => undefined)
      await world.take(Math.floor(steps / 4))
      const [first] = nodes.all
      if (first === undefined) throw new Error('a setup has a node')
      const { db } = first.running.server
      const begins = await factsIn(db)
      const since = await newestIn(first)
      await world.take(steps)
      const undoing = new Undoing(await factsIn(db))
      for (const entry of await historyOf(first, since)) {
        undoing.undo(entry)
        entries++
        if (entry.sentence.includes('{')) problems.push(`world ${at}: ${entry.sentence}`)
      }
      facts += begins.size
      const where = `world ${at} (seed ${seed + at}): `
      problems.push(...undoing.problems.map((it) => where + it))
      problems.push(
        ...differences(undoing.facts, begins).map(
          (it) => `${where}${it} is not as it was at the beginning`,
        ),
      )
    })
  }
  return { counts: { worlds, entries, facts, wrong: problems.length }, problems }
}

/** Further administrators, each signed in at a node. */
async function administrators(all: readonly Node[], count: number) {
  const asks = []
  for (let at = 0; at < count; at++) {
    const node = all[at % all.length] as Node
    const { json } = await sure(node.ask('POST', '/users', { first_name: `Admin ${at}` }))
    await sure(node.ask('PUT', `/users/${json.id}/roles`, ['2']))
    const login = await sure(node.ask('POST', '/login', await newKey(node.ask, json.id)))
    asks.push(node.as(login.json.access_token))
  }
  return asks
}

async function newestIn(node: Node): Promise<bigint> {
  const { history } = await historyPage(node, 'limit=1')
  return BigInt(history[0]?.sequence ?? 0)
}

/** The entries after this one, newest first, page by page. */
async function historyOf(node: Node, since: bigint): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = []
  for (let after = ''; ; ) {
    const { history, next } = await historyPage(node, `limit=100${after}`)
    entries.push(...history.filter(({ sequence }) => BigInt(sequence) > since))
    if (next === null || history.some(({ sequence }) => BigInt(sequence) <= since)) return entries
    after = `&after=${next}`
  }
}

async function historyPage(
  node: Node,
  query: string,
): Promise<{ history: HistoryEntry[]; next: string | null }> {
  const { status, json } = await node.attrium('GET', `/history?${query}`)
  if (status !== 200) throw new Error(`the history was answered ${status}`)
  return json
}
