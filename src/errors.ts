// The only error that is thrown on purpose, and the problems that it lists.

/** Why a request is refused; each reason has exactly one HTTP status (looker 6.2). */
export const statusOf = {
  bad_request: 400,
  unauthenticated: 401,
  denied: 403,
  not_found: 404,
  wrong_method: 405,
  unmodifiable: 405,
  taken: 409,
  gone: 410,
  outdated: 412,
  too_large: 413,
  address_too_long: 414,
  unsupported: 415,
  invalid: 422,
  too_many: 429,
  unavailable: 503,
  overloaded: 503,
} as const

export type Reason = keyof typeof statusOf

/** One thing wrong with one field; `message` names the field and what to do, never the value. */
export interface Problem {
  readonly field: string
  readonly code: 'missing_field' | 'missing' | 'invalid' | 'already_exists'
  readonly message: string
}

/** The default message of a refusal (looker 6.2). */
const defaultMessage: Record<Reason, string> = {
  bad_request: 'Bad Request',
  unauthenticated: 'Requires authentication.',
  denied: 'Permission Denied',
  not_found: 'Not found',
  wrong_method: 'Method Not Allowed',
  unmodifiable: "Resource Can't Be Modified",
  taken: 'Resource Already Exists',
  gone: 'Gone',
  outdated: 'Precondition Failed',
  too_large: 'Request Entity Too Large',
  address_too_long: 'URI Too Long',
  unsupported: 'Unsupported Media Type',
  invalid: 'Validation Failed',
  too_many: 'Too Many Requests',
  unavailable: 'Service Unavailable',
  overloaded: 'Service Unavailable',
}

interface RefusalDetails {
  readonly message?: string
  readonly problems?: readonly Problem[]
  /** How many of them are listed, if that is not the usual number. */
  readonly most?: number
  readonly headers?: Readonly<Record<string, string>>
  /** The thing that the path names does not exist, as far as this caller can tell. */
  readonly absent?: boolean
  /** What the standard of its API calls the error, if it has a word for it. */
  readonly word?: string
  readonly cause?: unknown
}

export class Refusal extends Error {
  readonly reason: Reason
  readonly problems: readonly Problem[] | undefined
  readonly most: number | undefined
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>
  readonly word: string | undefined
  /** Whether callers who may know can be told more; a denial that looks like a 404 is never explained. */
  readonly absent: boolean

  constructor(reason: Reason, details: RefusalDetails = {}) {
    super(details.message ?? defaultMessage[reason], { cause: details.cause })
    this.name = 'Refusal'
    this.reason = reason
    this.problems = details.problems
    this.most = details.most
    this.headers = details.headers ?? {}
    this.word = details.word
    this.absent = details.absent ?? false
  }

  get status(): number {
    return statusOf[this.reason]
  }
}

/** A command cannot go on; the message is one sentence that tells whoever runs it what to do. */
export class CannotRun extends Error {}

/** The store cannot be opened as it is; the message is one sentence that says what to do. */
export class CannotOpen extends CannotRun {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'CannotOpen'
  }
}

/** Insists that something was found; throws 404 otherwise, which `message` or the path explains. */
export function found<T>(thing: T | undefined | null, message?: string): T {
  if (thing !== undefined && thing !== null) return thing
  throw new Refusal('not_found', message === undefined ? { absent: true } : { message })
}

/** Refuses with 422 and every problem at once, if there is any. */
export function refuseIf(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Refusal('invalid', { problems })
}

/** Lets an allowed caller pass; everyone else is refused for `reason`. */
export function allow(
  allowed: boolean,
  reason: 'denied' | 'not_found' | 'bad_request' | 'unmodifiable',
  message?: string,
): void {
  if (!allowed) throw new Refusal(reason, message === undefined ? {} : { message })
}
