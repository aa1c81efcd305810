// Runs the command in argv.
import { setFlagsFromString } from 'node:v8'
import { lastLine, warningLine } from '../log.ts'
import { execute } from './execute.ts'
import { endWithOutput, processIo } from './process-io.ts'

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

// Whoever reads the output may stop reading, and a disk may be full.
process.stdout.on('error', endWithOutput)

tellWarnings()
const code = await execute(process.argv.slice(2), processIo())
// What cannot go on ends at once, whatever it has begun; a command such as a server goes on, and sets its own code.
if (code === 2) process.exit(2)
if (code !== 0) process.exitCode = code

/** Prints warnings as JSON lines instead of text, unless Node was told to suppress them. */
function tellWarnings(): void {
  if (process.listenerCount('warning') === 0) return
  process.removeAllListeners('warning')
  process.on('warning', (warning) => console.error(warningLine(warning, Date.now())))
  // Threads would print warnings as text; they load nothing that this thread does not load.
  // guard operation-27: becomes '0'
  process.env['NODE_NO_WARNINGS'] = '1'
}
