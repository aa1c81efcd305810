// A set of users, or of values of users, that costs a bit for each: ids of users lie close together.
import type { UserId } from '../ids.ts'

const bitsOfPage = 1024

export class UserSet {
  readonly #pages = new Map<number, Uint8Array>()
  /** Ids that a number does not hold exactly. */
  readonly #others = new Set<string>()
  size = 0

  has(user: UserId): boolean {
    const id = Number(user)
    if (!Number.isSafeInteger(id)) return this.#others.has(user)
    const byte = this.#pages.get(Math.floor(id / bitsOfPage))?.[(id % bitsOfPage) >> 3] ?? 0
    return (byte & (1 << (id & 7))) !== 0
  }

  add(user: UserId): void {
    if (this.has(user)) return
    this.size++
    const id = Number(user)
    if (!Number.isSafeInteger(id)) {
      this.#others.add(user)
      return
    }
    const number = Math.floor(id / bitsOfPage)
    const page = this.#pages.get(number) ?? new Uint8Array(bitsOfPage / 8)
    this.#pages.set(number, page)
    const at = (id % bitsOfPage) >> 3
    page[at] = (page[at] ?? 0) | (1 << (id & 7))
  }
}
