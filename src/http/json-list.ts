// Answers that are too long for one turn of the event loop, or for waiting in memory for a slow reader.
import type { Readable } from 'node:stream'
import { limits } from '../limits.ts'
import { freeBytes } from './free-bytes.ts'

/** Takes bytes, and gives them back once. */
export interface Spool {
  /** The bytes are needed only until this ends. */
  write(bytes: Buffer): Promise<void>
  /** The spool ends when it has been read or destroyed, unless it may be read again. */
  read(again?: boolean): Readable
  /** Ends a spool that nobody will read. */
  close(): Promise<void>
}

/** An answer that waits on disk for its reader. */
export class SpooledAnswer {
  readonly #spool: Spool
  /** The length of the whole answer, when it has ended. */
  bytes = 0

  constructor(spool: Spool) {
    this.#spool = spool
  }

  read(): Readable {
    return this.#spool.read()
  }

  drop(): Promise<void> {
    return this.#spool.close()
  }

  /** Leaves out so many bytes at the end. */
  protected async write(bytes: Buffer, without: number): Promise<void> {
    const part = bytes.subarray(0, bytes.length - without)
    this.bytes += part.length
    await this.#spool.write(part)
    freeBytes(bytes)
  }
}

/** What `make` makes of each part of the items, one after the other. */
export function* eachPart<Item, Made>(
  items: readonly Item[],
  make: (part: readonly Item[]) => Made,
) {
  for (let at = 0; at < items.length; at += limits.listed_in_a_part) {
    yield make(items.slice(at, at + limits.listed_in_a_part))
  }
}

/** A list in JSON. */
export class JsonList extends SpooledAnswer {
  /** `list`: JSON of one or more items, as `listText` writes it. */
  add(list: string): Promise<void> {
    return this.write(bytesOf(list, this.bytes === 0), 1)
  }

  end(): Promise<void> {
    return this.write(Buffer.from(']'), 0)
  }
}

/** A file of lines. */
export class LineFile extends SpooledAnswer {
  /** `lines`: one or more whole lines, each with its end. */
  add(lines: string): Promise<void> {
    return this.write(bytesOf(lines, true), 0)
  }
}

/** A list in memory of its own; it begins with a comma if it continues another. */
function bytesOf(list: string, isFirst: boolean): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(list))
  bytes.write(list)
  if (!isFirst) bytes.write(',')
  return bytes
}

/**
 * The JSON of a list that is made in parts, each as `listText` writes it. What a part was made of is garbage
 * before the next part is made: a collection that comes meanwhile has little to keep.
 */
export function listOfParts(parts: Iterable<string>): Buffer {
  const all: Buffer[] = []
  for (const list of parts) all.push(bytesOf(list, all.length === 0))
  const [only] = all
  if (only === undefined) return Buffer.from('[]')
  if (all.length === 1) return only
  const end = Buffer.from(']')
  const whole = Buffer.concat([...all.map((bytes) => bytes.subarray(0, -1)), end])
  for (const bytes of all) freeBytes(bytes)
  return whole
}
