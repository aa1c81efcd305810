// Opens and checks each state that power loss may leave of a recorded run.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuditCheck } from '../../src/audit/chain-check.ts'
import { verifyAudit } from '../../src/audit/verification.ts'
import { openDataDirectory, readDataDirectory } from '../../src/files/data-directory.ts'
import { insistNotLost } from '../../src/files/disk.ts'
import { auditKey } from '../../src/keys/data-keys.ts'
import { serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { settleMasterKey } from '../../src/start/key-rotation.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { makeReady, openToRead } from '../../src/store/sqlite/file.ts'
import { type Random, randomFrom } from '../../test/support/random.ts'
import type { History } from '../storm/storm-check.ts'
import { Disk } from './disk.ts'
import { judgedFile, Tally, type Wrong, type WrongCounts } from './judged-file.ts'
import type { Recording } from './recording.ts'

export interface Judged extends WrongCounts {
  readonly states: number
  readonly problems: readonly string[]
}

/** For one state in this many, a server is started and the audit chain verified, which takes ten times as long. */
const servedEvery = 100

/** Opens so many states, cut at random points of the run, and counts the wrong ones. */
export async function judgeStates(
  recording: Recording,
  states: number,
  { seed, directory }: { seed: number; directory: string },
): Promise<Judged> {
  const random = randomFrom(seed)
  const cuts = Array.from({ length: states }, () => random.below(recording.records.length + 1))
  cuts.sort((one, other) => one - other)
  const disk = new Disk(recording.root)
  const known = new Known(recording)
  const tally = new Tally()
  let applied = 0
  for (const [at, cut] of cuts.entries()) {
    for (; applied < cut; applied++) {
      const record = recording.records[applied]
      if (record?.kind === 'mark') known.mark(record.text)
      else if (record !== undefined) disk.apply(record)
    }
    const files = disk.afterPowerLoss(random)
    lay(directory, files, random)
    tally.add(`cut at ${cut}`, await judge(directory, known, at % servedEvery === 0))
  }
  return { states, ...tally.counts, problems: tally.problems }
}

/** The changes sent and answered up to a point of the run. */
class Known {
  readonly #recording: Recording
  readonly #sent: number[]
  readonly #acknowledged: number[]

  constructor(recording: Recording) {
    this.#recording = recording
    this.#sent = recording.histories.map(() => 0)
    this.#acknowledged = recording.histories.map(() => 0)
  }

  mark(text: string): void {
    const [what, number] = text.split(' ')
    const counts = what === 'sent' ? this.#sent : this.#acknowledged
    const at = this.#recording.historyOf[Number(number)] ?? -1
    counts[at] = (counts[at] ?? 0) + 1
  }

  get masterKey(): Uint8Array {
    return this.#recording.masterKey
  }

  /** No change has been sent yet. */
  get isFirstStart(): boolean {
    return this.#sent.every((sent) => sent === 0)
  }

  get histories(): History[] {
    return this.#recording.histories.map(({ lane, sent }, at) => ({
      lane,
      sent: sent.slice(0, this.#sent[at]),
      acknowledged: this.#acknowledged[at] ?? 0,
    }))
  }
}

function judge(directory: string, known: Known, served: boolean): Promise<Wrong[]> {
  const file = join(directory, 'attrium.db')
  const start = () => {
    if (served) return serveOnce(directory)
    // The first start makes the files beside the database, and nothing changes them after that.
    return known.isFirstStart ? startOnce(directory) : open(file, known.masterKey)
  }
  return judgedFile(file, start, known.histories)
}

/** Writes the files of a state. */
function lay(directory: string, files: ReadonlyMap<string, Buffer>, random: Random): void {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { mode: 0o700 })
  for (const [name, bytes] of files) {
    if (!name.endsWith('-shm')) writeFileSync(join(directory, name), bytes, { mode: 0o600 })
    // The kernel may have written any part of a mapped file, or nothing of it.
    else if (random.chance(0.5)) {
      const anything = Buffer.alloc(32_768, random.below(256))
      writeFileSync(join(directory, name), anything, { mode: 0o600 })
    }
  }
}

/** Opens the store as `openStore` does, but without the writer thread. */
async function open(file: string, masterKey: Uint8Array): Promise<void> {
  insistNotLost(file)
  await makeReady(file, { masterKey, now: 0 })
}

const settingsOf = (data: string) => readSettings({ data, port: '0', logLevel: 'silent' }, {})

/** Starts and stops the server; its audit must be whole then. */
async function serveOnce(data: string): Promise<void> {
  const { stop } = await serve(settingsOf(data))
  await stop()
  const { databaseFile, masterKey } = readDataDirectory(settingsOf(data), true)
  const { db, keys } = await openToRead(databaseFile, masterKey)
  const wrong: string[] = []
  await verifyAudit(db, new AuditCheck(auditKey(keys), [], (what) => wrong.push(what)))
  await db.close()
  insistOnKey(data)
  if (wrong.length > 0) throw new Error(wrong.join('; '))
}

/** The data directory and the database, as a start opens them before it listens. */
async function startOnce(data: string): Promise<void> {
  const directory = openDataDirectory(settingsOf(data))
  try {
    const masterKey = await settleMasterKey(settingsOf(data), directory)
    await open(directory.databaseFile, masterKey)
  } finally {
    directory.release()
  }
  insistOnKey(data)
}

/** A store that has an administrator must also have a key to sign in as one. */
function insistOnKey(data: string): void {
  const connection = openConnection(join(data, 'attrium.db'), 'reader')
  const ids = connection.prepare('select client_id from credentials_api3').pluck().all() as string[]
  connection.close()
  const file = join(data, 'looker.ini')
  const written = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (!ids.every((id) => written.includes(id))) throw new Error('the first API key is nowhere')
}
