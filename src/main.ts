#!/usr/bin/env node
// From argv to a command.
import { program } from './cli/program.ts'
import { CannotRun } from './errors.ts'

// What this program writes is for its owner only.
process.umask(0o077)

try {
  await program.parseAsync()
} catch (error) {
  const expected = error instanceof CannotRun
  console.error(expected ? `attrium: ${error.message}` : error)
  process.exit(expected ? 2 : 1)
}
