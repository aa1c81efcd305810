// What a client makes of an answer: its body, the refusal in it, or the sentence that says why it is none.
import type { Received } from './carrier.ts'

/** A refusal of a server, in its own words. */
export class CallRefused extends Error {
  readonly status: number
  readonly problems: readonly RefusedField[]
  /** The message without the problems. */
  readonly summary: string

  constructor(status: number, message: string, problems: readonly RefusedField[] = []) {
    super([message, ...problems.map((problem) => problem.message)].join(' '))
    this.status = status
    this.summary = message
    this.problems = problems
  }
}

export interface RefusedField {
  /** The place in the request. */
  readonly field: string
  readonly message: string
}

/** There is no answer that can be used; the message says why and what to do. */
export class CallFailed extends Error {
  /** Whether the server may have done what it was asked to do. */
  readonly isUncertain: boolean

  constructor(message: string, isUncertain = false) {
    super(message)
    this.isUncertain = isUncertain
  }
}

const isJson = ({ headers }: Received): boolean =>
  headers.get('content-type')?.startsWith('application/json') ?? false

/** The lines of a success, as they arrive. */
export function chunksOf(answer: Received): AsyncIterable<Uint8Array> {
  if (isFile(answer)) return answer.chunks()
  throw new CallFailed(noApi)
}

const isFile = ({ headers }: Received): boolean =>
  /^(text\/csv|application\/x-ndjson|text\/plain)/.test(headers.get('content-type') ?? '')

/** The body of a success: what JSON says, or the text of anything else. */
export function bodyIn(answer: Received, text: string): unknown {
  if (text === '') return undefined
  if (isJson(answer)) return parsed(text)
  if (isFile(answer)) return text
  throw new CallFailed(noApi)
}

const noApi =
  'The answer is not one of an Attrium server: check the address, and whether a proxy answers in its place.'

/** What a text says. Throws `CallFailed` if it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CallFailed(noApi)
  }
}

/** The refusal in an answer. Throws `CallFailed` if it has none. */
export async function refusalIn(answer: Received): Promise<CallRefused> {
  const text = await answer.text()
  const body = isJson(answer) && text !== '' ? parsed(text) : undefined
  if (!isRefusal(body)) {
    throw new CallFailed(
      answer.status >= 500
        ? `The server answered ${answer.status} without a reason: it may be starting, stopping or behind a proxy that cannot reach it. Try again.`
        : noApi,
    )
  }
  const { message, errors } = body
  const problems = Array.isArray(errors) ? errors.filter(isRefusal) : []
  const told = [message, waitOf(answer)].filter((it) => it !== undefined).join(' ')
  return new CallRefused(
    answer.status,
    told,
    problems.map(({ field, message }) => ({
      field: typeof field === 'string' ? field : '',
      message,
    })),
  )
}

interface Refused {
  readonly message: string
  readonly errors?: unknown
  readonly field?: unknown
}

const isRefusal = (it: unknown): it is Refused =>
  typeof it === 'object' && it !== null && 'message' in it && typeof it.message === 'string'

function waitOf({ headers }: Received): string | undefined {
  const seconds = headers.get('retry-after')
  return seconds !== null && /^\d{1,6}$/.test(seconds)
    ? `Try again in ${seconds === '1' ? 'a second' : `${seconds} seconds`}.`
    : undefined
}
