// From argv to a command.
import { CommanderError } from 'commander'
import { CannotRun } from '../errors.ts'
import { lastLine, warningLine } from '../log.ts'
import { program } from './program.ts'

// What this program writes is for its owner only.
process.umask(0o077)

// Nobody knows what state such an error leaves; what was acknowledged is on disk. Rejections come here too.
process.on('uncaughtException', (error) => {
  console.error(lastLine(error, Date.now()))
  process.exit(1)
})

tellWarnings()
try {
  await program.parseAsync()
} catch (error) {
  // Commander has said what is wrong; it ends with an error, too, when it has shown what was asked for.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  if (!(error instanceof CannotRun)) throw error
  console.error(`attrium: ${error.message}`)
  process.exit(2)
}

/** As JSON lines instead of text, unless Node was told to keep them to itself. */
function tellWarnings(): void {
  if (process.listenerCount('warning') === 0) return
  process.removeAllListeners('warning')
  process.on('warning', (warning) => console.error(warningLine(warning, Date.now())))
  // Threads would print them as text; they load nothing that this one does not.
  process.env['NODE_NO_WARNINGS'] = '1'
}
