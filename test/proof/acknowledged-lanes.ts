// Clients that set one value each, again and again, whatever fails meanwhile, and know what became of each change.
import { Client } from '../faults/server-process.ts'

/** A value of user 1 that one client changes; it sends a change when it has heard of the one before. */
interface Lane {
  readonly user_attribute_id: string
  readonly acknowledged: string[]
  /** Answered that nobody knows whether it was stored. */
  readonly unknown: string[]
  /** When the newest change that was acknowledged was sent, as `performance.now()` tells it. */
  since: number
}

/** What the store holds of a lane: the value, and its audit rows in their order. */
export interface Kept {
  readonly value: string | undefined
  readonly audited: readonly string[]
}

/** Milliseconds between a refusal and the next attempt. */
const pause = 20

export class AcknowledgedLanes {
  readonly lanes: readonly Lane[]
  /** Answers that no outage explains. */
  readonly unexpected: string[] = []
  slowest = 0
  readonly #nodes: readonly Client[]
  readonly #headers: Readonly<Record<string, string>>
  #isOver = false
  #writers: Promise<void>[] = []

  private constructor(
    lanes: readonly Lane[],
    nodes: readonly Client[],
    headers: Readonly<Record<string, string>>,
  ) {
    this.lanes = lanes
    this.#nodes = nodes
    this.#headers = headers
  }

  /** Makes the attributes and begins; each lane asks the nodes in turn. `data`: where `looker.ini` is. */
  static async start(urls: readonly string[], data: string, count: number) {
    const nodes = urls.map((url) => new Client(url, count))
    const [first] = nodes
    if (first === undefined) throw new Error('there is at least one node')
    const headers = await first.signIn(data)
    const lanes: Lane[] = []
    for (let at = 0; at < count; at++) {
      const body = JSON.stringify({ name: `lane_${at}`, label: `Lane ${at}`, type: 'string' })
      const path = '/api/4.0/user_attributes'
      const { text } = await first.ask({ method: 'POST', path, headers, body })
      const { id } = JSON.parse(text)
      lanes.push({ user_attribute_id: id, acknowledged: [], unknown: [], since: 0 })
    }
    const held = new AcknowledgedLanes(lanes, nodes, headers)
    held.#writers = lanes.map((lane, at) => held.#write(lane, at))
    return held
  }

  get acknowledged(): number {
    return this.lanes.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)
  }

  /** Until every lane has had a change acknowledged that was sent after this moment; answers how long that took. */
  async recovered(patience: number): Promise<number> {
    const from = performance.now()
    while (this.lanes.some(({ since }) => since < from)) {
      if (performance.now() - from > patience) return Number.POSITIVE_INFINITY
      await wait(5)
    }
    return performance.now() - from
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#writers)
    for (const node of this.#nodes) node.close()
  }

  /** What is lost, stored twice, or stored although nobody sent it. */
  judge(kept: (user_attribute_id: string) => Kept) {
    const counts = { acknowledged: 0, unknown: 0, unknown_stored: 0, lost: 0, doubled: 0 }
    const problems: string[] = []
    for (const { user_attribute_id, acknowledged, unknown } of this.lanes) {
      const { value, audited } = kept(user_attribute_id)
      const stored = new Set(audited)
      const lost = acknowledged.filter((it) => !stored.has(it))
      const doubled = audited.length - stored.size
      counts.acknowledged += acknowledged.length
      counts.unknown += unknown.length
      counts.unknown_stored += unknown.filter((it) => stored.has(it)).length
      counts.lost += lost.length
      counts.doubled += doubled
      const asked = new Set([...acknowledged, ...unknown])
      problems.push(
        ...lost.map((it) => `${it} was acknowledged and is lost`),
        ...(doubled > 0 ? [`${doubled} changes are audited twice`] : []),
        ...audited.filter((it) => !asked.has(it)).map((it) => `${it} was refused and is stored`),
        ...(value === audited.at(-1) ? [] : [`${value} is stored, ${audited.at(-1)} is audited`]),
      )
    }
    return { counts, problems }
  }

  async #write(lane: Lane, at: number): Promise<void> {
    const path = `/api/4.0/users/1/attribute_values/${lane.user_attribute_id}`
    for (let count = 0; !this.#isOver; count++) {
      const value = `${at}-${count}`
      const node = this.#nodes[(at + count) % this.#nodes.length]
      const body = JSON.stringify({ value })
      const from = performance.now()
      const answer = await node
        ?.ask({ method: 'PATCH', path, headers: this.#headers, body })
        .catch((error: Error) => ({ status: 0, text: error.message }))
      this.slowest = Math.max(this.slowest, performance.now() - from)
      if (answer?.status === 200) {
        lane.acknowledged.push(value)
        lane.since = from
        continue
      }
      if (answer?.status === 503 && / is unknown: /.test(answer.text)) lane.unknown.push(value)
      else this.unexpected.push(`${answer?.status} ${answer?.text.slice(0, 200)}`)
      await wait(pause)
    }
  }
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
