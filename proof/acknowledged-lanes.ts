// Clients that set one value each, again and again during failures, and record the outcome of each change.
import { type Answer, type Asked, Client } from '../test/support/server-process.ts'

/** A value of user 1 that one client changes; it sends each change only after the answer to the previous one. */
interface Lane {
  readonly user_attribute_id: string
  readonly acknowledged: string[]
  /** Changes answered with an unknown outcome: they may or may not be stored. */
  readonly unknown: string[]
  /** The time at which the newest acknowledged change was sent, from `performance.now()`. */
  since: number
}

/** The stored state of a lane: the value, and its audit rows in their order. */
export interface Kept {
  readonly value: string | undefined
  readonly audited: readonly string[]
}

/** Milliseconds between a refusal and the next attempt. */
const pause = 20

export class AcknowledgedLanes {
  readonly lanes: readonly Lane[]
  /** Answers that an outage does not explain. */
  readonly unexpected: string[] = []
  /** Changes of which the server has said that nothing was stored. */
  refused = 0
  slowest = 0
  readonly #clients = new Map<string, Client>()
  /** The nodes that are asked in turn. */
  #rotation: readonly Client[] = []
  readonly #headers: Readonly<Record<string, string>>
  #isOver = false
  #writers: Promise<void>[] = []

  private constructor(lanes: readonly Lane[], headers: Readonly<Record<string, string>>) {
    this.lanes = lanes
    this.#headers = headers
  }

  /**
   * Makes the attributes and begins; each lane asks the nodes in turn. `data` is the directory of `looker.ini`.
   * With `reads`, each acknowledged value is read at once, from the next node.
   */
  static async start(
    urls: readonly string[],
    data: string,
    { count, reads = false }: { count: number; reads?: boolean },
  ): Promise<AcknowledgedLanes> {
    const client = new Client(urls[0] ?? '')
    const headers = await client.signIn(data)
    const lanes: Lane[] = []
    for (let at = 0; at < count; at++) {
      const body = JSON.stringify({ name: `lane_${at}`, label: `Lane ${at}`, type: 'string' })
      const path = '/api/4.0/user_attributes'
      const { text } = await client.ask({ method: 'POST', path, headers, body })
      const { id } = JSON.parse(text)
      lanes.push({ user_attribute_id: id, acknowledged: [], unknown: [], since: 0 })
    }
    client.close()
    const held = new AcknowledgedLanes(lanes, headers)
    for (const url of urls) held.join(url)
    held.#writers = lanes.map((lane, at) => held.#write(lane, at, reads))
    return held
  }

  /** From now on the node is asked, as if a load balancer had added it. */
  join(url: string): void {
    const client = new Client(url, this.lanes.length)
    this.#clients.set(url, client)
    this.#rotation = [...this.#rotation, client]
  }

  /** The node gets no new requests; it still has to answer those under way. */
  leave(url: string): void {
    this.#rotation = this.#rotation.filter((client) => client !== this.#clients.get(url))
  }

  get acknowledged(): number {
    return this.lanes.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)
  }

  /**
   * Waits until every lane has an acknowledged change that was sent after this moment; returns how long
   * that took.
   */
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
    for (const client of this.#clients.values()) client.close()
  }

  /** The changes that are lost, stored twice, or stored although nobody sent them. */
  judge(kept: (user_attribute_id: string) => Kept) {
    const { refused } = this
    const counts = { acknowledged: 0, refused, unknown: 0, unknown_stored: 0, lost: 0, doubled: 0 }
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

  async #write(lane: Lane, at: number, reads: boolean): Promise<void> {
    const path = `/api/4.0/users/1/attribute_values/${lane.user_attribute_id}`
    for (let count = 0; !this.#isOver; count++) {
      const value = `${at}-${count}`
      const from = performance.now()
      const body = JSON.stringify({ value })
      const { status, text } = await this.#ask(at + count, { method: 'PATCH', path, body })
      if (status === 200) {
        lane.acknowledged.push(value)
        lane.since = from
        if (reads) await this.#readBack(at + count + 1, lane, value)
        continue
      }
      // `judge` finds a change of which the server has said that it is not stored, and that is.
      if (status === 503 && /It is unknown whether/.test(text)) lane.unknown.push(value)
      else if (status === 503 && /nothing was stored/.test(text)) this.refused++
      else this.unexpected.push(`PATCH: ${status} ${text.slice(0, 200)}`)
      await wait(pause)
    }
  }

  async #readBack(turn: number, { user_attribute_id }: Lane, value: string): Promise<void> {
    const query = `user_attribute_ids=${user_attribute_id}&fields=value`
    const path = `/api/4.0/users/1/attribute_values?${query}`
    const { status, text } = await this.#ask(turn, { path })
    if (status === 200 && JSON.parse(text)[0]?.value === value) return
    this.unexpected.push(`GET: ${status} ${text.slice(0, 200)}`)
  }

  /** A broken connection has status 0. */
  async #ask(turn: number, asked: Asked): Promise<Pick<Answer, 'status' | 'text'>> {
    const client = this.#rotation[turn % this.#rotation.length]
    if (client === undefined) throw new Error('nobody is there to ask')
    const from = performance.now()
    const answer = await client
      .ask({ ...asked, headers: this.#headers })
      .catch((error: Error) => ({ status: 0, text: error.message }))
    this.slowest = Math.max(this.slowest, performance.now() - from)
    return answer
  }
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
