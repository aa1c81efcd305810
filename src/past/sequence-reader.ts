// The moment just before a row of the audit: everything that came before it, and nothing else.
import { Refusal } from '../errors.ts'
import type { Moment } from '../moment/moment.ts'
import type { OpenContext } from '../request/context.ts'
import { pastMoment } from './moment-reader.ts'
import { cataloguesOf } from './past-reader.ts'
import type { Point } from './point-reader.ts'
import { archivedUntil, momentUpTo, resetAfter, undoneBefore } from './sql.ts'

/**
 * What was true before the row with this sequence, which was written at the time `at`. Throws 404 if that is not known
 * any more. The row must belong to a commit that ran alone, or be about one value.
 */
export async function momentBefore(
  context: Pick<OpenContext, 'server'>,
  row: { readonly sequence: number; readonly at: number },
): Promise<Moment> {
  const moment = await knownMomentBefore(context, row)
  if (moment === undefined) throw new Refusal('not_found', { message: notKnown })
  return moment
}

/** The same; undefined if it is not known any more. */
export async function knownMomentBefore(
  { server }: Pick<OpenContext, 'server'>,
  { sequence, at }: { readonly sequence: number; readonly at: number },
): Promise<Moment | undefined> {
  const { db } = server
  const [[moment], [archived]] = await db.read(momentUpTo({ sequence }), archivedUntil)
  if (moment === undefined || (archived?.at != null && at <= archived.at)) return undefined
  const key = { moment: moment.number }
  const [[undone], resets] = await db.read(undoneBefore(key), resetAfter(key))
  const point: Point = {
    ...{ time: 0, at, moment: moment.number, sequence, next_sequence: sequence },
    undone_from: undone?.undone_from ?? Number.MAX_SAFE_INTEGER,
    undone_until: undone?.undone_until ?? Number.MAX_SAFE_INTEGER,
    version: moment.version,
    newestVersion: moment.newest_version,
    resetAt: resets[0]?.at,
  }
  return pastMoment(db, point, await cataloguesOf(server).at(db, point))
}

const notKnown =
  'Not found: what was there before this change is not known any more: its rows of the audit are in an archive, or are older than what the server keeps of the past.'
