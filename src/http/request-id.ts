// The id of a request in answers, log and audit: the caller's own id, or a new one.
import type { IncomingMessage } from 'node:http'
import { limits } from '../limits.ts'

/**
 * `/`, `@` and `_` are not allowed. Every address, e-mail address, token and secret of ours contains one of
 * them, so none can get into the log this way.
 */
const sane = new RegExp(`^[A-Za-z0-9.:=+-]{1,${limits.request_id_characters}}$`)

/** A new id is `a7f3-1`, `a7f3-2` …: unique within the logs of a process, and cheap. */
export function requestIds(): (request: Pick<IncomingMessage, 'headers'>) => string {
  const start = Math.floor(performance.timeOrigin).toString(36)
  let count = 0
  return ({ headers }) => {
    const given = headers['x-request-id']
    // guard operation-6: sane.test(given) → true
    return typeof given === 'string' && sane.test(given)
      ? given
      : `${start}-${(++count).toString(36)}`
  }
}
