// Warns of what was set and has no effect, and of a data directory that others can open.
import { readFileSync } from 'node:fs'
import type { Log } from '../log.ts'
import type { Settings } from '../settings.ts'
import { openToOthers } from './examine-directory.ts'

/** The file of providers may name variables for their secrets. */
export function tellDoubts(
  { doubts, singleSignOn }: Pick<Settings, 'doubts' | 'singleSignOn'>,
  log: Log,
): void {
  const named = singleSignOn === undefined ? '' : readFileSync(singleSignOn, 'utf8')
  for (const { variable, sentence } of doubts) {
    if (variable !== undefined && named.includes(variable)) continue
    log.warn({ why: sentence }, 'something is set and has no effect')
  }
}

export function tellOfOthers(directory: string, log: Log): void {
  for (const problem of openToOthers(directory, 700)) log.warn({}, problem)
}
