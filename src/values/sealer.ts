// Seals the values that are left to seal, while requests are answered: one portion, then a pause of equal length.
import { setTimeout as pause } from 'node:timers/promises'
import { auditRow, byServer } from '../audit/audit-row.ts'
import type { UserAttributeId } from '../ids.ts'
import { LostRace } from '../store/db.ts'
import { nextTurn, type SealingParts, sealPortion } from './sealing.ts'
import { beginSealing, readableUserValues, sealingsLeft, unsealedHidden } from './sealing-sql.ts'

interface Options extends SealingParts {
  /** Called when all values of an attribute are sealed. */
  readonly sealed: (user_attribute_id: UserAttributeId) => void
  /** Called when sealing failed; the sealer tries again soon. */
  readonly failed: (error: unknown) => void
}

/** The time between a failed attempt, for example for lack of space, and the next one. */
const againMilliseconds = 5000

export class Sealer {
  readonly #parts: Options
  /** Whether the hidden values have been searched for readable ones. */
  #looked = false
  #asked = false
  #stopping = false
  #running: Promise<boolean> | undefined
  #again: NodeJS.Timeout | undefined

  constructor(parts: Options) {
    this.#parts = parts
  }

  /** Seals until nothing is left; false if sealing failed, was stopped, or somebody else continues it. */
  start(): Promise<boolean> {
    this.#asked = true
    this.#running ??= this.#run()
      .catch((error) => {
        if (!(error instanceof LostRace)) this.#parts.failed(error)
        this.#startAgain()
        return false
      })
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  /** The same, but waits at most this long; false if something is left then. */
  async startAndWait(milliseconds: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), milliseconds)
    })
    const done = await Promise.race([this.start(), late])
    clearTimeout(timer)
    return done
  }

  /** Stops after the current portion. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#again)
    await this.#running
  }

  /** At most one attempt is waiting, even if others were started in the meantime. */
  #startAgain(): void {
    clearTimeout(this.#again)
    if (this.#stopping) return
    this.#again = setTimeout(() => void this.start(), againMilliseconds).unref()
  }

  async #run(): Promise<boolean> {
    while (this.#asked) {
      this.#asked = false
      await this.#look()
      for (;;) {
        const [[first]] = await this.#parts.db.read(sealingsLeft)
        if (first === undefined) break
        if (!(await this.#seal(first))) return false
      }
    }
    return true
  }

  /** False if the server stops meanwhile. */
  async #seal(first: Parameters<typeof sealPortion>[1]): Promise<boolean> {
    let left: typeof first | undefined = first
    while (left !== undefined) {
      if (this.#stopping) return false
      const begun = performance.now()
      left = await sealPortion(this.#parts, left)
      await pause(performance.now() - begun)
    }
    this.#parts.sealed(first.user_attribute_id)
    return true
  }

  /** Older versions of Attrium left readable values of hidden attributes (decision 37). */
  async #look(): Promise<void> {
    if (this.#looked) return
    const { db, now } = this.#parts
    const [hidden] = await db.read(unsealedHidden)
    for (const { id, readable } of hidden) {
      const user_attribute_id = id as UserAttributeId
      if (!readable && !(await this.#hasReadable(user_attribute_id))) continue
      await db.commit({
        statements: [beginSealing({ user_attribute_id })],
        audit: auditRow(byServer('seal_hidden_values', now()), { user_attribute_id }),
        changesAuthority: false,
      })
    }
    this.#looked = true
  }

  async #hasReadable(user_attribute_id: UserAttributeId): Promise<boolean> {
    for (let after: string | undefined = '0'; after !== undefined && !this.#stopping; ) {
      const [rows]: readonly [{ user_id: string; version: string | null }[]] =
        await this.#parts.db.read(readableUserValues({ user_attribute_id, after }))
      if (rows.some(({ version }) => version === null)) return true
      after = rows.at(-1)?.user_id
      await nextTurn()
    }
    return false
  }
}
