// Chooses the time of a program: the machine's, or that of the database if nodes share one.
import { newestAudit } from '../audit/sql.ts'
import { SharedTime, steadyClock, type TimeSource } from '../clock.ts'
import type { Examined, Result } from '../doctor/store-checks.ts'
import { limits } from '../limits.ts'
import type { Log } from '../log.ts'
import type { Db } from '../store/db.ts'

/** The pace of a node whose time is ahead of the database's, so that the two meet again. */
const pace = 0.999

const firstQuestions = 5

export interface Time {
  /** Milliseconds since 1970 UTC; never goes back (decision 12). */
  readonly now: () => number
  /** By how many milliseconds the machine's clock is ahead of `now`, or behind where negative. */
  readonly machineIsOff: () => Promise<number>
}

/** Clocks for tests. */
interface Told {
  /** Replaces the clocks of the machine and of the database. */
  readonly now?: (() => number) | undefined
  /** Replaces the clock of this machine alone. */
  readonly machineNow?: (() => number) | undefined
}

/** Goes on from the newest audit row; the log gets a warning if the clock is behind that. */
export async function timeOf(
  db: Pick<Db, 'read' | 'time'>,
  { now, machineNow: wall = now ?? Date.now }: Told = {},
  log?: Log,
): Promise<Time> {
  const machine: TimeSource = { wall, elapsed: () => performance.now() }
  const shared = now === undefined && db.time ? new SharedTime(db.time, machine) : undefined
  // The quickest of a few answers says best what time it is: the first ones of a busy start arrive late.
  for (let asked = 0; shared && asked < firstQuestions; asked++) await shared.ask()
  const [[newest]] = await db.read(newestAudit)
  const earliest = newest?.at ?? 0
  // guard postgres-17: shared ? → false ?
  const source = shared ? { wall: shared.wall, elapsed: () => machine.elapsed() * pace } : machine
  const seconds = Math.round((earliest - source.wall()) / 1000)
  if (seconds > 0) log?.warn({ seconds }, 'the clock is behind the newest audit row')
  return {
    now: steadyClock(source, earliest),
    machineIsOff: async () => (await shared?.ask()) ?? 0,
  }
}

/** Asks from time to time whether the machine's clock is right, and logs when that changes. */
export class ClockWatch {
  readonly #time: Time
  readonly #log: Log
  #wasOff = false

  constructor(time: Time, log: Log) {
    this.#time = time
    this.#log = log
  }

  /** Begins to ask; the returned function ends it. */
  begin(): () => void {
    // Without the database nothing is decided either; the next question will be answered.
    const ask = () => this.isOff().catch(() => undefined)
    ask()
    const timer = setInterval(ask, limits.clock_milliseconds).unref()
    return () => clearInterval(timer)
  }

  /** Whether the machine's clock is too far off for this node to get requests. */
  async isOff(): Promise<boolean> {
    const off = await this.#time.machineIsOff()
    const isOff = Math.abs(off) > limits.clock_off_milliseconds
    if (isOff !== this.#wasOff) {
      this.#wasOff = isOff
      const seconds = Math.round(off / 1000)
      if (isOff) this.#log.warn({ seconds }, clockIsOff)
      else this.#log.info({}, 'the clock agrees with that of the database again; ready')
    }
    return isOff
  }
}

const clockIsOff =
  'the clock of this machine is so far ahead of that of the database, or behind; not ready until it is right'

/** Whether a node on this machine would be ready. */
export async function examineClock({ db }: Examined): Promise<Result> {
  const { machineIsOff } = await timeOf(db)
  const off = await machineIsOff()
  const seconds = Math.round(Math.abs(off) / 1000)
  const where = off > 0 ? 'ahead of' : 'behind'
  return {
    problems:
      Math.abs(off) > limits.clock_off_milliseconds
        ? [`The clock of this machine is ${seconds} s ${where} that of the database; set it right.`]
        : [],
    seen: 'it agrees with that of the database',
  }
}
