// A storm: clients that change everything at once over HTTP, each with one change at a time.
import { type Random, randomFrom } from '../../test/support/random.ts'
import { Client } from '../../test/support/server-process.ts'
import {
  type Change,
  type History,
  type Stored,
  type StormProblem,
  stormVerdict,
} from './storm-check.ts'
import { type Ground, type Lane, lanesOf, newLane, type Step, step } from './storm-lanes.ts'

const clients = 8

/** It hears of every change, so that the change can be put in order with the actions of the server. */
export interface Watch {
  /** Called before the request is sent. */
  readonly sent?: (change: Change) => void
  /** Called once the whole answer has been read. */
  readonly acknowledged?: (change: Change) => void
}

export interface Rage extends Watch {
  /** Called once the clients have signed in, before the first change. */
  readonly begun?: () => void
  /** True when no more changes should be sent. */
  readonly enough: () => boolean
}

export interface Settled {
  readonly problems: StormProblem[]
  /** Changes that are stored although they were not answered as done. */
  readonly unanswered: readonly Change[]
}

interface Caller {
  readonly client: Client
  readonly headers: Record<string, string>
  readonly watch: Watch
}

export class Storm {
  /** The things that each client works on. */
  readonly grounds: Ground[] = []
  readonly #random: Random
  /** The facts that are made first and never change. */
  readonly #planted: Lane = newLane('planted', () => {
    throw new Error('what is planted stays')
  })
  readonly #lanes: Lane[][] = []
  #texts = 0

  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }

  get histories(): readonly History[] {
    return this.#all()
  }

  /** The number of different operations that have been done. */
  get operations(): number {
    const sent = this.#all().flatMap((lane) => lane.sent.slice(0, lane.acknowledged))
    return new Set(sent.map(({ audited }) => audited.operation)).size
  }

  /** Makes the things that the clients work on: a user, a group and an attribute for each, two attributes for all. */
  async plant(url: string, data: string, watch: Watch = {}): Promise<void> {
    const client = new Client(url)
    const caller = { client, headers: await client.signIn(data), watch }
    let facts = {}
    const make = async (kind: string, path: string, name: string, body: object) => {
      facts = { ...facts, [`${kind} ${name}`]: kind === 'user' ? 'Storm' : '' }
      const made = step('POST', path, { operation: `create_${path.slice(1, -1)}` }, facts, body)
      const answer = await this.#send(caller, this.#planted, made)
      if (answer === undefined) throw new Error(`${kind} ${name} was not made`)
      return answer.id
    }
    const attribute = (name: string) =>
      make('attribute', '/user_attributes', name, { name, label: name, type: 'string' })
    const value_attribute_ids = [await attribute('storm_a'), await attribute('storm_b')]
    const group_ids: string[] = []
    for (let at = 0; at < clients; at++) {
      const name = `storm p${at}`
      group_ids.push(await make('group', '/groups', name, { name }))
    }
    for (const [at, group_id] of group_ids.entries()) {
      const last_name = `storm p${at}`
      const ground = {
        user_id: await make('user', '/users', last_name, { first_name: 'Storm', last_name }),
        group_id,
        group_ids: [...group_ids, ...group_ids].slice(at, at + 3),
        value_attribute_ids,
        list_attribute_id: await attribute(`storm_list_${at}`),
      }
      this.grounds.push(ground)
      const draws = { random: this.#random, unique: () => this.#unique() }
      this.#lanes.push(lanesOf(`client ${at}`, ground, draws))
    }
    client.close()
  }

  /** Every client sends changes until there are enough or one is not answered as done. */
  async rage(url: string, data: string, watch: Rage): Promise<void> {
    const client = new Client(url, clients)
    const caller = { client, headers: await client.signIn(data), watch }
    watch.begun?.()
    const work = async (lanes: readonly Lane[]) => {
      for (let answered = true; answered && !watch.enough(); ) {
        // Setting values is the most frequent change, as in real use.
        const some = this.#random.chance(0.6) ? lanes.slice(0, 2) : lanes
        answered = await this.#proceed(caller, this.#random.pick(some))
      }
    }
    await Promise.all(this.#lanes.map(work))
    client.close()
  }

  /** Checks the stored state. This settles every change in doubt, and every lane goes on. */
  settle(stored: Stored): Settled {
    const { problems, applied } = stormVerdict(this.#all(), stored)
    const unanswered: Change[] = []
    for (const [at, lane] of this.#all().entries()) {
      const happened = applied[at] ?? 0
      unanswered.push(...lane.sent.slice(lane.acknowledged, happened))
      if (happened < lane.sent.length) lane.running = undefined
      lane.sent.length = happened
      lane.acknowledged = happened
    }
    return { problems, unanswered }
  }

  #all(): Lane[] {
    return [this.#planted, ...this.#lanes.flat()]
  }

  /** Each text begins with its own word; some are so long that they need extra pages. */
  #unique(): string {
    const length = this.#random.chance(0.05) ? 6000 : 200
    return `${++this.#texts} ${'x'.repeat(this.#random.below(length))}`
  }

  /** Returns whether the change was answered as done. */
  async #proceed(caller: Caller, lane: Lane): Promise<boolean> {
    const begun = () => ({ script: lane.begin(lane.sent.at(-1)?.facts ?? {}), answer: { id: '' } })
    const { script, answer } = lane.running ?? begun()
    const next = await this.#send(caller, lane, script.next(answer).value)
    // A change in doubt may have made something whose id nobody knows, so the lane begins anew.
    lane.running = next === undefined ? undefined : { script, answer: next }
    return next !== undefined
  }

  /** The body of the answer, if there was one and it said that the change is done. */
  async #send(
    { client, headers, watch }: Caller,
    lane: Lane,
    { asked, ...change }: Step,
  ): Promise<{ id: string } | undefined> {
    lane.sent.push(change)
    watch.sent?.(change)
    const answer = await client.ask({ ...asked, headers }).catch(() => undefined)
    if (answer === undefined || answer.status === 503) return undefined
    if (answer.status >= 300) {
      throw new Error(`${change.audited.operation} was answered ${answer.status} ${answer.text}`)
    }
    lane.acknowledged++
    watch.acknowledged?.(change)
    return answer.text === '' ? { id: '' } : JSON.parse(answer.text)
  }
}
