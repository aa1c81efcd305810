// Remembers the claims of the users who were asked for last: they are the same as long as the same rows are read.
import type { Catalogue } from '../domain/catalogue.ts'

export interface Versioned {
  readonly text: string
  readonly etag: string
}

/** What claims are made from; the rows of the user as one text. */
interface Source {
  readonly catalogue: Catalogue
  readonly rows: string
}

export class ClaimsMemory {
  readonly #most: number
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<string, Versioned & Source>()
  #characters = 0

  /** The number of characters that all of them may have together. */
  constructor(most: number) {
    this.#most = most
  }

  /** The claims that were made from the same rows; `key` names the user and the rights of the caller. */
  at(key: string, { catalogue, rows }: Source): Versioned | undefined {
    const kept = this.#kept.get(key)
    // guard claims-3: without || kept.rows !== rows
    // guard claims-4: without kept.catalogue !== catalogue ||
    if (kept === undefined || kept.catalogue !== catalogue || kept.rows !== rows) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept
  }

  keep(key: string, source: Source, versioned: Versioned): void {
    this.#drop(key)
    const kept = { ...source, ...versioned }
    this.#kept.set(key, kept)
    this.#characters += sizeOf(kept)
    for (const [oldest] of this.#kept) {
      if (this.#characters <= this.#most) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#kept.delete(key)
    this.#characters -= sizeOf(kept)
  }
}

const sizeOf = ({ rows, text }: Source & Versioned): number => rows.length + text.length
