// `attrium demo`: a server with a seeded company in a scratch directory, for loopback only.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { company } from '../demo/company.ts'
import { plant } from '../demo/plant.ts'
import { parseSeed, type Seed, SeedProblem } from '../demo/seed.ts'
import { serve } from '../serve.ts'
import { isLoopback, readSettings, type SettingName, SettingProblem } from '../settings.ts'
import { newApiKey } from '../start/first-start.ts'
import { introduction } from './introduction.ts'
import { exitSoon, stopOnSignal } from './serve.ts'

export interface DemoFlags extends Partial<Record<SettingName, string>> {
  readonly ephemeral?: boolean
  readonly seed?: string
}

/** A scratch directory has a key of its own; a log would be in the way of what there is to try. */
const demoEnvironment = {
  ATTRIUM_LOG_LEVEL: 'warn',
  ...process.env,
  ATTRIUM_DATA: undefined,
  ATTRIUM_MASTER_KEY: undefined,
  ATTRIUM_MASTER_KEY_FILE: undefined,
}

/** Prints `ready URL`, then where everything is and what to try. */
export async function demoCommand(flags: DemoFlags): Promise<void> {
  const seed = flags.seed === undefined ? company : readSeed(flags.seed)
  const asked = { ...readSettings(flags, demoEnvironment), rateLimit: 0 }
  refuseOutside(asked.host)
  const data = mkdtempSync(join(tmpdir(), 'attrium-demo-'))
  const forget = () => {
    if (flags.ephemeral) rmSync(data, { recursive: true, force: true })
  }
  process.on('exit', forget)
  const firstKey = seed.api_key ?? newApiKey(randomBytes)
  const running = await serve({ ...asked, data }, { firstKey, onFatal: exitSoon })
  try {
    await plant(running, firstKey, seed)
  } catch (error) {
    await running.stop()
    throw error
  }
  const kept = flags.ephemeral ? 'removed when it stops' : 'delete it to forget the demo'
  const lines = await introduction(running, [['Data', `${data} (${kept})`]])
  stopOnSignal(running.stop)
  console.log([`ready ${running.url}`, '', ...lines].join('\n'))
}

function readSeed(file: string): Seed {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new SeedProblem(`The file of --seed cannot be read (${code}).`)
  }
  return parseSeed(text)
}

function refuseOutside(host: string): void {
  if (!isLoopback(host)) {
    throw new SettingProblem('A demo listens on loopback only; leave --host (ATTRIUM_HOST) out.')
  }
}
