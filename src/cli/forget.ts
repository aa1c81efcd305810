// Removes temporary files when a command is stopped early.
import { rmSync } from 'node:fs'

/** Removes the directory when the process ends, by itself or by SIGTERM or SIGINT. */
export function forgetWhenEnded(directory: string): void {
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  process.on('SIGTERM', () => process.exit(143))
  process.on('SIGINT', () => process.exit(130))
}
