// Finds the point of the past that a time means (decision 59).
import { setTimeout } from 'node:timers/promises'
import { auditRow, byServer } from '../audit/audit-row.ts'
import type { Db } from '../store/db.ts'
import { refuseLost, refuseUnknown } from './as-of.ts'
import {
  archivedUntil,
  type Bounds,
  firstTime,
  momentBefore,
  resetAfter,
  restoredAfter,
  undoneBefore,
} from './sql.ts'

/** The state after some commits: those up to a moment, and later changes of values that were made by the time. */
export interface Point extends Readonly<Bounds> {
  readonly moment: number
  /** The time that decides which values counted. */
  readonly at: number
  /** The version of the catalogue then, and the present one. */
  readonly version: number
  readonly newestVersion: number
  /** The time of the newest reset since: it may have put there what is there now. */
  readonly resetAt: number | undefined
}

interface Parts {
  readonly db: Pick<Db, 'read' | 'commit'>
  readonly now: () => number
}

/** Milliseconds after which a commit that was begun is stored, or has failed. */
const longestCommit = 60_000

/** Larger than every sequence. */
const never = Number.MAX_SAFE_INTEGER

/** Milliseconds between two marks, so that asking does not fill the store. */
const marksApart = 1000

interface Marking {
  /** The time of the newest mark of this process. */
  at: number
  /** Resolves when the next mark is stored; whoever asks meanwhile waits for the same one. */
  next: Promise<void> | undefined
}
const markings = new WeakMap<Parts['db'], Marking>()

/** Stores a moment at the present time, which is after `time` then. */
async function markAfter({ db, now }: Parts, time: number): Promise<void> {
  const marking = markings.get(db) ?? { at: Number.NEGATIVE_INFINITY, next: undefined }
  markings.set(db, marking)
  if (marking.at > time) return
  marking.next ??= (async () => {
    try {
      const wait = Math.max(time + 1, marking.at + marksApart) - now()
      if (wait > 0) await setTimeout(wait)
      // guard past-15: becomes time + 1
      const at = Math.max(now(), time + 1)
      await db.commit({
        statements: [],
        audit: auditRow(byServer('mark_moment', at), {}),
        changesAuthority: false,
        alone: true,
      })
      marking.at = at
    } finally {
      marking.next = undefined
    }
  })()
  await marking.next
}

/**
 * The point stays the same for ever: nothing that is stored later belongs to it. Throws 422 when the time is not
 * known, and names the first one that can be asked.
 */
export async function pointAt({ db, now }: Parts, time: number): Promise<Point> {
  for (;;) {
    const [[moment], [first], [archived], [restored]] = await db.read(
      momentBefore({ time }),
      firstTime,
      archivedUntil,
      restoredAfter({ time }),
    )
    if (moment === undefined) refuseUnknown(first?.at)
    // guard past-5: becomes false
    if (archived?.at != null && time < archived.at) refuseUnknown(archived.at)
    const knownUntil = restored?.known_until ?? Number.NEGATIVE_INFINITY
    // guard past-6: becomes false
    if (restored !== undefined && time > knownUntil) {
      if (knownUntil < (first?.at ?? 0)) refuseUnknown(restored.at)
      refuseLost(knownUntil, restored.at)
    }
    // guard past-7: becomes false
    if (moment.next_sequence === null && time > now() - longestCommit) {
      // A commit that is under way may still get this time: a moment after it ends that.
      await markAfter({ db, now }, time)
      continue
    }
    const key = { moment: moment.number }
    const [[undone], resets] = await db.read(undoneBefore(key), resetAfter(key))
    return {
      time,
      at: time,
      moment: moment.number,
      sequence: moment.sequence,
      next_sequence: moment.next_sequence ?? never,
      undone_from: undone?.undone_from ?? never,
      undone_until: undone?.undone_until ?? never,
      version: moment.version,
      newestVersion: moment.newest_version,
      resetAt: resets[0]?.at,
    }
  }
}
