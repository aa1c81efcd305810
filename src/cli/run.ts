// Runs the command in argv.
import { setFlagsFromString } from 'node:v8'
import { CommanderError } from 'commander'
import { CannotRun } from '../errors.ts'
import { lastLine, warningLine } from '../log.ts'
import { program } from './program.ts'

// Garbage is collected when the heap has grown by a quarter, not when it has doubled: memory stays small while long
// lists are made (T-42, G-26).
setFlagsFromString('--heap-growing-percent=25')

// Only the owner may read the files of this program.
process.umask(0o077)

// Such an error leaves an unknown state, but acknowledged changes are on disk. Rejections arrive here, too.
process.on('uncaughtException', (error) => {
  // guard operation-3: becomes console.error(error)
  console.error(lastLine(error, Date.now()))
  process.exit(1)
})

tellWarnings()
try {
  await program.parseAsync()
} catch (error) {
  // Commander has printed what is wrong. It also throws after it has printed the help or the version.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  if (!(error instanceof CannotRun)) throw error
  console.error(`attrium: ${error.message}`)
  process.exit(2)
}

/** Prints warnings as JSON lines instead of text, unless Node was told to suppress them. */
function tellWarnings(): void {
  if (process.listenerCount('warning') === 0) return
  process.removeAllListeners('warning')
  process.on('warning', (warning) => console.error(warningLine(warning, Date.now())))
  // Threads would print warnings as text; they load nothing that this thread does not load.
  // guard operation-27: becomes '0'
  process.env['NODE_NO_WARNINGS'] = '1'
}
