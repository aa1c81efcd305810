// A directory whose changes are recorded, and can be made to fail, by watched-disk.c.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../../test/support/repository.ts'
import { type DiskRecord, markRecord, readLog } from './disk-log.ts'

/** The results of changes, as numbered in watched-disk.c. */
const faults = { none: 0, kill: 1, io: 2, full: 3 } as const

export interface Fault {
  readonly what: keyof typeof faults
  /** The first change that meets the fault, counted from 1 since it was set. */
  readonly from?: number
  /** The number of changes that meet it. */
  readonly count?: number
}

export const forever = 0x7fffffff

export class WatchedDisk {
  /** The environment for the process to be watched. */
  readonly environment: Readonly<Record<string, string>>
  readonly #log: string
  readonly #fault: string
  readonly #marks: number | undefined

  /** `directory` is an absolute path; `scratch` another directory, which exists. */
  constructor(directory: string, scratch: string, { record = false } = {}) {
    const library = join(scratch, 'watched-disk.so')
    const source = join(repository, 'proof', 'disk', 'watched-disk.c')
    execFileSync('gcc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-lpthread'])
    this.#log = join(scratch, 'disk.log')
    this.#fault = join(scratch, 'disk.fault')
    writeFileSync(this.#fault, new Uint8Array(4 * Int32Array.BYTES_PER_ELEMENT))
    this.#marks = record ? openSync(this.#log, 'a', 0o600) : undefined
    this.environment = {
      LD_PRELOAD: library,
      WATCHED_DIRECTORY: directory,
      WATCHED_FAULT: this.#fault,
      ...(record ? { WATCHED_LOG: this.#log } : {}),
    }
  }

  /** Takes effect at once, also in a process that runs. */
  set({ what, from = 1, count = 1 }: Fault): void {
    const words = new Int32Array([faults[what], from, count, 0])
    // The file is overwritten, not replaced, because the process has it mapped.
    writeFileSync(this.#fault, new Uint8Array(words.buffer), { flag: 'r+' })
  }

  /** Changes since the fault was set. */
  get seen(): number {
    return readFileSync(this.#fault).readInt32LE(12)
  }

  /** Puts a text into the log, between the changes made before and after. */
  mark(text: string): void {
    if (this.#marks === undefined) throw new Error('nothing is recorded')
    writeSync(this.#marks, markRecord(text))
  }

  records(): DiskRecord[] {
    return readLog(readFileSync(this.#log))
  }

  close(): void {
    if (this.#marks !== undefined) closeSync(this.#marks)
  }
}
