// The log of the process: JSON lines on stderr (decision 5).
import { pino } from 'pino'
import { type Log, type LogFields, lineOf } from '../log.ts'

export interface OpenLog extends Log {
  readonly isLevelEnabled: (level: string) => boolean
}

/** Says nothing, and leaves the process alone: pino listens for its end. */
const silent: OpenLog = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  isLevelEnabled: () => false,
}

export function openLog(level: string): OpenLog {
  if (level === 'silent') return silent
  const lines = pino({ level, base: null }, pino.destination(2))
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
