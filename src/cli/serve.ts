// `attrium serve`: run the server until it is told to stop.
import { CannotRun } from '../errors.ts'
import { refusalLine } from '../log.ts'
import { type Running, serve } from '../serve.ts'
import { readSettings, type SettingName } from '../settings.ts'
import { introduction } from './introduction.ts'
import { progressOf } from './progress.ts'

/**
 * Prints `ready URL` when listening, and on a terminal where everything is; SIGTERM and SIGINT drain and exit 0, a
 * second one exits at once.
 */
export async function serveCommand(flags: Partial<Record<SettingName, string>>): Promise<void> {
  const stopping = stopOnSignal()
  const running = await started(flags)
  // Scripts and collectors of logs get the one line.
  const lines = process.stdout.isTTY ? ['', ...(await aboutServer(running))] : []
  // Before `ready` is said: whoever waits for it may stop the server at once.
  stopping(running.stop)
  console.log([`ready ${running.url}`, ...lines].join('\n'))
}

/** All that a server has to say is a log, its last words too. */
async function started(flags: Partial<Record<SettingName, string>>): Promise<Running> {
  try {
    const seeding = progressOf('Planting the seed:')
    return await serve(readSettings(flags, process.env), { onFatal: exitSoon, seeding })
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error
    console.error(refusalLine(error.message, Date.now()))
    process.exit(2)
  }
}

const aboutServer = (running: Running): Promise<string[]> =>
  introduction(
    running,
    running.masterKeyFile === undefined
      ? []
      : [['Master key', `${running.masterKeyFile} (without it the database is lost)`]],
  )

/** After the store has failed: answers that say so leave, then the process ends (F-05). */
export function exitSoon(): void {
  setTimeout(() => process.exit(1), 100)
}

/**
 * Drains once, with the function that the answer is given; whoever insists gets an end at once. A process that
 * is told to stop before there is anything to drain just ends, with all that belongs to its exit.
 */
export function stopOnSignal(): (stop: () => Promise<void>) => void {
  let stop: () => Promise<void> = async () => {}
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      // What fails here ends the process as any error does.
      void stop().then(() => process.exit(0))
    })
  }
  return (given) => {
    stop = given
  }
}
