// A demo: a server with a seed, in its own directory, that can be reset to the seed.

import { keepSeed, restoreSeed } from '../attrium/reset-sql.ts'
import { auditRow, byServer } from '../audit/audit-row.ts'
import { raiseCatalogueVersion } from '../catalogue/sql.ts'
import { scratchDirectory } from '../files/scratch-directory.ts'
import { type ApiKey, freshKey } from '../keys/api-key.ts'
import type { Planting } from '../seed/plant.ts'
import { type Parts, type Running, serve } from '../serve.ts'
import { SettingProblem, type Settings } from '../settings.ts'
import { readSeedFile } from '../start/seed-file.ts'
import { isLoopback } from '../texts/loopback.ts'
import { company } from './company.ts'

export interface Demo extends Running {
  /** The key of the administrator. */
  readonly key: ApiKey
  readonly data: string
  /** Puts the seed back, as `POST /api/attrium/1.0/reset` does. */
  readonly reset: () => Promise<void>
}

export interface DemoOptions extends Pick<Parts, 'log' | 'onFatal' | 'seeding'> {
  /** Default: the file of `settings.seed`, else the sample company. */
  readonly planting?: Planting
  /** Leaves nothing behind when it stops. */
  readonly ephemeral: boolean
  /** Gets the function to call if the process ends before the demo stops. */
  readonly atExit?: (forget: () => void) => void
}

/**
 * Starts a demo on SQLite, on loopback, without a rate limit; `data` and `database` of the settings are ignored.
 * Throws CannotRun.
 */
export async function startDemo(
  settings: Settings,
  { planting: given, ephemeral, atExit, ...parts }: DemoOptions,
): Promise<Demo> {
  if (!isLoopback(settings.host)) {
    throw new SettingProblem('A demo listens on loopback only; leave --host (ATTRIUM_HOST) out.')
  }
  const planting = given ?? (await plantingOf(settings))
  const scratch = scratchDirectory()
  if (ephemeral) atExit?.(scratch.remove)
  const data = scratch.path
  const own = { database: undefined, databaseFile: undefined, seed: undefined, rateLimit: 0, data }
  const key = planting.seed.api_key ?? freshKey()
  try {
    const running = await serve(
      { ...settings, ...own },
      { ...parts, planting, firstKey: key, isDemo: true },
    )
    await change(running, 'keep_seed', keepSeed())
    const stop = async () => {
      await running.stop()
      if (ephemeral) scratch.remove()
    }
    const reset = () => change(running, 'reset', [...restoreSeed(), raiseCatalogueVersion])
    return { ...running, key, data, reset, stop }
  } catch (error) {
    // guard package-3: gone
    if (ephemeral) scratch.remove()
    throw error
  }
}

const plantingOf = async ({ seed }: Settings): Promise<Planting> =>
  seed === undefined ? { seed: company } : readSeedFile(seed)

async function change(
  { server }: Running,
  operation: string,
  statements: ReturnType<typeof keepSeed>,
) {
  const audit = auditRow(byServer(operation, server.now()), {})
  await server.db.commit({ statements, audit, changesAuthority: true })
}
