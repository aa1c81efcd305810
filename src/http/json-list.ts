// A list that is too long to be made in one turn of the event loop, or to wait in memory for a slow reader.
import type { Readable } from 'node:stream'

/** Takes bytes, and gives them back once. */
export interface Spool {
  write(bytes: Buffer): Promise<void>
  /** Ends the spool when it has been read or destroyed. */
  read(): Readable
  /** Ends one that nobody will read. */
  close(): Promise<void>
}

export class JsonList {
  readonly #spool: Spool
  /** Of the whole list, when it has ended. */
  bytes = 0

  constructor(spool: Spool) {
    this.#spool = spool
  }

  /** `list`: JSON of some items, as `listText` writes it; not of none. */
  add(list: string): Promise<void> {
    return this.#write(`${this.bytes === 0 ? '[' : ','}${list.slice(1, -1)}`)
  }

  end(): Promise<void> {
    return this.#write(']')
  }

  read(): Readable {
    return this.#spool.read()
  }

  drop(): Promise<void> {
    return this.#spool.close()
  }

  #write(text: string): Promise<void> {
    const bytes = Buffer.from(text)
    this.bytes += bytes.length
    return this.#spool.write(bytes)
  }
}
