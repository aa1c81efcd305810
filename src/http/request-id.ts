// What a request is called in answers, log and audit: what its sender calls it, or a name of ours.
import type { IncomingMessage } from 'node:http'
import { limits } from '../limits.ts'

/**
 * Neither `/` nor `@` nor `_`: no address, e-mail address, token or secret of ours is spelled like that, so
 * none gets into the log by this way.
 */
const sane = new RegExp(`^[A-Za-z0-9.:=+-]{1,${limits.request_id_characters}}$`)

/** Otherwise `a7f3-1`, `a7f3-2` …: unique within the logs of a process, and cheap. */
export function requestIds(): (request: Pick<IncomingMessage, 'headers'>) => string {
  const start = Math.floor(performance.timeOrigin).toString(36)
  let count = 0
  return ({ headers }) => {
    const given = headers['x-request-id']
    return typeof given === 'string' && sane.test(given)
      ? given
      : `${start}-${(++count).toString(36)}`
  }
}
