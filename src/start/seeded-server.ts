// A server that holds a seed, in a scratch directory and on loopback, inside a program that is not ours: it says
// nothing and changes nothing about the process.
import { startDemo } from '../demo/start-demo.ts'
import type { AttriumServer, StartOptions } from '../library.ts'
import { seedIn } from '../seed/seed.ts'
import { readSettings } from '../settings.ts'

/** Throws CannotRun, and then leaves nothing behind. */
export async function startSeeded(options: StartOptions): Promise<AttriumServer> {
  const { seed = {}, port = 0, ephemeral = true } = options
  const planting = { seed: seedIn(seed) }
  const settings = readSettings({ port: String(port), logLevel: 'silent' }, {})
  const { url, key, lookerIni, reset, stop } = await startDemo(settings, { ephemeral, planting })
  return { url, ...key, lookerIni, reset, stop }
}
