// `attrium demo`: runs a server with a sample company in a scratch directory, on loopback only.
import { join } from 'node:path'
import { type Demo, startDemo } from '../demo/start-demo.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { findServer } from './connection/find-server.ts'
import { introduction } from './introduction.ts'
import { processIo } from './process-io.ts'
import { progressOf } from './progress.ts'
import { exitSoon, stopOnSignal } from './serve.ts'

export interface DemoFlags extends Partial<Record<SettingName, string>> {
  readonly ephemeral?: boolean
  readonly ci?: boolean
}

/** A scratch directory has a key and a store of its own; a log would hide the commands to try. */
const demoEnvironment = {
  ATTRIUM_LOG_LEVEL: 'warn',
  ...process.env,
  ATTRIUM_DATA: undefined,
  ATTRIUM_DATABASE: undefined,
  ATTRIUM_DATABASE_FILE: undefined,
  ATTRIUM_MASTER_KEY: undefined,
  ATTRIUM_MASTER_KEY_FILE: undefined,
}

/** Another server may come first: commands would change that one. */
async function wayToFind({ lookerIni }: Demo): Promise<string> {
  const found = await findServer({}, processIo()).catch(() => undefined)
  if (found?.from === lookerIni) return 'they find this demo by themselves: attrium --help'
  const here = join(process.cwd(), '/')
  const why = found === undefined ? '' : `, because ${found.from.replace(here, '')} comes first`
  return `add --ini ${lookerIni}${why}`
}

/** Prints `ready URL`, then the addresses and a command to try; with --ci one line of JSON and nothing else. */
export async function demoCommand({ ephemeral = false, ci, ...flags }: DemoFlags): Promise<void> {
  const settings = readSettings(flags, demoEnvironment)
  // Signals are handled before there is anything to leave behind.
  // guard scratch-2: becomes (stop: () => Promise<void>) => stopOnSignal()(stop)
  const stopping = stopOnSignal()
  const seeding = progressOf('Planting the seed:')
  // guard scratch-1: becomes (_forget: () => void) => undefined
  const atExit = (forget: () => void) => process.on('exit', forget)
  const demo = await startDemo(settings, { ephemeral, atExit, seeding, onFatal: exitSoon })
  const kept = ephemeral ? 'removed when it stops' : 'delete it to forget the demo'
  const also = [
    ['Data', `${demo.data} (${kept})`],
    ['Commands', await wayToFind(demo)],
  ] as const
  const lines = ci ? [] : await introduction(demo, also)
  stopping(demo.stop)
  if (ci) console.log(JSON.stringify({ url: demo.url, ...demo.key, pid: process.pid }))
  else console.log([`ready ${demo.url}`, '', ...lines].join('\n'))
}
