// `attrium demo`: a server with a seeded company in a scratch directory, for loopback only.
import { startDemo } from '../demo/start-demo.ts'
import { readSettings, type SettingName } from '../settings.ts'
import { introduction } from './introduction.ts'
import { progressOf } from './progress.ts'
import { exitSoon, stopOnSignal } from './serve.ts'

export interface DemoFlags extends Partial<Record<SettingName, string>> {
  readonly ephemeral?: boolean
  readonly ci?: boolean
}

/** A scratch directory has a key and a store of its own; a log would be in the way of what there is to try. */
const demoEnvironment = {
  ATTRIUM_LOG_LEVEL: 'warn',
  ...process.env,
  ATTRIUM_DATA: undefined,
  ATTRIUM_DATABASE: undefined,
  ATTRIUM_DATABASE_FILE: undefined,
  ATTRIUM_MASTER_KEY: undefined,
  ATTRIUM_MASTER_KEY_FILE: undefined,
}

/** Prints `ready URL`, then where everything is and what to try; with --ci one line of JSON and nothing else. */
export async function demoCommand({ ephemeral = false, ci, ...flags }: DemoFlags): Promise<void> {
  const settings = readSettings(flags, demoEnvironment)
  // Before there is anything to leave behind.
  const stopping = stopOnSignal()
  const seeding = progressOf('Planting the seed:')
  const atExit = (forget: () => void) => process.on('exit', forget)
  const demo = await startDemo(settings, { ephemeral, atExit, seeding, onFatal: exitSoon })
  const kept = ephemeral ? 'removed when it stops' : 'delete it to forget the demo'
  const lines = ci ? [] : await introduction(demo, [['Data', `${demo.data} (${kept})`]])
  stopping(demo.stop)
  if (ci) console.log(JSON.stringify({ url: demo.url, ...demo.key, pid: process.pid }))
  else console.log([`ready ${demo.url}`, '', ...lines].join('\n'))
}
