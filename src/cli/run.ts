// From argv to a command.
import { CannotRun } from '../errors.ts'
import { lastLine } from '../log.ts'
import { program } from './program.ts'

// What this program writes is for its owner only.
process.umask(0o077)

// Nobody knows what state such an error leaves; what was acknowledged is on disk. Rejections come here too.
process.on('uncaughtException', (error) => {
  console.error(lastLine(error, Date.now()))
  process.exit(1)
})

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CannotRun)) throw error
  console.error(`attrium: ${error.message}`)
  process.exit(2)
}
