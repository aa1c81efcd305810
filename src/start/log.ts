// The log of the process: JSON lines on stderr (decision 5).
import { pino } from 'pino'
import { type Log, type LogFields, lineOf } from '../log.ts'

export interface OpenLog extends Log {
  readonly isLevelEnabled: (level: string) => boolean
}

/** Writes nothing, and adds no listener to the process: pino would listen for its end. */
const silent: OpenLog = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  isLevelEnabled: () => false,
}

/** The most bytes of lines that wait to be written. */
const heldBytes = 1024 * 1024

export function openLog(level: string): OpenLog {
  if (level === 'silent') return silent
  const destination = pino.destination({ dest: 2, sync: true, maxLength: heldBytes })
  // A log that cannot be written, for example on a full disk, does not end the process: the lines are lost.
  // guard limit-20: gone
  destination.on('error', () => undefined)
  const lines = pino({ level, base: null }, destination)
  const at = (name: keyof Log) => (fields: LogFields, message: string) =>
    lines[name](lineOf(fields), message)
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    isLevelEnabled: (name) => lines.isLevelEnabled(name),
  }
}
