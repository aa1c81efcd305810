// Checks a database file after a crash, against the sent and acknowledged changes.
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { type History, stormVerdict } from '../storm/storm-check.ts'
import { damageIn, storedIn } from '../storm/storm-facts.ts'

export interface Wrong {
  /** An acknowledged change is gone, the file is not whole, or half a change is there. */
  readonly kind: 'lost' | 'corrupt' | 'half'
  readonly what: string
}

export type WrongCounts = Record<Wrong['kind'], number>

/** Brings a file into service with `start`, then reads everything in it. */
export async function judgedFile(
  file: string,
  start: () => Promise<unknown>,
  histories: readonly History[],
): Promise<Wrong[]> {
  const corrupt = (what: unknown): Wrong => ({ kind: 'corrupt', what: String(what) })
  try {
    await start()
    const connection = openConnection(file, 'reader')
    try {
      const damage = damageIn(connection).map(corrupt)
      return [...damage, ...stormVerdict(histories, storedIn(connection)).problems]
    } finally {
      connection.close()
    }
  } catch (error) {
    return [corrupt(error)]
  }
}

/** Counts the cases with a fault, by kind, and describes each fault. */
export class Tally {
  readonly counts: WrongCounts = { lost: 0, corrupt: 0, half: 0 }
  readonly problems: string[] = []

  add(where: string, wrong: readonly Wrong[]): void {
    for (const kind of new Set(wrong.map((it) => it.kind))) this.counts[kind]++
    for (const { kind, what } of wrong) this.problems.push(`${where}: ${kind}: ${what}`)
  }
}
