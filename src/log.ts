// The fields of a log line: only these, and never the message of an error (T-08).

/** All fields that a line can have; anything else that a call passes is left out. */
export interface LogFields {
  readonly request_id?: string
  readonly method?: string
  /** The template of the path, never the path itself. */
  readonly route?: string | undefined
  readonly status?: number
  readonly milliseconds?: number
  readonly address?: string
  /** An address of our own. */
  readonly url?: string
  /** A sentence of ours, or SQLite's message about a failing disk; neither contains stored data. */
  readonly why?: string
  readonly seconds?: number
  /** The ends of the chains of the audit: digests that reveal nothing of their data. */
  readonly audit_heads?: readonly object[]
  /** The id of a user attribute. */
  readonly user_attribute_id?: string
  /** The id of a provider with which people sign in, as the settings name it. */
  readonly provider_id?: string
  /** The version of Attrium. */
  readonly version?: string
  /** The settings that `shownSettings` returns. */
  readonly settings?: object
  /** Any thrown value; only its facts are written. */
  readonly error?: unknown
}

export interface Log {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

const plainFields = [
  ...(['request_id', 'method', 'route', 'status', 'milliseconds', 'address', 'url'] as const),
  ...(['why', 'seconds', 'audit_heads', 'user_attribute_id', 'version', 'settings'] as const),
  ...(['provider_id'] as const),
] as const satisfies (keyof LogFields)[]

/** The fields of a line, as they are written. */
export function lineOf(fields: LogFields): Record<string, unknown> {
  // guard operation-1: becomes { ...fields }
  const line: Record<string, unknown> = {}
  for (const name of plainFields) if (fields[name] !== undefined) line[name] = fields[name]
  if ('error' in fields) line['error'] = errorFacts(fields.error)
  return line
}

/** A server that cannot start: one sentence of ours that says what to do. `time` in ms since 1970. */
export const refusalLine = (why: string, time: number): string =>
  JSON.stringify({ level: 60, time, why, msg: 'cannot start' })

/** A warning of Node. */
export const warningLine = (warning: Error, time: number): string =>
  JSON.stringify({ level: 40, time, error: errorFacts(warning), msg: 'warning from Node' })

/** The last line of a process that an error ends, even if no log is open. `time` in ms since 1970. */
export const lastLine = (error: unknown, time: number): string =>
  JSON.stringify({ level: 60, time, error: errorFacts(error), msg: 'stopped by an error' })

/** The safe facts of an error: its class, its code and its place in the program. */
export interface ErrorFacts {
  readonly name: string
  readonly code?: string
  readonly stack?: readonly string[]
  readonly cause?: ErrorFacts
}

const mostFrames = 12
const deepestCause = 3

/**
 * The facts of any thrown value. A message may quote data that somebody sent or stored, so it is left out, from
 * the top of the stack, too.
 */
export function errorFacts(error: unknown, depth = 0): ErrorFacts {
  if (!(error instanceof Error)) return { name: `a thrown ${typeof error}` }
  try {
    const { name, code, message, stack = '', cause } = error as Error & { code?: unknown }
    const frames = framesOf(stack, message)
    return {
      name: /^\w{1,60}$/.test(name) ? name : 'Error',
      ...(isCode(code) ? { code } : {}),
      ...(frames.length > 0 ? { stack: frames } : {}),
      ...(cause !== undefined && depth < deepestCause
        ? { cause: errorFacts(cause, depth + 1) }
        : {}),
    }
  } catch {
    return { name: 'an error that cannot be read' }
  }
}

/** Whether it is a code as systems, drivers and databases write them: `ENOSPC`, `SQLITE_FULL`, `23505`. */
const isCode = (code: unknown): code is string =>
  typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code)

/** Lines that name a place in a program, after the message, which may have lines like them. */
function framesOf(stack: string, message: string): string[] {
  const at = stack.indexOf(message)
  // The message was changed after the stack was taken: nobody knows where the old one ends.
  if (at < 0) return []
  return (
    stack
      // guard operation-2: at + message.length → 0
      .slice(at + message.length)
      .split('\n')
      .map((line) =>
        /^ {4}at ((?:[\w$.<>#[\] ]+ \()?(?:file:|node:|\/)[^\s()]+:\d+:\d+\)?)$/.exec(line),
      )
      .flatMap((found) => (found?.[1] === undefined ? [] : [found[1]]))
      .slice(0, mostFrames)
  )
}
