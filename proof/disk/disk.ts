// A disk after recorded changes: the parts that are certainly on it, and the parts that power loss may keep, drop
// or tear.
import { relative } from 'node:path'
import type { Random } from '../../test/support/random.ts'
import type { DiskRecord } from './disk-log.ts'

type ContentChange = { readonly offset: number; readonly bytes: Buffer } | { readonly size: number }

/** Names that one call changes together, each with the file that it names afterwards. */
type NameChange = readonly (readonly [name: string, file: File | undefined])[]

/** A disk writes whole sectors; a larger write can be torn between two of them. */
const sector = 512

class Content {
  #bytes: Buffer
  #size: number
  constructor(bytes = Buffer.alloc(0)) {
    this.#bytes = bytes
    this.#size = bytes.length
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#size)
  }

  change(change: ContentChange): void {
    if ('size' in change) this.#resize(change.size)
    else {
      const end = change.offset + change.bytes.length
      if (end > this.#size) this.#resize(end)
      change.bytes.copy(this.#bytes, change.offset)
    }
  }

  /** A file that grows has zeros where nothing was written. */
  #resize(size: number): void {
    if (size > this.#bytes.length) {
      const larger = Buffer.alloc(size * 2)
      this.bytes.copy(larger)
      this.#bytes = larger
    }
    if (size < this.#size) this.#bytes.fill(0, size, this.#size)
    this.#size = size
  }
}

class File {
  readonly #durable = new Content()
  #pending: ContentChange[] = []

  change(change: ContentChange): void {
    this.#pending.push(change)
  }

  sync(): void {
    for (const change of this.#pending) this.#durable.change(change)
    this.#pending = []
  }

  /** The file with the pending parts that `survivors` names. */
  after(survivors: (change: ContentChange) => readonly ContentChange[]): Buffer {
    const surviving = this.#pending.flatMap(survivors)
    if (surviving.length === 0) return this.#durable.bytes
    const content = new Content(Buffer.from(this.#durable.bytes))
    for (const change of surviving) content.change(change)
    return content.bytes
  }
}

export class Disk {
  readonly #root: string
  readonly #open = new Map<string, File | 'directory'>()
  #names = new Map<string, File>()
  #durableNames = new Map<string, File>()
  #pendingNames: NameChange[] = []

  constructor(root: string) {
    this.#root = root
  }

  apply(record: DiskRecord): void {
    switch (record.kind) {
      case 'open':
        this.#opened(record.descriptor, record.path, record.truncates)
        break
      case 'unlink':
        this.#rename([[this.#nameOf(record.path), undefined]])
        break
      case 'rename':
        this.#rename([
          [this.#nameOf(record.from), undefined],
          [this.#nameOf(record.to), this.#names.get(this.#nameOf(record.from))],
        ])
        break
      case 'write':
      case 'truncate':
        this.#file(record.descriptor).change(record)
        break
      case 'sync':
        this.#sync(record.descriptor)
        break
      case 'close':
        this.#open.delete(record.descriptor)
    }
  }

  /** The files as processes see them. */
  get files(): Map<string, Buffer> {
    return contents(this.#names, (change) => [change])
  }

  /** The files as they may be if the power fails now. */
  afterPowerLoss(random: Random): Map<string, Buffer> {
    // All, none or some survive: each case happens, and each finds different mistakes.
    const kept = random.pick([0, 0.5, 0.9, 1])
    const names = new Map(this.#durableNames)
    for (const change of this.#pendingNames) if (random.chance(kept)) rename(names, change)
    return contents(names, (change) => survivors(change, kept, random))
  }

  #opened(descriptor: string, path: string, truncates: boolean): void {
    const name = this.#nameOf(path)
    if (name === '') {
      this.#open.set(descriptor, 'directory')
      return
    }
    let file = this.#names.get(name)
    if (file === undefined) {
      file = new File()
      this.#rename([[name, file]])
    } else if (truncates) file.change({ size: 0 })
    this.#open.set(descriptor, file)
  }

  #sync(descriptor: string): void {
    if (this.#open.get(descriptor) !== 'directory') {
      this.#file(descriptor).sync()
      return
    }
    this.#durableNames = new Map(this.#names)
    this.#pendingNames = []
  }

  #rename(change: NameChange): void {
    rename(this.#names, change)
    this.#pendingNames.push(change)
  }

  #file(descriptor: string): File {
    const file = this.#open.get(descriptor)
    if (file === undefined || file === 'directory') throw new Error(`no file is ${descriptor}`)
    return file
  }

  #nameOf = (path: string) => relative(this.#root, path)
}

function rename(names: Map<string, File>, change: NameChange): void {
  for (const [name, file] of change) {
    if (file === undefined) names.delete(name)
    else names.set(name, file)
  }
}

const contents = (
  names: ReadonlyMap<string, File>,
  surviving: (change: ContentChange) => readonly ContentChange[],
) => new Map([...names].map(([name, file]) => [name, file.after(surviving)]))

function survivors(change: ContentChange, kept: number, random: Random): readonly ContentChange[] {
  const isTorn = kept > 0 && kept < 1 && random.chance(0.25)
  if (isTorn && 'bytes' in change) return sectorsOf(change).filter(() => random.chance(0.5))
  return random.chance(kept) ? [change] : []
}

function sectorsOf({ offset, bytes }: { offset: number; bytes: Buffer }): ContentChange[] {
  const parts: ContentChange[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + sector - ((offset + at) % sector))
    parts.push({ offset: offset + at, bytes: bytes.subarray(at, end) })
    at = end
  }
  return parts
}
