// G-04: a server and the model run the same random scripts of commands and never disagree.
import { randomFrom } from '../../test/support/random.ts'
import type { Figure, Outcome, Run } from '../figure.ts'
import { type Setup, type WrapDb, withNodes } from '../nodes.ts'
import { asText, type Command } from './command.ts'
import { CommandMaker } from './command-maker.ts'
import { Conversation } from './conversation.ts'

/** The number of commands of one world. Each world has its own store, so that it can be replayed alone. */
const worldLength = 2500
/** Worlds at the same time: while one waits for its disk, others work. */
const lanes = 4
/** After this many commands everything is compared; after every other command one user is compared. */
const comparedEvery = 50

interface Options {
  readonly wrapDb?: WrapDb
  /** The number of replays allowed for shortening a script that failed. */
  readonly replays?: number
}

export const differential = (setup: Setup): Figure => ({
  id: 'G-04',
  about: 'random commands, valid and not: statuses, answers and effective values as in the model',
  run: (run) => compare(setup, run, run.count(setup.commands)),
})

interface Told {
  readonly script: readonly Command[]
  readonly accepted: number
  readonly resolutions: number
  readonly wrong: string | undefined
}

export async function compare(
  setup: Setup,
  { seed }: Pick<Run, 'seed'>,
  commands: number,
  { wrapDb, replays = 60 }: Options = {},
): Promise<Outcome> {
  const problems: string[] = []
  const sum = { commands: 0, accepted: 0, resolutions: 0, disagreements: 0 }
  const lengths = parts(commands, worldLength)
  const worlds = lengths.entries()
  const inTurn = async () => {
    for (const [world, length] of worlds) {
      if (problems.length > 0) return
      const told = await tellWorld(setup, seed + world, length, wrapDb)
      sum.commands += told.script.length
      sum.resolutions += told.resolutions
      sum.accepted += told.accepted
      if (told.wrong === undefined) continue
      sum.disagreements++
      problems.push(`command ${told.script.length} of seed ${seed + world}: ${told.wrong}`)
      problems.push(...(await shortened(setup, told, { wrapDb, replays })))
    }
  }
  await Promise.all(Array.from({ length: lanes }, inTurn))
  const { accepted, ...counts } = sum
  const share = (accepted / Math.max(1, sum.commands)).toFixed(2)
  const where = { engine: setup.engine, nodes: setup.nodes }
  return { counts: { ...where, worlds: lengths.length, ...counts, accepted: share }, problems }
}

function parts(whole: number, part: number): number[] {
  const count = Math.ceil(whole / part)
  return Array.from({ length: count }, (_, at) => Math.min(part, whole - at * part))
}

/** The parameter is sent or left out: without it, rows without a value are listed too (looker 1.11). */
const unsetAsked = [{}, { include_unset: true }, { include_unset: false }] as const

/** Makes a world command by command and stops at the first disagreement. */
function tellWorld(setup: Setup, seed: number, length: number, wrapDb?: WrapDb): Promise<Told> {
  return withNodes(setup, wrapDb, async (nodes) => {
    const random = randomFrom(seed)
    const conversation = await Conversation.start(nodes)
    const { state } = conversation.model
    const maker = new CommandMaker(random)
    const script: Command[] = []
    let wrong: string | undefined
    while (wrong === undefined && script.length < length) {
      const command = maker.next(state)
      script.push(command)
      wrong = await conversation.tell(command)
      if (wrong !== undefined) break
      const user = random.pick([...state.users.keys()])
      const asked = {
        all_values: random.chance(0.5),
        ...random.pick(unsetAsked),
      }
      const isDue = script.length % comparedEvery === 0 || script.length === length
      wrong = await (isDue ? conversation.compareAll() : conversation.compareOne(user, asked))
    }
    const { accepted, resolutions } = conversation
    return { script, accepted, resolutions, wrong }
  })
}

/** Shortens a script that failed: commands that the failure does not need are taken out. */
async function shortened(
  setup: Setup,
  { script }: Told,
  { wrapDb, replays }: { wrapDb: WrapDb | undefined; replays: number },
): Promise<string[]> {
  const replay = (commands: readonly Command[]) =>
    withNodes(setup, wrapDb, async (nodes) => {
      const conversation = await Conversation.start(nodes)
      for (const command of commands) {
        const wrong = await conversation.tell(command)
        if (wrong !== undefined) return wrong
      }
      return conversation.compareAll()
    })
  let left = replays
  let short = script
  let wrong = await replay(short)
  if (wrong === undefined) return ['  replayed, the script goes well']
  for (let size = Math.ceil(short.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
    for (let at = short.length; at > 0 && left > 0; at -= size, left--) {
      const without = [...short.slice(0, Math.max(0, at - size)), ...short.slice(at)]
      const still = await replay(without)
      if (still === undefined) continue
      short = without
      wrong = still
    }
  }
  return [`  shortest script that goes wrong: ${wrong}`, ...short.map((it) => `  ${asText(it)}`)]
}
