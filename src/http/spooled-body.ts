// A body that is too long for memory waits on disk, sealed and without a name, until its request is answered.
import { createHash } from 'node:crypto'
import type { Spool } from './json-list.ts'

export class SpooledBody {
  readonly #spool: Spool
  readonly #digest = createHash('sha256')
  #readers = 0
  #isOver = false
  bytes = 0

  constructor(spool: Spool) {
    this.#spool = spool
  }

  async write(chunks: readonly Buffer[]): Promise<void> {
    const bytes = Buffer.concat(chunks)
    this.bytes += bytes.length
    this.#digest.update(bytes)
    await this.#spool.write(bytes)
  }

  /** The same for the same body; to be asked for when all of it is there. */
  get version(): string {
    return this.#digest.copy().digest('base64url')
  }

  /** The body from its beginning; may be read several times. */
  async *pieces(): AsyncGenerator<Buffer> {
    this.#readers++
    try {
      for await (const piece of this.#spool.read(true)) yield piece as Buffer
    } finally {
      this.#readers--
      if (this.#isOver) await this.#end()
    }
  }

  /** Whoever is reading it reads it to the end. */
  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    await this.#end()
  }

  async #end(): Promise<void> {
    if (this.#readers === 0) await this.#spool.close().catch(() => undefined)
  }
}
