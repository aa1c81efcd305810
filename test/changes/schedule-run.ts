// What random times on servers whose clocks are moved about have in common, whatever has the times.
import type { Running } from '../../src/serve.ts'
import { sweepEnded } from '../../src/start/expiry.ts'
import { type Random, randomFrom } from '../support/random.ts'
import { keyIn } from '../support/server.ts'
import { askNode } from './asking-nodes.ts'
import type { Person } from './timeline.ts'

export interface Scheduling {
  /** The nodes of one store. */
  readonly nodes: readonly Running[]
  /** The time of every node. */
  readonly clock: { now: number }
  /** How many values are set for a time. */
  readonly schedules: number
  readonly seed: number
}

export interface Held {
  readonly schedules: number
  readonly reads: number
  readonly ended: number
  readonly problems: readonly string[]
}

export const iso = (time: number) => new Date(time).toISOString()

/** A read that tells nothing. */
export const unclear = Symbol('unclear')

/** Reads what a person has, from a node. */
export type Way = (node: Running, person: Person) => Promise<string | undefined | typeof unclear>

export abstract class ScheduleRun {
  readonly held = { schedules: 0, reads: 0, ended: 0 }
  readonly problems: string[] = []
  readonly clock: { now: number }
  readonly random: Random
  readonly people: Person[] = []
  readonly #nodes: readonly Running[]
  readonly #past: {
    readonly person: Person
    readonly at: number
    readonly value: string | undefined
  }[] = []
  #token = ''
  #signedInAt = 0

  constructor({ nodes, clock, seed }: Scheduling) {
    this.#nodes = nodes
    this.clock = clock
    this.random = randomFrom(seed)
  }

  abstract readonly ways: readonly Way[]
  /** The operation of the rows of sweeps. */
  abstract readonly ending: string
  abstract begin(): Promise<void>
  /** Changes something of a person. */
  abstract change(person: Person): Promise<void>
  /** What is told of a time in the past. */
  abstract told(node: Running, person: Person, at: number): Promise<string | undefined>

  /** Changes and reads; `problems` has what was read wrongly. */
  async run(schedules: number): Promise<Held> {
    await this.#signIn()
    await this.begin()
    while (this.held.schedules < schedules && this.problems.length < 20) await this.#step()
    await this.#askThePast()
    return { ...this.held, problems: this.problems }
  }

  async #step(): Promise<void> {
    const { random } = this
    if (this.clock.now - this.#signedInAt > 1_200_000) await this.#signIn()
    const person = random.pick(this.people)
    this.#advance(person)
    if (random.below(100) < 45) return this.#read(person)
    if (random.below(100) < 4) return this.#setBack(person)
    if (random.below(100) < 6) return this.#sweep()
    return this.change(person)
  }

  /** Moves the clock, often to the very moment at which something begins or ends, or to one beside it. */
  #advance(person: Person): void {
    const { now } = this.clock
    const boundaries = person.stretches.flatMap(({ from, to }) => [from, to])
    const later = boundaries.filter((time) => time > now + 1 && Number.isFinite(time))
    const boundary = later.length === 0 ? now : Math.min(...later) + this.random.below(3) - 1
    const some = now + 1 + this.random.below(this.random.chance(0.3) ? 5000 : 20)
    this.clock.now = this.random.chance(0.4) ? Math.max(boundary, now + 1) : some
  }

  times(): { from: number | undefined; to: number | undefined } {
    const { now } = this.clock
    const from = this.random.chance(0.4) ? now + 1 + this.random.below(400) : undefined
    const to = (from ?? now) + 1 + this.random.below(this.random.chance(0.2) ? 60_000 : 400)
    return { from, to: this.random.chance(0.75) ? to : undefined }
  }

  async #sweep(): Promise<void> {
    const { server } = this.random.pick(this.#nodes)
    await sweepEnded({ db: server.db, now: server.now, isEnding: () => false })
  }

  /** The clocks of the machines go back; that of no node does. */
  async #setBack(person: Person): Promise<void> {
    const before = this.clock.now
    // Nodes with one store have one time; from here on each of them goes on by itself.
    for (const { server } of this.#nodes) server.now()
    this.clock.now -= this.random.below(3_600_000)
    for (let count = 0; count < 3; count++) await this.#read(person)
    this.clock.now = Math.max(before, ...this.#nodes.map(({ server }) => server.now())) + 1
  }

  /** Reads in some way, from some node. */
  async #read(person: Person): Promise<void> {
    const node = this.random.pick(this.#nodes)
    const way = this.random.pick(this.ways)
    const from = node.server.now()
    const read = await way(node, person)
    const until = node.server.now()
    this.held.reads++
    const possible = new Set<string | undefined>()
    for (let time = from; time <= until; time++) possible.add(person.at(time))
    if (read === unclear) return
    if (!possible.has(read)) {
      const times = JSON.stringify(person.stretches.slice(-3))
      const at = `${from} to ${until}`
      this.problems.push(`${way.name} read ${read} at ${at} where there was ${times}`)
    }
    if (from === until && from === this.clock.now)
      this.#past.push({ person, at: from, value: read })
  }

  /** What was read at a time is told of that time, when much later. */
  async #askThePast(): Promise<void> {
    this.clock.now += 120_000
    await this.#signIn()
    await this.#sweep()
    const asked = this.#past.filter(() => this.random.below(this.#past.length) < 400)
    for (const { person, at, value } of asked) {
      const told = await this.told(this.random.pick(this.#nodes), person, at)
      this.held.reads++
      if (told !== value) this.problems.push(`as of ${at}, ${value} is told as ${told}`)
    }
    const path = `/history?operation=${this.ending}&limit=1000`
    const { json } = await this.attrium('GET', path)
    this.held.ended = json.history.length
    const wrong = json.history.filter(({ channel }: { channel: string }) => channel !== 'expiry')
    if (wrong.length > 0) this.problems.push('a row of a sweep has another channel')
  }

  expect(status: number, expected: number, what: string): void {
    if (status !== expected) this.problems.push(`${what} was answered ${status}, not ${expected}`)
  }

  async #signIn(): Promise<void> {
    const [node] = this.#nodes as readonly [Running]
    const payload = new URLSearchParams(keyIn(node.lookerIni)).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await node.app.inject({
      method: 'POST',
      url: '/api/4.0/login',
      payload,
      headers,
    })
    this.#token = answer.json().access_token
    this.#signedInAt = this.clock.now
  }

  looker = (method: string, path: string, body?: unknown) =>
    this.ask(this.random.pick(this.#nodes), method, `/api/4.0${path}`, { body })
  attrium = (method: string, path: string, body?: unknown) =>
    this.ask(this.random.pick(this.#nodes), method, `/api/attrium/1.0${path}`, { body })

  /** As the administrator, unless another token is given. */
  ask = (
    { app }: Running,
    method: string,
    url: string,
    {
      body,
      etag,
      token = this.#token,
    }: { body?: unknown; etag?: string | undefined; token?: string } = {},
  ) => askNode(app, { method, url, token, body, etag })
}
