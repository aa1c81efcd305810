// A log of every level that a test reads afterwards.
import type { OpenLog } from '../../src/start/log.ts'

/** `lines` has the arguments of each line as JSON, the level first. */
export function recordedLog() {
  const lines: string[] = []
  const note =
    (level: string) =>
    (...told: unknown[]) =>
      void lines.push(JSON.stringify([level, ...told]))
  const log = {
    ...{ debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    isLevelEnabled: () => true,
  } as unknown as OpenLog
  return { log, lines }
}
