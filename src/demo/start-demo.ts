// A demo: a server on a seed, in a directory of its own, that can be put back to it.
import { auditRow, byServer } from '../audit/audit-row.ts'
import { catalogueChanged } from '../catalogue/sql.ts'
import type { Planting } from '../seed/plant.ts'
import { type Parts, type Running, serve } from '../serve.ts'
import { isLoopback, SettingProblem, type Settings } from '../settings.ts'
import { type ApiKey, freshKey } from '../start/first-start.ts'
import { scratchDirectory } from '../start/scratch-directory.ts'
import { readSeedFile } from '../start/seed-file.ts'
import { company } from './company.ts'
import { resetRoute } from './reset-routes.ts'
import { keepSeed, putSeedBack } from './sql.ts'

export interface Demo extends Running {
  /** Of the administrator. */
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
  /** Is given what to do when the process ends before that. */
  readonly atExit?: (forget: () => void) => void
}

/**
 * Starts a demo on SQLite, on loopback, without limits of rate; `data` and `database` of the settings do not
 * count. Throws CannotRun.
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
      { ...parts, planting, firstKey: key, moreRoutes: [resetRoute] },
    )
    await change(running, 'keep_seed', keepSeed())
    const stop = async () => {
      await running.stop()
      if (ephemeral) scratch.remove()
    }
    const reset = () => change(running, 'reset', [...putSeedBack(), catalogueChanged])
    return { ...running, key, data, reset, stop }
  } catch (error) {
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
