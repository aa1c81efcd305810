// G-06: the clients' views of one value fit into one order, with lost replies and several nodes.
import { type Random, randomFrom } from '../../test/support/random.ts'
import { type Ask, sure } from '../asking.ts'
import type { Figure, Outcome } from '../figure.ts'
import { countOn, type Nodes, type Setup, type WrapDb, withNodes } from '../nodes.ts'
import { type Action, anomaly, type Operation } from './linearizable.ts'
import { clear, freshRegisters, type Register, write } from './register.ts'
import { losingReplies } from './unknown-outcomes.ts'

const clients = 8
const operationsEach = 25
/** The number of lost replies to changes of values. */
const lostPart = 0.02

const full = { histories: 200 }

export const linearizability = (setup: Setup): Figure => ({
  id: 'G-06',
  about: 'recorded histories of values checked for linearizability',
  run: (run) => checkHistories(setup, run.seed, countOn(setup, run, full.histories)),
})

export async function checkHistories(
  setup: Setup,
  seed: number,
  histories: number,
  wrapDb: WrapDb = (db) => db,
): Promise<Outcome> {
  const problems: string[] = []
  const sum = { operations: 0, unknown: 0 }
  const losing = losingReplies(randomFrom(seed), lostPart, /_user_attribute_(user|group)_value$/)
  await withNodes(
    setup,
    (db) => losing(wrapDb(db)),
    async (nodes) => {
      for (let number = 0; number < histories; number++) {
        const recorded = await record(nodes, randomFrom(seed + number), `history_${number}`)
        for (const { register, operations, odd } of recorded) {
          sum.operations += operations.length
          sum.unknown += operations.filter(({ returned }) => returned === Infinity).length
          const found = anomaly(operations)
          const said = [...odd, ...(found === undefined ? [] : [found])]
          problems.push(...said.map((what) => `history ${number}, ${register.name}: ${what}`))
        }
      }
    },
  )
  const where = { engine: setup.engine, nodes: setup.nodes }
  return { counts: { ...where, histories, clients, ...sum, anomalies: problems.length }, problems }
}

interface Recorded {
  readonly register: Register
  readonly operations: Operation[]
  /** Answers that such an operation never has. */
  readonly odd: string[]
}

/** Clients change and read two values, while somebody changes the definitions at the same time. */
async function record(nodes: Nodes, random: Random, name: string): Promise<Recorded[]> {
  const { registers, attributes, forget } = await freshRegisters(nodes, name)
  const recorded = registers.map((register) => ({ register, operations: [], odd: [] }))
  let moment = 0
  const tick = () => ++moment
  let written = 0
  const client = async () => {
    for (let count = 0; count < operationsEach; count++) {
      const into = random.pick(recorded)
      await perform(nodes.next().ask, random, into, tick, () => `${++written}`)
    }
  }
  const definer = async () => {
    for (let count = 0; count < operationsEach / 5; count++) {
      const path = `/user_attributes/${random.pick(attributes)}`
      await sure(nodes.ask('PATCH', path, { label: `${name} ${count} ${random.below(1e9)}` }))
    }
  }
  await Promise.all([...Array.from({ length: clients }, client), definer()])
  await forget()
  return recorded
}

/** One operation of one client, and the client's knowledge of it afterwards. */
async function perform(
  ask: Ask,
  random: Random,
  { register, operations, odd }: Recorded,
  tick: () => number,
  fresh: () => string,
): Promise<void> {
  const kind = random.pick(['write', 'write', 'read', 'read', 'clear'] as const)
  const door = random.pick(register.doors)
  const value = fresh()
  const invoked = tick()
  const answer = await (kind === 'write'
    ? write(ask, register, value)
    : kind === 'clear'
      ? clear(ask, register)
      : ask('GET', door.path))
  const returned = tick()
  const took = (action: Action, until = returned) =>
    operations.push({ action, invoked, returned: until })
  switch (`${kind} ${answer.status}`) {
    case 'write 200':
      return void took({ kind, value } as Action)
    case 'write 503':
      return void took({ kind, value } as Action, Infinity)
    case 'clear 204':
      return void took({ kind: 'clear' })
    case 'clear 503':
      return void took({ kind: 'clear' }, Infinity)
    case 'clear 404':
      return void took({ kind: 'read', value: null })
    case 'read 200':
      return void took({ kind: 'read', value: door.valueIn(answer.json) })
    default:
      odd.push(`${kind} was answered ${answer.status}: ${answer.text}`)
  }
}
