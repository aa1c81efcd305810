// The only place that makes error bodies (looker 6).
import { type Problem, Refusal, statusOf } from '../errors.ts'
import { limits } from '../limits.ts'
import { LostRace, OutcomeUnknown, Unavailable } from '../store/db.ts'
import type { Where } from './face.ts'

/** Wire shapes Error and ValidationError of Looker's specification. */
export interface ErrorBody {
  readonly message: string
  readonly errors?: readonly (Problem & { readonly documentation_url: string })[]
  readonly documentation_url: string
}

/** The documentation address for an unknown path or token (looker 6.2). */
export const generalDocumentation = 'http://docs.looker.com/'

/** `<base>/r/err/4.0/404/get/users/:user_id`: clients parse it (looker 6.5, 6.6). */
export function documentationUrl(base: string, status: number, where: Where | undefined): string {
  if (where === undefined || status === statusOf.unauthenticated) return generalDocumentation
  const path = where.path.replace(/\{(\w+)\}/g, ':$1')
  return `${base}/r/err/4.0/${status}/${where.method.toLowerCase()}${path}`
}

export function errorBody(refusal: Refusal, documentation_url: string): ErrorBody {
  const { message, problems } = refusal
  if (problems === undefined) return { message, documentation_url }
  const errors = problems
    .slice(0, refusal.most ?? limits.problems)
    .map((problem) => ({ ...problem, documentation_url }))
  return { message, errors, documentation_url }
}

/** The body for a failure that nobody threw on purpose: a fixed sentence and the id to find it in the log. */
export function failureBody(requestId: string): ErrorBody {
  return {
    message: `An error has occurred. Request ${requestId}.`,
    documentation_url: generalDocumentation,
  }
}

const unavailableWords = 'The store cannot answer now: try again.'
const nothingStoredWords = 'The store cannot answer now, and nothing was stored: try again.'
const unknownWords =
  'The store cannot answer now. It is unknown whether a change was stored: read it back or try again.'
const fullWords =
  'The disk of the server is full, and nothing was stored. Reads still work; try again when there is room.'

const overtakenWords =
  'Too much was changed while this long answer was made: ask for less at once, or try again when less is changed.'

/** Whether the disk is full, by the codes of SQLite and PostgreSQL; both have then undone the change. */
const isFull = ({ code = '' }: Unavailable) =>
  /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|53100)$/.test(code)

interface Asked {
  readonly method?: string
  /** How large a body may be, if that is not the usual size. */
  readonly bodyBytes?: number | undefined
}

function wordsFor(error: Unavailable | LostRace, isRead: boolean): string {
  const isAway = error instanceof Unavailable
  if (isAway && error.code === 'OVERTAKEN') return overtakenWords
  if (isAway && isFull(error)) return fullWords
  if (isRead) return unavailableWords
  // guard operation-38: error instanceof OutcomeUnknown → false
  return error instanceof OutcomeUnknown ? unknownWords : nothingStoredWords
}

/** Returns the refusal that describes an error in our words; undefined for a bug. */
export function refusalOf(error: unknown, { method = '', bodyBytes }: Asked): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof Unavailable || error instanceof LostRace) {
    return new Refusal('unavailable', {
      message: wordsFor(error, /^(GET|HEAD)$/.test(method)),
      headers: { 'Retry-After': '1' },
      cause: error,
    })
  }
  const { statusCode, code, most } = error as {
    statusCode?: number
    code?: string
    most?: number
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || statusCode === 413) {
    return new Refusal('too_large', {
      message: `The body is too large: it may have at most ${most ?? bodyBytes ?? limits.body_bytes} bytes.`,
    })
  }
  // A path that cannot be decoded, or is longer than any id, names nothing.
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH') {
    return new Refusal('not_found')
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Refusal('bad_request', { message: 'The request is not valid HTTP.' })
  }
  return undefined
}
