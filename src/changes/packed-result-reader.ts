// Packs the result of a change while it is decided: blocks of lines, compressed and sealed, which wait in memory.
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Statement } from '../store/statement.ts'
import { keepBlock } from './result-sql.ts'

/** Characters of a block: enough to compress well, few enough to be read in one turn of the event loop. */
const blockCharacters = 64 * 1024

const deflated = promisify(deflateRaw)
const inflated = promisify(inflateRaw)

export class PackedResult {
  readonly #keys: KeyRing['results']
  readonly #mark = randomBytes(16).toString('base64url')
  readonly #blocks: string[] = []
  #waiting: string[] = []
  #characters = 0

  constructor({ results }: KeyRing) {
    this.#keys = results
  }

  /** Takes lines, each with its end. */
  async add(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      this.#waiting.push(line)
      this.#characters += line.length
      if (this.#characters >= blockCharacters) await this.#pack()
    }
  }

  /** Packs the rest. */
  async end(): Promise<void> {
    if (this.#waiting.length > 0) await this.#pack()
  }

  /** What a change is charged for. */
  get bytes(): number {
    return this.#blocks.reduce((sum, { length }) => sum + length, 0)
  }

  /** Store the blocks with the change whose first row has these details. */
  statements(details: string): Statement[] {
    const { key_id } = this.#keys
    return this.#blocks.map((sealed, block) =>
      keepBlock({ details, block, key_id, mark: this.#mark, sealed }),
    )
  }

  async #pack(): Promise<void> {
    const text = this.#waiting.join('')
    this.#waiting = []
    this.#characters = 0
    const packed = await deflated(text, { level: 1 })
    this.#blocks.push(this.#keys.seal(packed, { mark: this.#mark, block: this.#blocks.length }))
  }
}

export interface KeptBlock {
  readonly block: number
  readonly key_id: string
  readonly mark: string
  readonly sealed: string
}

/** The lines of a block. Throws unless it is as it was sealed. */
export const unpackedBlock = async (
  { results }: Pick<KeyRing, 'results'>,
  { sealed, key_id, ...place }: KeptBlock,
): Promise<string> => (await inflated(results.open(sealed, key_id, place))).toString()
