// The moment that a request asks about: the present one, or one in the past.
import { may } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { Parameter } from '../http/query.ts'
import type { UserId } from '../ids.ts'
import type { Moment } from '../moment/moment.ts'
import { peopleIn, presentMoment } from '../moment/present-reader.ts'
import { peopleNow } from '../moment/sql.ts'
import type { Context } from '../request/context.ts'
import type { Db } from '../store/db.ts'
import { refuseUnknown } from './as-of.ts'
import { momentAt } from './past-reader.ts'

/** RFC 3339 with a zone; the text is kept so that a refusal can be about the field. */
export const asOfParameter: Parameter<string> = {
  schema: { type: 'string' },
  about:
    'Answer as it was at this time, with the groups, ranks, defaults and definitions of then: RFC 3339 with a zone, ' +
    'such as `2026-03-03T12:00:00.000Z`. Without it, the answer is about now. What is hidden now stays hidden. An ' +
    'earlier time than the server knows is refused; the message names the earliest one.',
  example: '',
  read: (text) => text,
  expects: 'be a time',
}

export interface AskedMoment {
  readonly moment: Moment
  /** Decides what the caller may see, whatever the moment. */
  readonly now: Catalogue
}

/**
 * The moment at which a request about these users is answered. Throws 422 for a time that cannot be asked about; who
 * asks about themselves cannot ask about a time before a reset, as somebody else may have had their id. The present is
 * read together with the users, in one snapshot.
 */
export async function askedMoment(
  context: Context,
  asOf: string | undefined,
  ids: readonly UserId[],
): Promise<AskedMoment> {
  if (asOf !== undefined) {
    const { catalogue: now } = await context.load()
    const moment = await momentAt(context, asOf)
    // guard past-19: becomes false
    if (moment.resetAt !== undefined && !may(context.actor, 'manage_user_attributes')) {
      refuseUnknown(moment.resetAt)
    }
    return { moment, now }
  }
  const time = context.server.now()
  const { catalogue: now, rows } = await context.load(peopleNow({ ids: JSON.stringify(ids) }))
  const [asked] = rows
  const read: Db['read'] = async (...statements) => (await context.load(...statements)).rows
  const present = presentMoment(now, read, time)
  const known = new Set(ids)
  const people: Moment['people'] = async (wanted) =>
    wanted.every((id) => known.has(id)) ? peopleIn(asked, time) : present.people(wanted)
  return { moment: { ...present, people }, now }
}

/** The same for a handler that asks about no attribute of its caller. */
export const momentOf = async (...asked: Parameters<typeof askedMoment>): Promise<Moment> =>
  (await askedMoment(...asked)).moment
