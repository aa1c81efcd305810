// Runs real servers in a storm on a disk whose n-th change fails, and checks their behaviour and their data.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readDataDirectory } from '../../src/files/data-directory.ts'
import { readSettings } from '../../src/settings.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { makeReady } from '../../src/store/sqlite/file.ts'
import { type Random, randomFrom } from '../../test/support/random.ts'
import { Client, type ServerProcess, startServer } from '../../test/support/server-process.ts'
import { Storm } from '../storm/storm.ts'
import { storedIn } from '../storm/storm-facts.ts'
import { judgedFile, Tally, type WrongCounts } from './judged-file.ts'
import { type Fault, forever, WatchedDisk } from './watched-disk.ts'

export interface FailingDisk {
  /** An empty directory of its own. */
  readonly scratch: string
  readonly seed: number
  /**
   * The numbers of the failing changes, counted from some moment of a storm. In turn, one change fails, or
   * all from it on.
   */
  readonly points: readonly number[]
  readonly program?: string | undefined
}

export interface Survived extends WrongCounts {
  readonly acknowledged: number
  /** The time from the last answer to the end of the process. */
  readonly slowestStopMilliseconds: number
  readonly problems: readonly string[]
}

/** The fault is set before this many changes have been acknowledged. */
const calmChanges = 30
/** Changes after which a storm ends although nothing has failed. */
const enoughChanges = 200
/** A server that should have stopped by then is killed. */
const patienceMilliseconds = 5000

/** After an I/O error the process ends, and its next start has everything it acknowledged. */
export async function ioErrorPoints(options: FailingDisk): Promise<Survived> {
  const trial = new Trial(options)
  for (const [at, point] of options.points.entries()) {
    const server = await trial.start()
    try {
      await trial.storm(server, { what: 'io', ...lasting(at, point) })
      await trial.expectEnd(`change ${point}`, server)
    } finally {
      trial.mend()
      server.kill('SIGKILL')
      await server.ended
    }
    await trial.judge(`change ${point}`)
  }
  return trial.survived
}

/** On a full disk changes are refused and reads go on. Once there is room, changes are taken again. */
export async function fullDiskPoints(options: FailingDisk): Promise<Survived> {
  const trial = new Trial(options)
  const server = await trial.start()
  try {
    for (const [at, point] of options.points.entries()) {
      await trial.storm(server, { what: 'full', ...lasting(at, point) })
      await trial.expectReads(`change ${point}`, server)
      trial.judgeRunning(`change ${point}`)
      trial.mend()
      await trial.expectChanges(`change ${point}`, server)
    }
    server.kill('SIGTERM')
    const ended = await server.ended
    if (ended !== 0) trial.tally.problems.push(`ended with ${ended} on SIGTERM`)
  } catch (error) {
    trial.tally.problems.push(`${error}: ${server.log()}`)
  } finally {
    trial.mend()
    server.kill('SIGKILL')
    await server.ended
  }
  await trial.judge('at the end')
  return trial.survived
}

const lasting = (at: number, from: number) => ({ from, count: at % 2 === 0 ? 1 : forever })

/** One data directory and one storm on it, from fault to fault. */
class Trial {
  readonly tally = new Tally()
  readonly #data: string
  readonly #storm: Storm
  readonly #random: Random
  readonly #disk: WatchedDisk
  readonly #program: string | undefined
  #acknowledged = 0
  #slowestStop = 0

  constructor({ scratch, seed, program }: FailingDisk) {
    this.#data = join(scratch, 'data')
    mkdirSync(this.#data, { mode: 0o700 })
    this.#disk = new WatchedDisk(this.#data, scratch)
    this.#storm = new Storm(seed)
    this.#random = randomFrom(seed)
    this.#program = program
  }

  get survived(): Survived {
    const { counts, problems } = this.tally
    const acknowledged = this.#acknowledged
    return { ...counts, acknowledged, slowestStopMilliseconds: this.#slowestStop, problems }
  }

  async start(): Promise<ServerProcess> {
    const { environment } = this.#disk
    const server = await startServer(this.#data, { program: this.#program, environment })
    if (this.#storm.grounds.length === 0) await this.#storm.plant(server.url, this.#data)
    return server
  }

  /** Every client goes on until it meets the fault, which is set at some moment. */
  async storm({ url }: ServerProcess, fault: Fault): Promise<void> {
    let acknowledged = 0
    const moment = 1 + this.#random.below(calmChanges)
    await this.#storm.rage(url, this.#data, {
      acknowledged: () => {
        if (++acknowledged === moment) this.#disk.set(fault)
      },
      enough: () => acknowledged >= enoughChanges,
    })
    this.#acknowledged += acknowledged
  }

  mend(): void {
    this.#disk.set({ what: 'none' })
  }

  async expectEnd(where: string, server: ServerProcess): Promise<void> {
    const since = performance.now()
    const timer = setTimeout(() => server.kill('SIGKILL'), patienceMilliseconds)
    const ended = await server.ended
    clearTimeout(timer)
    this.#slowestStop = Math.max(this.#slowestStop, Math.round(performance.now() - since))
    if (ended === 1) return
    const how = ended === 'SIGKILL' ? 'went on after an I/O error' : `ended with ${ended}`
    this.tally.problems.push(`${where}: the server ${how}`)
  }

  async expectReads(where: string, { url }: ServerProcess): Promise<void> {
    const client = new Client(url)
    const { status } = await client.ask({ path: '/readyz' })
    client.close()
    if (status !== 200) this.tally.problems.push(`${where}: reads were answered ${status}`)
  }

  async expectChanges(where: string, { url }: ServerProcess): Promise<void> {
    let acknowledged = 0
    const enough = () => acknowledged >= 8
    await this.#storm.rage(url, this.#data, { acknowledged: () => acknowledged++, enough })
    this.#acknowledged += acknowledged
    if (enough()) return
    this.tally.problems.push(`${where}: changes were refused although there was room`)
  }

  /** Checks the state that the next start finds after a server has ended. */
  async judge(where: string): Promise<void> {
    const file = join(this.#data, 'attrium.db')
    const { masterKey } = readDataDirectory(readSettings({ data: this.#data }, {}), true)
    const start = () => makeReady(file, { masterKey, now: 0 })
    this.tally.add(where, await judgedFile(file, start, this.#storm.histories))
    this.#settle()
  }

  /** Checks the store beside a running server that has answered everything: refused changes must not be stored. */
  judgeRunning(where: string): void {
    const { problems, unanswered } = this.#settle()
    this.tally.add(where, problems)
    for (const { audited } of unanswered) {
      // Hiding takes several commits; the next start continues where it was broken off.
      if (audited.operation === 'update_user_attribute') continue
      this.tally.problems.push(`${where}: ${audited.operation} was refused and stored`)
    }
  }

  #settle() {
    const connection = openConnection(join(this.#data, 'attrium.db'), 'reader')
    try {
      return this.#storm.settle(storedIn(connection))
    } finally {
      connection.close()
    }
  }
}
