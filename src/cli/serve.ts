// `attrium serve`: runs the server until a signal stops it.
import { CannotRun } from '../errors.ts'
import { refusalLine } from '../log.ts'
import { type Running, serve } from '../serve.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { introduction } from './introduction.ts'
import { progressOf } from './progress.ts'

/**
 * Prints `ready URL` when listening, and on a terminal also the addresses and a command to try. SIGTERM and SIGINT
 * drain and exit with 0; a second signal exits at once.
 */
export async function serveCommand(flags: Partial<Record<SettingName, string>>): Promise<void> {
  const stopping = stopOnSignal()
  const running = await startOrExit(flags)
  // Scripts and log collectors get only the one line.
  const lines = process.stdout.isTTY ? ['', ...(await aboutServer(running))] : []
  // This comes before `ready` is printed, because a script that waits for it may stop the server at once.
  stopping(running.stop)
  console.log([`ready ${running.url}`, ...lines].join('\n'))
}

/** Everything that a server prints is a log line, and so is the reason why it cannot start. */
async function startOrExit(flags: Partial<Record<SettingName, string>>): Promise<Running> {
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

/** Ends the process after the store has failed, once the answers that say so are sent (F-05). */
export function exitSoon(): void {
  setTimeout(() => process.exit(1), 100)
}

/**
 * Drains once, with the function that the returned function gets; a second signal ends the process at once. If a
 * signal comes before there is anything to drain, the process just ends, and its exit handlers run.
 */
export function stopOnSignal(): (stop: () => Promise<void>) => void {
  let stop: () => Promise<void> = async () => {}
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      // A failure here ends the process like any error.
      void stop().then(() => process.exit(0))
    })
  }
  return (given) => {
    stop = given
  }
}
