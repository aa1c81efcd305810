// Where a reader of events stands: everything up to a row of the audit, or, within a change, up to a user.
import { Refusal } from '../errors.ts'
import { isId } from '../ids.ts'

export interface Position {
  /** The last row whose events were read; where a user is given, the first row of the change that is being read. */
  readonly sequence: number
  /** Part of a digest of that row: after a backup was restored, another row may have its number. */
  readonly mark: string
  /** The last user whose events of the change were read. */
  readonly user?: string
}

/** A cursor tells nothing and need not be signed: who alters it gets other events of which they may read all. */
export const cursorOf = ({ sequence, mark, user }: Position): string =>
  [sequence, mark, ...(user === undefined ? [] : [user])].join('.')

const form = /^([1-9]\d{0,14})\.([\w-]{11})(?:\.(\d{1,19}))?$/

/** Throws 400 for anything but a cursor. */
export function positionIn(cursor: string, field: string): Position {
  const [, sequence = '', mark = '', user] = form.exec(cursor) ?? []
  // guard event-6: becomes false
  if (sequence === '' || (user !== undefined && !isId(user))) {
    const message = `${field} must be a cursor of an earlier answer, or of an event.`
    throw new Refusal('bad_request', { message })
  }
  return { sequence: Number(sequence), mark, ...(user === undefined ? {} : { user }) }
}

/** Says that the reader has to start over. */
export const gone = (): Refusal =>
  new Refusal('gone', {
    message:
      'Changes after this cursor are not known any more: their rows of the audit are in an archive, or a backup was ' +
      'restored. Start over: ask without a cursor, then read all values.',
  })
