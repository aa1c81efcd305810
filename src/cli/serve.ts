// `attrium serve`: run the server until it is told to stop.
import { serve } from '../serve.ts'
import { readSettings, type SettingName } from '../settings.ts'
import { signInLine } from './try-it.ts'

/** Prints `ready URL` when listening; SIGTERM and SIGINT drain and exit 0, a second one exits at once. */
export async function serveCommand(flags: Partial<Record<SettingName, string>>): Promise<void> {
  const settings = readSettings(flags, process.env)
  const running = await serve(settings, { onFatal: exitSoon })
  // Before `ready` is said: whoever waits for it may stop the server at once.
  stopOnSignal(running.stop)
  if (running.masterKeyFile !== undefined) {
    console.error(`Master key: ${running.masterKeyFile} (without it the database is lost)`)
  }
  console.error(`API key for SDKs: ${running.lookerIni}`)
  console.error(`Sign in: ${signInLine(running)}`)
  console.log(`ready ${running.url}`)
}

/** After the store has failed: answers that say so leave, then the process ends (F-05). */
export function exitSoon(): void {
  setTimeout(() => process.exit(1), 100)
}

/** Drains once; whoever insists gets an end at once. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      // What fails here ends the process as any error does.
      void stop().then(() => process.exit(0))
    })
  }
}
