// A temporary directory for one run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ScratchDirectory {
  readonly path: string
  /** Removes the directory; safe to call twice. */
  readonly remove: () => void
}

export function scratchDirectory(): ScratchDirectory {
  const path = mkdtempSync(join(tmpdir(), 'attrium-demo-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
